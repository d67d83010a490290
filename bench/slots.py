"""Common times of an officer, a faith leader and a coordinator over eight weeks: our masks beside plain intervals and sets of quarters.

    .venv/bin/python bench/slots.py [TRIPLES]

All three answer the same question about the same people: when does the first free hour begin? They are asked in turn, in one process, and have to
agree. Cached: what is known of each person is ready (mask, list of free intervals, set of free quarters). Uncached: it is made anew for each
triple; clocks of zones and holy days stay known to all three. The last line is the whole search of the product: the three best times with cost.
"""

import os
import random
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "onecop.config.settings")

import django
import numpy as np

django.setup()

from onecop.agencies import duty, patterns, rest, rules  # noqa: E402
from onecop.agencies.duty import Change  # noqa: E402
from onecop.congregations import holydays, worship  # noqa: E402
from onecop.congregations.worship import Service  # noqa: E402
from onecop.scheduling.slots import batch, masks, uses  # noqa: E402
from onecop.scheduling.slots.facts import Hours, HouseFacts, OfficerFacts  # noqa: E402
from onecop.scheduling.slots.finder import Sides, Wanted  # noqa: E402

AT = datetime(2026, 10, 12, 15, tzinfo=UTC)  # the clocks change on November 1
FROM, UNTIL = AT + uses.AHEAD, AT + timedelta(weeks=8)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PEOPLE = 60
Span = tuple[datetime, datetime]
Triple = tuple[OfficerFacts, HouseFacts, HouseFacts]
ZONES = [ZoneInfo(name) for name in ("America/New_York", "America/Chicago")]


def people(dice: random.Random) -> tuple[list[OfficerFacts], list[HouseFacts], list[HouseFacts]]:
    """Make officers, leaders (gatherings, holy days, blocked days) and coordinators (hours): none shares its facts with another."""
    officers, leaders, coordinators = [], [], []
    for n in range(PEOPLE):
        zone, code = ZONES[n % 2], dice.choice(list(patterns.PATTERNS))
        cycle = patterns.cycle(code, start=f"{dice.choice((6, 7, 14, 22)):02d}:{n:02d}")
        leave = Change("leave", date(2026, 11, 1 + n % 20), date(2026, 11, 4 + n % 20))
        officers.append(OfficerFacts(f"Officer {n}", zone, rules.pattern(date(2026, 1, 1 + n % 28), cycle, zone.key), (leave,)))
        tradition = dice.choice(["jewish", "catholic", "muslim", "historic_black"])
        services = tuple(Service(dice.randrange(7), time(dice.randrange(8, 18)), time(19), f"{n}") for _ in range(2))
        blocked = ((date(2026, 11, 5 + n % 20), date(2026, 11, 7 + n % 20)),)
        leaders.append(HouseFacts(f"House {n}", zone, "Leader", "", tradition, -77.0, 38.9, services, (), blocked))
        hours = tuple(Hours(day, time(17, n % 60), time(20, 30)) for day in dice.sample(range(7), 3))
        coordinators.append(HouseFacts(f"Coordinator {n}", zone, "", "Coordinator", hours=hours))
    return officers, leaders, coordinators


# ours


def ours(triple: Triple) -> datetime | None:
    grid = WANTED_GRID
    officer, leader, coordinator = triple
    house, hours = masks.house_masks(leader, grid), masks.house_masks(coordinator, grid)
    return first_of((masks.officer_masks(officer, grid).taken, house.taken, hours.busy["hours"]))


def first_of(closed: tuple[int, int, int]) -> datetime | None:
    starts = WANTED_GRID.starts(FRAME & ~(closed[0] | closed[1] | closed[2]), 4)
    return WANTED_GRID.moment((starts & -starts).bit_length() - 1) if starts else None


def forget() -> None:
    for kept in (masks.officer_masks, masks.house_masks, masks.turns_of):
        kept.cache_clear()


# plain intervals


def nights(zone: ZoneInfo) -> list[Span]:
    return rest._nights(zone, FROM - DAY, UNTIL)


