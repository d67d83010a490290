"""What follows when somebody comes new to a partnership."""

from datetime import datetime

from django.conf import settings

from onecop.access.models import Person
from onecop.kernel.actor import Actor
from onecop.messages import address, emails, queries
from onecop.messages.address import Seat
from onecop.messages.models import Thread
from onecop.partnerships.models import Partnership, Tenure


def greet(*, partnership: Partnership, old: Tenure | None, new: Tenure | None, by: Actor, at: datetime) -> None:
    """Tell somebody new how to write, and briefly what was written before. Who was there already in another part is told nothing."""
    who = (new.officer or new.contact) if new else None
    thread = Thread.objects.filter(partnership=partnership).first() if who else None
    if thread is None or who is None:
        return
    everyone = queries.holders(partnership)
    mine = next((one for one in everyone if one.person.pk == who.person_id), None)
    past = queries.before(thread, since=at)
    if mine is None or past is None or partnership.tenures.filter(closed_on=None, opened_on__lt=new.opened_on, **_of(new)).exists():  # type: ignore[union-attr]
        return
    emails.welcome(thread, to=mine, past=past, others=everyone, by=by, at=at)


def reply_address(partnership: Partnership, reader: Person, at: datetime) -> str:
    """Return where a reader's answer to any letter of the partnership goes (partnerships.registry.reply_to); nothing without a domain of the relay."""
    if not settings.RELAY_DOMAIN:
        return ""
    thread, _new = Thread.objects.get_or_create(partnership=partnership, defaults={"opened_at": at})
    return address.write_with_name(Seat(thread.key, reader.key), emails.RELAY_NAME)


def _of(tenure: Tenure | None) -> dict[str, object]:
    assert tenure is not None
    if tenure.officer is not None:
        return {"officer__person": tenure.officer.person_id}
    return {"contact__person": tenure.contact.person_id if tenure.contact else None}
