"""All that matches, accepted by one press: a task with progress, whose letters wait an hour, so that it can be taken back."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from onecop.audit.services import record
from onecop.events import services as events
from onecop.events.exceptions import CannotPlan
from onecop.kernel.actor import Actor
from onecop.mail.choices import State
from onecop.mail.models import Message
from onecop.tasks import services as tasks
from onecop.tasks.progress import SILENT, Progress
from onecop.weekend import letters
from onecop.weekend.choices import Standing, Verdict
from onecop.weekend.exceptions import CannotDecide
from onecop.weekend.models import Batch, Submission, SubmissionQuerySet, Weekend
from onecop.weekend.services.moderating import accept
from onecop.weekend.sheet import turn

LETTERS_AFTER = timedelta(hours=1)
PIECE = 50
"""Registrations between two looks at whether the task shall stop."""
JOB, UNDO = "weekend.accept", "weekend.take_back"


@transaction.atomic
def accept_all(*, weekend: Weekend, rows: SubmissionQuerySet, choice: dict[str, str], by: Actor, at: datetime) -> Batch:
    """Begin to accept all that waits among some registrations: a task does it. What comes in later is not meant.

    Args:
        rows: what matched, as the one who presses sees it. choice: the filters, for whoever reads about it later.

    Raises:
        CannotDecide: nothing waits there.
    """
    found = list(rows.filter(weekend=weekend, standing=Standing.WAITING).order_by("pk").values_list("pk", flat=True))
    if not found:
        raise CannotDecide(_("Nothing waits there any more."), instead=_("Look at the list again."))
    batch = Batch.objects.create(
        weekend=weekend, wanted=len(found), last_id=found[-1], choice=choice, letters_at=at + LETTERS_AFTER, made_at=at, made_by_id=by.pk or 0
    )
    record("weekend.accepted_many", weekend, by=by, at=at, after={"number": len(found)})
    title = _("Accepting %(n)d events of %(weekend)s") % {"n": len(found), "weekend": weekend.name}
    return _hand_on(batch, JOB, title, by=by, at=at)


def _hand_on(batch: Batch, kind: str, title: str, *, by: Actor, at: datetime) -> Batch:
    job = tasks.start(kind, title=title, params={"batch": batch.pk, "by": by.pk, "at": at.isoformat()}, by=by, at=at, result_url=batch.get_absolute_url())
    batch.job_key = job.key
    batch.save(update_fields=["job_key"])
    return batch


def carry_out(*, batch: Batch, rows: SubmissionQuerySet, by: Actor, at: datetime, progress: Progress = SILENT) -> None:
    """Accept what is left of a batch, each in a transaction of its own. Run again after a crash it goes on where it was.

    Args:
        rows: all that matches now and may be decided by whoever pressed.
    """
    last = 0
    while piece := list(rows.filter(standing=Standing.WAITING, pk__gt=last, pk__lte=batch.last_id).order_by("pk")[:PIECE]):
        last = piece[-1].pk
        open_ = set(Submission.objects.filter(pk__in=[row.pk for row in piece], resemblances__verdict=Verdict.OPEN).values_list("pk", flat=True))
        for row in piece:
            if row.pk not in open_:
                _accept(row, batch, by=by, at=at)
        progress.advance(batch.submissions.count(), batch.wanted)
    ended(batch=batch, at=at)


def ended(*, batch: Batch, at: datetime) -> None:
    """Write down what a press has accepted, to its end or until somebody stopped its task."""
    accepted = batch.submissions.count()
    Batch.objects.filter(pk=batch.pk).update(accepted=accepted, left=max(0, batch.wanted - accepted), done_at=at)


def _accept(row: Submission, batch: Batch, *, by: Actor, at: datetime) -> None:
    try:
        accept(submission=row, batch=batch, by=by, at=at)
    except CannotDecide:
        return  # somebody else decided it in this moment


@transaction.atomic
def take_back_all(*, batch: Batch, by: Actor, at: datetime) -> Batch:
    """Begin to take a press back: a task does it.

    Raises:
        CannotDecide: its letters have left, or it is being worked on.
    """
    row = Batch.objects.select_for_update().get(pk=batch.pk)
    if not row.can_undo(at):
        raise CannotDecide(_("The letters have left."), instead=_("Call off the events that should not stand, each by itself: their hosts hear of it."))
    row.undone_at = at
    row.save(update_fields=["undone_at"])
    # From this moment on no letter may leave, however long the task takes.
    about = [str(pk) for pk in row.submissions.values_list("pk", flat=True)]
    for n in range(0, len(about), 500):
        _waiting(about[n : n + 500]).delete()
    record("weekend.taken_back", row.weekend, by=by, at=at, after={"number": row.accepted})
    return _hand_on(row, UNDO, _("Taking back %(n)d acceptances") % {"n": row.accepted}, by=by, at=at)


def _waiting(about: list[str]) -> Any:
    kind = Submission._meta.label_lower
    return Message.objects.filter(kind=letters.ACCEPTED.kind, about_kind=kind, about_id__in=about, state=State.WAITING)


def carry_back(*, batch: Batch, by: Actor, at: datetime, progress: Progress = SILENT) -> None:
    """Put what a batch accepted back to wait. What somebody works with already stays accepted, and says so."""
    last, done = 0, 0
    while piece := list(batch.submissions.filter(standing=Standing.ACCEPTED, pk__gt=last).select_related("weekend", "scope", "event").order_by("pk")[:PIECE]):
        last = piece[-1].pk
        for row in piece:
            done += _reopen(row, by=by, at=at)
        progress.advance(done, batch.accepted)


@transaction.atomic
def _reopen(submission: Submission, *, by: Actor, at: datetime) -> bool:
    row = Submission.objects.select_for_update(of=("self",)).select_related("weekend", "event").get(pk=submission.pk)
    event = row.event
    row.standing, row.event, row.batch, row.congregation, row.agency = Standing.WAITING, None, None, None, None
    row.decided_at = row.decided_by_id = None
    row.changed_at = at
    try:
        with transaction.atomic():
            row.save()
            if event is not None:
                events.unplan_event(event=event, by=by, at=at)
    except CannotPlan:
        return False
    record("submission.reopened", row, by=by, at=at)
    turn(row.weekend_id, at)
    return True
