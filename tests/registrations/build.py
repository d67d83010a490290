"""What the tests of guests begin with."""

from datetime import timedelta
from typing import Any

from onecop.events import services as events
from onecop.events.models import Event, Occurrence
from onecop.kernel.actor import SYSTEM
from onecop.registrations import services
from onecop.registrations.models import Registration
from tests import make
from tests.make import NOON

BEGINS = NOON.replace(day=28, hour=23)
"""Six in the evening in New York, eight days after NOON."""
DOORS = BEGINS - timedelta(minutes=20)


def evening(host: Any = None, **fields: Any) -> Occurrence:
    """The first date of a public event with three seats."""
    made = make.event(host or make.congregation(), **{"public": True, "sign_up": "anyone", "capacity": 3, **fields})
    return date_of(made)


def date_of(event: Event) -> Occurrence:
    return events.occurrence_for(event=event, on=event.starts_on, at=NOON)


def guest(of: Occurrence, name: str = "Mai Pham", party: int = 1, **fields: Any) -> Registration:
    """Somebody who signs up on the page."""
    email = fields.pop("email", f"{name.lower().replace(' ', '.')}@mail.example")
    return services.register(**{"occurrence": of, "name": name, "email": email, "party": party, "by": SYSTEM, "at": NOON, **fields})
