"""The launch board: where each congregation stands. One annotated query for thousands of rows; every number comes from it."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from onecop.congregations.choices import CongregationStanding as S
from onecop.congregations.choices import EnrollmentStanding, LikenessVerdict
from onecop.congregations.maps import area_feature, collection, point_feature
from onecop.congregations.models import Congregation, DuplicateSuggestion, Enrollment
from onecop.events.models import Introduction
from onecop.launch.choices import Stage
from onecop.launch.models import Launch, Pledge, ProspectInvitation
from onecop.launch.plan import Line
from onecop.launch.rules import NEXT_ACTS
from onecop.matching.pictures import smallest_areas
from onecop.partnerships.models import Partnership
from onecop.scheduling.choices import MeetingKind, MeetingState
from onecop.scheduling.models import Meeting

MOST_POINTS = 5000
KINDS = {Stage.LISTED: "wait", Stage.INVITED: "wait", Stage.OPENED: "warm", Stage.PLEDGED: "warm"}
"""How a congregation is drawn on the map; from enrolled on: a full dot."""


def rows(launch: Launch) -> QuerySet[Any]:
    """Return the congregations of a launch, each with its `stage`: those on the agency's ground, and whoever pledged or was invited elsewhere.

    A form that was sent makes a row of its own until staff say that it is the listed one. Until then the listed row alone stands here, and has come
    as far as its twin.
    """
    here = OuterRef("pk")
    invited = ProspectInvitation.objects.filter(mailing__launch=launch, congregation=here)
    pledged = Pledge.objects.filter(Q(congregation=here) | Q(enrollment__congregation=here), launch=launch)
    ground = Q(territory=launch.agency.territory_id) if launch.agency.territory_id else Q(pk__in=[])
    listed = Congregation.objects.filter(ground | Exists(invited) | Exists(pledged)).exclude(standing=S.LEFT).exclude(Exists(_twins(congregation=here)))
    return listed.annotate(stage=_stage(invited, pledged))


def _twins(**which: Any) -> QuerySet[Enrollment]:
    """Return sent enrollments whose row stands for a listed one that it says is its own."""
    apart = DuplicateSuggestion.objects.filter(verdict=LikenessVerdict.DIFFERENT).filter(
        Q(first=OuterRef("claims"), second=OuterRef("congregation")) | Q(first=OuterRef("congregation"), second=OuterRef("claims"))
    )
    sent = Enrollment.objects.filter(congregation__isnull=False, claims__standing=S.PROSPECT, **which).exclude(standing=EnrollmentStanding.DRAFT)
    return sent.exclude(claims=F("congregation")).exclude(Exists(apart))


def _stage(invited: QuerySet[ProspectInvitation], pledged: QuerySet[Pledge]) -> Case:
    here = OuterRef("pk")
    twins = _twins(claims=here)
    of_twin = Q(congregation__in=_twins(claims=OuterRef(OuterRef("pk"))).values("congregation"))
    own = Q(congregation=here) | of_twin
    paired = Partnership.objects.filter(own)
    own_paired = Q(partnership__congregation=here) | Q(partnership__congregation__in=_twins(claims=OuterRef(OuterRef("pk"))).values("congregation"))
    met = Meeting.objects.filter(own_paired, kind=MeetingKind.FIRST, state=MeetingState.HELD)
    introduced = Introduction.objects.filter(own_paired, held_at__isnull=False)
    with_us = Q(standing__in=(S.APPLIED, S.ASKED_BACK, S.WAITLISTED))
    return Case(
        When(Q(Exists(met)) | Q(Exists(introduced)), then=Value(Stage.MET.value)),
        When(Exists(paired), then=Value(Stage.MATCHED.value)),
        When(Q(standing=S.ACCEPTED) | Q(Exists(twins.filter(standing=EnrollmentStanding.ACCEPTED))), then=Value(Stage.ENROLLED.value)),
        When(with_us | Q(Exists(pledged)) | Q(Exists(twins)), then=Value(Stage.PLEDGED.value)),
        When(Exists(invited.filter(opened_at__isnull=False)), then=Value(Stage.OPENED.value)),
        When(Exists(invited), then=Value(Stage.INVITED.value)),
        default=Value(Stage.LISTED.value),
        output_field=IntegerField(),
    )


@dataclass(frozen=True)
class Step:
    """One stage: how many stand there now, and how many have come so far or further."""

    stage: Stage
    here: int
    reached: int

    @property
    def label(self) -> str:
        return str(self.stage.label)


def steps(listed: QuerySet[Any]) -> list[Step]:
    """Return the stages in order. One query."""
    here = dict(listed.order_by().values_list("stage").annotate(n=Count("pk")))
    return [Step(stage, here.get(stage.value, 0), sum(n for code, n in here.items() if code >= stage.value)) for stage in Stage]


def next_words(row: Any) -> str:
    """Return what brings a congregation further, in words."""
    if row.stage == Stage.PLEDGED and row.standing in (S.APPLIED, S.ASKED_BACK):
        return _("Read their enrollment")
    return str(NEXT_ACTS[row.stage])


@dataclass(frozen=True)
class Act:
    """The one next action for staff."""

    title: str
    text: str
    url: str
    button: str


def next_act(launch: Launch, plan: list[Line], found: list[Step], waiting: int) -> Act:
    """Return what staff do next: whoever waits for us first, then what is late, then what brings most congregations further. No query."""
    if waiting:
        title = ngettext("One pledge waits for you", "%(num)s pledges wait for you", waiting) % {"num": waiting}
        text = _("Somebody left a phone number, or would like to help where we know the congregation.")
        return Act(title, text, reverse("launch_pledges", args=[launch.key]), _("See the pledges"))
    open_ones = [line for line in plan if line.is_open]
    late = next((line for line in open_ones if line.state == "late"), None)
    here = {step.stage: step.here for step in found}
    if late and late.task.code != "invitations":
        return _task(launch, late, _("It is past its day."))
    if here[Stage.LISTED] and (late or not here[Stage.INVITED]):
        n = here[Stage.LISTED]
        title = ngettext("Invite one congregation", "Invite %(num)s congregations", n) % {"num": n}
        return Act(title, _("They are on the list, and nobody has written to them."), reverse("launch_prospects", args=[launch.key]), _("Choose whom"))
    if open_ones:
        return _task(launch, open_ones[0], _("It is the next of the plan."))
    text = _("Everything on it is done or left out. You can close the launch.")
    return Act(_("The plan is done"), text, reverse("launch_edit", args=[launch.key]), _("Close it"))


def _task(launch: Launch, line: Line, why: str) -> Act:
    return Act(line.task.title, f"{why} {line.task.words}".strip(), reverse("launch_task", args=[launch.key, line.task.key]), _("Open the task"))


def map_of(launch: Launch) -> dict[str, Any]:
    """Return beats and congregations for the map, in two queries or three. The points carry no address."""
    points = rows(launch).filter(lon__isnull=False).order_by("pk").values_list("name", "lon", "lat", "stage")[:MOST_POINTS]
    drawn = [point_feature(lon, lat, name, kind=KINDS.get(Stage(stage), "dot"), words=str(Stage(stage).label)) for name, lon, lat, stage in points]
    areas = [area_feature(area) for area in smallest_areas(launch.agency)[:600]]
    return {"areas": collection(areas), "points": collection(drawn)}


def waiting_pledges(launch: Launch) -> int:
    return launch.pledges.waiting().count()  # type: ignore[attr-defined,no-any-return]


def unlisted_pledges(launch: Launch) -> int:
    """Return how many pledged for a congregation that is on no list of ours yet: they stand on the board from the day their form is sent."""
    return launch.pledges.filter(congregation=None).exclude(enrollment__congregation__isnull=False).count()
