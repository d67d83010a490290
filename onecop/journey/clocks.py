"""What should not be waited for too long in a partnership: people, contact, things together, events, reports, steps, answers. Pure."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from onecop.journey.case import Case
from onecop.journey.choices import HealthReason, HealthState, Place
from onecop.journey.quarters import after, first_day, quarter_of
from onecop.journey.way import Way, first_report
from onecop.partnerships.choices import FactKind, TenureKind
from onecop.partnerships.registry import Ask
from onecop.partnerships.steps import Round
from onecop.ui.words import day

CONTACT = frozenset({FactKind.CONTACT, FactKind.MET, FactKind.RODE, FactKind.DEBRIEFED, FactKind.INTRODUCED, FactKind.TOGETHER, FactKind.EVENT})
"""What shows that partners were in touch."""
TOGETHER = CONTACT - {FactKind.CONTACT}
"""What shows that they did something together."""
NOTICE = timedelta(days=7)
"""So long before something is overdue it is due."""
PATIENCE = timedelta(days=7)
"""After this an ask without a day of its own is due."""
LIGHT = 10
"""What weighs no more than this (registry.Ask) is waited for by nobody."""
YEAR = timedelta(days=366)
NO_OFFICER_OVERDUE, NO_COORDINATOR_OVERDUE = timedelta(days=14), timedelta(days=30)


@dataclass(frozen=True)
class Clock:
    """One thing that should not be waited for too long. None: it never gets so bad on this account. words: said only when it is needed."""

    reason: HealthReason
    words: Callable[[], str]
    since: datetime
    due: datetime
    overdue: datetime | None = None
    stalled: datetime | None = None

    def state(self, now: datetime) -> HealthState:
        if self.stalled and now >= self.stalled:
            return HealthState.STALLED
        if self.overdue and now >= self.overdue:
            return HealthState.OVERDUE
        return HealthState.DUE if now >= self.due else HealthState.ON_TRACK


def told(sentence: str, **words: object) -> Callable[[], str]:
    """Return a sentence that is only put together when somebody reads it; moments in it are written as days."""
    return lambda: sentence % {name: day(value) if isinstance(value, datetime) else value for name, value in words.items()}


def clocks(case: Case, way: Way, now: datetime) -> Iterator[Clock]:
    """Yield everything that could make the partnership due."""
    yield from _people(case, now)
    yield contact(case, now)
    yield _together(case, now)
    yield _event(case, now)
    report = _report(case, now)
    if report is not None:
        yield report
    stalled = timedelta(days=case.standard.stalled_days)
    step = way.now.step if way.now else None
    if way.now and step and step.patience:
        since, patience = _base(case, now, way.now.since), timedelta(days=step.patience)
        words = told(_("At “%(step)s” since %(day)s."), step=step.title, day=way.now.since)
        yield Clock(HealthReason.STEP, words, since, since + patience, since + 2 * patience, since + 2 * patience + stalled)
    for ask in case.asks:
        if is_step_itself(ask, way):
            continue
        due = ask.due or ask.since + PATIENCE
        who = ask.owes_words or case.owner_words
        words = told(_("%(who)s: “%(what)s” waits since %(day)s."), who=who[:1].upper() + who[1:], what=ask.title, day=ask.since)
        if report is not None and ask.step == "report" and ask.weight <= LIGHT:
            words = report.words  # said once: the same report is waited for
        late = (None, None) if is_reminder(ask, way) else (due + NOTICE, due + stalled)
        yield Clock(HealthReason.WAITING, words, ask.since, due, *late)


def is_step_itself(ask: Ask, way: Way) -> bool:
    """Whether nobody has begun with the step of now, and an app asks for just that: then the step's own patience counts."""
    now = way.now
    return now is not None and now.step.patience > 0 and ask.step == now.step.key and ask.due is None and ask.since <= now.since


def is_reminder(ask: Ask, way: Way) -> bool:
    """Whether it would only repeat what is done once and lies behind them, and nobody waits for it: welcome, and never worse than due."""
    behind = any(one.step.key == ask.step and one.step.round == Round.ONCE and one.place == Place.DONE for one in way.steps)
    return behind and ask.weight <= LIGHT


