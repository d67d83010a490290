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
from onecop.mail.templates import Template, register
from onecop.partnerships.models import Leaving, Naming, Partnership
from onecop.partnerships.queries import officer_now
from onecop.partnerships.reach import told
from onecop.partnerships.words import MEANS

EXAMPLE = {
    "name": "Mai Pham",
    "other": "Tuan Le",
    "congregation": "Lotus Pond Temple",
    "part": "coordinator",
    "asker": "Venerable Minh Tran",
    "line": "You know everybody, and everybody trusts you.",
    "means": "You keep the dates and answer letters, an hour or two a month.",
    "officer": "Officer Caleb Brooks of the Port Ellery Police Department is the partner officer.",
    "officer_contact": "Officer Caleb Brooks, write on the page of your partnership",
    "first_day": "the day you say yes",
    "day": "Monday, June 1",
    "deadline": "Friday, November 27",
    "words": "My mother needs me this year.",
    "keeps": "Mai Pham keeps the dates until somebody is named.",
    "contact": "write on the page of your partnership",
    "link": "https://onecop.example/part/abc",
    "sign_in": "https://onecop.example/account/login/",
}

ASK = register(
    Template(
        kind="naming.ask",
        title=_("Would you be our coordinator?"),
        audience=_("Somebody who is asked to be a congregation’s coordinator, deputy or leader"),
        subject="{congregation}: would you be our {part}?",
        body="""Dear {name},

{asker} would like you to be the **{part}** of {congregation} in its partnership with the police.

{line}

**What it means.** {means}

{officer} You would begin on {first_day}, and you may hand it on whenever you need to.

[Read more, and say yes or no]({link})

Please answer by **{deadline}**. A no is fine, and nobody has to say why.
""",
        words=EXAMPLE,
    )
)
REMIND = register(
    Template(
        kind="naming.remind",
        title=_("Would you be our coordinator? Reminder"),
        audience=_("Whoever has not answered three days before the time runs out"),
        subject="{congregation} still hopes for your answer",
        body="""Dear {name},

{asker} asked whether you would be the **{part}** of {congregation}, and has not heard from you yet.

[Say yes or no]({link})

The question ends on **{deadline}**. A no is just as welcome as a yes: then we can ask somebody else.
""",
        words=EXAMPLE,
    )
)
WITHDRAWN = register(
    Template(
        kind="naming.withdrawn",
        title=_("The question is taken back"),
        audience=_("Somebody who was asked to take a part, when the question is taken back"),
        subject="About {congregation}",
        body="""Dear {name},

the question whether you would be the {part} of {congregation} is settled in another way. There is nothing for you to do; the link in our earlier
message no longer works.

Thank you for thinking about it.
""",
        words=EXAMPLE,
    )
)
ACCEPTED = register(
    Template(
        kind="naming.accepted",
        title=_("Somebody said yes"),
        audience=_("Whoever asked somebody to take a part, and who has it until then"),
        subject="{other} said yes",
        body="""Dear {name},

good news: **{other}** will be the {part} of {congregation}, from {first_day}.

{words}

There is nothing more to do. We write to everybody who should know when the day comes.

[See who has which part]({link})
""",
        words=EXAMPLE,
    )
)
DECLINED = register(
    Template(
        kind="naming.declined",
        title=_("Somebody said no"),
        audience=_("Whoever asked somebody to take a part"),
        subject="{other} cannot",
        body="""Dear {name},

**{other}** cannot be the {part} of {congregation} now. It says nothing about the partnership; lives are full.

{words}

{keeps}

[Ask somebody else]({link})
""",
        words=EXAMPLE,
    )
)
LAPSED = register(
    Template(
        kind="naming.lapsed",
        title=_("No answer in time"),
        audience=_("Whoever asked somebody to take a part and has had no answer"),
        subject="No answer from {other} yet",
        body="""Dear {name},

we asked **{other}** twice to be the {part} of {congregation} and have had no answer. A word in person often helps. You can send the question again
or ask somebody else.

{keeps}

[See who has which part]({link})
""",
        words=EXAMPLE,
    )
)
WELCOME = register(
    Template(
        kind="people.welcome",
        title=_("Welcome to the partnership"),
        audience=_("A new coordinator, deputy or leader of a congregation with a partnership"),
        subject="Welcome: you are the {part} of {congregation}",
        body="""Dear {name},

thank you! From today you are the **{part}** of {congregation}.

{means}

**Whom to call:** {officer_contact}

**The one thing to do now:** read the brief. It says in five minutes what happened so far, what is planned, and who is who.

[Read the brief]({link})

To sign in, go to {sign_in} and give this e-mail address. We send you a code; there is no password to remember.
""",
        words=EXAMPLE,
    )
)
THANKS = register(
    Template(
        kind="people.thanks",
        title=_("Thank you for your time"),
        audience=_("A coordinator, deputy or leader who has handed over or stepped down"),
        subject="Thank you, {name}",
        body="""Dear {name},

today your time as {part} of {congregation} ends. A partnership like this lives from people who answer the phone, and you did.

{keeps}

What you built stays written down and goes on with those who come after you. Thank you for every hour.
""",
        words=EXAMPLE,
    )
)
NEW_CONTACT = register(
    Template(
        kind="people.new_contact",
        title=_("Whom to call now"),
        audience=_("The officer (and the faith leader), when a congregation’s coordinator or leader has changed"),
        subject="{congregation}: {other} is the {part} now",
        body="""{name},

from today **{other}** is the {part} of {congregation}. To say hello: {contact}.

A few words in the next days goes a long way. Everything that is planned stays as it is.

[Open your partnership]({link})
""",
        words=EXAMPLE,
    )
)
VACANT = register(
    Template(
        kind="people.vacant",
        title=_("A part is vacant"),
        audience=_("The staff member who looks after a partnership, when a congregation has no leader or no coordinator now"),
        subject="{congregation} has no {part} now",
        body="""{name},

{other} is no longer the {part} of {congregation}, and nobody has been named yet.

{keeps}

[See who has which part]({link})
""",
        words=EXAMPLE,
    )
)
LEAVING = register(
    Template(
        kind="people.leaving",
        title=_("Somebody leaves on a day"),
        audience=_("The faith leader, and the staff member who looks after the partnership, when somebody has said that they will leave"),
        subject="{other} leaves on {day}",
        body="""Dear {name},

**{other}** will no longer be the {part} of {congregation} from {day}. There is time to find a successor and to hand over well.

[Ask somebody to follow]({link})
""",
        words=EXAMPLE,
    )
)


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
        "deadline": _day(naming.answer_by.date()),
        "link": _url("naming_answer", token),
    }
    queue_template(kind, to=naming.email, name=naming.name, words=words, about=naming, by=by, at=at, scope_id=naming.scope_id)


