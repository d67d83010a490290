"""Officers among the guests: whoever was invited to an event itself, or signed up for it, and not by their congregation."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import QuerySet

from onecop.access.models import Person
from onecop.agencies.models import Officer
from onecop.events.models import Occurrence
from onecop.registrations.choices import RegistrationState
from onecop.registrations.models import Registration


def duties() -> QuerySet[Registration]:
    """Return where officers said in whose time they come, as guests (events.registry.duty)."""
    return Registration.objects.filter(state=RegistrationState.YES)


def stays(person: Person, start: datetime, end: datetime) -> Iterator[tuple[Officer, Occurrence, str]]:
    """Yield the dates to which a person said yes as an officer, or came (events.registry.stays). One query."""
    rows = Registration.objects.filter(state=RegistrationState.YES, occurrence__starts_at__gte=start, occurrence__starts_at__lt=end)
    for row in rows.filter(officer__person=person).select_related("officer", "occurrence__event").order_by("pk"):
        if row.officer is not None:
            yield row.officer, row.occurrence, row.duty
