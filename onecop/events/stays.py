"""Dates that an officer said yes to, however they were asked, and whose hours are noted or not."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse

from onecop.access.models import Person
from onecop.agencies.models import Officer
from onecop.events import registry
from onecop.events.choices import Duty, InviteState
from onecop.events.models import Attendance, Invite, Occurrence, OfficerHours

LOOK_BACK = timedelta(days=60)
"""For how long a date waits for its hours on the officer's page; noting them stays possible on the page of the date."""


@dataclass(frozen=True)
class Stay:
    """One date. duty: in whose time the officer meant to come, a code of Duty."""

    officer: Officer
    occurrence: Occurrence
    duty: str
    kept: OfficerHours | None = None

    @property
    def url(self) -> str:
        return reverse("event_hours_note", args=[self.occurrence.event.key, self.occurrence.on.isoformat()])

    @property
    def minutes(self) -> int:
        return self.kept.minutes if self.kept else int(self.occurrence.lasts.total_seconds() // 60)

    @property
    def in_time(self) -> str:
        return (self.kept.duty if self.kept else self.duty) or Duty.OFF


def stays(person: Person, start: datetime, end: datetime) -> list[Stay]:
    """Return the dates that began in [start, end), the newest first, each once; not those of which somebody said that the officer did not come.

    Three queries, and those of the apps above.
    """
    said = Invite.objects.filter(officer__person=person, state=InviteState.YES, occurrence__starts_at__gte=start, occurrence__starts_at__lt=end)
    found = {(one.officer_id, one.occurrence_id): (one.officer, one.occurrence, one.duty) for one in said.select_related("officer", "occurrence__event")}
    for officer, occurrence, duty in registry.stays_of(person, start, end):
        before = found.get((officer.pk, occurrence.pk))
        if before is None or not before[2]:  # whichever answer says in whose time
            found[officer.pk, occurrence.pk] = (officer, occurrence, duty)
    dates = [occurrence for _officer, occurrence, _duty in found.values()]
    noted = {(row.officer_id, row.occurrence_id): row for row in OfficerHours.objects.filter(officer__person=person, occurrence__in=dates)}
    missed = set(Attendance.objects.filter(officer__person=person, occurrence__in=dates, came=False).values_list("officer", "occurrence"))
    rows = [
        Stay(officer, occurrence, duty, noted.get(key))
        for key, (officer, occurrence, duty) in found.items()
        if key not in missed and not (occurrence.cancelled_at or occurrence.event.cancelled_at)
    ]
    return sorted(rows, key=lambda one: (one.occurrence.starts_at, one.occurrence.pk), reverse=True)


def unnoted(person: Person, at: datetime) -> list[Stay]:
    """Return the dates of the last sixty days whose hours wait to be noted, the newest first."""
    return [one for one in stays(person, at - LOOK_BACK, at) if one.kept is None]