def busy_officer(who: OfficerFacts) -> list[Span]:
    turns = joined(duty.worked(who.pattern, who.changes, who.zone, FROM - 2 * DAY, UNTIL))
    middle = [(a + 2 * HOUR, b - 2 * HOUR) for a, b in turns if b - a > 4 * HOUR]
    sleep = [(b, b + rest.SLEEP) for a, b in turns if rest._is_at_night(a, b, who.zone)]
    return joined([*middle, *rest._without(joined([*nights(who.zone), *sleep]), turns), *duty.away(who.changes, who.zone)])


def busy_leader(who: HouseFacts) -> list[Span]:
    first, last = (FROM - 2 * DAY).date(), UNTIL.date() + DAY
    days = DAYS[who.tradition, who.zone]
    found = [(d.starts - around(d), d.ends + around(d)) for d in days if d.hard]
    found += [(a, b) for s in who.services for a, b in worship.occurrences(s, who.zone, first, last)]
    found += [(midnight(a, who.zone), midnight(b + DAY, who.zone)) for a, b in who.blocked]
    day = first
    while day <= last:
        found += [
            (midnight(day, who.zone), datetime.combine(day, time(8), who.zone).astimezone(UTC)),
            (datetime.combine(day, time(21), who.zone).astimezone(UTC), midnight(day + DAY, who.zone)),
        ]
        day += DAY
    return joined(found)


def free_coordinator(who: HouseFacts) -> list[Span]:
    found, day = [], (FROM - DAY).date()
    while day <= UNTIL.date():
        for h in who.hours:
            if h.weekday == day.weekday():
                found.append((datetime.combine(day, h.starts, who.zone).astimezone(UTC), datetime.combine(day, h.ends, who.zone).astimezone(UTC)))
        day += DAY
    return joined(found)


def around(day: holydays.HolyDay) -> timedelta:
    return day.doubt * DAY or (HOUR if day.by_sun else 0 * HOUR)


def midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(0), zone).astimezone(UTC)


def joined(spans: list[Span]) -> list[Span]:
    return rest._joined([(a, b) for a, b in spans if a < b])


def gaps(busy: list[Span]) -> list[Span]:
    found, at = [], FROM
    for a, b in busy:
        if a > at:
            found.append((at, min(a, UNTIL)))
        at = max(at, b)
        if at >= UNTIL:
            return found
    return [*found, (at, UNTIL)]


def meet(one: list[Span], other: list[Span]) -> list[Span]:
    found, i, j = [], 0, 0
    while i < len(one) and j < len(other):
        a, b = max(one[i][0], other[j][0]), min(one[i][1], other[j][1])
        if a < b:
            found.append((a, b))
        if one[i][1] < other[j][1]:
            i += 1
        else:
            j += 1
    return found


def free_spans(triple: Triple) -> tuple[list[Span], list[Span], list[Span]]:
    return gaps(busy_officer(triple[0])), gaps(busy_leader(triple[1])), free_coordinator(triple[2])


def by_intervals(spans: tuple[list[Span], list[Span], list[Span]]) -> datetime | None:
    for a, b in meet(meet(spans[0], spans[1]), spans[2]):
        start = up(a)
        if max(start, FROM) + HOUR <= b:
            return start
    return None


def up(moment: datetime) -> datetime:
    past = timedelta(minutes=moment.minute % 15, seconds=moment.second, microseconds=moment.microsecond)
    return moment + (timedelta(minutes=15) - past if past else past)


# sets of quarters


