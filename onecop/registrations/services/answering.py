"""Yes, no, so many, changed: an answer and what it does to the seats of a date. Every act holds the lock on them."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from onecop.audit.services import record
from onecop.events.choices import Duty
from onecop.events.models import Occurrence
from onecop.events.rules import duty_is_allowed
from onecop.kernel.actor import Actor
from onecop.registrations import emails, rules
from onecop.registrations.choices import SEATED, RegistrationState, Source
from onecop.registrations.exceptions import NoSeat, NotStanding, SignUpClosed
from onecop.registrations.models import STANDING, Registration, Seats
from onecop.registrations.services.listing import Wants, leave, must_be_open, new_row, on_list, scope_of
from onecop.registrations.services.rechecking import note_answer
from onecop.registrations.services.seats import advance, seats_of, take

S = RegistrationState


@transaction.atomic
def register(
    *,
    occurrence: Occurrence,
    name: str,
    email: str,
    party: int = 1,
    needs: Iterable[str] = (),
    needs_words: str = "",
    words: str = "",
    language: str = "",
    source: Source = Source.PAGE,
    by: Actor,
    at: datetime,
) -> Registration:
    """Sign somebody up for a date: a seat when one is free, else a place in line. Whoever is on the list already gets this as their answer.

    Raises:
        SignUpClosed: nobody signs up for it, or no more. NoSeat: it is full without a line, or the party is too large.
    """
    seats, wants = seats_of(occurrence), Wants(party, tuple(needs), needs_words, words)
    host = source == Source.HOST
    must_be_open(seats.occurrence, at, host=host)
    row = on_list(occurrence, email) or new_row(seats, name=name, email=email, source=source, language=language[:5], by=by, at=at)
    return _yes(seats, row, wants, by=by, at=at, host=host)


@transaction.atomic
def answer(
    *,
    registration: Registration,
    comes: bool,
    party: int = 1,
    needs: Iterable[str] = (),
    needs_words: str = "",
    words: str = "",
    duty: str = Duty.UNSAID,
    by: Actor,
    at: datetime,
    host: bool = False,
) -> Registration:
    """Take an answer, or a changed one: comes with so many, or does not come. A seat given back goes to the line.

    Args:
        duty: of an officer, in whose time. host: the host enters it and is not held to the hour or the size of a party.

    Raises:
        SignUpClosed: it has begun, was called off, or takes no more. NoSeat: not so many seats are left; the answer before stays.
        NotStanding: the host has taken the person off the list.
    """
    seats = seats_of(registration.occurrence)
    row = Registration.objects.select_related("officer__agency", "occurrence__event").get(pk=registration.pk)
    row.occurrence = seats.occurrence
    if row.state == S.CANCELLED:
        raise NotStanding(_("Your name is no longer on this list."), instead=_("Write to the host if that is not right."))
    if not comes:
        return _no(seats, row, words, by=by, at=at)
    if row.officer and not duty_is_allowed(duty, row.officer.agency.outreach_on_duty):
        raise SignUpClosed(_("Your agency does not allow visits during a turn."), instead=_("Come off duty, or say that you cannot."))
    must_be_open(seats.occurrence, at, host=host, invited=True, held=row.state in SEATED)
    row.duty = duty if row.officer_id else Duty.UNSAID
    return _yes(seats, row, Wants(party, tuple(needs), needs_words, words), by=by, at=at, host=host)


def _yes(seats: Seats, row: Registration, wants: Wants, *, by: Actor, at: datetime, host: bool) -> Registration:
    event, was, held = seats.occurrence.event, row.state if row.pk else "", row.party if row.pk and row.state in SEATED else 0
    most = rules.LARGEST if host else max(event.party_most, held)
    if not 1 <= wants.party <= most:
        raise NoSeat(_("One person may sign up %(most)s people here.") % {"most": most}, instead=_("Ask the others to sign up themselves."))
    wants.onto(row)
    if not host:
        note_answer(row)
    row.answered_at, row.answered_by_id = at, by.pk
    if row.source == Source.DOOR:  # they are there already and hold no seat
        row.becomes(S.YES)
    elif held:
        _resize(seats, row, wants.party - held)
    else:
        _ask(seats, row, by=by, at=at)
    row.save()
    if row.state == S.WAITING:
        _step_up(seats, row, by=by, at=at)
    if held > row.party and row.source != Source.DOOR:
        advance(seats, by=by, at=at)
    _tell(row, was=was, by=by, at=at)
    after = {"state": row.state, "party": row.party}
    record("registration.answered", row, by=by, at=at, before={"state": was}, after=after, scope_id=scope_of(row))
    return row


def _resize(seats: Seats, row: Registration, more: int) -> None:
    """Whoever holds seats takes some more, or gives some back."""
    if more > 0 and seats.free is not None and more > seats.free:
        left = row_words(seats.free)
        raise NoSeat(_("There are not so many seats left: %(left)s.") % {"left": left}, instead=_("Your seats so far stay yours."))
    take(seats, more)
    row.becomes(S.YES)


def row_words(free: int) -> str:
    return _("%(n)s more") % {"n": free} if free else _("none")


def _ask(seats: Seats, row: Registration, *, by: Actor, at: datetime) -> None:
    """Give a seat to whoever has none, when one is free and nobody waits before them; else a place in line."""
    event = seats.occurrence.event
    if seats.capacity is not None and row.party > seats.capacity:
        raise NoSeat(_("This place has %(seats)s seats in all.") % {"seats": seats.capacity}, instead=_("Come with fewer."))
    waiting = row.state == S.WAITING
    line = Registration.objects.filter(occurrence=seats.occurrence).in_line().exclude(pk=row.pk)
    fits = seats.free is None or row.party <= seats.free
    if not waiting and fits and (seats.free is None or not event.waitlist or not line.exists()):
        take(seats, row.party)
        row.state = S.YES
        return
    if not event.waitlist:
        raise NoSeat(_("All seats are taken.") if not seats.free else _("There are not so many seats left."), instead=_("Another date may have room."))
    if not waiting:
        row.waits_since, row.passed_over = at, 0
    row.state = S.WAITING


def _step_up(seats: Seats, row: Registration, *, by: Actor, at: datetime) -> None:
    """A seat may be free for a small party while a large one waits before it: then it need not wait for a letter."""
    if any(one.pk == row.pk for one in advance(seats, by=by, at=at, asking=row.pk)):
        row.becomes(S.YES)
        row.save(update_fields=STANDING)


def _no(seats: Seats, row: Registration, words: str, *, by: Actor, at: datetime) -> Registration:
    if seats.occurrence.starts_at <= at:
        raise SignUpClosed(_("It has begun."), instead=_("No need to say more. Thank you!"))
    if row.state == S.NO:
        return row
    was = leave(seats, row, S.NO)
    row.answered_at, row.answered_by_id, row.hours_changed_at, row.asked_again_at = at, by.pk, None, None
    row.words = words.strip()[:300] or row.words
    row.save()
    if was == S.YES:
        emails.taken_back(row, by=by, at=at)
    advance(seats, by=by, at=at)
    record("registration.answered", row, by=by, at=at, before={"state": was}, after={"state": row.state}, scope_id=scope_of(row))
    return row


def _tell(row: Registration, *, was: str, by: Actor, at: datetime) -> None:
    if not row.email:
        return
    if row.state == S.YES:
        emails.place(row, changed=was == S.YES, by=by, at=at)
    elif was != S.WAITING:
        emails.waiting(row, by=by, at=at)
