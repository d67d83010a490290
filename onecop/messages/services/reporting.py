"""A message is reported to staff, and staff settle it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from onecop.access.models import Person
from onecop.audit.services import record
from onecop.kernel.actor import Actor
from onecop.messages import emails, queries
from onecop.messages.choices import Settlement
from onecop.messages.exceptions import NothingSaid, NotWaiting, NotYours
from onecop.messages.models import Post, Report


@transaction.atomic
def report(*, post: Post, reason: str, by: Person, at: datetime) -> Report:
    """Ask staff to look at a message. While a report of it waits, that one is returned.

    Raises:
        NotYours: whoever reports cannot read it themselves. NothingSaid: no reason was given.
    """
    row = Post.objects.select_for_update(of=("self",)).select_related("thread__partnership__congregation__scope", "thread__partnership__owner").get(pk=post.pk)
    if not queries.readable(row.thread, reader=by).filter(pk=row.pk).exists():
        raise NotYours(_("This message is not yours to read."))
    if not reason.strip():
        raise NothingSaid(_("Staff need to know what is not right."), instead=_("A few words are enough."))
    if found := row.reports.filter(settled_at=None).first():
        return found
    made = Report.objects.create(post=row, by=by, reason=reason.strip()[:600], at=at)
    emails.tell_staff(made, by=by, at=at)
    record("relay.reported", made, by=by, at=at)
    return made


@transaction.atomic
def settle_report(*, report: Report, settlement: Settlement, note: str = "", by: Actor, at: datetime) -> Report:
    """Decide about a message that was reported. Whoever reported it is told what, not why.

    Raises:
        NotWaiting: it is settled already.
    """
    ends = ("post__thread__partnership__congregation__scope", "by")
    row = Report.objects.select_for_update(of=("self",)).select_related(*ends).get(pk=report.pk)
    if row.settled_at is not None:
        raise NotWaiting(_("This report is settled already."), instead=_("Open it to see what was decided."))
    row.settlement, row.note, row.settled_at, row.settled_by_id = settlement, note.strip()[:600], at, by.pk
    row.save(update_fields=["settlement", "note", "settled_at", "settled_by_id"])
    if settlement == Settlement.TAKEN_OFF:
        Post.objects.filter(pk=row.post_id, taken_off_at=None).update(taken_off_at=at, taken_off_by_id=by.pk)
    emails.tell_reporter(row, by=by, at=at)
    record("relay.settled", row, by=by, at=at, after={"settlement": str(settlement)})
    return row


@transaction.atomic
def note_read(*, report: Report, by: Actor, at: datetime) -> None:
    """Keep that somebody of the staff read a message that was reported."""
    record("relay.read", report, by=by, at=at)
