"""One function per occasion: letters to guests, with their code, their link and an entry for their calendar."""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.conf import settings
from django.db.models import F
from django.urls import reverse

from onecop.access import links
from onecop.events.choices import Duty
from onecop.events.feed import where
from onecop.events.people import at_hour, zone_of_reader
from onecop.events.queries import clash
from onecop.kernel.actor import Actor
from onecop.mail.language import letters_language
from onecop.mail.parts import Attachment
from onecop.mail.services import Letter, queue_many, queue_template
from onecop.mail.templates import Template
from onecop.registrations import codes, letters
from onecop.registrations.choices import RegistrationState, SendingKind
from onecop.registrations.models import Asking, Registration, Sending
from onecop.scheduling import itip

PLACE = "registrations.place"
"""The act of the link by which a guest answers, as often as they like, until the date begins."""
CONFIRM = "registrations.confirm"
KEEPS = "Your place stays yours. If the new time does not suit you, please give it back."
OCCASIONS: dict[str, Template] = {
    SendingKind.MOVED: letters.MOVED,
    SendingKind.PLACE: letters.OTHER_PLACE,
    SendingKind.CALLED_OFF: letters.CALLED_OFF,
    SendingKind.RESTORED: letters.RESTORED,
    SendingKind.LINE: letters.TO_GUESTS,
}


def place_link(row: Registration, *, at: datetime) -> str:
    """Return a fresh address at which a guest answers without an account. Older ones go on working."""
    token = links.issue(act=PLACE, target=row, email=row.email, name=row.name, until=row.occurrence.ends_at, at=at)
    return _address(token)


def _address(token: str) -> str:
    return f"{settings.SITE_URL}{reverse('registration_place', args=[token])}"


def party_words(number: int) -> str:
    return "You alone" if number == 1 else f"You and {number - 1} more"


def _words(row: Registration, link: str, **more: str) -> dict[str, str]:
    date, event = row.occurrence, row.occurrence.event
    place = where(event)
    return {
        "name": row.name,
        "title": event.title,
        "host": str(event.host),
        "when": at_hour(date.starts_at, zone_of_reader(row.person, event.zone)),
        "where": f"Where: {place}" if place else "",
        "party": party_words(row.party),
        "code": row.code,
        "words": "",
        "link": link,
        **more,
    }


def _send(template: Template, row: Registration, *, by: Actor, at: datetime, calendar: str = "", qr: bool = False, **more: str) -> None:
    """Queue a letter. `calendar`: with an entry to add (REQUEST) or strike through (CANCEL); `qr`: with the picture for the door."""
    if row.email:
        _send_all(template, [row], by=by, at=at, calendar=lambda _row: calendar, more=lambda _row: more, qr=qr)


def _send_all(
    template: Template,
    rows: Sequence[Registration],
    *,
    by: Actor,
    at: datetime,
    more: Callable[[Registration], dict[str, str]],
    calendar: Callable[[Registration], str] = lambda _row: "",
    qr: bool = False,
) -> None:
    """Queue one letter to each guest of one date, each with a link of their own, in a fixed number of queries. All have an address."""
    if not rows:
        return
    date, methods = rows[0].occurrence, {row.pk: calendar(row) for row in rows}
    entries = [row for row in rows if methods[row.pk]]
    if entries:
        Registration.objects.filter(pk__in=[row.pk for row in entries]).update(sequence=F("sequence") + 1)
    tokens = links.issue_many(act=PLACE, targets=[(row, row.email, row.name) for row in rows], until=date.ends_at, at=at)
    found = []
    with letters_language():
        for row, token in zip(rows, tokens, strict=True):
            words = _words(row, _address(token), **more(row))
            parts = [*([_entry(row, methods[row.pk], words, at)] if methods[row.pk] else []), *([codes.picture(row.code)] if qr else [])]
            found.append(Letter(row.email, row.name, words, row, attachments=parts))
    queue_many(template.kind, found, by=by, at=at, transactional=True, scope_id=date.event.scope_id_of_host)


