"""The list of a date: who stands on it, who is put on it and taken off, and until when. Every act holds the lock on the seats of its date."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from onecop.access.models import Person
from onecop.agencies.models import Officer
from onecop.audit.services import record
from onecop.events.models import Occurrence
from onecop.kernel.actor import Actor
from onecop.partnerships.models import Partnership
from onecop.registrations import emails, rules
from onecop.registrations.choices import SEATED, GuestSide, Need, RegistrationState, Source
from onecop.registrations.exceptions import SignUpClosed
from onecop.registrations.models import Registration, Seats
from onecop.registrations.services.seats import advance, seats_of, take

S = RegistrationState


@dataclass(frozen=True)
class Wants:
    """What somebody says about coming. party: the person included. words: a line to the host."""

    party: int = 1
    needs: tuple[str, ...] = field(default_factory=tuple)
    needs_words: str = ""
    words: str = ""

    def onto(self, row: Registration) -> None:
        row.party, row.needs = self.party, [code for code in self.needs if code in Need.values]
        row.needs_words, row.words = self.needs_words.strip()[:200], self.words.strip()[:300]


def folded(email: str) -> str:
    """Return an address as the list compares it."""
    return email.strip().lower()


def on_list(occurrence: Occurrence, email: str) -> Registration | None:
    """Return who stands on the list of a date with this address."""
    rows = Registration.objects.standing().filter(occurrence=occurrence, email_folded=folded(email)).exclude(email_folded="")
    return rows.select_related("officer__agency").first()


def new_row(seats: Seats, *, name: str, email: str, source: Source, by: Actor, at: datetime, person: Person | None = None, **more: object) -> Registration:
    """Return a row for the list, invited and not kept yet. more: further fields."""
    known = person or Person.objects.filter(email=folded(email), is_active=True).first()
    row = Registration(occurrence=seats.occurrence, name=" ".join(name.split())[:120], email=email.strip(), email_folded=folded(email), source=source)
    row.person, row.state, row.made_at, row.made_by_id = known, S.INVITED, at, by.pk
    for key, value in more.items():
        setattr(row, key, value)
    return row


def must_come(date: Occurrence, at: datetime) -> None:
    """Raise SignUpClosed for a date that was called off or is over."""
    if date.cancelled_at or date.event.cancelled_at:
        raise SignUpClosed(_("It does not take place."))
    if date.is_over(at):
        raise SignUpClosed(_("That day is over."))


def must_be_open(date: Occurrence, at: datetime, *, host: bool = False, invited: bool = False, held: bool = False) -> None:
    """Hold a guest to the hours of signing up; whoever holds a seat may change until it begins, the host until it is over."""
    must_come(date, at)
    if host:
        return
    if rules.closes_at(date.starts_at, 0 if held else date.event.closes_hours) <= at:
        raise SignUpClosed(_("Signing up has ended."), instead=_("Ask the host at the door."))
    if not invited and date.event.sign_up != "anyone":
        raise SignUpClosed(_("Only those who are invited sign up for this."))


def scope_of(row: Registration) -> int | None:
    """Return whose staff may read of it."""
    return row.occurrence.event.scope_id_of_host


@transaction.atomic
def invite(
    *,
    occurrence: Occurrence,
    name: str,
    email: str,
    person: Person | None = None,
    officer: Officer | None = None,
    partnership: Partnership | None = None,
    side: str = GuestSide.GUEST,
    language: str = "",
    by: Actor,
    at: datetime,
) -> Registration:
    """Put somebody on the list of those who are asked to a date. Sends nothing: who invites writes the letter, with `place_link`.

    The same address is asked once: whoever is on the list stays as they are.

    Raises:
        SignUpClosed: it is over or called off.
    """
    seats = seats_of(occurrence)
    must_come(seats.occurrence, at)
    known = on_list(occurrence, email)
    if known:
        return known
    more = {"officer": officer, "partnership": partnership, "side": side, "language": language[:5]}
    row = new_row(seats, name=name, email=email, source=Source.INVITED, by=by, at=at, person=person, **more)
    row.save()
    record("registration.invited", row, by=by, at=at, scope_id=scope_of(row))
    return row


def leave(seats: Seats, row: Registration, state: RegistrationState) -> str:
    """Take somebody out of seats and line, under the lock of `seats_of`. Returns how they stood. Not saved."""
    was = row.state
    if was in SEATED and row.source != Source.DOOR:
        take(seats, -row.party)
    row.becomes(state)
    return was


@transaction.atomic
def cancel_place(*, registration: Registration, words: str = "", by: Actor, at: datetime) -> Registration:
    """Take somebody off the list, by the host; they are told. The seat goes to the line. Twice changes nothing."""
    seats = seats_of(registration.occurrence)
    row = Registration.objects.get(pk=registration.pk)
    row.occurrence = seats.occurrence
    if row.state == S.CANCELLED:
        return row
    was = leave(seats, row, S.CANCELLED)
    row.save()
    if was in (S.YES, S.OFFERED, S.WAITING) and not seats.occurrence.is_over(at):
        emails.taken_out(row, words=words, by=by, at=at)
    advance(seats, by=by, at=at)
    record("registration.taken_out", row, by=by, at=at, before={"state": was}, scope_id=scope_of(row))
    return row
