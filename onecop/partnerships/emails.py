"""The connection e-mail: one occasion, in words for each of the people it brings together."""

from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from onecop.agencies.models import Officer
from onecop.congregations.choices import ContactKind
from onecop.congregations.models import Contact
from onecop.kernel.actor import Actor
from onecop.mail.language import letters_language
from onecop.mail.services import queue_template
from onecop.mail.templates import Template, register
from onecop.partnerships.models import Partnership
from onecop.partnerships.registry import reply_address

EXAMPLE = {
    "name": "Mai Pham",
    "congregation": "Lotus Pond Temple",
    "officer": "Officer Caleb Brooks",
    "officer_contact": "by answering this e-mail",
    "agency": "Port Ellery Police Department",
    "area": "Beat 33",
    "leader": "Venerable Minh Tran",
    "coordinator": "Mai Pham",
    "coordinator_contact": "by answering this e-mail",
    "link": "https://onecop.example/partnerships/abc",
    "sign_in": "https://onecop.example/account/login/",
}

LEADER = Template(
    kind="connection.leader",
    title=_("Connection: to the faith leader"),
    audience=_("The faith leader of a congregation whose partnership has just begun"),
    subject="{congregation}, meet {officer}",
    body="""Dear {name},

you said yes, and so did {officer} of the {agency}. **Your partnership has begun.**

{officer} serves {area}, where {congregation} stands, and would like to know the people who gather there.

**What comes next is small:** a first meeting, an hour, wherever you like. {coordinator} keeps the dates: tell {coordinator} which days suit you.
Another letter comes with this one. When we found times that fit you both, it holds three of them.

You reach {officer} {officer_contact}.

[Open your partnership]({link})

To sign in, go to {sign_in} and give this e-mail address. We send you a code; there is no password to remember.

Thank you for opening your door.
""",
    words=EXAMPLE,
)
COORDINATOR = Template(
    kind="connection.coordinator",
    title=_("Connection: to the coordinator"),
    audience=_("The coordinator (and deputy) of a congregation whose partnership has just begun"),
    subject="Your partner officer: {officer}",
    body="""Dear {name},

{congregation} now has a partner: **{officer}** of the {agency}, who serves {area}.

You are the person who keeps this moving. Here is the one thing to do now:

**Open the letter that comes with this one: when we found times that fit you both, it holds three of them.** Pick those that suit you. You may
also write to {officer} and agree between you. Coffee is enough. Within the next two weeks is best.

You reach {officer} {officer_contact}.

[Open your partnership]({link})

When you have met, you are done with this step; the page shows you the next one.
To sign in, go to {sign_in} and give this e-mail address. We send you a code; there is no password to remember.
""",
    words=EXAMPLE,
)
OFFICER = Template(
    kind="connection.officer",
    title=_("Connection: to the officer"),
    audience=_("The officer whose partnership has just begun"),
    subject="Your partner congregation: {congregation}",
    body="""{name},

**{congregation}** in {area} would like to know you, and both of you have said yes.

Another letter comes with this one. When we found times around your shift, it holds three of them: pick those that suit you. {coordinator} keeps the
dates on their side; you may also agree between you: {coordinator_contact}.
{leader} leads the congregation.

Nothing to prepare. Come as you are, listen, and drink what you are offered. This is outreach, never intelligence work: please take no notes on who comes.

[Open your partnership]({link})

To sign in, go to {sign_in} and give this e-mail address. We send you a code.
""",
    words=EXAMPLE,
)
for _template in (LEADER, COORDINATOR, OFFICER):
    register(_template)

TEMPLATE_FOR = {ContactKind.LEADER: LEADER, ContactKind.COORDINATOR: COORDINATOR, ContactKind.DEPUTY: COORDINATOR}


@letters_language()
def connect(partnership: Partnership, *, officer: Officer, contacts: list[Contact], by: Actor, at: datetime) -> int:
    """Queue the connection e-mail to the officer and each contact. Returns how many.

    Nobody's address stands in it unless they share it: an answer to the letter goes through the relay to everyone who holds the partnership.
    """
    leader = next((c for c in contacts if c.kind == ContactKind.LEADER), contacts[0])
    keeper = next((c for c in contacts if c.kind == ContactKind.COORDINATOR), leader)
    words = {
        "congregation": partnership.congregation.name,
        "officer": str(officer),
        "agency": officer.agency.name,
        "area": str(partnership.area or officer.agency.name),
        "leader": str(leader),
        "coordinator": keeper.name,
        "link": f"{settings.SITE_URL}{partnership.get_absolute_url()}",
        "sign_in": f"{settings.SITE_URL}/account/login/",
    }
    letters: list[tuple[str, Officer | Contact, str]] = [(OFFICER.kind, officer, str(officer))]
    letters += [(TEMPLATE_FOR[ContactKind(c.kind)].kind, c, str(c)) for c in contacts]
    for kind, who, name in letters:
        answer = reply_address(partnership, who.person, at) if who.person else ""
        own = {"name": name, "officer_contact": _reach(officer, answer), "coordinator_contact": _reach(keeper, answer)}
        queue_template(
            kind, to=who.email, name=name, words={**words, **own}, about=partnership, by=by, at=at, reply_to=answer, scope_id=partnership.congregation.scope_id
        )
    return len(letters)


def _reach(who: Officer | Contact, answer: str) -> str:
    """Say how a reader reaches somebody, to follow "You reach Mai Pham"."""
    if who.person and who.person.shares_contact:
        return f"at {who.email}, {who.phone}" if who.phone else f"at {who.email}"
    return "by answering this e-mail" if answer else "on the page of your partnership"