def _entry(row: Registration, method: str, words: dict[str, str], at: datetime) -> Attachment:
    row.sequence += 1
    date, event = row.occurrence, row.occurrence.event
    return itip.invitation(
        method=method,
        uid=f"guest-{row.key}@onecop",
        sequence=row.sequence,
        starts=date.starts_at,
        ends=date.ends_at,
        zone=event.tz,
        title=event.title,
        text=f"{words['host']}. {words['party']}. Code for the door: {row.code}",
        place=where(event),
        url=words["link"],
        email=row.email,
        name=row.name,
        at=at,
    )


def confirm(asking: Asking, *, by: Actor, at: datetime, until: datetime) -> None:
    """Ask whether the address is theirs. The place stays private until then."""
    date, event = asking.occurrence, asking.occurrence.event
    token = links.issue(act=CONFIRM, target=asking, email=asking.email, name=asking.name, until=until, at=at)
    words = {
        "name": asking.name,
        "title": event.title,
        "host": str(event.host),
        "when": at_hour(date.starts_at, event.tz),
        "link": f"{settings.SITE_URL}{reverse('registration_confirm', args=[token])}",
    }
    queue_template(letters.CONFIRM.kind, to=asking.email, name=asking.name, words=words, about=asking, by=by, at=at, scope_id=event.scope_id_of_host)


def place(row: Registration, *, changed: bool = False, by: Actor, at: datetime) -> None:
    words = "Your answer is changed." if changed else "You have a place. We look forward to seeing you."
    _send(letters.PLACE, row, by=by, at=at, calendar=itip.REQUEST, qr=True, words=words)


def waiting(row: Registration, *, by: Actor, at: datetime) -> None:
    _send(letters.WAITING, row, by=by, at=at)


def offer(row: Registration, *, by: Actor, at: datetime) -> None:
    assert row.offer_until is not None
    until = at_hour(row.offer_until, zone_of_reader(row.person, row.occurrence.event.zone))
    _send(letters.OFFER, row, by=by, at=at, until=until)


def offer_over(row: Registration, *, by: Actor, at: datetime) -> None:
    _send(letters.OFFER_OVER, row, by=by, at=at)


def taken_back(row: Registration, *, by: Actor, at: datetime) -> None:
    _send(letters.TAKEN_BACK, row, by=by, at=at, calendar=itip.CANCEL)


def taken_out(row: Registration, *, words: str, by: Actor, at: datetime) -> None:
    _send(letters.TAKEN_OUT, row, by=by, at=at, calendar=itip.CANCEL if row.sequence else "", words=words)


def handed(row: Registration, *, giver: Registration, by: Actor, at: datetime) -> None:
    _send(letters.HANDED, row, by=by, at=at, calendar=itip.REQUEST, qr=True, giver=giver.name)


def to_all(sending: Sending, rows: Sequence[Registration], *, by: Actor, at: datetime) -> None:
    """Write to a piece of those whom a sending means. The calendar of whoever has an entry in it follows."""
    kind, zone = sending.kind, sending.occurrence.event.zone

    def more(row: Registration) -> dict[str, str]:
        comes = row.state == RegistrationState.YES
        words = KEEPS if kind == SendingKind.MOVED and comes else sending.words
        was = at_hour(sending.was, zone_of_reader(row.person, zone)) if sending.was else ""
        return {"words": words, "was": was}

    def calendar(row: Registration) -> str:
        if kind == SendingKind.CALLED_OFF:
            return itip.CANCEL if row.sequence else ""
        return itip.REQUEST if kind in (SendingKind.MOVED, SendingKind.PLACE) and row.state == RegistrationState.YES else ""

    _send_all(OCCASIONS[kind], rows, by=by, at=at, more=more, calendar=calendar)


@letters_language()
def other_hours(row: Registration, *, by: Actor, at: datetime) -> None:
    """Ask an officer how they come now."""
    assert row.officer is not None
    answer = f", {Duty(row.duty).label}" if row.duty else ""
    _send(letters.HOURS, row, by=by, at=at, words=clash(row.officer, row.occurrence).words, answer=answer)


def invited(row: Registration, *, words: str, by: Actor, at: datetime) -> None:
    _send(letters.INVITED, row, by=by, at=at, words=words)
