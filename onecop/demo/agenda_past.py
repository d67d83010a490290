"""The year behind: what has taken place."""

from datetime import time

from onecop.demo.agenda import (
    EVENING,
    FULL,
    HARBOR,
    HILLSIDE,
    LIBRARY,
    MARKET,
    MORNING,
    PARK,
    SAT,
    SUN,
    THU,
    TUE,
    WED,
    Happening,
    Venue,
    guests_only,
    public,
    shown,
)
from onecop.events.choices import EventKind as K
from onecop.events.choices import Repeat

CITY_DAY = "Port Ellery comes together"
"""Last year's, of which this year's is a copy."""
FULL_HOUSE = "Our street after dark: a safety workshop"
"""The workshop that filled up, and whose line moved on."""
UNRECORDED = "Community safety workshop: Millrace"
"""Of which nobody has written down yet what came of it."""
OPEN_GURDWARA = "An evening in our gurdwara"
"""The evening for which officers note their hours."""

PAST = (
    Happening(
        K.CITY, "police", CITY_DAY, -50, SAT, time(14), 240,
        "Music, food from every neighborhood, and time to talk. Officers, faith leaders and neighbors at long tables.",
        PARK, told=16, heads=640, hosts_too=("eastgate", "sheriff"), more=shown("es", "vi", "pa"),
    ),
    Happening(
        K.BRIEFING, "police", "Safety briefing for houses of worship", -46, TUE, EVENING, 90,
        "Doors, drills and worries: what other congregations have done, and what costs nothing.",
        LIBRARY, asked=("leaders", "coordinators"), heads=23, more=guests_only("es", federally_funded=True, grant="Community Safety Fund 2025"),
    ),
    Happening(
        K.CRIME, "police", "Hang up first: an evening about telephone scams", -41, THU, EVENING, 90,
        "How callers who pretend to be the city, the bank or a grandchild work, and what to say to them. Bring your parents.",
        HILLSIDE, guests=12, walk_ins=6, more=public("zh", "vi", capacity=45, pillars=["community"]),
    ),
    Happening(
        K.NATIONAL, "nation", "OneCOP national gathering: a year of first steps", -36, SAT, MORNING, 360,
        "Officers, clergy and coordinators of forty cities show what worked and what did not.",
        told=14, heads=310, zone="America/Chicago", more=shown(
            "es", place="Lakefront Convention Hall", city="Milwaukee", state="WI", lon=-87.906, lat=43.039, address="Harbor Drive", place_private=False,
        ),
    ),
    Happening(
        K.WORKSHOP, "partners", FULL_HOUSE, -33, SAT, time(10), 180,
        "We walk the blocks around the gurdwara, mark what is dark or broken on a map, and choose three things to mend.",
        guests=4, walk_ins=2, fate=FULL, more=public("pa", "es", capacity=16, place="Langar hall", place_private=False, pillars=["community", "trust"]),
    ),
    Happening(
        K.VIOLENCE, "region", "Ways out of violence: an evening with youth workers", -30, WED, EVENING, 120,
        "Those who work with young people every day tell what helps. Somebody to talk to is there all evening, and a quiet room.",
        MARKET, guests=10, walk_ins=9, more=public("es", capacity=80, accessibility=["step_free", "restroom", "quiet", "sign"], pillars=["community"]),
    ),
    Happening(
        K.CULTURE, "eastgate", OPEN_GURDWARA, -26, THU, time(17), 120,
        "How we greet, cover our heads, sit and eat together. Ask anything. Langar is served at six.",
        heads=34, more=guests_only("pa", pillars=["training", "trust"]),
    ),
    Happening(
        K.APPRECIATION, "house", "Breakfast for those who serve", -22, SUN, time(8), 90,
        "Warm bread, fruit and coffee for the night watch as it comes off duty. No speeches.", heads=58, more={"pillars": ["wellness"]},
    ),
    Happening(
        K.OUTREACH, "pair", "Socks and sandwiches at the bus station", -19, SAT, MORNING, 180,
        "We go in pairs, one neighbor and one officer, and give out what people asked for last time.", heads=17, more={"place": "Bus station, east door"},
    ),
    Happening(
        K.GATHERING, "catholic", "Parish picnic with our officers", -16, SUN, time(13), 180,
        "Bring a chair and something to share. A patrol car for the children to sit in.", heads=180, more=shown("es", "tl"),
    ),
    Happening(
        K.FORUM, "region", "Chiefs and clergy of Lakeland: a working day", -11, TUE, time(9), 360,
        "What partnerships need from those who lead: hours, patience, and a telephone number that is answered.",
        MARKET, told=8, asked=("leaders", "liaisons", "executives"), heads=41, more=guests_only("es", pillars=["trust", "oversight"]),
    ),
    Happening(
        K.OUTREACH, "muslim", "Open door: tea and questions", -5, SAT, time(15), 150,
        "Come in, take off your shoes, have tea. Children show the house; two officers are guests like you.", heads=75, more=shown("ar", "ur"),
    ),
    Happening(
        K.BRIEFING, "jewish", "Safety briefing for ushers and greeters", -3, WED, EVENING, 60,
        "Which door, which word, whom to call. For those who stand at our entrance.", guests=7, more=guests_only(pillars=["community"]),
    ),
    Happening(
        K.WORKSHOP, "police", UNRECORDED, -2, SAT, time(10), 180,
        "Small tables, one street each. What is reported, what is not, and what neighbors can do themselves.",
        LIBRARY, guests=11, walk_ins=8, asked=("coordinators",), more=public("es", "ko", capacity=60, pillars=["community"]),
    ),
    # what comes again and again
    Happening(
        K.OUTREACH, "police", "Coffee with your beat officers", -24, WED, time(8), 60,
        "No agenda. The officers of the beat buy the first cup.", Venue("Net Loft Café", "19 Net Loft Lane", 9.1, 3.4),
        repeat=Repeat.FORTNIGHTLY, heads=14, more=shown("es"),
    ),
    Happening(
        K.OUTREACH, "partners", "Homework table with an officer", -14, THU, time(16), 90,
        "Reading, fractions, and somebody who has time. Ages seven to twelve.", repeat=Repeat.WEEKLY, heads=11,
        more=shown("pa", place="Library of the gurdwara"),
    ),
    Happening(
        K.MEAL, "pentecostal", "Noche de vecinos: cena y preguntas", -9, SAT, time(18), 120,
        "Cenamos juntos una vez al mes. Los oficiales del barrio responden, en español.", repeat=Repeat.MONTHLY_DAY, heads=46, more=shown("es"),
    ),
    Happening(
        K.CRIME, "sheriff", "Barns, tools and trailers: keeping them yours", -7, THU, EVENING, 90,
        "Marking what you own, lights that work, and who drives by at night.",
        Venue("Harrow Grange Hall", "88 West Oak Lane", -3.2, 5.1), heads=27, more=shown(),
    ),
    Happening(
        K.APPRECIATION, "buddhist", "A quiet hour for first responders", -4, TUE, time(19), 60,
        "Sitting, tea, and nobody who asks how you are. Officers, medics and dispatchers are our guests.", heads=12, more={"pillars": ["wellness"]},
    ),
    Happening(
        K.WORKSHOP, "mainline", "Small shops, safe evenings", -28, WED, time(19), 90,
        "Shopkeepers of Canal Street and the evening watch agree on three signs and one number.", HARBOR, heads=19, more=shown("ko", "zh"),
    ),
)  # fmt: skip
