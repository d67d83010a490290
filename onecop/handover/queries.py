"""Reads over handovers: who could come next, who could stand in, and how long nobody did."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Q, Value, When
from django.db.models.functions import Coalesce

from onecop.access.models import Person
from onecop.agencies.choices import PATROL_RANKS, AgencyStanding, OfficerStatus
from onecop.agencies.models import Agency, Officer
from onecop.handover import rules
from onecop.handover.choices import QuestionState, Reach, State
from onecop.handover.models import Ground, Handover, HandoverQuerySet, Policy, Question
from onecop.matching.choices import Stance
from onecop.matching.models import Preference
from onecop.matching.ranking import Ranking, rank
from onecop.partnerships.choices import PartnershipState, TenureKind
from onecop.partnerships.models import Partnership, Tenure
from onecop.partnerships.rebeat import RebeatPreview
from onecop.partnerships.rules import local_day
from onecop.scheduling.choices import MeetingKind, MeetingState
from onecop.scheduling.models import Meeting
from onecop.territory.choices import Level
from onecop.territory.models import Area

WHOLE = (
    "partnership__congregation__scope", "partnership__congregation__area__parent", "partnership__agency__scope", "partnership__agency__territory",
    "partnership__owner", "old__officer__area", "old__officer__shift", "interim__officer", "cover", "successor", "new__officer", "area",
)  # fmt: skip
OUTLINES = ("partnership__congregation__area__outline", "partnership__congregation__area__parent__outline", "old__officer__area__outline", "area__outline")


def whole() -> HandoverQuerySet:
    """Handovers with all that their page shows of one row."""
    return Handover.objects.select_related(*WHOLE).defer(*OUTLINES)


def spot_of(area: Area | None) -> rules.Spot:
    """Return where an area is, by codes. Reads `area.parent`."""
    if area is None:
        return rules.Spot()
    if area.level == Level.PRECINCT:
        return rules.Spot(precinct=area.code)
    return rules.Spot(beat=area.code, precinct=area.parent.code if area.parent else "")


def codes(path: str) -> dict[str, Any]:
    """Return expressions for the beat and the precinct at the end of a path to an area, blank where there is none."""
    beat = Q(**{f"{path}__level": Level.BEAT})
    return {
        "beat": Case(When(beat, then=F(f"{path}__code")), default=Value("")),
        "precinct": Case(When(beat, then=Coalesce(F(f"{path}__parent__code"), Value(""))), default=Coalesce(F(f"{path}__code"), Value(""))),
    }


# Who could come next


def candidates(handover: Handover, at: datetime, *, only: Officer | None = None) -> Ranking:
    """Rank who could take the partnership over, by what a matching costs, vetoes and wishes of both sides included. Never the officer who goes.

    Args:
        only: one officer, to see whether and why.
    """
    partnership = handover.partnership
    but = {handover.old.officer_id} if handover.old and handover.old.officer_id else set()
    return rank(agency=partnership.agency, congregation=partnership.congregation, at=at, but={pk for pk in but if pk}, only=only.pk if only else None)


@dataclass(frozen=True)
class StandIn:
    """An officer who could cover in the interim. near: "area", "precinct" or "agency". same_shift: works when the leaving officer does."""

    officer: Officer
    near: str
    same_shift: bool
    held: int


def stand_ins(handover: Handover, at: datetime, *, most: int = 6) -> list[StandIn]:
    """Return who could stand in: of the congregation's area before its precinct, and of the same shift before another. Two queries.

    Whoever either side ruled out is left out. Capacity is not asked: it is for a short time.
    """
    partnership = handover.partnership
    agency, area = partnership.agency, partnership.congregation.area
    old = handover.old.officer if handover.old else None
    vetoed = Preference.objects.filter(congregation=partnership.congregation, stance=Stance.VETO, lifted_at=None).values("officer")
    today = local_day(partnership, at)
    rows = agency.officers.filter(status=OfficerStatus.ACTIVE, rank__in=PATROL_RANKS).exclude(pk__in=vetoed).exclude(email="")
    rows = rows.exclude(transfer_on__lte=today).exclude(pk=old.pk if old else 0)
    precinct = (area.parent_id if area.level == Level.BEAT else area.pk) if area else None
    here, near = Q(area=area) if area else Q(pk=None), (Q(area=precinct) | Q(area__parent=precinct)) if precinct else Q(pk=None)
    shift = Q(shift=old.shift_id) if old and old.shift_id else Q(pk=None)
    ranked = rows.annotate(
        far=Case(When(here, then=0), When(near, then=1), default=2, output_field=IntegerField()),
        other_shift=Case(When(shift, then=0), default=1, output_field=IntegerField()),
        held=Count("tenures", filter=Q(tenures__closed_on=None)),
    ).order_by("far", "other_shift", "held", "last_name", "pk")
    if area is not None:
        ranked = ranked.filter(far__lt=2)
    found = ranked.select_related("area", "shift").defer("area__outline")[:most]
    return [StandIn(o, ("area", "precinct", "agency")[o.far], o.other_shift == 0, o.held) for o in found]


def may_stand_in(handover: Handover, officer: Officer, at: datetime) -> bool:
    """True for an officer of the agency on active patrol, whom nobody has ruled out, and who is not the one who goes."""
    partnership = handover.partnership
    if officer.agency_id != partnership.agency_id or (handover.old and handover.old.officer_id == officer.pk):
        return False
    vetoed = Preference.objects.filter(congregation=partnership.congregation, officer=officer, stance=Stance.VETO, lifted_at=None).exists()
    return not vetoed and fit(officer, today=local_day(partnership, at))


def fit(officer: Officer, *, today: date) -> bool:
    """True while an officer is on active patrol and can be written to."""
    moved = officer.transfer_on is not None and officer.transfer_on <= today
    return officer.status == OfficerStatus.ACTIVE and officer.rank in PATROL_RANKS and bool(officer.email) and not moved


# Where it stands


def waiting_question(handover: Handover) -> Question | None:
    return handover.questions.filter(state=QuestionState.WAITING).select_related("officer").first()


def state_of(handover: Handover, question: Question | None) -> State:
    return rules.state_of(outcome=handover.outcome, agreed=handover.agreed_at is not None, waiting=question is not None)


# Gap days


def gaps_of(partnership: Partnership, *, until: date, since: date | None = None) -> rules.Gaps:
    """Count the days without a partner officer. Four queries.

    Args:
        until: the first day that is not counted any more. since: from which day; from the beginning when None.
    """

    def day(moment: datetime) -> date:
        return local_day(partnership, moment)

    began, tenures = day(partnership.began_at), list(partnership.tenures.filter(officer__isnull=False))
    lived: list[rules.Days] = []
    start: date | None = began
    for ending in partnership.endings.order_by("at", "id"):
        if start is not None:
            lived.append((start, day(ending.at)))
        start = day(ending.reopened_at) if ending.reopened_at else None
    if start is not None:
        lived.append((start, None))
    if partnership.ended_at and start is not None:
        lived[-1] = (start, day(partnership.ended_at))
    paused: list[rules.Days] = [(day(p.began_at), day(p.ended_at) if p.ended_at else None) for p in partnership.pauses.all()]
    return rules.gaps(
        lived=lived,
        paused=paused,
        lead=[(t.opened_on, t.closed_on) for t in tenures if t.kind == TenureKind.LEAD],
        interim=[(t.opened_on, t.closed_on) for t in tenures if t.kind == TenureKind.INTERIM],
        window=(since or began, until),
    )


def gaps_in(handover: Handover, *, until: date) -> rules.Gaps:
    """Count the days without a partner officer that belong to a handover: from when it was opened, or the old officer had gone before, until a day."""
    first = local_day(handover.partnership, handover.opened_at)
    if handover.old and handover.old.closed_on:
        first = min(first, handover.old.closed_on)
    return gaps_of(handover.partnership, since=first, until=max(first, until))


def gap_days_now(handover: Handover, at: datetime) -> rules.Gaps:
    """Return what stands in a closed handover, or the count up to and with today for an open one."""
    if handover.gap_days is not None:
        return rules.Gaps(none=handover.gap_days, interim=handover.interim_days or 0)
    today = local_day(handover.partnership, at)
    ends = handover.new.opened_on if handover.new else today + timedelta(days=1)
    return gaps_in(handover, until=ends)


def holds_another(tenure: Tenure) -> bool:
    """True when the officer of a tenure holds another partnership now, or another part in this one."""
    return Tenure.objects.filter(officer=tenure.officer_id, closed_on=None).exclude(pk=tenure.pk).exists()


# The meeting of old and new officer


def overlap_of(handover: Handover) -> Meeting | None:
    """Return the meeting at which the old officer hands over by name: the latest of its kind since the handover was opened."""
    rows = handover.partnership.meetings.filter(kind=MeetingKind.OVERLAP, made_at__gte=handover.opened_at).order_by("-made_at", "-id")
    return rows.exclude(state=MeetingState.CANCELLED).first() or rows.first()


def overlap_state(handover: Handover, meeting: Meeting | None = None) -> str:
    """Return how that meeting stands: "met", "planned", "skipped" (it cannot or need not be), or blank when there is none."""
    found = meeting or overlap_of(handover)
    if found is not None and found.state == MeetingState.HELD:
        return "met"
    if not wants_overlap(handover):
        return "skipped"
    return "planned" if found is not None and found.is_open else ""


def may_overlap(handover: Handover) -> bool:
    """True when there is somebody to hand over by name: who has left the department cannot be asked for an hour."""
    officer = handover.old.officer if handover.old else None
    return officer is not None and officer.status != OfficerStatus.GONE and bool(officer.email)


def wants_overlap(handover: Handover) -> bool:
    """True while old and new officer can and should meet."""
    return handover.overlap_skipped_at is None and may_overlap(handover)


def held_by(officer: Officer) -> list[Partnership]:
    """Return the partnerships that an officer holds as their partner officer now."""
    rows = Partnership.objects.open().filter(tenures__officer=officer, tenures__kind=TenureKind.LEAD, tenures__closed_on=None)
    return list(rows.select_related("congregation__scope", "agency__scope", "agency__territory").order_by("congregation__name", "pk"))


def half_paused(person: Person, *, most: int = 5) -> list[Agency]:
    """Return agencies that pause while some of their partnerships go on: somebody has to decide."""
    rows = Agency.objects.visible_to(person).filter(standing=AgencyStanding.PAUSED, partnerships__state=PartnershipState.ACTIVE)
    return list(rows.distinct()[:most])


def takes_part(handover: Handover, person: Person) -> bool:
    """True for the people of the partnership, and for the officer who takes it over."""
    if handover.successor and handover.successor.person_id == person.pk:
        return True
    return handover.partnership.tenures.filter(Q(officer__person=person) | Q(contact__person=person), closed_on=None).exists()


def would_drift(preview: RebeatPreview) -> set[int]:
    """Return the row numbers of partnerships whose officer would not serve the congregation on the map of a preview. Three queries.

    Officers go with their beat, or to its precinct where the beat is gone, as they do when the map comes into force (agencies.services.moving).
    """
    version = preview.version
    there = {(a.level, a.code): spot_of(a) for a in version.areas.light().select_related("parent").defer("parent__outline")}
    goes = {move.congregation.pk: spot_of(move.goes) for move in preview.moves}
    reach = dict(Policy.objects.filter(agency__territory=version.territory_id).values_list("agency", "reach"))
    rows = Tenure.objects.filter(kind=TenureKind.LEAD, closed_on=None, partnership__state=PartnershipState.ACTIVE)
    rows = rows.filter(partnership__congregation__territory=version.territory_id).exclude(partnership__in=Handover.objects.open().values("partnership"))
    found = set()
    for tenure in rows.select_related("ground", "officer__area__parent", "partnership__congregation__area__parent", "partnership"):
        officer, congregation = tenure.officer, tenure.partnership.congregation
        assert officer is not None
        ground = getattr(tenure, "ground", None)
        before = spots_on(ground) if ground else (spot_of(officer.area), spot_of(congregation.area))
        after = (_on_map(officer.area, there), goes.get(congregation.pk) or _on_map(congregation.area, there))
        if rules.drifted_apart(*after, before, reach.get(tenure.partnership.agency_id, Reach.PRECINCT)):
            found.add(tenure.partnership_id)
    return found


def _on_map(area: Area | None, there: dict[tuple[str, str], rules.Spot]) -> rules.Spot:
    """Return where an area's people stand on another map."""
    if area is None:
        return rules.Spot()
    fallback = there.get((Level.PRECINCT, area.parent.code), rules.Spot()) if area.parent else rules.Spot()
    return there.get((area.level, area.code), fallback)


def spots_on(ground: Ground) -> tuple[rules.Spot, rules.Spot]:
    """Return (officer, congregation) as they stood when somebody last agreed to it."""
    return rules.Spot(ground.officer_beat, ground.officer_precinct), rules.Spot(ground.beat, ground.precinct)
