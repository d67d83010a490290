"""Looking for officers who move on: by the roster, by a new map, by a congregation's new place. Every hour, and right after an import or a new map."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from onecop.agencies.choices import PATROL_RANKS, OfficerStatus
from onecop.agencies.models import Agency
from onecop.audit.services import record
from onecop.handover import queries, rules
from onecop.handover.choices import BY_ITSELF, Origin, Outcome, QuestionState, Reach
from onecop.handover.models import Ground, Handover, Policy, Question
from onecop.handover.services.asking import lapse, remind
from onecop.handover.services.opening import ask, still_open
from onecop.handover.services.roles import take_role
from onecop.handover.services.turning import call_off, turn
from onecop.kernel.actor import SYSTEM
from onecop.kernel.errors import Refused
from onecop.matching.rules import REMIND_BEFORE
from onecop.partnerships import services as partnerships
from onecop.partnerships.choices import CloseReason, PartnershipState, TenureKind
from onecop.partnerships.models import Tenure
from onecop.partnerships.rules import local_day
from onecop.tasks.alone import Alone

AT_ONCE = 2_000
"""Rows of a batch when the ground of many tenures is noted for the first time."""

STANDING = ("officer__area__parent", "partnership__congregation__area__parent", "partnership__agency__territory")
OUTLINES = (
    "officer__area__outline",
    "officer__area__parent__outline",
    "partnership__congregation__area__outline",
    "partnership__congregation__area__parent__outline",
)


@dataclass
class Swept:
    """What a sweep did: the handovers by what became of them."""

    opened: list[Handover] = field(default_factory=list)
    called_off: list[Handover] = field(default_factory=list)
    turned: int = 0
    closed: int = 0


@dataclass(frozen=True)
class Cause:
    """Why a tenure needs a successor."""

    reason: CloseReason
    origin: Origin
    leaves_on: date | None = None


def sweep(at: datetime, *, agency: Agency | None = None, origin: Origin = Origin.ROSTER, alone: Alone | None = None) -> Swept:
    """Open handovers for officers who move on, call off those whose cause went away, and do what the days ask for. Idempotent.

    Args:
        agency: only this one; all of them when None. origin: what set it off (`Origin.MAP` when a map was drawn anew, `AGENCY` when one returns).
        alone: who hears of rows that fail; None: only the log does, and the next sweep of all tries them again.
    """
    done, alone = Swept(), alone or Alone("handover.sweep")
    _note_ground(agency)
    reach = dict(Policy.objects.values_list("agency", "reach"))
    for tenure in _suspects(agency, at):
        with alone(tenure):
            cause = cause_of(tenure, at=at, origin=origin, reach=reach.get(tenure.partnership.agency_id, Reach.PRECINCT))
            if cause is None:
                _agree_to_ground(tenure)
            elif made := _open(tenure, cause, at=at):
                done.opened.append(made)
    for row in _open_ones(agency):
        with alone(row):
            _look_again(row, done, at=at, reach=reach.get(row.partnership.agency_id, Reach.PRECINCT))
    _forget_causes(agency, at=at, reach=reach)
    _drop_interims(agency, at=at)
    for row in _due(agency, at):
        with alone(row):
            after = turn(handover=row, at=at)
            done.turned += after.new_id != row.new_id
            done.closed += after.closed_at is not None
    return done


def ask_again(at: datetime) -> tuple[int, int]:
    """Remind who has not answered, and end the questions whose week is over. Returns (reminded, lapsed)."""
    waiting = Question.objects.filter(state=QuestionState.WAITING).select_related("officer", "handover__partnership__agency__territory")
    reminded = lapsed = 0
    with Alone("handover.ask_again") as alone:
        for question in waiting.filter(reminded_at=None, answer_by__lte=at + REMIND_BEFORE, answer_by__gt=at):
            with alone(question):
                reminded += remind(question=question, at=at)
        for question in waiting.filter(answer_by__lte=at):
            with alone(question):
                lapsed += lapse(question=question, at=at)
    return reminded, lapsed


# Who is to be looked at


def _leads(agency: Agency | None) -> "QuerySet[Tenure]":
    rows = Tenure.objects.filter(kind=TenureKind.LEAD, closed_on=None, partnership__state=PartnershipState.ACTIVE)
    return rows.filter(partnership__agency=agency) if agency else rows


def _suspects(agency: Agency | None, at: datetime) -> Iterable[Tenure]:
    """Return the open tenures, without a handover, whose officer or ground is not as it should be. One query, whatever the number that is well."""
    officer, place = queries.codes("officer__area"), queries.codes("partnership__congregation__area")
    rows = _leads(agency).alias(ob=officer["beat"], op=officer["precinct"], cb=place["beat"], cp=place["precinct"])
    rows = rows.filter(~Exists(Handover.objects.open().filter(partnership=OuterRef("partnership"))))
    roster = ~Q(officer__status=OfficerStatus.ACTIVE) | ~Q(officer__rank__in=PATROL_RANKS)
    roster |= Q(officer__transfer_on__lte=at.date() + rules.AHEAD + timedelta(days=1))
    same = Q(ob=F("ground__officer_beat"), op=F("ground__officer_precinct"), cb=F("ground__beat"), cp=F("ground__precinct"))
    there = Coalesce(F("partnership__congregation__territory"), Value(0))
    moved = ~same | ~Q(ground__territory_id=there)
    wanted = rows.alias(there=there).filter(roster | moved)
    return wanted.select_related("ground", *STANDING, "partnership__congregation__scope").defer(*OUTLINES)


def cause_of(tenure: Tenure, *, at: datetime, origin: Origin = Origin.ROSTER, reach: str = Reach.PRECINCT) -> Cause | None:
    """Say why a tenure needs a successor; None when it does not. Reads the officer, the congregation, their areas, and `ground`."""
    officer, partnership = tenure.officer, tenure.partnership
    assert officer is not None
    today = local_day(partnership, at)
    by_roster = rules.roster_reason(status=officer.status, rank=officer.rank, transfer_on=officer.transfer_on, today=today)
    if by_roster is not None:
        leaves = rules.roster_leaves_on(by_roster, transfer_on=officer.transfer_on, today=today)
        return Cause(by_roster, Origin.AGENCY if origin == Origin.AGENCY else Origin.ROSTER, leaves)
    ground = getattr(tenure, "ground", None)
    if ground is None:
        return None
    territory = partnership.congregation.territory_id
    if territory and territory not in (partnership.agency.territory_id, ground.territory_id):
        return Cause(CloseReason.MOVED, Origin.MOVE)
    now = (queries.spot_of(officer.area), queries.spot_of(partnership.congregation.area))
    before = queries.spots_on(ground)
    if not rules.drifted_apart(*now, before, reach):
        return None
    if origin == Origin.MAP:
        return Cause(CloseReason.MAP, Origin.MAP)
    return Cause(CloseReason.TRANSFER, Origin.ROSTER) if now[0] != before[0] else Cause(CloseReason.MOVED, Origin.MOVE)


def _open(tenure: Tenure, cause: Cause, *, at: datetime) -> Handover | None:
    """Open a handover, unless a person called one off for the same cause and that cause still lasts."""
    kept = Handover.objects.filter(partnership=tenure.partnership_id, outcome=Outcome.STAYS, cause_ended_at=None, old__officer=tenure.officer_id)
    if kept.filter(reason=cause.reason).exists():
        return None
    try:
        made = ask(partnership=tenure.partnership, reason=cause.reason, origin=cause.origin, leaves_on=cause.leaves_on, by=SYSTEM, at=at)
    except Refused:  # it ended in the meantime
        return None
    return made if made.opened_at == at else None


# What is open already


def _open_ones(agency: Agency | None) -> Iterable[Handover]:
    rows = (
        queries.whole()
        .open()
        .filter(old__officer__isnull=False, partnership__state=PartnershipState.ACTIVE)
        .select_related("old__ground", "old__officer__area__parent")
    )
    rows = rows.defer(*queries.OUTLINES, "old__officer__area__parent__outline")
    return rows.filter(partnership__agency=agency) if agency else rows


def _look_again(row: Handover, done: Swept, *, at: datetime, reach: str) -> None:
    """Follow the roster while a handover is open: a day that moved, somebody who is gone sooner, a cause that went away."""
    assert row.old is not None
    assert row.old.officer is not None
    row.old.partnership = row.partnership
    cause = cause_of(row.old, at=at, reach=reach)
    if cause is None:
        if row.origin in BY_ITSELF and row.agreed_at is None and _may_return(row):
            done.called_off.append(call_off(handover=row, by=SYSTEM, at=at))
    elif row.old.closed_on is None and cause.leaves_on is not None and cause.leaves_on != row.leaves_on and cause.origin == Origin.ROSTER:
        _hasten(row, cause, at=at)


def _may_return(row: Handover) -> bool:
    """True when an officer of whom the roster speaks well again takes the partnership up again: not after a transfer, whose day is gone from the roster."""
    assert row.old is not None
    return row.old.closed_on is None or row.reason in (CloseReason.LEFT, CloseReason.LEAVE, CloseReason.PROMOTION)


@transaction.atomic
def _hasten(row: Handover, cause: Cause, *, at: datetime) -> None:
    """Take the roster's day over: a transfer that was moved, or somebody who is gone before the next officer begins."""
    held = still_open(row)
    if cause.reason != CloseReason.LEFT and (held.agreed_at is not None or held.origin not in BY_ITSELF):
        return
    assert cause.leaves_on is not None
    before, held.leaves_on, held.reason = held.leaves_on, cause.leaves_on, cause.reason
    held.save(update_fields=["leaves_on", "reason"])
    words = {"on": before.isoformat() if before else ""}, {"on": cause.leaves_on.isoformat()}
    record("handover.dated", held, by=SYSTEM, at=at, before=words[0], after=words[1], scope_id=held.scope_id)


