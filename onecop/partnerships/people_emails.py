"""Letters about the congregation's people: the question to take a part, and warm words when it changes hands."""

from datetime import date, datetime
from typing import Protocol

from babel.dates import format_date
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from onecop.congregations.choices import ContactKind
from onecop.congregations.models import Congregation, Contact
from onecop.kernel.actor import Actor
from onecop.mail.language import letters_language
from onecop.mail.services import queue_template
from onecop.mail.templates import Template
from onecop.partnerships import people_wording, rules
from onecop.partnerships.models import Leaving, Naming, Partnership
from onecop.partnerships.queries import officer_now
from onecop.partnerships.reach import told
from onecop.partnerships.words import MEANS


class Asking(Protocol):
    def __call__(self, naming: Naming, *, token: str, by: Actor, at: datetime) -> None: ...


def _day(day: date | None) -> str:
    return format_date(day, "EEEE, MMMM d", locale="en") if day else "the day of the yes"


def _part(kind: str, *, interim: bool = False) -> str:
    return str(_("faith leader for the time being") if interim else ContactKind(kind).label)


def _url(name: str, *args: str) -> str:
    return f"{settings.SITE_URL}{reverse(name, args=args)}"


def _open(congregation: Congregation) -> Partnership | None:
    return congregation.partnerships.open().select_related("agency", "owner").first()


def _officer_words(congregation: Congregation) -> str:
    """Who the partner is, as somebody may know it who has not said yes."""
    found = _open(congregation)
    officer = officer_now(found) if found else None
    if found and officer:
        return f"{officer} of the {found.agency} is the partner officer."
    return f"Its partner is the {found.agency}." if found else "A partner officer is being looked for."


@letters_language()
def _asking(kind: str, naming: Naming, *, token: str, by: Actor, at: datetime) -> None:
    words = {
        "name": naming.name,
        "congregation": naming.congregation.name,
        "part": naming.part,
        "asker": str(naming.asked_by or naming.congregation),
        "line": f"> {naming.words}" if naming.words else "",
        "means": str(MEANS[ContactKind(naming.kind)].short),
        "officer": _officer_words(naming.congregation),
        "first_day": _day(naming.begins_on) if naming.begins_on else "the day you say yes",
        "deadline": _day(rules.day_there(naming.congregation, naming.answer_by)),
        "link": _url("naming_answer", token),
    }
    queue_template(kind, to=naming.email, name=naming.name, words=words, about=naming, by=by, at=at, scope_id=naming.scope_id)


def ask(naming: Naming, *, token: str, by: Actor, at: datetime) -> None:
    """The question, with the link that answers it."""
    _asking(people_wording.ASK.kind, naming, token=token, by=by, at=at)


def remind(naming: Naming, *, token: str, by: Actor, at: datetime) -> None:
    _asking(people_wording.REMIND.kind, naming, token=token, by=by, at=at)


@letters_language()
def withdrawn(naming: Naming, *, by: Actor, at: datetime) -> None:
    words = {"name": naming.name, "congregation": naming.congregation.name, "part": naming.part}
    queue_template(people_wording.WITHDRAWN.kind, to=naming.email, name=naming.name, words=words, about=naming, by=by, at=at, scope_id=naming.scope_id)


@letters_language()
def _outcome(kind: str, naming: Naming, *, by: Actor, at: datetime, holder_too: bool = False) -> None:
    """Tell whoever asked, and the leader when that is somebody else; with `holder_too`, who has the part until then."""
    temple = naming.congregation
    contacts = list(temple.contacts.filter(ended_on=None).order_by("pk"))
    to = {naming.asked_by.email: naming.asked_by.name} if naming.asked_by and naming.asked_by.is_active else {}
    told = (ContactKind.LEADER, naming.kind) if holder_too else (ContactKind.LEADER,)
    to |= {c.email: str(c) for c in contacts if c.kind in told and not (naming.asked_by and c.person_id == naming.asked_by.pk)}
    words = {
        "other": str(naming),
        "congregation": temple.name,
        "part": naming.part,
        "first_day": _day(naming.begins_on) if naming.begins_on else "today",
        "words": f"> {naming.answer}" if naming.answer else "",
        "keeps": keeps(naming.kind, {c.kind: c for c in contacts}),
        "link": _url("congregation_parts", temple.key),
    }
    for email, name in to.items():
        if email != naming.email:
            queue_template(kind, to=email, name=name, words={**words, "name": name}, about=naming, by=by, at=at, scope_id=naming.scope_id)


