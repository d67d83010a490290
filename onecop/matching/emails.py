"""Letters about a proposal: the question to each side, the reminder, and the kind word when it is withdrawn."""

from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from babel.dates import format_date
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from onecop.kernel.actor import Actor
from onecop.mail.language import letters_language
from onecop.mail.services import queue_template
from onecop.mail.templates import Template, register
from onecop.matching.choices import Side
from onecop.matching.models import Proposal

EXAMPLE = {
    "name": "Mai Pham",
    "congregation": "Lotus Pond Temple",
    "officer": "Officer Caleb Brooks",
    "agency": "Port Ellery Police Department",
    "area": "Beat 33",
    "reasons": "• Brooks’s beat is theirs. Lotus Pond Temple stands inside Beat 33.\n• Brooks can come on Sundays.",
    "deadline": "Friday, November 27",
    "link": "https://onecop.example/answer/abc",
}

ASK_OFFICER = Template(
    kind="matching.ask_officer",
    title=_("Proposal: to the officer"),
    audience=_("An officer who is asked to be the partner of a congregation"),
    subject="Would you be the partner officer of {congregation}?",
    body="""{name},

we would like to connect you with **{congregation}** in {area}. It takes an hour here and there: a first meeting, a service or a meal, and someone
they can call by name. Why we thought of you:

{reasons}

Either side may say no, and nobody needs to say why.

[Answer yes or no]({link})

Please answer by **{deadline}**. This is outreach, never intelligence work.
""",
    words=EXAMPLE,
)
ASK_CONGREGATION = Template(
    kind="matching.ask_congregation",
    title=_("Proposal: to the congregation"),
    audience=_("The coordinator (or faith leader) of a congregation, asked about a partner officer"),
    subject="A partner officer for {congregation}: {officer}?",
    body="""Dear {name},

we would like to introduce **{officer}** of the {agency} to **{congregation}**, as your partner officer. Why we thought of this pair:

{reasons}

If you both say yes, we connect you by e-mail and you choose when to meet. You may say no, and you need not say why; we then look for someone else.

[Answer yes or no]({link})

Please answer by **{deadline}**. Your partnership is never a way to watch a congregation.
""",
    words=EXAMPLE,
)
REMIND = Template(
    kind="matching.remind",
    title=_("Proposal: reminder"),
    audience=_("Whoever has not answered two days before the deadline"),
    subject="Two days left: {congregation} and {officer}",
    body="""{name},

we asked whether **{congregation}** and **{officer}** should be partners, and have not heard from you yet. A yes or a no are both fine.

[Answer yes or no]({link})

The question ends on **{deadline}**. After that we look for another way, and nobody minds.
""",
    words=EXAMPLE,
)
WITHDRAWN = Template(
    kind="matching.withdrawn",
    title=_("Proposal: it will not come about"),
    audience=_("The other side, when a proposal was declined or ran out"),
    subject="About {congregation} and {officer}",
    body="""{name},

the pairing of **{congregation}** and **{officer}** that we wrote to you about will not come about this time. It says nothing about you: times,
distances and duties must fit on both sides.

There is nothing for you to do. The link in our earlier message no longer works, and we are already looking for a better fit.

Thank you for being ready to open a door.
""",
    words=EXAMPLE,
)
for _template in (ASK_OFFICER, ASK_CONGREGATION, REMIND, WITHDRAWN):
    register(_template)


class Letter(Protocol):
    def __call__(self, proposal: Proposal, *, side: str, to: str, name: str, token: str, by: Actor, at: datetime) -> None: ...


def reasons_in_words(proposal: Proposal) -> str:
    """What speaks for the pair, a line each. Points and doubts are staff's."""
    return "\n".join(f"• {r['lead']} {r['rest']}" for r in proposal.good_reasons)


@letters_language()
def _words(proposal: Proposal, name: str, token: str = "") -> dict[str, str]:
    agency = proposal.run.agency
    zone = ZoneInfo(agency.territory.timezone if agency.territory else "UTC")
    return {
        "name": name,
        "congregation": proposal.congregation.name,
        "officer": str(proposal.officer),
        "agency": agency.name,
        "area": str(proposal.congregation.area or agency.name),
        "reasons": reasons_in_words(proposal),
        "deadline": format_date(proposal.answer_by.astimezone(zone), "EEEE, MMMM d", locale="en") if proposal.answer_by else "",
        "link": f"{settings.SITE_URL}{reverse('proposal_answer_link', args=[token])}" if token else "",
    }


def _send(kind: str, proposal: Proposal, *, to: str, name: str, token: str, by: Actor, at: datetime) -> None:
    queue_template(kind, to=to, name=name, words=_words(proposal, name, token), about=proposal, by=by, at=at, scope_id=proposal.scope_id)


def ask(proposal: Proposal, *, side: str, to: str, name: str, token: str, by: Actor, at: datetime) -> None:
    """The question, in words for the side."""
    template = ASK_OFFICER if side == Side.OFFICER else ASK_CONGREGATION
    _send(template.kind, proposal, to=to, name=name, token=token, by=by, at=at)


def remind(proposal: Proposal, *, side: str, to: str, name: str, token: str, by: Actor, at: datetime) -> None:
    _send(REMIND.kind, proposal, to=to, name=name, token=token, by=by, at=at)


def withdraw(proposal: Proposal, *, side: str, to: str, name: str, by: Actor, at: datetime) -> None:
    _send(WITHDRAWN.kind, proposal, to=to, name=name, token="", by=by, at=at)