def _forget_causes(agency: Agency | None, *, at: datetime, reach: dict[int, str]) -> None:
    """Note where the cause of a handover that somebody called off has gone: the next one of its kind counts again."""
    rows = _leads(agency).filter(partnership__handovers__outcome=Outcome.STAYS, partnership__handovers__cause_ended_at=None).distinct()
    rows = rows.select_related("ground", *STANDING).defer(*OUTLINES)
    over = [t.partnership_id for t in rows if cause_of(t, at=at, reach=reach.get(t.partnership.agency_id, Reach.PRECINCT)) is None]
    if over:
        Handover.objects.filter(partnership__in=over, outcome=Outcome.STAYS, cause_ended_at=None).update(cause_ended_at=at)


def _drop_interims(agency: Agency | None, *, at: datetime) -> None:
    """End the time of whoever stands in and has left active patrol too: staff look for somebody else."""
    rows = Tenure.objects.filter(kind=TenureKind.INTERIM, closed_on=None, partnership__state=PartnershipState.ACTIVE)
    rows = rows.filter(partnership__agency=agency) if agency else rows
    gone = Q(officer__status=OfficerStatus.GONE) | Q(officer__transfer_on__lte=at.date())
    for tenure in rows.filter(gone).select_related("officer__agency", "officer__person", "partnership__agency__territory"):
        with transaction.atomic():
            today = local_day(tenure.partnership, at)
            reason = CloseReason.LEFT if tenure.officer and tenure.officer.status == OfficerStatus.GONE else CloseReason.TRANSFER
            closed = partnerships.close_tenure(tenure=tenure, on=max(today, tenure.opened_on), reason=reason, by=SYSTEM, at=at)
            take_role(closed, by=SYSTEM, at=at)