def accepted(naming: Naming, *, by: Actor, at: datetime) -> None:
    _outcome(people_wording.ACCEPTED.kind, naming, by=by, at=at, holder_too=True)


def declined(naming: Naming, *, by: Actor, at: datetime) -> None:
    _outcome(people_wording.DECLINED.kind, naming, by=by, at=at)


def lapsed(naming: Naming, *, by: Actor, at: datetime) -> None:
    _outcome(people_wording.LAPSED.kind, naming, by=by, at=at)


def keeps(kind: str, now: dict[str, Contact]) -> str:
    """Who keeps the partnership while a part is open: its holder, else the coordinator, else the leader; a deputy before nobody."""
    order = [kind, ContactKind.COORDINATOR, ContactKind.LEADER, ContactKind.DEPUTY]
    holder = next((now[k] for k in order if k in now), None)
    return f"Until somebody is found, {holder} keeps the dates." if holder else "Nobody at the congregation can be reached through OneCOP now."


@letters_language()
def changed_hands(
    partnership: Partnership, *, kind: str, old: Contact | None, new: Contact | None, others: dict[str, Contact], by: Actor, at: datetime
) -> None:
    """A part changed hands while the partnership goes on: welcome, thanks, and word to those who should know.

    others: who has the parts of the congregation now, by kind.
    """
    temple, officer = partnership.congregation, officer_now(partnership)
    part = _part(kind, interim=bool(new and new.interim))
    page = f"{settings.SITE_URL}{partnership.get_absolute_url()}"
    words = {
        "congregation": temple.name,
        "part": part,
        "officer_contact": f"{officer}, {told(officer)}" if officer else "a new partner officer is being looked for.",
        "means": str(MEANS[ContactKind(kind)].short),
        "sign_in": f"{settings.SITE_URL}/account/login/",
        "keeps": f"{new} takes over from you." if new else keeps(kind, others),
        "contact": told(new) if new else "",
        "link": page,
    }

    def write(template: Template, to: str, name: str, **more: str) -> None:
        filled = {**words, "name": name, **more}
        queue_template(template.kind, to=to, name=name, words=filled, about=partnership, by=by, at=at, scope_id=temple.scope_id)

    if new:
        write(people_wording.WELCOME, new.email, str(new), link=_url("partnership_brief", partnership.key))
    if old and not (new and new.email == old.email):
        write(people_wording.THANKS, old.email, str(old), part=_part(kind, interim=old.interim))
    if new and kind != ContactKind.DEPUTY:
        if officer:
            write(people_wording.NEW_CONTACT, officer.email, str(officer), other=str(new))
        leader = others.get(ContactKind.LEADER)
        if leader and kind != ContactKind.LEADER and by.pk != leader.person_id:
            write(people_wording.NEW_CONTACT, leader.email, str(leader), other=str(new))
    if old and not new and kind != ContactKind.DEPUTY and partnership.owner_id:
        owner = Partnership.objects.select_related("owner").get(pk=partnership.pk).owner
        if owner:
            write(people_wording.VACANT, owner.email, owner.name, other=str(old), link=_url("congregation_parts", temple.key))


@letters_language()
def leaving(note: Leaving, *, by: Actor, at: datetime) -> None:
    """Tell the leader and the owner that somebody leaves, so that there is time; never the one who said it."""
    contact, temple = note.contact, note.contact.congregation
    found = _open(temple)
    leader = temple.contacts.filter(kind=ContactKind.LEADER, ended_on=None).exclude(pk=contact.pk).first()
    to = {leader.email: str(leader)} if leader and leader.person_id != by.pk else {}
    if found and found.owner and found.owner_id != by.pk:
        to[found.owner.email] = found.owner.name
    words = {
        "other": str(contact),
        "part": _part(contact.kind, interim=contact.interim),
        "congregation": temple.name,
        "day": _day(note.on),
        "link": f"{_url('congregation_invite', temple.key)}?kind={contact.kind}",
    }
    for email, name in to.items():
        queue_template(people_wording.LEAVING.kind, to=email, name=name, words={**words, "name": name}, about=temple, by=by, at=at, scope_id=temple.scope_id)