def _people(case: Case, now: datetime) -> Iterator[Clock]:
    stalled = timedelta(days=case.standard.stalled_days)
    if case.now_held(TenureKind.LEAD, now) is None:
        since = left(case, TenureKind.LEAD, now)
        words = told(_("No partner officer since %(day)s."), day=since)
        yield Clock(HealthReason.NO_OFFICER, words, since, since, since + NO_OFFICER_OVERDUE, since + NO_OFFICER_OVERDUE + stalled)
    if case.now_held(TenureKind.COORDINATOR, now) is None:
        since = left(case, TenureKind.COORDINATOR, now)
        words = told(_("No coordinator since %(day)s."), day=since)
        yield Clock(HealthReason.NO_COORDINATOR, words, since, since, since + NO_COORDINATOR_OVERDUE, since + NO_COORDINATOR_OVERDUE + stalled)


def left(case: Case, kind: TenureKind, now: datetime) -> datetime:
    """Return since when nobody has this part."""
    return max([case.began, *(one.closed for one in case.times(kind, now) if one.closed and one.closed <= now)])


def _base(case: Case, now: datetime, *moments: datetime) -> datetime:
    """Return from when a clock runs: the last of these moments, or the end of the last pause."""
    return max([*moments, *(one.ended for one in case.breaks if one.ended and one.ended <= now)])


def _start(case: Case, now: datetime) -> datetime:
    """Return when the officer of now, or the last one, took over."""
    times = [*case.times(TenureKind.LEAD, now), *case.times(TenureKind.INTERIM, now)]
    return max([case.began, *(one.opened for one in times)])


def contact(case: Case, now: datetime) -> Clock:
    """First contact, two in the first month, then one each month."""
    rule, start = case.standard, _start(case, now)
    seen = [fact.at for fact in case.facts if fact.kind in CONTACT and start <= fact.at <= now]
    stalled = timedelta(days=rule.stalled_days)
    if not seen:
        since = _base(case, now, start)
        limit = since + timedelta(days=rule.first_contact_days)
        words = told(_("No contact yet since %(day)s."), day=start)
        return Clock(HealthReason.FIRST_CONTACT, words, since, max(since, limit - NOTICE), limit, limit + stalled)
    last = _base(case, now, seen[-1])
    if len(seen) < rule.first_month_contacts:
        limit = max(start + timedelta(days=rule.contact_days), last + timedelta(days=rule.first_contact_days))
        words = told(_("In touch only once or twice since %(day)s."), day=start)
        return Clock(HealthReason.MONTH_ONE, words, last, limit - NOTICE, limit, limit + stalled)
    limit = last + timedelta(days=rule.contact_days)
    return Clock(HealthReason.QUIET, told(_("No contact since %(day)s."), day=seen[-1]), last, limit, limit + 2 * NOTICE, limit + stalled)


def _together(case: Case, now: datetime) -> Clock:
    seen = [fact.at for fact in case.facts if fact.kind in TOGETHER and fact.at <= now]
    since = _base(case, now, case.began, *seen[-1:])
    limit = since + timedelta(days=case.standard.together_days)
    words = told(_("Nothing together since %(day)s."), day=since)
    return Clock(HealthReason.TOGETHER, words, since, limit, limit + 2 * NOTICE, limit + timedelta(days=case.standard.stalled_days))


def _event(case: Case, now: datetime) -> Clock:
    """An event that is not held anywhere near is nobody's fault: it is never more than due."""
    seen = [fact.at for fact in case.facts if fact.kind == FactKind.EVENT and fact.at <= now]
    since = _base(case, now, case.began, *seen[-1:])
    return Clock(HealthReason.EVENT, told(_("No OneCOP event since %(day)s."), day=since), since, since + YEAR)


def report_asked(case: Case, now: datetime) -> datetime | None:
    """Return since when a progress report is waited for: the first day of the first quarter without one after the last. None: not yet.

    It is counted from the last report on, so that a quarter without one is not forgotten when the next begins.
    """
    seen = [fact.at for fact in case.facts if fact.kind == FactKind.REPORTED and fact.at <= now]
    quarters = [number for step, number in (*case.done, *case.waived) if step == "report"]
    last = max([*(quarter_of(case.day(at)) for at in seen), *quarters], default=None)
    asked = max(first_report(case), case.midnight(first_day(after(last)))) if last else first_report(case)
    resumed = _base(case, now, asked)
    return resumed if resumed <= now else None


def _report(case: Case, now: datetime) -> Clock | None:
    asked = report_asked(case, now)
    if asked is None:
        return None
    limit = asked + timedelta(days=case.standard.report_days)
    return Clock(HealthReason.REPORT, told(_("A progress report is waited for since %(day)s."), day=asked), asked, limit - NOTICE, limit)
