"""After the weekend: each host is asked for one number."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from onecop.audit.services import record
from onecop.events import services as events
from onecop.kernel.actor import SYSTEM, Actor
from onecop.weekend import emails
from onecop.weekend.choices import Standing
from onecop.weekend.exceptions import CannotTell
from onecop.weekend.models import Submission
from onecop.weekend.sheet import turn


@transaction.atomic
def ask_attendance(*, submission: Submission, at: datetime) -> bool:
    """Ask a host how many came. Of two workers that reach it, one writes. Returns whether this one did."""
    if not Submission.objects.filter(pk=submission.pk, asked_at=None).update(asked_at=at):
        return False
    emails.attendance(submission, by=SYSTEM, at=at)
    return True


@transaction.atomic
def tell_attendance(*, submission: Submission, number: int, by: Actor, at: datetime) -> Submission:
    """Keep how many came. The host may correct it for as long as the link works.

    Raises:
        CannotTell: it has not begun, was called off, or was never accepted.
    """
    row = Submission.objects.select_for_update(of=("self",)).select_related("joined__event", "event").get(pk=submission.pk)
    event = row.root.event
    if row.standing != Standing.ACCEPTED or event is None or event.cancelled_at:
        raise CannotTell(_("This event does not stand in our list."))
    if row.starts_at > at:
        raise CannotTell(_("It has not begun yet."), instead=_("Come back when it has."))
    before = {"attendance": row.attendance}
    row.attendance, row.attended_at, row.changed_at = number, at, at
    row.save(update_fields=["attendance", "attended_at", "changed_at"])
    if row.joined is None:
        date = events.occurrence_for(event=event, on=event.starts_on, at=at)
        events.set_headcount(occurrence=date, number=number, by=by, at=at)
    turn(row.weekend_id, at)
    record("submission.attendance", row, by=by, at=at, before=before, after={"attendance": number})
    return row