def quarters(spans: list[Span]) -> set[int]:
    found: set[int] = set()
    for a, b in spans:
        found.update(range(-((AT - a) // (HOUR / 4)), (b - AT) // (HOUR / 4)))
    return found


def by_sets(sets: tuple[set[int], set[int], set[int]]) -> datetime | None:
    common = sets[0] & sets[1] & sets[2]
    runs = [q for q in common if q + 1 in common and q + 2 in common and q + 3 in common]
    return AT + min(runs) * (HOUR / 4) if runs else None


# measuring


def rate(answers: list[Any], act: Callable[[Any], Any], over: list[Any]) -> float:
    begin = perf_counter()
    for one in over:
        answers.append(act(one))
    return len(answers) / (perf_counter() - begin)


def main(count: int) -> None:
    dice = random.Random(7)
    officers, leaders, coordinators = people(dice)
    numbers = [(dice.randrange(PEOPLE), dice.randrange(PEOPLE), dice.randrange(PEOPLE)) for _ in range(count)]
    some = numbers[: max(count // 100, 200)]
    few: list[Triple] = [(officers[a], leaders[b], coordinators[c]) for a, b, c in some]
    ready = [[gaps(busy_officer(who)) for who in officers], [gaps(busy_leader(who)) for who in leaders], [free_coordinator(who) for who in coordinators]]
    held = [[quarters(spans) for spans in side] for side in ready]
    closed = [
        [masks.officer_masks(who, WANTED_GRID).taken for who in officers],
        [masks.house_masks(who, WANTED_GRID).taken for who in leaders],
        [masks.house_masks(who, WANTED_GRID).busy["hours"] for who in coordinators],
    ]
    starts = [batch.rows(WANTED_GRID, [FRAME & ~mask for mask in side], 4) for side in closed]

    def fresh(triple: Triple) -> datetime | None:
        forget()
        return ours(triple)

    begin = perf_counter()
    quarters_found = batch.firsts([(side, np.array([line[n] for line in numbers])) for n, side in enumerate(starts)]).tolist()
    moments = {q: WANTED_GRID.moment(q) if q >= 0 else None for q in set(quarters_found)}
    many = [moments[q] for q in quarters_found]
    rows: list[tuple[str, float, list[Any]]] = [("masks, cached", count / (perf_counter() - begin), many)]
    for name, act, over in (
        ("masks, cached, one by one", first_of, [(closed[0][a], closed[1][b], closed[2][c]) for a, b, c in numbers]),
        ("intervals, cached", by_intervals, [(ready[0][a], ready[1][b], ready[2][c]) for a, b, c in some]),
        ("sets of quarters, cached", by_sets, [(held[0][a], held[1][b], held[2][c]) for a, b, c in some]),
        ("masks, uncached", fresh, few),
        ("intervals, uncached", lambda t: by_intervals(free_spans(t)), few),
        ("sets of quarters, uncached", lambda t: by_sets(tuple(quarters(s) for s in free_spans(t))), few),  # type: ignore[arg-type]
    ):
        answers: list[Any] = []
        rows.append((name, rate(answers, act, over), answers))
    print(f"{count:,} triples of {PEOPLE} officers, leaders and coordinators; {sum(a is not None for a in rows[0][2]):,} have a time")
    wrong = sum(one != other for _name, _rate, answers in rows for one, other in zip(rows[0][2], answers, strict=False))
    for name, found, _answers in rows:
        print(f"{name:28}{found:14,.0f} triples/s")
    print(f"disagreements: {wrong}")
    by = {name: found for name, found, _ in rows}
    for kind in ("cached", "uncached"):
        for other in ("intervals", "sets of quarters"):
            print(f"masks / {other}, {kind}: {by[f'masks, {kind}'] / by[f'{other}, {kind}']:,.1f}")
    whole: list[Any] = []
    both = [HouseFacts(**{**b.__dict__, "coordinator": c.coordinator, "hours": c.hours}) for _a, b, c in few]
    pairs = list(zip((a for a, _b, _c in few), both, strict=True))
    search = lambda pair: Sides([pair[0]], pair[1], Wanted(AT, 60)).best()  # noqa: E731
    for pair in pairs:
        search(pair)
    print(f"the three best with their costs, cached: {rate(whole, search, pairs):,.0f} searches/s")
    raise SystemExit(1 if wrong else 0)


SIDES = Sides([], HouseFacts("", ZONES[0]), Wanted(AT, 60))
WANTED_GRID, FRAME = SIDES.grid, SIDES.frame
DAYS = {
    (tradition, zone): holydays.holydays(tradition, AT.date() - 2 * DAY, AT.date() + 60 * DAY, -77.0, 38.9, zone)
    for tradition in ("jewish", "catholic", "muslim", "historic_black")
    for zone in ZONES
}

if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200_000)
