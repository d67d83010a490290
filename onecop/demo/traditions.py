"""How each tradition of the demo city names its houses, gathers, speaks and calls its leader.

Names are put together from common words, so that none is meant to be a congregation that exists.
"""

from dataclasses import dataclass

PLACES = [
    "Harbor Street",
    "Elm Hill",
    "Millrace",
    "Eastgate",
    "Hillside",
    "Bright Street",
    "Reed Street",
    "Lighthouse Point",
    "Old Market",
    "Fairground",
    "Canal Street",
    "North Shore",
    "West Harrow",
    "Tannery Row",
    "Ferry Landing",
    "Quarry Lane",
    "Orchard Bend",
    "Ropewalk",
    "Sailmakers",
    "Gannet Point",
]

Service = tuple[int, str, str, str]


@dataclass(frozen=True)
class Way:
    """One tradition in the city.

    count: of 220 houses. as_given: words people use of themselves on a form. names: patterns, `{place}` and `{word}` are filled in.
    services: (weekday 0=Monday, start, end, what), one set is chosen. cultures: where its people's families come from.
    size: people in a usual week, from … to. board: how often a board has to vote. men: who leads is, by its own custom, a man.
    """

    tradition: str
    as_given: tuple[str, ...]
    count: int
    names: tuple[str, ...]
    words: tuple[str, ...]
    services: tuple[tuple[Service, ...], ...]
    cultures: tuple[str, ...]
    title: str
    size: tuple[int, int]
    board: float
    men: bool = False


SUNDAY = ((6, "10:00", "11:30", "Worship"),)
SUNDAY_TWICE = ((6, "08:30", "09:30", "Early worship"), (6, "11:00", "12:15", "Worship"))
SUNDAY_WEDNESDAY = ((6, "10:30", "12:30", "Worship"), (2, "19:00", "20:30", "Bible study"))
MASSES = ((5, "17:00", "18:00", "Vigil Mass"), (6, "09:00", "10:00", "Mass"), (6, "11:30", "12:30", "Misa en español"))
SATURDAY = ((5, "09:30", "12:30", "Sabbath school and worship"),)
VIRTUES = ("Grace", "Hope", "New Path", "Mercy", "Covenant", "Good Shepherd", "Living Water", "Cornerstone")

WAYS = (
    Way(
        "historic_black", ("Baptist", "AME", "Missionary Baptist"), 38,
        ("{place} Baptist Church", "{word} AME Church", "Greater {word} Missionary Baptist Church"), (*VIRTUES, "Mount Tabor", "Pilgrim Rest"),
        (SUNDAY_WEDNESDAY, SUNDAY_TWICE), ("black", "black", "african"), "Pastor", (60, 600), 0.4,
    ),
    Way(
        "mainline", ("Methodist", "Lutheran", "Presbyterian", "Episcopal"), 34,
        ("{place} Methodist Church", "{word} Lutheran Church", "{place} Presbyterian Church"), (*VIRTUES, "Trinity", "St. Anselm’s"),
        (SUNDAY, SUNDAY_TWICE), ("english", "nordic", "english", "korean"), "Rev.", (40, 300), 0.6,
    ),
    Way(
        "catholic", ("Catholic", "Roman Catholic"), 28,
        ("St. {word} Parish", "Our Lady of {place}"), ("Brendan’s", "Cyril’s", "Hedwig’s", "Blaise’s", "Odile’s", "Colman’s"),
        (MASSES,), ("latin", "latin", "filipino", "slavic", "english"), "Father", (150, 1200), 0.1, men=True,
    ),
    Way(
        "pentecostal", ("Pentecostal", "Pentecostal", "Iglesia Pentecostal"), 28,
        ("Iglesia {word}", "Iglesia {word} de Port Ellery", "Templo {word}"),
        ("Nueva Vida", "Puerta Abierta", "Fuente de Paz", "Roca Firme", "Lluvia de Gracia", "Luz del Puerto", "Camino Nuevo", "Casa de Oración"),
        (SUNDAY_WEDNESDAY,), ("latin",), "Pastor", (30, 250), 0.2,
    ),
    Way(
        "evangelical", ("Evangelical", "Non-denominational"), 26,
        ("{word} Community Church", "{place} Bible Fellowship", "{word} Church"), VIRTUES,
        (SUNDAY_TWICE, SUNDAY), ("english", "korean", "chinese", "african"), "Pastor", (50, 900), 0.3,
    ),
    Way(
        "muslim", ("Muslim", "Islam"), 14,
        ("{place} Islamic Center", "{place} Mosque", "Masjid {word}"), ("an-Nur", "as-Salam", "al-Huda"),
        (((4, "13:00", "14:15", "Friday prayer"), (5, "19:00", "20:00", "Study circle")),),
        ("arab", "arab", "west_african", "pakistani"), "Imam", (80, 500), 0.7, men=True,
    ),
    Way(
        "jewish", ("Jewish", "Judaism"), 12,
        ("{place} Synagogue", "Congregation {word}", "Temple {word}"), ("Etz Or", "Beit Shalom Ellery", "Ner Yam", "Shaarei Nehar"),
        (((4, "18:30", "19:45", "Kabbalat Shabbat"), (5, "09:30", "12:00", "Shabbat morning")),), ("jewish",), "Rabbi", (50, 350), 0.8,
    ),
    Way(
        "buddhist", ("Buddhist", "BHUDDIST"), 10,
        ("{word} Temple", "{place} Zen Center", "{word} Monastery"), ("White Heron", "Quiet Bell", "Still Water", "Thousand Pines"),
        (((6, "09:00", "12:00", "Chanting and meal"),), ((2, "19:00", "20:30", "Sitting"), (6, "09:00", "11:00", "Sitting"))),
        ("vietnamese", "chinese", "korean"), "Venerable", (20, 160), 0.5,
    ),
    Way(
        "hindu", ("Hindu",), 8,
        ("{place} Hindu Temple", "{word} Mandir"), ("Shanti", "Sagar", "Deepa"),
        (((6, "10:00", "13:00", "Puja and lunch"), (1, "18:30", "19:30", "Bhajan")),), ("south_asian",), "Pandit", (60, 400), 0.8, men=True,
    ),
    Way(
        "orthodox", ("Orthodox", "Greek Orthodox"), 8,
        ("Holy {word} Orthodox Church", "St. {word} Orthodox Church"), ("Trinity", "Wisdom", "Photini", "Pelagia", "Anargyri"),
        (((5, "17:00", "18:00", "Vespers"), (6, "09:30", "12:00", "Divine Liturgy")),), ("greek", "slavic"), "Father", (40, 220), 0.6, men=True,
    ),
    Way(
        "sikh", ("Sikh",), 6, ("{place} Gurdwara",), ("",),
        (((6, "10:30", "13:30", "Diwan and langar"), (4, "18:30", "20:00", "Kirtan")),), ("punjabi",), "Giani", (80, 400), 0.9,
    ),
    Way(
        "seventh_day", ("Seventh-day Adventist", "Adventist"), 8,
        ("{place} Adventist Church", "{word} Adventist Church"), VIRTUES, (SATURDAY,), ("african", "latin", "filipino", "black"), "Pastor", (40, 260), 0.5,
    ),
)  # fmt: skip

HOPES = (
    "That our young people know an officer by name.",
    "A calm way to talk about parking on holy days.",
    "Somebody to call who knows us before there is trouble.",
    "To understand what a night on patrol is like, and to be understood.",
    "A crossing guard on our street, and a friend at the station.",
    "That older members feel safe walking home in winter.",
    "To bring food to the people who work while we sleep.",
    "To hear and be heard. We have had hard years.",
)
