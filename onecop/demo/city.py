"""Port Ellery, whole: its agencies, its ground, its officers and its houses of worship. Pure: equal seeds give equal cities."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from shapely.geometry import Point
from shapely.prepared import prep

from onecop.demo.people import BY_NAME, CODES, DEMO_HOST, OF_THE_CITY, SPOKEN, Names, address
from onecop.demo.rates import OFFICERS_MOVE
from onecop.demo.shape import COUNTY, NORTH, SOUTH, Patch, draw, to_degrees, to_km
from onecop.demo.traditions import HOPES, PLACES, WAYS, Service, Way

STATE, CITY = "MI", "Port Ellery"
POLICE, SHERIFF = "MI0010100", "MI0010000"
STREETS = [
    "Canal Street",
    "Quarry Lane",
    "Reed Street",
    "Ropewalk",
    "Alder Street",
    "Harbor Street",
    "Tannery Row",
    "Elm Hill Road",
    "Bright Street",
    "Second Street",
    "Oak Lane",
    "Ferry Street",
    "Sailmakers Row",
    "Orchard Street",
    "Gannet Street",
    "Market Street",
    "Mill Street",
    "Lantern Street",
    "Juniper Street",
    "Chandler Street",
    "Net Loft Lane",
    "Beacon Street",
    "Heron Street",
    "Limekiln Road",
    "Cooper Street",
    "Signal Street",
    "Pebble Street",
    "Wharf Street",
    "Larch Street",
    "Cistern Lane",
]
BLOCK_KM = 0.4
KNOWN_MOVES = OFFICERS_MOVE / 2
"""Of the officers, whose day is on the roster that an agency brings along: those of the next half year."""


@dataclass(frozen=True)
class AgencyPlan:
    ori: str
    name: str
    kind: str
    precincts: tuple[str, ...]
    officers: int


@dataclass(frozen=True)
class Member:
    """One line of a roster, as the department exports it."""

    badge: str
    first: str
    last: str
    rank: str
    agency: str
    beat: str
    tour: str
    days_off: str
    since: date
    email: str
    phone: str
    languages: str
    status: str
    transfer_on: date | None
    transfer_to: str


@dataclass(frozen=True)
class Voice:
    """A person of a congregation."""

    name: str
    title: str
    email: str
    phone: str


@dataclass(frozen=True)
class House:
    """A congregation, as it would fill in the form."""

    number: int
    name: str
    tradition: str
    as_given: str
    street: str
    zip: str
    lon: float
    lat: float
    beat: str
    languages: tuple[str, ...]
    services: tuple[Service, ...]
    attendance: int
    hopes: str
    decider: str
    leader: Voice
    coordinator: Voice | None
    deputy: Voice | None
    coordinator_hours: tuple[tuple[int, str, str], ...]


@dataclass(frozen=True)
class City:
    seed: int
    agencies: tuple[AgencyPlan, ...]
    precincts: dict[str, str]
    beats: tuple[Patch, ...]
    officers: tuple[Member, ...]
    houses: tuple[House, ...] = field(default=())

    def agency_of(self, beat: str) -> AgencyPlan:
        return next(a for a in self.agencies if beat[0] in a.precincts)

    @property
    def everybody(self) -> set[str]:
        """The names that are taken."""
        voices = {voice.name for house in self.houses for voice in (house.leader, house.coordinator, house.deputy) if voice}
        return voices | {f"{officer.first} {officer.last}" for officer in self.officers}


AGENCIES = (
    AgencyPlan(POLICE, "Port Ellery Police Department", "City", tuple(p.code for p in (*NORTH, *SOUTH)), 262),
    AgencyPlan(SHERIFF, "Harrow County Sheriff’s Office", "County", (COUNTY.code,), 38),
)
PRECINCTS = {plan.code: plan.name for plan in (*NORTH, *SOUTH, COUNTY)}
NAMED_OFFICERS = {"Marisol Vega": ("53", "Days", "Sun-Mon", "Spanish; Punjabi"), "Daniel Okafor": ("53", "Days", "Mon-Tue", "Punjabi"),
                  "Caleb Brooks": ("33", "Days", "Rotating", "Vietnamese"), "Tom Adeyemi": ("33", "Midnights", "Rotating", "")}  # fmt: skip
TOURS = ("Days",) * 9 + ("Evenings",) * 6 + ("Midnights",) * 3 + ("Power",) * 2
DAYS_OFF = ("Sun-Mon", "Mon-Tue", "Tue-Wed", "Wed-Thu", "Thu-Fri", "Fri-Sat", "Sat-Sun", "Rotating")


def build(seed: int, today: date) -> City:
    """Build the city as it is on a day. `today` moves only dates: who has served how long, whose transfer is near."""
    beats = tuple(draw(seed))
    names = Names(random.Random(f"names {seed}"))
    officers = tuple(_officers(random.Random(f"officers {seed}"), names, beats, today))
    houses = tuple(_houses(random.Random(f"houses {seed}"), names, beats))
    return City(seed, AGENCIES, PRECINCTS, beats, officers, houses)


# --- officers ---------------------------------------------------------------------------------------------------------
def _officers(dice: random.Random, names: Names, beats: tuple[Patch, ...], today: date) -> Iterator[Member]:
    badge = 2100
    for agency in AGENCIES:
        own = [beat.code for beat in beats if beat.precinct in agency.precincts]
        special = [n for n, (beat, *_) in NAMED_OFFICERS.items() if beat in own]
        for number in range(agency.officers):
            badge += dice.randint(1, 9)
            culture = dice.choice(OF_THE_CITY)
            beat, tour, off = own[number % len(own)], dice.choice(TOURS), dice.choice(DAYS_OFF)
            tongue = SPOKEN.get(culture, "") if dice.random() < 0.6 else ("Spanish" if dice.random() < 0.12 else "")
            rank = "Sergeant" if number % 11 == 10 else dice.choice(("Officer",) * 8 + ("Corporal", "Senior Officer"))
            if number < len(special):
                name = special[number]
                beat, tour, off, tongue = NAMED_OFFICERS[name]
                (first, last), rank, host, luck = name.split(), "Officer", DEMO_HOST, 1.0
            else:
                (first, last), host, luck = names.new(culture), "police.example", dice.random()
            since = today - timedelta(days=dice.randint(90, 4200))
            moves = 0.03 < luck < 0.03 + KNOWN_MOVES
            yield Member(
                badge=str(badge), first=first, last=last, rank=rank, agency=agency.ori, beat=beat, tour=tour, days_off=off, since=since,
                email=address(f"{first} {last}", host), phone=_phone(dice), languages=tongue,
                status="Leave" if luck < 0.015 else "Limited duty" if luck < 0.03 else "Active",
                transfer_on=today + timedelta(days=dice.randint(20, 200)) if moves else None,
                transfer_to=dice.choice(("Detectives", "Training", "Harbor unit", "Promotion")) if moves else "",
            )  # fmt: skip


def _phone(dice: random.Random) -> str:
    """A number of the range that is kept for fiction."""
    return f"({dice.choice((212, 312, 414, 608))}) 555-01{dice.randint(0, 99):02d}"


# --- houses of worship ------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Special:
    """A house with a story, and the people in it."""

    name: str
    tradition: str
    beat: str
    leader: tuple[str, str]
    coordinator: str
    deputy: str = ""


SPECIAL = (
    Special("Eastgate Gurdwara", "sikh", "53", ("Giani", "Balwinder Singh"), "Harpreet Gill", "Jasleen Kaur"),
    Special("Lotus Pond Temple", "buddhist", "33", ("Venerable", "Thanh Tran"), "Mai Pham"),
)


def _houses(dice: random.Random, names: Names, beats: tuple[Patch, ...]) -> Iterator[House]:
    taken: set[str] = set()
    ways = [way for way in WAYS for _ in range(way.count)]
    dice.shuffle(ways)
    for special in SPECIAL:  # they come first, in place of one ordinary house of their tradition
        ways.remove(next(way for way in ways if way.tradition == special.tradition))
    number = 0
    for special in SPECIAL:
        number += 1
        taken.add(special.name)
        beat = next(b for b in beats if b.code == special.beat)
        yield _house(dice, number, next(w for w in WAYS if w.tradition == special.tradition), special.name, beat, names, special)
    for way in ways:
        number += 1
        weights = [3 if b.precinct in "345" else 1 if b.precinct == "8" else 2 for b in beats]
        yield _house(dice, number, way, _name(dice, way, taken), dice.choices(beats, weights)[0], names, None)


def _name(dice: random.Random, way: Way, taken: set[str]) -> str:
    """Return a name that no other house has: by the pattern, then with a place, then with a numbered street."""
    for attempt in range(400):
        name = dice.choice(way.names).format(place=dice.choice(PLACES), word=dice.choice(way.words)).strip()
        if attempt > 40:
            name = f"{name} of {dice.choice(PLACES)}" if "{place}" not in name and dice.random() < 0.7 else f"{name}, {dice.choice(STREETS)}"
        if name not in taken:
            taken.add(name)
            return name
    raise LookupError(f"no name is left for {way.tradition}")


def _house(dice: random.Random, number: int, way: Way, name: str, beat: Patch, names: Names, special: Special | None) -> House:
    lon, lat, street = _address(dice, beat)
    culture = dice.choice(way.cultures)
    tongue = CODES.get(SPOKEN.get(culture, ""))
    leader = _voice(dice, special.leader[1] if special else " ".join(names.new(culture, men=way.men)), way.title)
    coordinator = _voice(dice, special.coordinator if special else " ".join(names.new(dice.choice(way.cultures)))) if special or dice.random() < 0.8 else None
    deputy_name = special.deputy if special else " ".join(names.new(culture)) if coordinator and dice.random() < 0.3 else ""
    return House(
        number=number, name=name, tradition=way.tradition, as_given=dice.choice(way.as_given), street=street, zip=f"0000{beat.precinct}", lon=lon, lat=lat,
        beat=beat.code, languages=("en", tongue) if tongue else ("en",), services=dice.choice(way.services), attendance=dice.randint(*way.size) // 5 * 5,
        hopes=dice.choice(HOPES), decider="board" if dice.random() < way.board else "leader", leader=leader, coordinator=coordinator,
        deputy=_voice(dice, deputy_name) if deputy_name else None,
        coordinator_hours=((dice.randrange(5), "17:30", "20:30"), (5, "10:00", "14:00")),
    )  # fmt: skip


def _voice(dice: random.Random, name: str, title: str = "") -> Voice:
    return Voice(name, title, address(name, DEMO_HOST if name in BY_NAME else "people.example"), _phone(dice))


def _address(dice: random.Random, beat: Patch) -> tuple[float, float, str]:
    """Find a door on the street grid inside the beat: streets run east and west every 400 m, and count their doors from the county line."""
    west, south, east, north = beat.outline.bounds
    inside = prep(beat.outline)
    while True:
        x, y = to_km(dice.uniform(west, east), dice.uniform(south, north))
        row = round(y / BLOCK_KM)
        side = dice.choice((-1, 1))
        lon, lat = to_degrees(x, row * BLOCK_KM + side * 0.018)
        lon, lat = round(lon, 6), round(lat, 6)
        if inside.contains(Point(lon, lat)):
            door = int(abs(x) / BLOCK_KM * 100) // 2 * 2 + (side > 0)
            return lon, lat, f"{max(door, 1)}{' West' if x < 0 else ''} {STREETS[row % len(STREETS)]}"
