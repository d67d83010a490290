"""The letters about ride-alongs, one function per occasion. Everyone concerned is told the same thing in words for their part."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from onecop.access import links
from onecop.agencies.models import Officer
from onecop.kernel.actor import Actor
from onecop.mail.language import letters_language
from onecop.mail.services import queue_template
from onecop.mail.templates import Template
from onecop.partnerships.rules import zone_of
from onecop.ridealongs import letters, queries, words
from onecop.ridealongs.choices import Kind
from onecop.ridealongs.models import Check, RideAlong, RideChange, RuleSet
from onecop.ridealongs.queries import Reader
from onecop.ridealongs.rules import Refusal

SIGN = "ride.sign"
"""The act of the e-mailed link to the waiver (access.links)."""
SIGN_WITHIN = timedelta(days=120)


def _rider(ride: RideAlong) -> list[Reader]:
    return [Reader(ride.rider.email, str(ride.rider))]


def _driver(officer: Officer | None) -> list[Reader]:
    return [Reader(officer.email, str(officer))] if officer and officer.email else []


def _everyone(ride: RideAlong) -> list[Reader]:
    return [*_rider(ride), *queries.desk_of(ride.partnership), *_driver(ride.officer)]


def _facts(ride: RideAlong) -> dict[str, Any]:
    """Return the words that every letter about a ride may use."""
    zone = zone_of(ride.partnership)
    what = words.kinds([Kind(ride.kind)]) if not ride.is_ride else _("a ride-along")
    when = words.when(ride.starts_at, ride.ends_at, zone) if ride.starts_at and ride.ends_at else words.long_day(ride.asked_on)
    return {
        "rider": ride.rider, "congregation": ride.partnership.congregation, "agency": ride.partnership.agency, "what": what, "when": when,
        "where": ", ".join(str(part) for part in (ride.place, ride.sector, ride.watch) if part) or ride.partnership.agency.name,
        "officer": ride.officer or _("an officer who is named later"), "dress": ride.rules.dress, "religious_dress": _religious(ride),
        "link": f"{settings.SITE_URL}{ride.get_absolute_url()}",
    }  # fmt: skip


def _religious(ride: RideAlong) -> str:
    """Return what was settled about the rider's own dress, else the agency's general word."""
    return ride.dress_answer or ride.rules.religious_dress


@letters_language()
def _send(template: Template, ride: RideAlong, to: Iterable[Reader], *, by: Actor, at: datetime, attachments: Any = (), **more: Any) -> None:
    facts = {**_facts(ride), **{name: value() if callable(value) else value for name, value in more.items()}}
    for reader in to:
        given = {**facts, "name": reader.name}
        queue_template(template.kind, to=reader.email, name=reader.name, words=given, about=ride, by=by, at=at, scope_id=ride.scope_id, attachments=attachments)


def sign_link(ride: RideAlong, at: datetime) -> str:
    """Make a link with which the rider signs without an account. Older ones end."""
    links.withdraw(act=SIGN, target=ride, at=at)
    until = max(at + SIGN_WITHIN, (ride.ends_at or at) + timedelta(days=1))
    token = links.issue(act=SIGN, target=ride, email=ride.rider.email, name=str(ride.rider), until=until, at=at)
    return f"{settings.SITE_URL}{reverse('ride_sign_link', args=[token])}"


def applied(ride: RideAlong, *, by: Actor, at: datetime) -> None:
    """To the rider: we have it, and what happens next. To the agency: somebody asks."""
    _send(letters.APPLIED, ride, _rider(ride), by=by, at=at)
    _send(letters.ASKED, ride, queries.approvers_of(ride.partnership), by=by, at=at, question=lambda: _asked(ride))


def _asked(ride: RideAlong) -> str:
    said = [_("%(watch)s, by choice.") % {"watch": ride.asked_watch} if ride.asked_watch else ""]
    said += [_("With the partner officer, if you can.") if ride.wants_partner else ""]
    said += [_("A question about dress waits for your answer: “%(words)s”") % {"words": ride.dress_question} if ride.dress_question else ""]
    return " ".join(filter(None, said)) or _("Nothing else was asked.")


def dress_settled(ride: RideAlong, *, by: Actor, at: datetime) -> None:
    _send(letters.DRESS, ride, _rider(ride), by=by, at=at, question=ride.dress_question, answer=ride.dress_answer)


@letters_language()
def check_noted(check: Check, *, by: Actor, at: datetime) -> None:
    """To the rider: that it is kept, and until when."""
    until = words.long_day(check.expires) if check.expires else _("no day")
    facts = {"name": check.rider, "agency": check.agency, "status": check.get_status_display(), "day": words.long_day(check.on), "until": until}
    to, scope = check.rider.email, check.agency.scope_id
    queue_template(letters.CHECK.kind, to=to, name=str(check.rider), words=facts, about=check, by=by, at=at, scope_id=scope)


def booked(ride: RideAlong, *, by: Actor, at: datetime) -> None:
    """To the rider with everything to know, to the officer, and to the agency for its own book."""
    unsigned = ride.is_ride and queries.signature_of(ride) is None
    to_sign = sign_link(ride, at) if unsigned else ""
    template = letters.BOOKED_UNSIGNED if unsigned else letters.BOOKED
    _send(template, ride, _rider(ride), by=by, at=at, sign=to_sign)
    _send(letters.BOOKED_OFFICER, ride, _driver(ride.officer), by=by, at=at)
    _send(letters.BOOKED_DESK, ride, queries.desk_of(ride.partnership), by=by, at=at)


def remind(ride: RideAlong, *, by: Actor, at: datetime) -> None:
    """The day before: to the rider, with the waiver if it still waits, and to the officer."""
    unsigned = ride.is_ride and queries.signature_of(ride) is None
    template = letters.TOMORROW_UNSIGNED if unsigned else letters.TOMORROW
    _send(template, ride, _rider(ride), by=by, at=at, sign=sign_link(ride, at) if unsigned else "")
    _send(letters.TOMORROW, ride, _driver(ride.officer), by=by, at=at)


def refused(ride: RideAlong, change: RideChange, answer: Refusal, *, by: Actor, at: datetime) -> None:
    def instead() -> str:
        day = _("%(day)s is the first day that works.") % {"day": words.long_day(answer.next_allowed)} if answer.next_allowed else ""
        other = _("You may also ask for %(what)s.") % {"what": words.kinds(answer.alternatives)} if answer.alternatives else ""
        return " ".join(filter(None, (day, other))) or words.instead(answer)

    _send(letters.REFUSED, ride, _rider(ride), by=by, at=at, reason=lambda: " ".join(filter(None, (words.reason(answer), change.words))), instead=instead)


def signed(ride: RideAlong, rules: RuleSet, document: bytes, *, by: Actor, at: datetime) -> None:
    """To both sides, with the document."""
    paper = [(f"waiver-{ride.key}-{rules.number}.pdf", document, "application/pdf")]
    links.withdraw(act=SIGN, target=ride, at=at)
    _send(letters.SIGNED, ride, [*_rider(ride), *queries.desk_of(ride.partnership)], by=by, at=at, attachments=paper, version=rules.waiver.number)


def sign_again(ride: RideAlong, rules: RuleSet, *, by: Actor, at: datetime) -> None:
    _send(letters.SIGN_AGAIN, ride, _rider(ride), by=by, at=at, version=rules.number, sign=sign_link(ride, at))


def cancelled(ride: RideAlong, change: RideChange, *, by: Actor, at: datetime) -> None:
    """To everyone: the rider, the agency, and the officer if there was one."""
    links.withdraw(act=SIGN, target=ride, at=at)
    _send(letters.CANCELLED, ride, _everyone(ride), by=by, at=at, reason=change.words or "—", who=change.by_label)


def officer_changed(ride: RideAlong, before: Officer | None, *, by: Actor, at: datetime) -> None:
    """To the rider and the agency, to the officer who takes over, and to the one who need not come."""
    _send(letters.OFFICER, ride, [*_rider(ride), *queries.desk_of(ride.partnership), *_driver(before)], by=by, at=at, before=before or "—")
    _send(letters.BOOKED_OFFICER, ride, _driver(ride.officer), by=by, at=at)


def other_hours(ride: RideAlong, *, by: Actor, at: datetime) -> None:
    """To the officer: does it still hold? To the rider and the agency: we have asked, and the booking stands."""
    _send(letters.HOURS, ride, _driver(ride.officer), by=by, at=at)
    _send(letters.HOURS_TOLD, ride, [*_rider(ride), *queries.desk_of(ride.partnership)], by=by, at=at)


def officer_stays(ride: RideAlong, *, by: Actor, at: datetime) -> None:
    _send(letters.STAYS, ride, [*_rider(ride), *queries.desk_of(ride.partnership)], by=by, at=at)


def handed_back(ride: RideAlong, before: Officer, *, by: Actor, at: datetime) -> None:
    """To the rider: it stands with another officer. To those who name one."""
    _send(letters.HANDED_BACK, ride, [*_rider(ride), *_driver(before)], by=by, at=at, before=before)
    _send(letters.HANDED_BACK_DESK, ride, queries.approvers_of(ride.partnership), by=by, at=at, before=before)


def missed(ride: RideAlong, change: RideChange, *, by: Actor, at: datetime) -> None:
    _send(letters.MISSED, ride, _everyone(ride), by=by, at=at, reason=change.words or "—")


def done(ride: RideAlong, *, by: Actor, at: datetime) -> None:
    _send(letters.DONE, ride, [*_rider(ride), *_driver(ride.officer)], by=by, at=at)
