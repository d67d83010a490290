"""What a played history shows, year by year: how far partnerships came and how fast, the days without an officer, what stalled and what ended."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime, time, timedelta
from statistics import median
from typing import Any

from onecop.handover.rules import Days, gaps
from onecop.journey import gather
from onecop.journey.choices import HealthState
from onecop.journey.models import StepCompletion
from onecop.journey.rules import health
from onecop.partnerships.choices import PartnershipState, TenureKind
from onecop.partnerships.models import Ending, Partnership, Pause, Tenure
from onecop.partnerships.rules import zone_of
from onecop.partnerships.steps import STEPS

KEYS = tuple(step.key for step in STEPS)


@dataclass(frozen=True)
class Led:
    """One partnership in whole days of its place. steps: the first completion of each. ended: (day, reason). The rest as `handover.rules.gaps` wants it."""

    began: date
    steps: Mapping[str, date] = field(default_factory=dict)
    ended: tuple[tuple[date, str], ...] = ()
    lived: tuple[Days, ...] = ()
    paused: tuple[Days, ...] = ()
    lead: tuple[Days, ...] = ()
    interim: tuple[Days, ...] = ()


@dataclass(frozen=True)
class Year:
    """One calendar year, up to the end of the history.

    begun: partnerships. reached: {step: how many completed it for the first time}. days: {step: median days from the completion of the step before
    it (of the first one: from the beginning) to its own}. gap_days, interim_days: without any officer, and with an interim one only. ended,
    stalled: {reason: how many}, the latter on the last day of the year.
    """

    year: int
    begun: int
    reached: dict[str, int]
    days: dict[str, float]
    gap_days: int
    interim_days: int
    ended: dict[str, int]
    stalled: dict[str, int] = field(default_factory=dict)

    @property
    def plain(self) -> dict[str, Any]:
        return asdict(self)


def years(lives: Iterable[Led], *, until: date) -> list[Year]:
    """Count the years of these lives, the first to begin to the one of `until`; what lies on `until` or later is not counted. Pure."""
    lives = list(lives)
    first = min((one.began.year for one in lives), default=until.year)
    return [_year(lives, number, until) for number in range(first, until.year + 1)]


def _year(lives: list[Led], number: int, until: date) -> Year:
    opens, closes = date(number, 1, 1), min(date(number + 1, 1, 1), until)

    def inside(day: date) -> bool:
        return opens <= day < closes

    took: dict[str, list[int]] = defaultdict(list)
    for one in lives:
        for key, days in _pace(one).items():
            if inside(one.steps[key]):
                took[key].append(days)
    counted = [gaps(lived=o.lived, paused=o.paused, lead=o.lead, interim=o.interim, window=(opens, max(opens, closes))) for o in lives]
    ended = Counter(reason for one in lives for day, reason in one.ended if inside(day))
    return Year(
        year=number,
        begun=sum(inside(one.began) for one in lives),
        reached={key: len(took[key]) for key in KEYS},
        days={key: float(median(took[key])) for key in KEYS if took[key]},
        gap_days=sum(one.none for one in counted),
        interim_days=sum(one.interim for one in counted),
        ended=dict(sorted(ended.items())),
    )


def _pace(one: Led) -> dict[str, int]:
    """Return how many days each completed step took after the latest of those before it; none where it came first."""
    found: dict[str, int] = {}
    turn = one.began
    for key in KEYS:
        if key in one.steps:
            found[key] = max(0, (one.steps[key] - turn).days)
            turn = max(turn, one.steps[key])
    return found


# Read from the rows


def read() -> list[Led]:
    """Return the lives of all partnerships. Five queries."""
    rows = Partnership.objects.select_related("agency__territory").order_by("pk")
    steps: dict[int, dict[str, datetime]] = defaultdict(dict)
    for pk, key, at in StepCompletion.objects.filter(withdrawn_at=None).order_by("-completed_at", "-pk").values_list("partnership", "step", "completed_at"):
        steps[pk][key] = at
    endings, pauses, tenures = _by_partnership(Ending), _by_partnership(Pause), _by_partnership(Tenure)
    return [_led(row, steps[row.pk], endings[row.pk], pauses[row.pk], tenures[row.pk]) for row in rows]


def _by_partnership(model: Any) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in model.objects.order_by("pk"):
        found[row.partnership_id].append(row)
    return found


def _led(row: Partnership, steps: dict[str, datetime], endings: list[Ending], pauses: list[Pause], tenures: list[Tenure]) -> Led:
    zone = zone_of(row)

    def day(moment: datetime) -> date:
        return moment.astimezone(zone).date()

    lived: list[Days] = []
    start: date | None = day(row.began_at)
    for ending in endings:
        if start is not None:
            lived.append((start, day(ending.at)))
        start = day(ending.reopened_at) if ending.reopened_at else None
    if start is not None:
        lived.append((start, None))
    return Led(
        began=day(row.began_at),
        steps={key: day(at) for key, at in steps.items()},
        ended=tuple((day(one.at), one.reason) for one in endings),
        lived=tuple(lived),
        paused=tuple((day(one.began_at), day(one.ended_at) if one.ended_at else None) for one in pauses),
        lead=tuple((t.opened_on, t.closed_on) for t in tenures if t.kind == TenureKind.LEAD),
        interim=tuple((t.opened_on, t.closed_on) for t in tenures if t.kind == TenureKind.INTERIM),
    )


def played(at: datetime) -> list[Year]:
    """Return the years of what was played, up to and with the day of `at`."""
    counted = years(read(), until=at.date() + timedelta(days=1))
    ends = [min(datetime.combine(date(one.year + 1, 1, 1), time(), at.tzinfo), at) for one in counted]
    return [replace(one, stalled=stalled_on(moment, asks=moment == at)) for one, moment in zip(counted, ends, strict=True)]


def stalled_on(at: datetime, *, asks: bool) -> dict[str, int]:
    """Count the partnerships that were stalled at a moment, by the worst reason: as the rules see it from what had happened by then.

    Args:
        asks: whether what waits for an answer counts too; what waited at a moment of the past is not kept.
    """
    found: Counter[str] = Counter()
    rows = Partnership.objects.filter(began_at__lte=at).order_by("pk").values_list("pk", flat=True)
    for case in gather.gather(rows, at, asks=asks).values():
        resting = any(one.began <= at and (one.ended is None or one.ended > at) for one in case.breaks)
        if (case.ended and case.ended <= at) or resting:
            continue
        then = replace(
            case,
            state=PartnershipState.ACTIVE,
            ended=None,
            facts=tuple(fact for fact in case.facts if fact.at <= at),
            done={key: done for key, done in case.done.items() if done.at <= at},
        )
        stood = health(then, at)
        if stood.state == HealthState.STALLED:
            found[stood.reasons[0].kind] += 1
    return dict(sorted(found.items()))


def say(counted: Iterable[Year]) -> str:
    """Return the years as a table to print."""
    lines = []
    for one in counted:
        lines.append(f"{one.year}: {one.begun} begun; {one.gap_days} gap days, {one.interim_days} interim days")
        lines += [f"  {step.number} {step.key:<12} {one.reached[step.key]:>4} reached{_days(one, step.key)}" for step in STEPS]
        lines.append(f"  ended: {_reasons(one.ended)}; stalled at its end: {_reasons(one.stalled)}")
    return "\n".join(lines)


def _days(one: Year, key: str) -> str:
    return f", median {one.days[key]:g} days" if key in one.days else ""


def _reasons(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{number} {reason}" for reason, number in counts.items()) or "none"