def ask(naming: Naming, *, token: str, by: Actor, at: datetime) -> None:
    """The question, with the link that answers it."""
    _asking(ASK.kind, naming, token=token, by=by, at=at)


def remind(naming: Naming, *, token: str, by: Actor, at: datetime) -> None:
    _asking(REMIND.kind, naming, token=token, by=by, at=at)


@letters_language()
def withdrawn(naming: Naming, *, by: Actor, at: datetime) -> None:
    words = {"name": naming.name, "congregation": naming.congregation.name, "part": naming.part}
    queue_template(WITHDRAWN.kind, to=naming.email, name=naming.name, words=words, about=naming, by=by, at=at, scope_id=naming.scope_id)


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
    _outcome(ACCEPTED.kind, naming, by=by, at=at, holder_too=True)


def declined(naming: Naming, *, by: Actor, at: datetime) -> None:
    _outcome(DECLINED.kind, naming, by=by, at=at)


def lapsed(naming: Naming, *, by: Actor, at: datetime) -> None:
    _outcome(LAPSED.kind, naming, by=by, at=at)


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
        write(WELCOME, new.email, str(new), link=_url("partnership_brief", partnership.key))
    if old and not (new and new.email == old.email):
        write(THANKS, old.email, str(old), part=_part(kind, interim=old.interim))
    if new and kind != ContactKind.DEPUTY:
        if officer:
            write(NEW_CONTACT, officer.email, str(officer), other=str(new))
        leader = others.get(ContactKind.LEADER)
        if leader and kind != ContactKind.LEADER and by.pk != leader.person_id:
            write(NEW_CONTACT, leader.email, str(leader), other=str(new))
    if old and not new and kind != ContactKind.DEPUTY and partnership.owner_id:
        owner = Partnership.objects.select_related("owner").get(pk=partnership.pk).owner
        if owner:
            write(VACANT, owner.email, owner.name, other=str(old), link=_url("congregation_parts", temple.key))


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
        queue_template(LEAVING.kind, to=email, name=name, words={**words, "name": name}, about=temple, by=by, at=at, scope_id=temple.scope_id)
