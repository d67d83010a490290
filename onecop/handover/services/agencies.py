"""An agency that pauses, and comes back."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from onecop.agencies import services as agencies
from onecop.agencies.choices import AgencyStanding
from onecop.agencies.models import Agency
from onecop.audit.services import record
from onecop.handover.choices import Origin, Reach
from onecop.handover.exceptions import CannotHandOver
from onecop.handover.models import Handover, Policy
from onecop.handover.services.sweeping import sweep
from onecop.kernel.actor import Actor
from onecop.partnerships import services as partnerships
from onecop.partnerships.choices import PartnershipState, PauseReason
from onecop.partnerships.models import Partnership


@dataclass(frozen=True)
class PausePreview:
    """What pausing an agency would do: `rest` partnerships would pause, `already` rest now, `handovers` would wait."""

    rest: int
    already: int
    handovers: int


@dataclass(frozen=True)
class Resumed:
    """What taking an agency up again did: `resumed` partnerships go on, `handovers` were opened for officers who are gone."""

    resumed: int
    handovers: int


def pause_preview(agency: Agency) -> PausePreview:
    """Count what a pause would touch. Three queries."""
    rows = Partnership.objects.filter(agency=agency)
    return PausePreview(
        rest=rows.filter(state=PartnershipState.ACTIVE).count(),
        already=rows.filter(state=PartnershipState.PAUSED).count(),
        handovers=Handover.objects.open().filter(partnership__agency=agency).count(),
    )


def resume_preview(agency: Agency) -> int:
    """Return how many partnerships rest because the agency does."""
    return _resting(agency).count()


@transaction.atomic
def pause_agency(*, agency: Agency, words: str = "", by: Actor, at: datetime) -> int:
    """Let an agency rest, and every partnership of it that goes on now. Returns how many.

    Raises:
        CannotHandOver: the agency does not take part.
    """
    row = Agency.objects.select_for_update(of=("self",)).select_related("scope").get(pk=agency.pk)
    if row.standing not in (AgencyStanding.ACTIVE, AgencyStanding.PAUSED):
        raise CannotHandOver(_("%(agency)s does not take part.") % {"agency": row}, instead=_("Only an agency that takes part can pause."))
    agencies.set_paused(agency=row, paused=True, by=by, at=at)
    going = list(Partnership.objects.filter(agency=row, state=PartnershipState.ACTIVE).order_by("pk"))
    for partnership in going:
        partnerships.pause(partnership=partnership, reason=PauseReason.AGENCY, words=words, by=by, at=at)
    record("agency.program_paused", row, by=by, at=at, after={"paused": len(going)})
    return len(going)


@transaction.atomic
def resume_agency(*, agency: Agency, by: Actor, at: datetime) -> Resumed:
    """Take an agency up again, the partnerships that rested because of it, and open handovers for officers who are gone meanwhile.

    What a congregation paused for a reason of its own stays paused.
    """
    row = Agency.objects.select_for_update(of=("self",)).select_related("scope", "territory").get(pk=agency.pk)
    if row.standing not in (AgencyStanding.ACTIVE, AgencyStanding.PAUSED):
        raise CannotHandOver(_("%(agency)s does not take part.") % {"agency": row}, instead=_("Bring the agency in again first."))
    agencies.set_paused(agency=row, paused=False, by=by, at=at)
    resting = list(_resting(row))
    for partnership in resting:
        partnerships.resume(partnership=partnership, by=by, at=at)
    opened = sweep(at, agency=row, origin=Origin.AGENCY).opened
    record("agency.program_resumed", row, by=by, at=at, after={"resumed": len(resting), "handovers": len(opened)})
    return Resumed(len(resting), len(opened))


def _resting(agency: Agency) -> "QuerySet[Partnership]":
    return Partnership.objects.filter(
        agency=agency, state=PartnershipState.PAUSED, pauses__ended_at=None, pauses__reason=PauseReason.AGENCY, pauses__isnull=False
    ).order_by("pk")


@transaction.atomic
def set_policy(*, agency: Agency, reach: Reach | str, by: Actor, at: datetime) -> Policy:
    """Say how far from their post officers of an agency may serve. It counts from the next sweep on."""
    found = Policy.objects.filter(agency=agency).first()
    if found is not None and found.reach == reach:
        return found
    before = {"reach": found.reach if found else Reach.PRECINCT}
    made, _fresh = Policy.objects.update_or_create(agency=agency, defaults={"reach": Reach(reach), "set_at": at, "set_by_id": by.pk})
    record("handover.policy_set", agency, by=by, at=at, before=before, after={"reach": made.reach})
    return made
