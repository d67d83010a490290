"""What follows when somebody comes new to a partnership."""

from datetime import datetime

from onecop.kernel.actor import Actor
from onecop.messages import emails, queries
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


def _of(tenure: Tenure | None) -> dict[str, object]:
    assert tenure is not None
    if tenure.officer is not None:
        return {"officer__person": tenure.officer.person_id}
    return {"contact__person": tenure.contact.person_id if tenure.contact else None}
