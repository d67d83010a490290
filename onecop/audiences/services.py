"""Invitations to many: written down, sent in pieces, stopped."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import islice

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from onecop.access.links import issue_many
from onecop.access.models import Person
from onecop.audiences import emails, finding, letters, rules
from onecop.audiences.choices import LeftOut, MailingState
from onecop.audiences.exceptions import CannotInvite
from onecop.audiences.finding import Audience, Guest
from onecop.audiences.models import Mailing, Recipient
from onecop.audit.services import record
from onecop.events.models import Event, Occurrence
from onecop.events.services import occurrence_for
from onecop.kernel.actor import Actor
from onecop.mail.services import queue_many
from onecop.registrations.choices import RegistrationState, Source
from onecop.registrations.emails import PLACE
from onecop.registrations.models import Registration
from onecop.tasks import services as tasks
from onecop.tasks.choices import JobState
from onecop.tasks.models import Job
from onecop.tasks.progress import SILENT, Progress

AGAIN = 5
"""A code at the door is short; of twenty thousand two may be alike, and are then drawn anew."""


def audience_of(mailing: Mailing) -> Audience:
    people = tuple((name, email) for name, email in mailing.individuals)
    return Audience(tuple(mailing.groups), tuple(mailing.agencies), tuple(mailing.areas), people)


@transaction.atomic
def prepare(*, event: Event, on: date, audience: Audience, words: str = "", by: Person, at: datetime) -> Mailing:
    """Write down whom a host means, for the preview. Sends nothing.

    Raises:
        CannotInvite: nobody is meant, too many are typed, or it is a draft, called off or over.
        CannotPlan: the event does not take place on that date.
    """
    if not audience.groups and not audience.individuals:
        raise CannotInvite(_("Nobody is chosen."), instead=_("Tick at least one group, or write a name and an e-mail address."))
    if len(audience.individuals) > rules.MOST_INDIVIDUALS:
        raise CannotInvite(_("These are more than %(most)s names.") % {"most": rules.MOST_INDIVIDUALS}, instead=_("Send them in two parts."))
    if event.cancelled_at:
        raise CannotInvite(_("It was called off."))
    row = occurrence_for(event=event, on=on, at=at)
    _must_be_open(row, at)
    return Mailing.objects.create(
        occurrence=row, groups=list(audience.groups), agencies=list(audience.agencies), areas=list(audience.areas),
        individuals=[list(one) for one in audience.individuals], words=words.strip()[:600], made_at=at, made_by=by,
    )  # fmt: skip


def _must_be_open(row: Occurrence, at: datetime) -> None:
    if row.event.is_draft:
        raise CannotInvite(_("This event is a draft."), instead=_("Publish it first; then people can answer."))
    if row.cancelled_at or row.event.cancelled_at:
        raise CannotInvite(_("It was called off."))
    if row.starts_at <= at:
        raise CannotInvite(_("It has begun."), instead=_("Choose a date to come."))


@transaction.atomic
def send(*, mailing: Mailing, by: Person, at: datetime) -> Mailing:
    """Start the task that writes the invitations. A second press changes nothing.

    Raises:
        CannotInvite: as in `prepare`, for what changed since.
    """
    row = Mailing.objects.select_for_update(of=("self",)).select_related("occurrence__event").get(pk=mailing.pk)
    if row.state != MailingState.READY:
        return row
    _must_be_open(row.occurrence, at)
    title, event = _("Invitations to “%(title)s”"), row.occurrence.event
    params = {"mailing": row.pk, "by": by.pk, "at": at.isoformat()}
    task = tasks.start(
        "audiences.send", title=title % {"title": event.title}, params=params, by=by, at=at, scope_id=event.scope_id_of_host, result_url=row.get_absolute_url()
    )
    row.state, row.began_at, row.began_by_id, row.job_key = MailingState.SENDING, at, by.pk, task.key
    row.save(update_fields=["state", "began_at", "began_by_id", "job_key"])
    record("mailing.sent", row, by=by, at=at, after={"groups": row.groups, "typed": len(row.individuals)}, scope_id=event.scope_id_of_host)
    return row


@transaction.atomic
def discard(*, mailing: Mailing, by: Actor, at: datetime) -> None:
    """Throw away what was not sent. Raises CannotInvite: it was."""
    if not Mailing.objects.filter(pk=mailing.pk, state=MailingState.READY).delete()[0]:
        raise CannotInvite(_("These invitations are on their way."))


def carry_out(*, mailing: Mailing, by: Person, at: datetime, progress: Progress = SILENT) -> dict[str, int]:
    """Write the invitations, a transaction for each piece. Run again after a crash or a stop, it goes on where it was: nobody gets two.

    Called off meanwhile, it stops: whoever was invited hears of that, and nobody else is invited to it.

    Returns:
        How many were invited, and how many left out.
    """
    event, audience = mailing.occurrence.event, audience_of(mailing)
    total = finding.count(event, None, by, audience, at).found
    done = mailing.recipients.count()
    try:
        for piece in _pieces(finding.guests(event, by, audience)):
            done += _write(mailing, piece, by=by, at=at)
            progress.advance(min(done, total), total)
        Mailing.objects.filter(pk=mailing.pk).update(state=MailingState.SENT, ended_at=at)
    except CannotInvite:
        stopped(mailing=mailing, at=at)
    invited = mailing.recipients.filter(left_out="").count()
    return {"invited": invited, "left_out": mailing.recipients.count() - invited}


def _pieces(guests: Iterable[Guest]) -> Iterator[list[Guest]]:
    stream = iter(guests)
    while piece := list(islice(stream, rules.CHUNK)):
        yield piece


def _write(mailing: Mailing, piece: list[Guest], *, by: Person, at: datetime) -> int:
    """Invite a piece: list, links and letters in one transaction. Returns how many were new."""
    for attempt in range(AGAIN):
        try:
            with transaction.atomic():
                return _write_once(mailing, piece, by=by, at=at)
        except IntegrityError:  # a code that exists, or somebody who signed up in this very moment
            if attempt == AGAIN - 1:
                raise
    return 0


def _must_take_place(mailing: Mailing) -> None:
    """Hold the date, so that it is not called off between this look and the letters of a piece."""
    row = Occurrence.objects.select_for_update(of=("self",)).select_related("event").get(pk=mailing.occurrence_id)
    if row.cancelled_at or row.event.cancelled_at:
        raise CannotInvite(_("It was called off."))


def _write_once(mailing: Mailing, piece: list[Guest], *, by: Person, at: datetime) -> int:
    _must_take_place(mailing)
    fresh = {guest.email: guest for guest in reversed(piece)}
    for email in mailing.recipients.filter(email__in=fresh).values_list("email", flat=True):
        del fresh[email]
    row = mailing.occurrence
    out = finding.left_out(set(fresh), row, at)
    asked = [guest for guest in reversed(fresh.values()) if guest.email not in out]
    places = Registration.objects.bulk_create([_place(row, guest, by=by, at=at) for guest in asked])
    tokens = issue_many(act=PLACE, targets=[(place, place.email, place.name) for place in places], until=row.ends_at, at=at)
    queue_many(letters.INVITE.kind, emails.invitations(mailing, places, tokens), by=by, at=at, scope_id=row.event.scope_id_of_host)
    missed = [Recipient(mailing=mailing, email=email, name=fresh[email].name, left_out=LeftOut(why), at=at) for email, why in out.items()]
    Recipient.objects.bulk_create([Recipient(mailing=mailing, email=place.email, name=place.name, registration=place, at=at) for place in places] + missed)
    return len(fresh)


def _place(row: Occurrence, guest: Guest, *, by: Person, at: datetime) -> Registration:
    return Registration(
        occurrence=row, name=guest.name[:120], email=guest.email, email_folded=guest.email, person_id=guest.person, officer_id=guest.officer,
        partnership_id=guest.partnership, side=guest.side, source=Source.INVITED, state=RegistrationState.INVITED, made_at=at, made_by_id=by.pk,
    )  # fmt: skip


def stop(*, mailing: Mailing, job: Job, by: Person, at: datetime) -> None:
    """Stop a sending: at once while its task waits, at the next piece while it runs. Raises JobEnded: it is over."""
    if tasks.cancel(job, by=by, at=at).state == JobState.CANCELLED:
        stopped(mailing=mailing, at=at)


def stopped(*, mailing: Mailing, at: datetime) -> None:
    """Write down that the task was stopped; whoever was invited stays so."""
    Mailing.objects.filter(pk=mailing.pk, state=MailingState.SENDING).update(state=MailingState.STOPPED, ended_at=at)
