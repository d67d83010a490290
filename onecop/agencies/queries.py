"""Reads over several tables."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from onecop.agencies import duty, months, rest, rules
from onecop.agencies.choices import OfficerStatus
from onecop.agencies.models import Agency, AgencyEnrollment, DutyException, Officer, ShiftPattern
from onecop.agencies.registry import Worked
from onecop.audit.models import Entry
from onecop.audit.sentences import sentence
from onecop.ui import words


@dataclass(frozen=True)
class Happening:
    """One line of a history."""

    at: datetime
    words: str


def history(*things: Agency | AgencyEnrollment | Officer, most: int = 30) -> list[Happening]:
    """Return what happened to these rows, newest first, in sentences."""
    wanted = Q(pk__in=[])
    for thing in things:
        wanted |= Q(target_kind=thing._meta.label_lower, target_id=str(thing.pk))
    return [Happening(e.at, sentence(e)) for e in Entry.objects.filter(wanted).exclude(verb="contact.read")[:most]]


@dataclass(frozen=True)
class Roster:
    """How many officers there are: all, active, and active ones without area or e-mail address."""

    all: int
    active: int
    no_area: int
    no_email: int


def roster_of(agency: Agency) -> Roster:
    active = Q(status=OfficerStatus.ACTIVE)
    counts = agency.officers.aggregate(
        all=Count("pk"), active=Count("pk", filter=active), no_area=Count("pk", filter=active & Q(area=None)), no_email=Count("pk", filter=active & Q(email=""))
    )
    return Roster(**counts)


def places(scope_ids: Iterable[int]) -> dict[int, str]:
    """Return where agencies are, by the id of their scope (access.registry.places)."""
    rows = Agency.objects.filter(scope__in=list(scope_ids)).values_list("scope_id", "city", "state", "ori")
    return {pk: ", ".join(filter(None, (city, state, ori))) for pk, city, state, ori in rows}


def quiet_for(email: str, at: datetime) -> list[rules.Span]:
    """Return when not to wake the officers who read mail at this address (mail.registry.quiet_hours). email: in lower case."""
    found: list[rules.Span] = []
    for officer in with_duty((at - rest.AHEAD).date()).filter(email=email).exclude(status=OfficerStatus.GONE):
        works, changes = (None, ()) if officer.status == OfficerStatus.LEAVE else (shift_of(officer), changes_of(officer))
        found += rest.rests(works, ZoneInfo(zone_of(officer)), at, changes)
    return found


def zone_of(officer: Officer) -> str:
    """Return the zone an officer's days are counted in. Reads `agency.territory`."""
    return officer.agency.territory.timezone if officer.agency.territory else "America/New_York"


def shift_of(officer: Officer) -> rules.Pattern | None:
    """Return the cycle of an officer's shift; None when it is not known or cannot be worked."""
    if officer.shift is None:
        return None
    try:
        return rules.pattern(officer.shift.anchor_on, officer.shift.cycle, zone_of(officer))
    except rules.BadCycle:
        return None


def with_duty(since: date) -> QuerySet[Officer]:
    """Return officers with all that says when they work: agency, zone, shift, and what differs from it on days from `since` on."""
    later = Prefetch("exceptions", DutyException.objects.filter(last_on__gte=since), to_attr="differs")
    return Officer.objects.select_related("agency__territory", "shift").prefetch_related(later)


def changes_of(officer: Officer) -> tuple[duty.Change, ...]:
    """Return what differs from an officer's cycle; the officer comes from `with_duty`."""
    rows: list[DutyException] = officer.differs  # type: ignore[attr-defined]
    return tuple(duty.Change(row.kind, row.first_on, row.last_on, row.from_time, row.to_time) for row in rows)


def worked_by(officers: QuerySet[Officer]) -> dict[int, Worked | None]:
    """Return the cycle that each of these works now, by row number, as `registry.tell_duty` takes it. One query."""
    rows = officers.order_by().values_list("pk", "shift__anchor_on", "shift__cycle")
    return {pk: (anchor_on, cycle) if anchor_on else None for pk, anchor_on, cycle in rows}


def starts_of(row: ShiftPattern) -> str:
    """Return when the turns of a pattern begin, in words; nothing for one that cannot be worked."""
    try:
        days = rules.pattern(row.anchor_on, row.cycle, "UTC").days
    except rules.BadCycle:
        return ""
    return _("starts %(times)s") % {"times": " / ".join(words.hour(start) for start in sorted({turn.starts for turn in days if turn}))}


def two_weeks(officer: Officer, now: datetime) -> months.Fortnight | None:
    """Return fourteen days from the Monday of this week, in the agency's own time; None when the shift is not known or cannot be worked.

    The officer comes from `with_duty`, for days from `two_weeks_from(now)` on.
    """
    pattern = shift_of(officer)
    return months.fortnight(pattern, changes_of(officer), now.astimezone(pattern.zone).date()) if pattern else None


def two_weeks_from(now: datetime) -> date:
    """Return a day before any Monday that `two_weeks` may begin on, wherever the agency lies."""
    return (now - timedelta(days=8)).date()