def _due(agency: Agency | None, at: datetime) -> Iterable[Handover]:
    """Return the open handovers of which a day has come, or that may be done."""
    soon = at.date() + timedelta(days=1)  # a day begins earlier east of Greenwich; `turn` looks at the place's own calendar
    leaving = Q(leaves_on__lte=soon, old__closed_on=None, old__isnull=False)
    coming = Q(takes_over_on__lte=soon, new=None) | Q(covers_on__lte=soon, interim=None, new=None)
    rows = Handover.objects.open().filter(leaving | coming | Q(new__isnull=False), partnership__state=PartnershipState.ACTIVE)
    return rows.filter(partnership__agency=agency) if agency else rows


# Where officer and congregation stand


def _note_ground(agency: Agency | None) -> None:
    """Note the ground of tenures of which nobody has noted it yet: what they stand on now is taken as agreed to."""
    officer, place = queries.codes("officer__area"), queries.codes("partnership__congregation__area")
    rows = _leads(agency).filter(ground=None).annotate(ob=officer["beat"], op=officer["precinct"], cb=place["beat"], cp=place["precinct"])
    found = rows.order_by().values_list("pk", "ob", "op", "cb", "cp", Coalesce(F("partnership__congregation__territory"), Value(0)))
    fresh = [Ground(tenure_id=pk, officer_beat=a, officer_precinct=b, beat=c, precinct=d, territory_id=t) for pk, a, b, c, d, t in found]
    Ground.objects.bulk_create(fresh, batch_size=AT_ONCE, ignore_conflicts=True)


def _agree_to_ground(tenure: Tenure) -> None:
    """Both stand elsewhere than before and it still fits: take that as the ground from now on."""
    assert tenure.officer is not None
    ground = getattr(tenure, "ground", None)
    if ground is None:
        return
    mine, theirs = queries.spot_of(tenure.officer.area), queries.spot_of(tenure.partnership.congregation.area)
    ground.officer_beat, ground.officer_precinct, ground.beat, ground.precinct = mine.beat, mine.precinct, theirs.beat, theirs.precinct
    ground.territory_id = tenure.partnership.congregation.territory_id or 0
    ground.save()
