"""A city's entry is planned, moved, closed."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from onecop.access.models import Person
from onecop.agencies.models import Agency
from onecop.audit.services import record
from onecop.kernel.actor import Actor
from onecop.launch import rules
from onecop.launch.exceptions import AlreadyLaunching, Closed, WrongDates
from onecop.launch.models import Launch, LaunchTask
from onecop.launch.playbook import STEPS

FARTHEST_APART = 180
"""Days between the luncheon and the launch."""


@transaction.atomic
def plan(*, agency: Agency, starts_on: date, luncheon_on: date, place: str, lead: Person, by: Actor, at: datetime) -> Launch:
    """Plan a launch: the playbook becomes its tasks.

    Args:
        starts_on, luncheon_on: days where the agency is. lead: who of the staff runs it; staff tasks are theirs until somebody else is named.

    Raises:
        AlreadyLaunching: the agency has an open launch. WrongDates: see `_together`.
    """
    _together(starts_on, luncheon_on)
    locked = Agency.objects.select_for_update(of=("self",), no_key=True).get(pk=agency.pk)
    if Launch.objects.open().filter(agency=locked).exists():
        raise AlreadyLaunching(_("%(agency)s has a launch that is open.") % {"agency": agency.name}, instead=_("Change that one, or close it first."))
    last = Launch.objects.filter(agency=locked).order_by("-closed_at").first()
    launch = Launch.objects.create(
        agency=locked, starts_on=starts_on, luncheon_on=luncheon_on, place=place, lead=lead, counts_from=last.closed_at if last else None,
        made_at=at, made_by_id=by.pk,
    )  # fmt: skip
    LaunchTask.objects.bulk_create(
        LaunchTask(launch=launch, code=s.code, anchor=s.anchor, days=s.days, owner_role=s.owner, evidence=s.evidence or "") for s in STEPS
    )
    record("launch.planned", launch, by=by, at=at, after={"starts": starts_on.isoformat(), "luncheon": luncheon_on.isoformat()})
    return launch


@transaction.atomic
def change(*, launch: Launch, starts_on: date, luncheon_on: date | None = None, place: str, lead: Person, by: Actor, at: datetime) -> Launch:
    """Move a launch or say more of it. Every task moves along with its anchor.

    Args:
        luncheon_on: None: it keeps its distance from the launch.

    Raises:
        Closed: the launch is over. WrongDates: see `_together`.
    """
    row = locked_open(launch)
    luncheon = luncheon_on or rules.moved_luncheon(row.luncheon_on, was=row.starts_on, starts_on=starts_on)
    _together(starts_on, luncheon)
    before = {"starts": row.starts_on.isoformat(), "luncheon": row.luncheon_on.isoformat(), "lead": row.lead.name, "place": row.place}
    row.starts_on, row.luncheon_on, row.place, row.lead = starts_on, luncheon, place, lead
    after = {"starts": starts_on.isoformat(), "luncheon": luncheon.isoformat(), "lead": lead.name, "place": place}
    if after != before:
        row.save(update_fields=["starts_on", "luncheon_on", "place", "lead"])
        record("launch.changed", row, by=by, at=at, before=before, after=after)
    return row


@transaction.atomic
def close(*, launch: Launch, by: Actor, at: datetime) -> Launch:
    """End a launch: no more letters, pledges and nudges. Closing twice is closing once."""
    row = _locked(launch)
    if row.is_open:
        row.closed_at, row.closed_by_id = at, by.pk
        row.save(update_fields=["closed_at", "closed_by_id"])
        record("launch.closed", row, by=by, at=at)
    return row


@transaction.atomic
def reopen(*, launch: Launch, by: Actor, at: datetime) -> Launch:
    """Take back that a launch was closed.

    Raises:
        AlreadyLaunching: the agency has begun another one since.
    """
    Agency.objects.select_for_update(of=("self",), no_key=True).get(pk=launch.agency_id)
    row = _locked(launch)
    if row.is_open:
        return row
    if Launch.objects.open().filter(agency=row.agency_id).exists():
        raise AlreadyLaunching(_("%(agency)s has begun another launch since.") % {"agency": row.agency.name}, instead=_("Go on with that one."))
    row.closed_at = row.closed_by_id = None
    row.save(update_fields=["closed_at", "closed_by_id"])
    record("launch.reopened", row, by=by, at=at)
    return row


def locked_open(launch: Launch) -> Launch:
    """Return the launch as it stands now, held until the transaction ends.

    Raises:
        Closed: it is over.
    """
    row = _locked(launch)
    if not row.is_open:
        raise Closed(_("This launch is closed."), instead=_("Open it again first."))
    return row


def _locked(launch: Launch) -> Launch:
    return Launch.objects.select_for_update(of=("self",)).select_related("agency__scope__parent", "agency__territory", "lead").get(pk=launch.pk)


def _together(starts_on: date, luncheon_on: date) -> None:
    if abs((luncheon_on - starts_on).days) > FARTHEST_APART:
        raise WrongDates(_("The luncheon and the launch lie more than half a year apart."), instead=_("Choose days that are closer together."))
