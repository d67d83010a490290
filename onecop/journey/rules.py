"""How a partnership stands, and the one next thing to do. Pure: facts and `now` in, words and persons out.

While nothing happens, a partnership can only get worse: every clock runs from the last evidence, never from the calendar alone.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from onecop.journey.case import TOLD, Case, Held
from onecop.journey.choices import RANK, HealthReason, HealthState
from onecop.journey.clocks import NO_OFFICER_OVERDUE, clocks, contact, is_reminder, is_step_itself, left
from onecop.journey.quarters import after, first_day
from onecop.journey.way import Standing, Way, walk
from onecop.partnerships.choices import PartnershipState, TenureKind
from onecop.partnerships.registry import Ask
from onecop.partnerships.steps import Round
from onecop.ui.words import day

FIND_WEIGHT = 65
"""Without a partner officer only what is weightier than this comes before looking for one: answers about the next officer, above all."""


@dataclass(frozen=True)
class Reason:
    """Why a partnership is not on track, in a sentence, and how bad it is."""

    kind: HealthReason
    words: str
    since: datetime
    state: HealthState


@dataclass(frozen=True)
class Next:
    """The one next action. owes: the persons whose turn it is, never nobody. step: the key of the step it belongs to, or empty."""

    title: str
    words: str
    owes: frozenset[int]
    owes_words: str
    since: datetime
    due: datetime | None
    url: str
    step: str = ""


@dataclass(frozen=True)
class Health:
    """How a partnership stands at a moment. next is None only after it has ended, and in a pause in which its owner has nothing to do."""

    state: HealthState
    reasons: tuple[Reason, ...]
    next: Next | None
    way: Way

    @property
    def rank(self) -> int:
        return RANK.get(self.state, 0)

    @property
    def step(self) -> Standing:
        return self.way.here


def health(case: Case, now: datetime) -> Health:
    """Return how the partnership stands, why, and what is next."""
    way = walk(case, now)
    case = replace(case, asks=tuple(weighed(way, case.asks)))
    if case.state == PartnershipState.ENDED:
        reason = Reason(HealthReason.ENDED, _("It has ended."), case.ended or now, HealthState.ENDED)
        return Health(HealthState.ENDED, (reason,), None, way)
    if case.state == PartnershipState.PAUSED:
        return _paused(case, way, now)
    late = [clock for clock in clocks(case, way, now) if clock.state(now) != HealthState.ON_TRACK]
    found = sorted(
        (Reason(clock.reason, clock.words(), clock.since, clock.state(now)) for clock in late), key=lambda one: (-RANK[one.state], one.since, one.kind)
    )
    return Health(found[0].state if found else HealthState.ON_TRACK, tuple(found), _next(case, way, now), way)


def weighed(way: Way, asks: Iterable[Ask]) -> Iterator[Ask]:
    """Yield what really waits now.

    An app knows its own evidence, not the way. So what was waived, told by a person, or done since it was asked for is dropped. What belongs to
    a step ahead and waits only because nobody has begun with it is not yet anybody's turn; when its turn comes, it waits from that day on.
    """
    by_key = {one.step.key: one for one in way.steps}
    for ask in asks:
        one = by_key.get(ask.step)
        if one is None or one.step.recurs:
            yield ask
        elif one.waived or (one.done and one.done.evidence == TOLD):
            continue
        elif ask.due is not None or one.step.round == Round.COORDINATOR:
            yield ask
        elif one.done:
            if ask.since > one.done.at:
                yield ask
        elif way.now and one.step.key == way.now.step.key:
            yield replace(ask, since=max(ask.since, way.now.since))
        elif way.now and ask.since > way.now.since:
            yield ask


def _paused(case: Case, way: Way, now: datetime) -> Health:
    """A pause is silent for both sides. Its owner may have something to do, and looks again on the day that was set."""
    held = next((one for one in case.breaks if one.ended is None), None)
    since = held.began if held else now
    reasons = [Reason(HealthReason.PAUSED, _("Paused since %(day)s.") % {"day": day(since)}, since, HealthState.PAUSED)]
    mine = next((ask for ask in case.asks if case.owner in ask.owes), None)
    following = _of_ask(case, mine) if mine else None
    if held and held.until and now >= held.until:
        reasons.append(
            Reason(HealthReason.LOOK_AGAIN, _("It was to be looked at again on %(day)s.") % {"day": day(held.until)}, held.until, HealthState.PAUSED)
        )
        words = _("The pause does not end by itself. Ask both sides, then take it up again or let it rest longer.")
        following = following or _for_owner(case, _("Look at the pause again"), words, held.until, held.until)
    return Health(HealthState.PAUSED, tuple(reasons), following, way)


def _next(case: Case, way: Way, now: datetime) -> Next:
    """Return what is next. A partnership without a partner officer is in the hands of staff; what nobody owes, its owner owes."""
    if case.now_held(TenureKind.LEAD, now) is None:
        mine = next((ask for ask in case.asks if ask.weight > FIND_WEIGHT or _is_for_owner(case, ask)), None)
        if mine:
            return _of_ask(case, mine)
        since = left(case, TenureKind.LEAD, now)
        words = _("The officer who held this partnership has moved on. Find the next one, and tell the congregation who it will be.")
        return _for_owner(case, _("Find a new partner officer"), words, since, since + NO_OFFICER_OVERDUE, step="meet")
    waited, reminders = [[ask for ask in case.asks if is_reminder(ask, way) is light] for light in (False, True)]
    if waited or (reminders and not way.now):
        first = [*waited, *reminders][0]
        return _of_ask(case, replace(first, due=_patient(way.now)) if way.now and is_step_itself(first, way) else first)
    return _of_step(case, way.now, now) if way.now else _keep_in_touch(case, now)


def _is_for_owner(case: Case, ask: Ask) -> bool:
    return case.owner in ask.owes or not ask.owes


def _of_ask(case: Case, ask: Ask) -> Next:
    owes, words = (ask.owes, ask.owes_words) if ask.owes else (_owner(case), case.owner_words)
    return Next(ask.title, ask.detail, owes, words, ask.since, ask.due, ask.url, ask.step)


def _owner(case: Case) -> frozenset[int]:
    return frozenset({case.owner} if case.owner else ())


def _for_owner(case: Case, title: str, words: str, since: datetime, due: datetime | None, step: str = "") -> Next:
    return Next(title, words, _owner(case), case.owner_words, since, due, reverse("partnership_detail", args=[case.key]), step)


def _of_step(case: Case, here: Standing, now: datetime) -> Next:
    """Return what the step itself asks for, where no app has a closer answer."""
    step = here.step
    missing = [TenureKind(one.who) for one in here.missing if one.who]
    whose = [who for part in missing if (who := case.now_held(part, now))] or _first_held(case, step.acts, now)
    if step.round == Round.QUARTER:
        due: datetime | None = case.midnight(first_day(after(here.round)))
    elif step.round == Round.YEAR:
        due = case.midnight(first_day((here.round + 1) * 10 + 1))
    else:
        due = _patient(here)
    return _said(case, str(step.act), str(step.act_words), whose, here.since, due, step.key)


def _patient(here: Standing) -> datetime:
    return here.since + timedelta(days=here.step.patience)


def _keep_in_touch(case: Case, now: datetime) -> Next:
    clock, officer = contact(case, now), case.officer(now)
    title = _("Say hello to %(name)s") % {"name": officer.who if officer else ""}
    words = _("All is done for this quarter. A call or a coffee each month keeps it alive.")
    keeper = case.keeper(now)
    return _said(case, title, words, [keeper] if keeper else [], clock.since, clock.overdue, "involve")


def _first_held(case: Case, parts: tuple[TenureKind, ...], now: datetime) -> list[Held]:
    return [held for part in parts if (held := case.now_held(part, now)) and held.person][:1]


def _said(case: Case, title: str, words: str, whose: list[Held], since: datetime, due: datetime | None, step: str) -> Next:
    owes = frozenset(one.person for one in whose if one.person) or _owner(case)
    names = _(" and ").join(dict.fromkeys(one.who for one in whose if one.person)) or case.owner_words
    return Next(title, words, owes, names, since, due, reverse("journey_step", args=[case.key, step]), step)
