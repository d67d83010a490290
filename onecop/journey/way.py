"""Where a partnership stands on its way through the eight steps. Pure: it reads the evidence; nobody ticks a box for what the evidence shows."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from onecop.journey.case import Case, Done, Let
from onecop.journey.choices import Place
from onecop.journey.quarters import after, first_day, quarter_of
from onecop.partnerships.choices import FactKind, TenureKind
from onecop.partnerships.registry import Fact
from onecop.partnerships.steps import BY_KEY, STEPS, Need, Round, Step

EVER, NEVER = datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC)
OVERLAP = timedelta(days=30)
"""A meeting so long before an officer takes over may have been the one in which the old officer brought the new one along."""
SETTLING = timedelta(days=30)
"""Who began so shortly before a quarter ended has nothing to report of it yet."""
LONGEST_EVIDENCE, LONGEST_WORDS = 300, 500


@dataclass(frozen=True)
class Window:
    """One round of a step: facts from `start` to before `end` may complete it; it is waited for from `opens` on."""

    round: int
    opens: datetime
    start: datetime
    end: datetime


@dataclass(frozen=True)
class Standing:
    """One step of the path. since: when its turn came. missing: what it still needs."""

    step: Step
    round: int
    place: Place
    since: datetime
    done: Done | None = None
    waived: Let | None = None
    missing: tuple[Need, ...] = ()


@dataclass(frozen=True)
class Way:
    """steps: all eight in order. now: the one whose turn it is; None while every round that has begun is complete."""

    steps: tuple[Standing, ...]
    now: Standing | None

    @property
    def here(self) -> Standing:
        """Return where it stands: the step of now, else the last that came round."""
        return self.now or max(self.steps[5:], key=lambda one: (one.since, -one.step.number))

    @property
    def number(self) -> int:
        return self.here.step.number


def windows(case: Case, step: Step, now: datetime) -> list[Window]:
    """Return the rounds of a step until now, the last one being that of today."""
    if step.round == Round.COORDINATOR:
        return _coordinators(case, now)
    if step.round == Round.OFFICER:
        return _officers(case, now)
    if step.round == Round.ONCE:
        return [Window(1, case.began, EVER, NEVER)]
    return [_calendar(case, step, number) for number in sorted({round_on(step, case.day(now)), *(_of_facts(case, step, now))})]


def _coordinators(case: Case, now: datetime) -> list[Window]:
    """A round ends when the coordinator goes: with that day the next one is waited for."""
    ends = [one.closed for one in case.times(TenureKind.COORDINATOR, now) if one.closed and one.closed <= now]
    starts = [EVER, *ends]
    return [Window(n, start if start > EVER else case.began, start, end) for n, (start, end) in enumerate(zip(starts, [*ends, NEVER], strict=True), 1)]


def _officers(case: Case, now: datetime) -> list[Window]:
    opened = [one.opened for one in case.times(TenureKind.LEAD, now)] or [case.began]
    ends = [*opened[1:], NEVER]
    return [Window(n, max(at, case.began), at - OVERLAP if n > 1 else EVER, end) for n, (at, end) in enumerate(zip(opened, ends, strict=True), 1)]


def round_on(step: Step, day: date) -> int:
    """Return the number of the round of a quarterly or yearly step that a day belongs to."""
    return quarter_of(day) if step.round == Round.QUARTER else day.year


def _of_facts(case: Case, step: Step, now: datetime) -> Iterator[int]:
    return (round_on(step, case.day(fact.at)) for fact in case.facts if fact.at <= now and any(fact.kind in one.kinds for one in step.needs))


def _calendar(case: Case, step: Step, number: int) -> Window:
    if step.round == Round.QUARTER:
        start, end = case.midnight(first_day(number)), case.midnight(first_day(after(number)))
    else:
        start, end = case.midnight(date(number, 1, 1)), case.midnight(date(number + 1, 1, 1))
    return Window(number, max(start, case.began), start, end)


def round_at(case: Case, step: Step, at: datetime, now: datetime) -> int:
    """Return which round something belongs to that happened at a moment, perhaps before the partnership began."""
    if step.round in (Round.QUARTER, Round.YEAR):
        return round_on(step, case.day(at))
    return next((w.round for w in reversed(windows(case, step, now)) if w.start <= at < w.end), 1)


def needs_of(case: Case, step: Step) -> tuple[Need, ...]:
    """Return what a step needs here: a ride of a leader cannot be asked for where there never was one."""
    known = {str(one.kind) for one in case.held}
    kept = tuple(one for one in step.needs if not one.who or one.who in known)
    return kept or (replace(step.needs[0], who=""),)


def shows(case: Case, fact: Fact, need: Need, window: Window) -> bool:
    """Whether a fact is the evidence that is needed in a round. Whoever leads and coordinates in one person rides once."""
    later = window.round > 1 and fact.at >= window.opens
    if later and need.again and fact.kind == FactKind.CONTACT and fact.source.startswith(need.again):
        return True
    if fact.kind not in need.kinds:
        return False
    return not need.who or fact.who == need.who or bool(_persons(case, fact.who) & _persons(case, need.who))


def _persons(case: Case, part: str) -> set[int]:
    return {one.person for one in case.held if one.kind == part and one.person}


def _evidence(case: Case, needs: tuple[Need, ...], window: Window, facts: Iterable[Fact]) -> list[Fact | None]:
    """Return for each need the first fact that meets it in a round, or None."""
    found: list[Fact | None] = [None] * len(needs)
    for fact in facts:
        for n, one in enumerate(needs):
            if found[n] is None and shows(case, fact, one, window):
                found[n] = fact
    return found


def shown(case: Case, step: Step, now: datetime) -> dict[int, Done]:
    """Return the rounds of a step that the evidence completes. A fact counts for one round only."""
    kinds = {kind for one in step.needs for kind in one.kinds} | {FactKind.CONTACT for one in step.needs if one.again}
    facts = [fact for fact in case.facts if fact.kind in kinds and fact.at <= now]
    if not facts:
        return {}
    needs, used = needs_of(case, step), set[str]()
    result: dict[int, Done] = {}
    for window in windows(case, step, now):
        found = _evidence(case, needs, window, (f for f in facts if window.start <= f.at < window.end and f.source not in used))
        proof = sorted((fact for fact in found if fact), key=lambda fact: (fact.at, fact.source))
        if len(proof) == len(needs):
            sources = list(dict.fromkeys(fact.source for fact in proof))
            used.update(sources)
            result[window.round] = Done(
                step=step.key,
                round=window.round,
                at=proof[-1].at,
                evidence=",".join(sources)[:LONGEST_EVIDENCE],
                words=" ".join(dict.fromkeys(fact.words for fact in proof if fact.words))[:LONGEST_WORDS],
                by=proof[-1].by,
            )
    return result


def newly_done(case: Case, now: datetime) -> list[Done]:
    """Return the completions that the evidence shows and nobody has written down yet."""
    return [done for step in STEPS for done in shown(case, step, now).values() if (step.key, done.round) not in case.done]


def walk(case: Case, now: datetime) -> Way:
    """Return where the partnership stands on its way."""
    standings = [_standing(case, step, now) for step in STEPS]
    first = [one for one in standings[:5] if one.place != Place.DONE]
    later = [one for one in standings[5:] if one.place == Place.NOW]
    here = first[0] if first else later[0] if later else None
    steps = tuple(_placed(one, standings, here) for one in standings)
    return Way(steps=steps, now=next((one for one in steps if one.place == Place.NOW), None))


def _standing(case: Case, step: Step, now: datetime) -> Standing:
    window = windows(case, step, now)[-1]
    if step.recurs:
        window = _calendar(case, step, round_on(step, case.day(now)))
    key = (step.key, window.round)
    done, waived = case.done.get(key) or shown(case, step, now).get(window.round), case.waived.get(key)
    if done or waived:
        return Standing(step, window.round, Place.DONE, done.at if done else waived.at if waived else now, done, waived)
    expected = step.key != "report" or window.opens >= first_report(case)
    inside = [f for f in case.facts if window.start <= f.at < min(window.end, now + timedelta(microseconds=1))]
    needs = needs_of(case, step)
    found = _evidence(case, needs, window, inside)
    return Standing(
        step,
        window.round,
        Place.NOW if expected else Place.NEXT,
        window.opens,
        missing=tuple(one for one, fact in zip(needs, found, strict=True) if fact is None) or needs,
    )


def _placed(one: Standing, all_of_them: list[Standing], here: Standing | None) -> Standing:
    """Give a step its place; the turn of the one of now came when the last of those before it was done."""
    if one.place == Place.DONE:
        return one
    if here is None or one.step.key != here.step.key:
        return replace(one, place=Place.NEXT)
    before = [other.since for other in all_of_them[: one.step.number - 1] if other.place == Place.DONE and not other.step.recurs]
    return replace(one, place=Place.NOW, since=max([one.since, *before]))


def first_report(case: Case) -> datetime:
    """Return the first day on which a progress report can be asked for: of the first quarter that begins a month after the partnership did."""
    return case.midnight(first_day(after(quarter_of(case.day(case.began + SETTLING)))))


def step_of(key: str) -> Step | None:
    return BY_KEY.get(key)
