"""The weeks ahead, so that the calendars are full: in several languages, hosted by agencies, congregations, partnerships, the region and the nation."""

from datetime import time

from onecop.demo.agenda import (
    CANCELLED,
    COLLEGE,
    DRAFT,
    EVENING,
    FIRE_HALL,
    FRI,
    FULL,
    HARBOR,
    HILLSIDE,
    LIBRARY,
    MARKET,
    MOVED,
    NORTH,
    SAT,
    SCHOOL,
    SUN,
    THU,
    TUE,
    WED,
    Happening,
    guests_only,
    public,
    shown,
)
from onecop.events.choices import EventKind as K

LANGAR = "Langar for the whole street"
"""To which the officer of Eastgate is asked; her paid hours wait for the agency."""

AHEAD = (
    Happening(
        K.CRIME, "police", "Parked cars, packages, porches", 1, TUE, EVENING, 90,
        "What disappears on which block, and the four things that help.", NORTH, guests=5, latest=24, fate=CANCELLED, more=public("es", capacity=50),
    ),
    Happening(
        K.WORKSHOP, "pentecostal", "Taller: una calle más segura", 1, SAT, time(15), 150,
        "En mesas pequeñas: qué nos preocupa, qué podemos hacer nosotros, qué pedimos. Con intérprete.",
        guests=4, latest=20, fate=FULL, more=public("es", capacity=12, place="Salón comunitario", place_private=False, pillars=["community"]),
    ),
    Happening(
        K.BRIEFING, "mainline", "Safety briefing: fire, falls and open doors", 2, TUE, EVENING, 60,
        "For everybody who has a key to our building.", guests=4, latest=14, more=guests_only(capacity=25),
    ),
    Happening(
        K.OUTREACH, "evangelical", "Pantry on wheels", 2, THU, time(16), 120,
        "Two stops, forty boxes. Officers carry.", latest=12, more=shown("es", "zh", place="Church parking lot"),
    ),
    Happening(
        K.VIOLENCE, "police", "After the headline: how a neighborhood heals", 3, TUE, EVENING, 120,
        "Survivors, chaplains and detectives on the first hundred days after a shooting. Counselors are in the room.",
        MARKET, guests=7, latest=22, fate=MOVED, asked=("leaders", "coordinators"), more=public("es", capacity=90, accessibility=["quiet", "sign"]),
    ),
    Happening(
        K.APPRECIATION, "catholic", "Chili supper for the evening watch", 3, SUN, time(17), 120,
        "Three pots, one of them without meat. Come in uniform, or do not.", latest=15, more=shown("es", "tl", place="Parish hall")
    ),
    Happening(
        K.CULTURE, "muslim", "An evening at the mosque", 4, THU, time(17, 30), 120,
        "For officers: how we pray, whom to greet first, and what to do at a door that only women open.",
        latest=16, more=guests_only("ar", capacity=30, pillars=["training", "trust"]),
    ),
    Happening(
        K.CRIME, "jewish", "Online and unafraid: an evening about scams and threats", 4, SUN, time(16), 90,
        "What to save, what to delete, and when to call.", guests=5, latest=13, more=public("ru", capacity=40, place="Social hall", place_private=False),
    ),
    Happening(
        K.CITY, "region", "Lakeland faith and safety day", 5, SAT, time(9), 420,
        "All partnerships of the region in one place: tables by topic, a meal, and an hour for questions to those in charge.",
        COLLEGE, guests=9, latest=30, asked=("officers", "leaders", "coordinators"), hosts_too=("police",),
        more=public("es", "vi", "ar", capacity=150, accessibility=["step_free", "restroom", "sign", "parking"], pillars=["trust"]),
    ),
    Happening(
        K.GATHERING, "eastgate", LANGAR, 5, SUN, time(12), 150,
        "A free meal for everybody. Sit with us on the floor or on a chair; heads are covered, scarves are at the door.",
        guests=6, latest=11, more=public("pa", "es", place="Langar hall", place_private=False),
    ),
    Happening(
        K.TRAINING, "police", "First aid for the mind: a day for volunteers", 6, SAT, time(9), 360,
        "How to listen to somebody in a crisis, and when to call whom. Lunch is served.",
        LIBRARY, latest=18, guests=6, more=public("es", capacity=24, pillars=["training", "wellness"]),
    ),
    Happening(
        K.WORKSHOP, "pair", "A safe way to school", 6, WED, time(17), 90,
        "We walk it with the children, and write down every place where somebody stopped.", guests=4, latest=10, more=public(capacity=30)
    ),
    Happening(
        K.BRIEFING, "sheriff", "Safety briefing for country congregations", 7, THU, EVENING, 75,
        "When help is twenty minutes away: doors, phones, neighbors.", FIRE_HALL, latest=17, more=shown()
    ),
    Happening(
        K.NATIONAL, "nation", "National OneCOP call: clergy and chiefs answer", 7, TUE, time(19), 60,
        "One hour by telephone and video. Send your question with your sign-up.",
        latest=27, guests=6, more=public("es", place="By telephone and video", place_private=False, accessibility=["sign", "interpreter"]),
    ),
    Happening(
        K.FESTIVAL, "buddhist", "Lantern evening", 8, SAT, time(17), 150,
        "Paper lanterns, soup, and a walk along the river.", latest=8, more=shown("vi", "zh", place="Temple garden"),
    ),
    Happening(
        K.FORUM, "police", "Youth ask, the chief answers", 8, FRI, time(16), 90,
        "Questions by students of three high schools. Adults listen.", SCHOOL, latest=6, guests=4, more=public("es", capacity=200),
    ),
    Happening(
        K.CRIME, "hindu", "Jewelry, weddings, travel: keeping a full house safe", 3, SAT, time(11), 75,
        "An hour with the burglary unit, then lunch.", latest=7, more=shown("hi", "gu", place="Community room")
    ),
    Happening(
        K.OUTREACH, "historic_black", "Barbershop talks", 6, TUE, time(18), 90,
        "Two chairs, one officer, any question. At a barbershop near you.", latest=5, more=shown(place="Fellowship hall"),
    ),
    Happening(
        K.MEAL, "orthodox", "Bread and salt: a supper for new neighbors", 7, SUN, time(13), 120,
        "For families who came this year, with two officers as their guests.", latest=6, more=shown("uk", "el", place="Church hall"),
    ),
    Happening(
        K.FORUM, "police", "Traffic on the hill: what residents want", 4, TUE, EVENING, 90,
        "The traffic sergeant brings numbers; you bring your corner.", HILLSIDE, latest=19, guests=5, more=public("zh", capacity=60),
    ),
    Happening(
        K.APPRECIATION, "sheriff", "Deputies’ family afternoon", 5, SAT, time(14), 180,
        "Congregations of the county say thank you to the families who wait at home.", FIRE_HALL, latest=9, more=shown(),
    ),
    Happening(
        K.BRIEFING, "police", "Roll call with faith leaders", 2, FRI, time(6, 45), 30,
        "Ten minutes in the briefing room before the day watch goes out.", HARBOR, latest=10, asked=("leaders",), more=guests_only(capacity=40),
    ),
    Happening(
        K.GATHERING, "eastgate", "Kirtan in the park", 8, SUN, time(11), 180,
        "Music in the open, with tea. Permit and stage are still to be found.", latest=13, fate=DRAFT, more=shown("pa"),
    ),
)  # fmt: skip
