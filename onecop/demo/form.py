"""What a congregation types into the enrollment form, page by page."""

import random
from datetime import date, timedelta

from onecop.congregations.enrolling.fields import COMMON_LANGUAGES
from onecop.demo.city import CITY, STATE, House
from onecop.demo.people import CODES
from onecop.kernel import charter
from onecop.kernel.wizard import Typed


def pages(house: House, *, today: date, dice: random.Random) -> dict[str, Typed]:
    """Return {page: {field: [values]}}, as a browser would send them. The coordinator fills it in now and then, else the leader."""
    by_coordinator = house.coordinator is not None and dice.random() < 0.3
    filler = house.coordinator if by_coordinator and house.coordinator else house.leader
    you = {"name": filler.name, "email": filler.email, "phone": filler.phone, "part": "coordinator" if by_coordinator else "leader"}
    if by_coordinator:
        you |= {"leader_name": house.leader.name, "leader_title": house.leader.title, "leader_email": house.leader.email}
    else:
        you["title"] = house.leader.title
    place = {"name": house.name, "street": house.street, "city": CITY, "state": STATE, "zip": house.zip, "website": ""}
    times: Typed = {}
    for number, (weekday, starts, ends, what) in enumerate(house.services):
        times |= _typed({f"row-{number}-weekday": str(weekday), f"row-{number}-starts": starts, f"row-{number}-ends": ends, f"row-{number}-what": what})
    deciding = {"decider": house.decider, "votes_on": "", "note": ""}
    if house.decider == "board":
        deciding["votes_on"] = (today + timedelta(days=dice.randint(3, 25))).isoformat()
    hopes = {"hopes": house.hopes, "attendance": str(house.attendance)}
    sign = {"agree": "on", "signed": filler.name, "version": charter.VERSION}
    return {
        "you": _typed(you),
        "place": _typed(place),
        "pin": _typed({"lon": str(house.lon), "lat": str(house.lat), "sure": "yes"}),
        "tradition": _tradition(house),
        "times": times,
        "deciding": _typed(deciding),
        "coordinator": _coordinator(house, by_coordinator=by_coordinator),
        "hopes": _typed(hopes),
        "charter": _typed(sign),
    }


def _tradition(house: House) -> Typed:
    """Tick the languages that the page offers, and write the others out."""
    names = {code: name for name, code in CODES.items()}
    others = ", ".join(names[code] for code in house.languages if code not in COMMON_LANGUAGES)
    words = _typed({"tradition": house.tradition, "own_words": house.as_given, "more_languages": others})
    return {**words, "languages": [code for code in house.languages if code in COMMON_LANGUAGES]}


def _coordinator(house: House, *, by_coordinator: bool) -> Typed:
    """The page about the coordinator: the one who types, somebody else, or nobody yet."""
    if house.coordinator is None:
        return _typed({"known": "later"})
    words = {"known": "me"} if by_coordinator else {"known": "yes", "name": house.coordinator.name, "email": house.coordinator.email}
    words |= {"phone": house.coordinator.phone, "from_time": house.coordinator_hours[0][1], "until_time": house.coordinator_hours[0][2]}
    if house.deputy:
        words |= {"deputy_name": house.deputy.name, "deputy_email": house.deputy.email}
    return {**_typed(words), "days": [str(day) for day, _, _ in house.coordinator_hours]}


def _typed(words: dict[str, str]) -> Typed:
    return {name: [value] for name, value in words.items()}
