"""What happens here when something changes below: a map, a roster, a tenure, the standing of a partnership."""

from collections import Counter
from datetime import datetime

from onecop.agencies.models import Agency
from onecop.handover import services
from onecop.handover.choices import Origin, QuestionState
from onecop.handover.models import Handover, Question
from onecop.imports.models import ImportRun
from onecop.kernel.actor import Actor
from onecop.partnerships.choices import PartnershipState, TenureKind
from onecop.partnerships.models import Partnership, Tenure
from onecop.territory.models import TerritoryVersion


def after_map(*, version: TerritoryVersion, previous: TerritoryVersion | None, by: Actor, at: datetime) -> None:
    """A new map is in force, officers and congregations stand on it already: look who does not serve whom any more (territory.registry)."""
    for agency in Agency.objects.filter(territory=version.territory_id):
        services.sweep(at, agency=agency, origin=Origin.MAP)


def after_import(*, run: ImportRun, by: Actor, at: datetime) -> None:
    """A roster came in, or was taken back (imports.registry)."""
    agency = Agency.objects.filter(scope=run.scope_id).first() if run.kind == "roster" else None
    if agency is not None:
        services.sweep(at, agency=agency)


def after_standing(*, partnership: Partnership, was: str, by: Actor, at: datetime) -> None:
    """A partnership that ended needs no successor; one that pauses keeps its handover, which waits (partnerships.registry)."""
    if partnership.state == PartnershipState.ENDED:
        for row in Handover.objects.open().filter(partnership=partnership):
            services.end_with_partnership(handover=row, by=by, at=at)


def after_tenure(*, partnership: Partnership, old: Tenure | None, new: Tenure | None, by: Actor, at: datetime) -> None:
    """A partner officer who was named without a handover's doing is the successor of the open one (partnerships.registry)."""
    if new is None or new.kind != TenureKind.LEAD:
        return
    row = Handover.objects.open().filter(partnership=partnership, new=None).select_related("old").first()
    if row is None:
        return
    if row.old and row.old.officer_id == new.officer_id:  # the old one comes back: called off, or for the time until the next begins
        Handover.objects.filter(pk=row.pk).update(old=new)
    else:
        services.named_elsewhere(handover=row, tenure=new, by=by, at=at)


def promised(agency: Agency) -> "Counter[int]":
    """Count the partnerships that officers are being asked to take over, or have agreed to and do not hold yet (matching.registry)."""
    asked = Question.objects.filter(officer__agency=agency, state=QuestionState.WAITING).values_list("officer", flat=True)
    agreed = Handover.objects.open().filter(successor__agency=agency, new=None).values_list("successor", flat=True)
    return Counter(asked) + Counter(pk for pk in agreed if pk)
