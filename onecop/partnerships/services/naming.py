"""Asking somebody to be a congregation's coordinator, deputy or leader, and what follows from their yes."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from onecop.access import links
from onecop.access.models import ActionLink, Person
from onecop.audit.services import record
from onecop.congregations import services as congregations
from onecop.congregations.choices import CongregationStanding, ContactKind
from onecop.congregations.models import Congregation, Contact
from onecop.kernel.actor import SYSTEM, Actor
from onecop.kernel.errors import Refused
from onecop.partnerships import people_emails as emails
from onecop.partnerships import rules
from onecop.partnerships.choices import NamingState
from onecop.partnerships.models import Leaving, Naming

ACT = "part"


class CannotAsk(Refused):
    """This person cannot be asked for this part now."""


class NotAsked(Refused):
    """The question is settled, taken back, or has run out."""


@transaction.atomic
def ask_for_part(
    *,
    congregation: Congregation,
    kind: ContactKind,
    name: str,
    email: str,
    title: str = "",
    words: str = "",
    begins_on: date | None = None,
    interim: bool = False,
    by: Actor,
    at: datetime,
) -> Naming:
    """Ask somebody by e-mail to take a part in a congregation. Until they say yes, whoever has it keeps it.

    Asking the same person again sends a new link.

    Args:
        begins_on: the first day, by the calendar of the congregation's place; None: the day they say yes. interim: until a leader is found.

    Raises:
        CannotAsk: not enrolled, they have the part already, somebody else is being asked, or the day is past.
    """
    email = email.strip().lower()
    row = Congregation.objects.select_for_update(of=("self",), no_key=True).select_related("scope", "territory").get(pk=congregation.pk)
    _may_be_asked(row, kind, email, begins_on, at)
    open_one = row.namings.open().filter(kind=kind).first()
    if open_one and open_one.email == email and open_one.state == NamingState.ASKED:
        return resend(naming=open_one, by=by, at=at)
    if open_one:
        raise CannotAsk(_("%(name)s is being asked already.") % {"name": open_one}, instead=_("Take that question back first, or wait for the answer."))
    try:
        with transaction.atomic():
            made = Naming.objects.create(
                congregation=row, kind=kind, interim=interim, name=name.strip(), title=title.strip(), email=email, words=words.strip()[:600],
                begins_on=begins_on, asked_at=at, asked_by=by if isinstance(by, Person) else None, answer_by=at + rules.ANSWER_TIME,
            )  # fmt: skip
    except IntegrityError:
        raise CannotAsk(_("Somebody else was asked in the same moment."), instead=_("Look at the page again.")) from None
    record("naming.asked", made, by=by, at=at, after={"part": str(kind)}, scope_id=row.scope_id)
    _write(made, emails.ask, by=by, at=at)
    return made


def _may_be_asked(row: Congregation, kind: ContactKind, email: str, begins_on: date | None, at: datetime) -> None:
    if row.standing != CongregationStanding.ACCEPTED:
        raise CannotAsk(_("%(name)s is not enrolled yet.") % {"name": row}, instead=_("Its people can be asked as soon as it is."))
    if row.contacts.filter(kind=kind, ended_on=None, email__iexact=email).exists():
        raise CannotAsk(_("They have this part already."), instead=_("Correct their name or address under “Name somebody”."))
    if begins_on is not None and begins_on < rules.day_there(row, at):
        raise CannotAsk(_("That day has passed."), instead=_("Choose today or a day to come, or leave it empty."))
    if Person.objects.filter(email=email, is_active=False).exists():
        raise CannotAsk(_("The account with this address is closed."), instead=_("Ask OneCOP staff to open it again."))


def _locked(naming: Naming) -> Naming:
    Congregation.objects.select_for_update(of=("self",), no_key=True).get(pk=naming.congregation_id)
    return Naming.objects.select_for_update(of=("self",)).select_related("congregation__scope", "congregation__territory", "asked_by").get(pk=naming.pk)


def _write(naming: Naming, letter: emails.Asking, *, by: Actor, at: datetime) -> None:
    token = links.issue(act=ACT, target=naming, email=naming.email, name=naming.name, until=naming.answer_by, at=at)
    letter(naming, token=token, by=by, at=at)


@transaction.atomic
def resend(*, naming: Naming, by: Actor, at: datetime) -> Naming:
    """Send the question again with a new link and the whole time to answer. The old link ends.

    Raises:
        NotAsked: it is settled.
    """
    row = _waiting(naming)
    links.withdraw(act=ACT, target=row, at=at)
    row.answer_by, row.reminded_at = at + rules.ANSWER_TIME, None
    row.save(update_fields=["answer_by", "reminded_at"])
    record("naming.resent", row, by=by, at=at, scope_id=row.scope_id)
    _write(row, emails.ask, by=by, at=at)
    return row


@transaction.atomic
def withdraw(*, naming: Naming, by: Actor, at: datetime) -> Naming:
    """Take the question back, also after a yes whose day has not come. Who was asked is told kindly.

    Raises:
        NotAsked: it is settled.
    """
    row = _locked(naming)
    if row.settled_at is not None:
        raise NotAsked(_("This question is settled."), instead=_("Look at the page again."))
    _settle(row, NamingState.WITHDRAWN, by=by, at=at)
    record("naming.withdrawn", row, by=by, at=at, scope_id=row.scope_id)
    emails.withdrawn(row, by=by, at=at)
    return row


def by_link(token: str, *, at: datetime) -> tuple[ActionLink, Naming]:
    """Return what an e-mailed link asks. Changes nothing.

    Raises:
        LinkInvalid, LinkExpired, LinkUsed, NotAsked.
    """
    link = links.find(act=ACT, token=token, at=at)
    naming = Naming.objects.select_related("congregation__scope", "congregation__territory", "asked_by").get(key=link.target)
    if naming.state != NamingState.ASKED:
        raise NotAsked(_("This question has been settled. Thank you!"))
    return link, naming


@transaction.atomic
def answer(*, naming: Naming, accepts: bool, words: str = "", by: Actor, at: datetime, link: ActionLink | None = None) -> Naming:
    """They say yes or no. A yes makes the part theirs, at once or on its day; a no goes back to who asked.

    Raises:
        NotAsked: settled before, or too late. LinkUsed: of two presses of the button this is the second.
    """
    row = _waiting(naming)
    if row.answer_by <= at:
        raise NotAsked(_("The time to answer has run out."), instead=_("Write to whoever asked you if you would still like to say yes."))
    if link is not None:
        links.use(link, at)
    row.answer, row.answered_at = words.strip()[:300], at
    row.save(update_fields=["answer", "answered_at"])
    record("naming.accepted" if accepts else "naming.declined", row, by=by, at=at, after={"part": row.kind}, scope_id=row.scope_id)
    if not accepts:
        _settle(row, NamingState.DECLINED, by=by, at=at)
        emails.declined(row, by=by, at=at)
        return row
    links.withdraw(act=ACT, target=row, at=at)
    emails.accepted(row, by=by, at=at)
    if row.begins_on is None or row.begins_on <= rules.day_there(row.congregation, at):
        return _take_up(row, by=by, at=at)
    row.state = NamingState.AGREED
    row.save(update_fields=["state"])
    return row


def _waiting(naming: Naming) -> Naming:
    row = _locked(naming)
    if row.state != NamingState.ASKED:
        raise NotAsked(_("This question has been settled. Thank you!"))
    return row


def _take_up(row: Naming, *, by: Actor, at: datetime) -> Naming:
    _settle(row, NamingState.DONE, by=by, at=at)
    congregations.set_contact(congregation=row.congregation, kind=row.kind, name=row.name, title=row.title, email=row.email, interim=row.interim, by=by, at=at)
    return row


def _settle(row: Naming, state: NamingState, *, by: Actor, at: datetime) -> None:
    row.state, row.settled_at, row.settled_by_id = state, at, by.pk
    row.save(update_fields=["state", "settled_at", "settled_by_id"])
    links.withdraw(act=ACT, target=row, at=at)


def overtaken(*, congregation: Congregation, new: Contact, by: Actor, at: datetime) -> None:
    """Somebody was named while somebody else was being asked for the same part: the question is taken back."""
    for row in congregation.namings.open().filter(kind=new.kind):
        if row.email == new.email.lower():
            _settle(row, NamingState.DONE, by=by, at=at)
        else:
            withdraw(naming=row, by=by, at=at)


@transaction.atomic
def remind(*, naming: Naming, at: datetime) -> bool:
    """Write once more, a few days before the time runs out. Once: of two workers one wins."""
    if not Naming.objects.waiting().filter(pk=naming.pk, reminded_at=None).update(reminded_at=at):
        return False
    record("naming.reminded", naming, by=SYSTEM, at=at, scope_id=naming.scope_id)
    _write(naming, emails.remind, by=SYSTEM, at=at)
    return True


@transaction.atomic
def lapse(*, naming: Naming, at: datetime) -> bool:
    """The time is over without an answer: back to who asked."""
    row = _locked(naming)
    if row.state != NamingState.ASKED or row.answer_by > at:
        return False
    _settle(row, NamingState.LAPSED, by=SYSTEM, at=at)
    record("naming.lapsed", row, by=SYSTEM, at=at, scope_id=row.scope_id)
    emails.lapsed(row, by=SYSTEM, at=at)
    return True


@transaction.atomic
def take_up(*, naming: Naming, at: datetime) -> bool:
    """The day has come for which they said yes."""
    row = _locked(naming)
    if row.state != NamingState.AGREED or row.begins_on is None or row.begins_on > rules.day_there(row.congregation, at):
        return False
    _take_up(row, by=SYSTEM, at=at)
    return True


@transaction.atomic
def step_down(*, contact: Contact, on: date, by: Actor, at: datetime) -> Leaving | None:
    """Somebody no longer has their part from a day on. A successor who says yes for that day or earlier takes over from them instead.

    Returns:
        The note of a day to come; None when the day has come and they have left.

    Raises:
        CannotAsk: they have left before, or the day lies before today.
    """
    held = Contact.objects.select_related("congregation__territory").get(pk=contact.pk)
    today = rules.day_there(held.congregation, at)
    if held.ended_on is not None:
        raise CannotAsk(_("Their time has ended already."))
    if on < today:
        raise CannotAsk(_("That day has passed."), instead=_("Choose today or a day to come."))
    if on == today:
        congregations.end_contact(contact=held, by=by, at=at)
        return None
    Congregation.objects.select_for_update(no_key=True).get(pk=held.congregation_id)
    held.leavings.filter(settled_at=None).update(settled_at=at, settled_by_id=by.pk)
    made = Leaving.objects.create(contact=held, on=on, noted_at=at, noted_by_id=by.pk)
    record("contact.leaving", held, by=by, at=at, after={"on": on.isoformat()}, scope_id=held.congregation.scope_id)
    emails.leaving(made, by=by, at=at)
    return made


@transaction.atomic
def stay(*, contact: Contact, by: Actor, at: datetime) -> bool:
    """They keep their part after all. Returns whether anything was noted."""
    changed = contact.leavings.filter(settled_at=None).update(settled_at=at, settled_by_id=by.pk)
    if changed:
        record("contact.stays", contact, by=by, at=at, scope_id=contact.congregation.scope_id)
    return bool(changed)


@transaction.atomic
def leave(*, leaving: Leaving, at: datetime) -> bool:
    """The day has come on which somebody gives up their part."""
    Congregation.objects.select_for_update(no_key=True).get(pk=leaving.contact.congregation_id)
    row = Leaving.objects.select_related("contact__congregation__territory").get(pk=leaving.pk)
    if row.settled_at is not None or row.on > rules.day_there(row.contact.congregation, at):
        return False
    congregations.end_contact(contact=row.contact, by=SYSTEM, at=at)
    Leaving.objects.filter(pk=row.pk, settled_at=None).update(settled_at=at)
    return True
