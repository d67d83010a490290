"""Letters of a handover, one function per occasion. They wait for the end of the reader's quiet hours, but for questions and their answers."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from babel.dates import format_date
from django.conf import settings
from django.db import models
from django.urls import reverse

from onecop.agencies.models import Officer
from onecop.congregations.choices import ContactKind
from onecop.congregations.models import Contact
from onecop.handover import wording
from onecop.handover.models import Handover, Question
from onecop.kernel.actor import Actor
from onecop.mail.language import letters_language
from onecop.mail.services import queue_template
from onecop.mail.templates import Template
from onecop.partnerships.choices import CloseReason
from onecop.partnerships.reach import told
from onecop.partnerships.rules import local_day, zone_of

ORDER = [ContactKind.COORDINATOR, ContactKind.LEADER, ContactKind.DEPUTY]
AREA = (CloseReason.MOVED, CloseReason.MAP)


def contacts_of(handover: Handover) -> list[Contact]:
    """Return the people of the congregation who hold the partnership now, the coordinator first."""
    rows = handover.partnership.tenures.filter(closed_on=None, contact__isnull=False).select_related("contact")
    people = {t.contact.email.lower(): t.contact for t in rows if t.contact and t.contact.email}
    return sorted(people.values(), key=lambda c: ORDER.index(ContactKind(c.kind)))


def opened(handover: Handover, *, by: Actor, at: datetime) -> None:
    """Tell the congregation that its officer moves on. Who asked for somebody else is thanked alone: nobody else is told of the wish."""
    if handover.reason == CloseReason.CONGREGATION:
        mine = [c for c in contacts_of(handover) if c.person_id == by.pk]
        _to_contacts(handover, wording.WISHED, mine, by=by, at=at)
        return
    if handover.old is None:
        return
    template = wording.AWAY if handover.reason == CloseReason.LEAVE else wording.GROUND if handover.reason in AREA else wording.MOVING
    _to_contacts(handover, template, contacts_of(handover), by=by, at=at)


def covered(handover: Handover, officer: Officer, *, by: Actor, at: datetime) -> None:
    """Tell the congregation and the officer about the interim."""
    _to_contacts(handover, wording.COVERED, contacts_of(handover), by=by, at=at, next_officer=officer, contact=told(officer))
    _to_officer(handover, wording.COVER, officer, by=by, at=at, contact=_keeper(handover))


def ask(question: Question, *, side: str, to: str, name: str, token: str, by: Actor, at: datetime, again: bool = False) -> None:
    """Put the question to one side, or remind it."""
    template = wording.REMIND if again else wording.ASK_OFFICER if side == "officer" else wording.ASK_CONGREGATION
    link = f"{settings.SITE_URL}{reverse('handover_answer_link', args=[token])}"
    zone = zone_of(question.handover.partnership)
    with letters_language():
        reasons = "\n".join(f"• {r['lead']} {r['rest']}" for r in question.good_reasons)
    deadline = format_date(question.answer_by.astimezone(zone), "EEEE, MMMM d", locale="en")
    words = {"reasons": reasons or "• You work where they are.", "deadline": deadline, "link": link}
    _send(question.handover, template, to, name, question, by=by, at=at, urgent=True, next_officer=question.officer, **words)


def not_now(question: Question, *, to: str, name: str, by: Actor, at: datetime) -> None:
    """Tell a side kindly that it will not come about."""
    _send(question.handover, wording.WITHDRAWN, to, name, question, by=by, at=at, next_officer=question.officer)


def agreed(handover: Handover, *, by: Actor, at: datetime) -> None:
    """Tell everyone who comes next, when that is on a later day."""
    assert handover.successor is not None
    given: dict[str, Any] = {"next_officer": handover.successor, "when": _on(handover.takes_over_on)}
    _to_contacts(handover, wording.COMING, contacts_of(handover), by=by, at=at, **given)
    _to_officer(handover, wording.SUCCESSOR, handover.successor, by=by, at=at, **given)
    thank(handover, by=by, at=at)


def thank(handover: Handover, *, by: Actor, at: datetime) -> None:
    """Thank the officer who goes, and say who takes over."""
    if handover.old and handover.old.officer and handover.old.officer.email:
        given: dict[str, Any] = {"next_officer": handover.successor, "when": _on(handover.takes_over_on)}
        _to_officer(handover, wording.THANKS, handover.old.officer, by=by, at=at, **given)


def begun(handover: Handover, *, by: Actor, at: datetime) -> None:
    """Connect the congregation and its new officer, on the day."""
    assert handover.successor is not None
    _to_contacts(handover, wording.BEGUN, contacts_of(handover), by=by, at=at, next_officer=handover.successor, contact=told(handover.successor))
    _to_officer(handover, wording.BEGUN_OFFICER, handover.successor, by=by, at=at, next_officer=handover.successor, contact=_keeper(handover))


def stays(handover: Handover, *, by: Actor, at: datetime) -> None:
    """Tell the congregation that its officer stays. Nobody was told of a wish, so nobody needs to hear of its end."""
    if handover.reason != CloseReason.CONGREGATION and handover.old is not None:
        _to_contacts(handover, wording.STAYS, contacts_of(handover), by=by, at=at)


def _to_contacts(handover: Handover, template: Template, people: Iterable[Contact], *, by: Actor, at: datetime, **given: Any) -> None:
    for contact in people:
        _send(handover, template, contact.email, str(contact), handover, by=by, at=at, **given)


def _to_officer(handover: Handover, template: Template, officer: Officer, *, by: Actor, at: datetime, **given: Any) -> None:
    if officer.email:
        brief = f"{settings.SITE_URL}{reverse('handover_brief', args=[handover.key])}"
        _send(handover, template, officer.email, str(officer), handover, by=by, at=at, brief=brief, **given)


@letters_language()
def _send(
    handover: Handover, template: Template, to: str, name: str, about: models.Model, *, by: Actor, at: datetime, urgent: bool = False, **given: Any
) -> None:
    partnership = handover.partnership
    words = {
        "name": name,
        "congregation": partnership.congregation.name,
        "officer": str(handover.old.officer if handover.old else "Your officer"),
        "next_officer": "",
        "agency": partnership.agency.name,
        "area": str(partnership.congregation.area or partnership.area or partnership.agency.name),
        "when": _on(handover.leaves_on),
        "meanwhile": _meanwhile(handover, local_day(partnership, at)),
        "reasons": "",
        "deadline": "",
        "contact": "",
        "link": f"{settings.SITE_URL}{partnership.get_absolute_url()}",
        "brief": "",
        "sign_in": f"{settings.SITE_URL}/account/login/",
    }
    words |= {key: str(value) for key, value in given.items()}
    queue_template(template.kind, to=to, name=name, words=words, about=about, by=by, at=at, scope_id=handover.scope_id, patient=not urgent)


def _on(day: date | None) -> str:
    return f"on {format_date(day, 'EEEE, MMMM d', locale='en')}" if day else "soon"


def _meanwhile(handover: Handover, today: date) -> str:
    """Say who is there until the next officer begins."""
    if handover.interim and handover.interim.officer and handover.interim.closed_on is None:
        return f"Until then {handover.interim.officer} is there for you."
    if handover.old is None or handover.old.closed_on is not None or (handover.leaves_on and handover.leaves_on <= today):
        return "Until then you can always write to us."
    return f"Until then {handover.old.officer} stays your partner officer."


def _keeper(handover: Handover) -> str:
    """Return how to reach whoever keeps the dates on the congregation's side."""
    people = contacts_of(handover)
    return f"{people[0].name}: {told(people[0])}" if people else str(handover.partnership.congregation.name)
