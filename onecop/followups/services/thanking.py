"""The thank-you: words kept, sent in pieces as a task, to nobody twice."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import islice

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from onecop.access.models import Person
from onecop.audit.services import record
from onecop.events.models import Occurrence
from onecop.followups import emails, letters, people
from onecop.followups.choices import Group, ThanksState
from onecop.followups.exceptions import CannotThank
from onecop.followups.models import Record, Thanked, Thanks
from onecop.followups.models.thanks import WORDS
from onecop.followups.people import Reached
from onecop.kernel.actor import Actor
from onecop.mail.services import queue_many
from onecop.tasks import services as tasks
from onecop.tasks.choices import JobState
from onecop.tasks.models import Job
from onecop.tasks.progress import SILENT, Progress

PIECE = 200
AGAIN = 5
"""Two workers with the same piece: one of them begins it anew."""


def usual_words(date: Occurrence) -> dict[str, str]:
    """Return good words to begin with, for each group, in the reader's language."""
    title = {"title": date.event.title, "host": str(date.event.host)}
    return {
        Group.GUEST: _("Thank you for coming to “%(title)s”. It was good to have you with us. We hope to see you again.") % title,
        Group.HELPER: _("Thank you for your help with “%(title)s”. Without your hands it would not have been what it was.") % title,
        Group.OFFICER: _("Thank you for coming to “%(title)s”, and for your time. Our people were glad to meet you as a guest and a neighbor.") % title,
        Group.COHOST: _("Thank you for hosting “%(title)s” with us. It was better together.") % title,
    }


def _must_be_over(date: Occurrence, at: datetime) -> None:
    if date.cancelled_at or date.event.cancelled_at or date.event.is_draft:
        raise CannotThank(_("It did not take place."))
    if date.ends_at > at:
        raise CannotThank(_("It is not over yet."), instead=_("Thank people when they have gone home."))
    if Record.objects.filter(occurrence=date, state="not_held").exists():
        raise CannotThank(_("You said that it did not take place."), instead=_("Correct that first."))


@transaction.atomic
def prepare(*, occurrence: Occurrence, words: Mapping[str, str] | None = None, by: Person, at: datetime) -> Thanks:
    """Keep the words of a thank-you; those of a group that is not named stay, or are the usual ones. Sends nothing.

    Args:
        words: by code of choices.Group. by: who sends it; answers go to their address.

    Raises:
        CannotThank: it is not over, or did not take place; or it is on its way.
    """
    date = Occurrence.objects.select_related("event").get(pk=occurrence.pk)
    _must_be_over(date, at)
    Thanks.objects.get_or_create(occurrence=date, defaults={"reply_to": by.email, "made_at": at, "made_by_id": by.pk, **_columns(usual_words(date))})
    row = Thanks.objects.select_for_update(of=("self",)).select_related("occurrence__event").get(occurrence=date)
    if row.state == ThanksState.SENDING:
        raise CannotThank(_("It is on its way."), instead=_("Wait until everybody has it."))
    for name, said in _columns(words or {}).items():
        setattr(row, name, said)
    row.reply_to = by.email
    row.save()
    return row


def _columns(words: Mapping[str, str]) -> dict[str, str]:
    return {f"{group}_words": said.strip()[:WORDS] for group, said in words.items()}


def waiting(date: Occurrence, *, but: str = "") -> list[Reached]:
    """Return who would be thanked now: everybody who is meant and was not thanked yet."""
    gone = set(Thanked.objects.filter(occurrence=date).values_list("email", flat=True))
    return [one for email, one in people.thanked(date, but=but).items() if email not in gone]


@transaction.atomic
def send(*, thanks: Thanks, by: Person, at: datetime) -> Thanks:
    """Start the task that writes the letters. A second press while it runs changes nothing.

    Raises:
        CannotThank: as in `prepare`, or there is nobody to write to.
    """
    row = Thanks.objects.select_for_update(of=("self",)).select_related("occurrence__event").get(pk=thanks.pk)
    if row.state == ThanksState.SENDING:
        return row
    _must_be_over(row.occurrence, at)
    number = len(waiting(row.occurrence, but=row.reply_to))
    if not number:
        raise CannotThank(_("There is nobody to write to."), instead=_("Everybody who is known here has been thanked."))
    event, params = row.occurrence.event, {"thanks": row.pk, "by": by.pk, "at": at.isoformat()}
    title = _("Thank-you for “%(title)s”") % {"title": event.title}
    task = tasks.start("followups.thanks", title=title, params=params, by=by, at=at, scope_id=event.scope_id_of_host)
    row.state, row.began_at, row.began_by_id, row.ended_at, row.job_key = ThanksState.SENDING, at, by.pk, None, task.key
    row.save(update_fields=["state", "began_at", "began_by_id", "ended_at", "job_key"])
    record("thanks.sent", row, by=by, at=at, after={"number": number}, scope_id=event.scope_id_of_host)
    return row


def carry_out(*, thanks: Thanks, by: Actor, at: datetime, progress: Progress = SILENT) -> int:
    """Write the letters, a transaction for each piece. Run again after a crash it goes on where it was: nobody gets two. Returns how many."""
    all_of_them = waiting(thanks.occurrence, but=thanks.reply_to)
    done = 0
    for piece in _pieces(all_of_them):
        done += _write(thanks, piece, by=by, at=at)
        progress.advance(min(done, len(all_of_them)), len(all_of_them))
    Thanks.objects.filter(pk=thanks.pk).update(state=ThanksState.SENT, ended_at=at)
    return done


def _pieces(those: Iterable[Reached]) -> Iterator[list[Reached]]:
    stream = iter(those)
    while piece := list(islice(stream, PIECE)):
        yield piece


def _write(thanks: Thanks, piece: list[Reached], *, by: Actor, at: datetime) -> int:
    for attempt in range(AGAIN):
        try:
            with transaction.atomic():
                return _write_once(thanks, piece, by=by, at=at)
        except IntegrityError:  # another worker has thanked one of them in this very moment
            if attempt == AGAIN - 1:
                raise
    return 0


def _write_once(thanks: Thanks, piece: list[Reached], *, by: Actor, at: datetime) -> int:
    """Note first that they are thanked, which the database refuses for whoever was; then write."""
    date = thanks.occurrence
    gone = set(Thanked.objects.filter(occurrence=date, email__in=[one.email for one in piece]).values_list("email", flat=True))
    fresh = [one for one in piece if one.email not in gone]
    Thanked.objects.bulk_create([Thanked(occurrence=date, email=one.email, group=one.group, at=at) for one in fresh])
    queue_many(letters.THANKS.kind, emails.thank_yous(thanks, fresh, at=at), by=by, at=at, scope_id=date.event.scope_id_of_host)
    return len(fresh)


def stop(*, thanks: Thanks, job: Job, by: Person, at: datetime) -> None:
    """Stop a sending: at once while its task waits, at the next piece while it runs. Raises JobEnded: it is over."""
    if tasks.cancel(job, by=by, at=at).state == JobState.CANCELLED:
        stopped(thanks=thanks, at=at)


def stopped(*, thanks: Thanks, at: datetime) -> None:
    """Write down that the task was stopped; the rest can be thanked later."""
    Thanks.objects.filter(pk=thanks.pk, state=ThanksState.SENDING).update(state=ThanksState.STOPPED, ended_at=at)
