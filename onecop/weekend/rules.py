"""Which registrations look like one event, and how a weekend is counted. Pure."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from onecop.congregations.importing.likeness import CELL, NEAR_METRES, metres_between
from onecop.weekend.choices import HostKind, Reason

NEAR_TIME = timedelta(hours=3)
LIKE = 0.7
"""Share of letter pairs in common from which two names are alike."""
COMPARED = 60
"""With how many neighbors in place and time a row is compared at most: of all, and again of those that share a word."""
PAIRS_PER_ROW = 5


@dataclass(frozen=True, slots=True)
class Facts:
    """What is compared. title, host: folded by `fold_name`; street by `fold_street`; city in lower case. pin: (lon, lat) of the place itself, or None."""

    title: str
    host: str
    street: str
    city: str
    state: str
    zip: str
    pin: tuple[float, float] | None
    starts_at: datetime


def alike(one: Facts, other: Facts) -> tuple[Reason, ...]:
    """Say why two registrations look like one event: same place, near time and like name, one reason each; empty where one of the three is missing.

    It is symmetric, and true of a row and itself.
    """
    place, name = _place(one, other), _name(one, other)
    near = abs(one.starts_at - other.starts_at) <= NEAR_TIME
    return (place, Reason.TIME, name) if place and near and name else ()


def _place(one: Facts, other: Facts) -> Reason | None:
    town = (one.city, one.state) == (other.city, other.state) or (one.zip[:5] == other.zip[:5] != "")
    if one.street and one.street == other.street and town:
        return Reason.ADDRESS
    if one.pin and other.pin and metres_between(*one.pin, *other.pin) <= NEAR_METRES:
        return Reason.NEAR
    return Reason.TOWN if town and not (one.street and other.street) else None


def _name(one: Facts, other: Facts) -> Reason | None:
    if likeness(one.title, other.title) >= LIKE:
        return Reason.TITLE
    return Reason.HOST if one.host and likeness(one.host, other.host) >= LIKE else None


def likeness(one: str, other: str) -> float:
    """Return 0 to 1: the share of pairs of letters that two folded names have in common, word order aside (Dice's coefficient)."""
    if sorted(one.split()) == sorted(other.split()):
        return 1.0
    mine, theirs = _pairs(one), _pairs(other)
    total = mine.total() + theirs.total()
    return 2 * (mine & theirs).total() / total if total else 0.0


def _pairs(name: str) -> Counter[str]:
    return Counter(f" {word} "[n : n + 2] for word in name.split() for n in range(len(word) + 1))


@dataclass(frozen=True, slots=True)
class Pair:
    """Positions of two rows, `one` before `other`, and why."""

    one: int
    other: int
    why: tuple[Reason, ...]


def pairs(rows: Sequence[Facts], fresh_from: int = 0) -> list[Pair]:
    """Return the pairs that look like one event, in which at least one is new: each row meets its neighbors in place, the nearest in time first.

    Args:
        fresh_from: rows from this position on are new.
    """
    found: dict[tuple[int, int], Pair] = {}
    have: Counter[int] = Counter()
    blocks: dict[Hashable, list[int]] = defaultdict(list)
    for i, row in enumerate(rows):
        words = {"", *row.title.split(), *row.host.split()}
        for key in _blocks(row):
            for word in words:  # where a town is full at one hour, rows that share a word still meet
                blocks[key, word].append(i)
    for members in blocks.values():
        members.sort(key=lambda i: (rows[i].starts_at, rows[i].title, rows[i].host, i))
        for low, high in _neighbors(members, rows):
            i, j = sorted((low, high))
            if j >= fresh_from and (i, j) not in found and have[j] < PAIRS_PER_ROW and (why := alike(rows[i], rows[j])):
                found[i, j] = Pair(i, j, why)
                have[j] += 1
    return sorted(found.values(), key=lambda pair: (pair.one, pair.other))


def _blocks(row: Facts) -> Iterator[Hashable]:
    """Yield where a row may meet its like: its ZIP code, its town, the squares about its pin."""
    yield ("town", row.city, row.state)
    if row.zip:
        yield ("zip", row.zip[:5])
    if row.pin:
        x, y = (int(degrees // CELL) for degrees in row.pin)
        yield from (("cell", x + dx, y + dy) for dx in (0, 1) for dy in (0, 1))


def _neighbors(members: Sequence[int], rows: Sequence[Facts]) -> Iterator[tuple[int, int]]:
    for n, i in enumerate(members):
        for j in members[n + 1 : n + 1 + COMPARED]:
            if rows[j].starts_at - rows[i].starts_at > NEAR_TIME:
                break
            yield i, j


# --- counting


@dataclass(frozen=True, slots=True)
class Counted:
    """One accepted registration. event: the number of the event it stands for, its own or the one it joined; on: whether that takes place.

    host: its number where it is known (`"congregation-12"`), else empty. name, city, state: of the host, folded. told: attendance, or None.
    """

    event: int
    own: bool
    on: bool
    kind: str
    host: str
    name: str
    city: str
    state: str
    told: int | None


@dataclass(frozen=True, slots=True)
class Totals:
    """Six numbers that never mix. told: how many events have said how many came."""

    events: int = 0
    hosts: int = 0
    congregations: int = 0
    agencies: int = 0
    states: int = 0
    attendance: int = 0
    told: int = 0


def count(rows: Iterable[Counted]) -> Totals:
    """Count a weekend by the rule in docs/weekend.md: an event once, however many host it; a host once, however many events it has."""
    standing = [row for row in rows if row.on]
    own = {row.event: row for row in standing if row.own}
    standing = [row for row in standing if row.event in own]
    known = {(row.kind, row.name, row.city, row.state): row.host for row in standing if row.host}
    hosts = {(row.kind, row.host or known.get((row.kind, row.name, row.city, row.state)) or (row.name, row.city, row.state)) for row in standing}
    told: dict[int, int] = {}
    for row in standing:
        if row.told is not None and not row.own:
            told[row.event] = max(told.get(row.event, 0), row.told)
    told |= {row.event: row.told for row in own.values() if row.told is not None}
    return Totals(
        events=len(own), hosts=len(hosts), congregations=sum(1 for kind, _who in hosts if kind == HostKind.CONGREGATION),
        agencies=sum(1 for kind, _who in hosts if kind == HostKind.AGENCY), states=len({row.state for row in own.values() if row.state}),
        attendance=sum(told.values()), told=len(told),
    )  # fmt: skip
