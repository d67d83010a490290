"""Letters about events: the question to the officer, what changed, what was answered, and the protocol."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from onecop.access import links
from onecop.agencies.models import Officer
from onecop.congregations.models import Contact
from onecop.events import sacred_space
from onecop.events.choices import InviteState
from onecop.events.models import Introduction, Invite, Protocol, ProtocolReply
from onecop.events.people import at_hour, people, zone_of_reader
from onecop.kernel.actor import Actor
from onecop.mail.language import letters_language
from onecop.mail.services import queue_template
from onecop.mail.templates import Template, register
from onecop.partnerships.models import Partnership

ANSWER = "events.answer"
EXAMPLE = {
    "name": "Officer Caleb Brooks",
    "congregation": "Lotus Pond Temple",
    "officer": "Officer Caleb Brooks",
    "title": "New Year’s dinner",
    "when": "Saturday, November 28, 6:00 PM EST",
    "was": "Friday, November 27, 6:00 PM EST",
    "words": "“The children have practiced a song.”",
    "answer": "comes, on duty",
    "list": "• New Year’s dinner, Saturday, November 28",
    "points": "• Weapon: I must carry my weapon on duty.",
    "link": "https://onecop.example/visit/abc",
}


def _template(kind: str, title: Any, audience: Any, subject: str, body: str) -> Template:
    return register(Template(kind=f"events.{kind}", title=title, audience=audience, subject=subject, body=body, words=EXAMPLE))


INVITE = _template(
    "invite",
    _("Invitation to the officer"),
    _("The partner officer whom a congregation asks to come"),
    "{congregation} invites you: {title}, {when}",
    """{name},

**{congregation}** would be glad to see you at **{title}**.

**{when}**

{words}

[Say yes or no]({link})

The page says whether you are on duty then. A no is fine, and nobody needs to say why.
""",
)
REMIND = _template(
    "remind",
    _("Invitation: reminder"),
    _("An officer who has not answered three days before"),
    "Can you come? {title}, {when}",
    """{name},

**{congregation}** asked you to **{title}**, **{when}**, and does not know yet whether to expect you.

[Say yes or no]({link})
""",
)
MOVED = _template(
    "moved",
    _("Invitation: another time"),
    _("An officer who was asked to a date that moves"),
    "Another time: {title} is now {when}",
    """{name},

**{title}** of **{congregation}** takes place at another time.

It was {was}. **Now it is {when}.**

Because your shift may be different then, we ask again.

[Say yes or no]({link})
""",
)
CANCELLED = _template(
    "cancelled",
    _("Invitation: called off"),
    _("An officer who was asked to a date that does not take place"),
    "Called off: {title}, {when}",
    """{name},

**{title}** of **{congregation}** on {when} does not take place. {words}

There is nothing for you to do.
""",
)
WITHDRAWN = _template(
    "withdrawn",
    _("Invitation: taken back"),
    _("An officer whose invitation was taken back"),
    "About {title}, {when}",
    """{name},

you need not keep **{when}** free any more: the invitation of **{congregation}** to {title} was taken back, because {words}.

Thank you for having been ready to come.
""",
)
CALLED_OFF = _template(
    "called_off",
    _("Invitations: the partnership rests or ends"),
    _("An officer with open invitations of a partnership that pauses or ends"),
    "You need not keep these dates free: {congregation}",
    """{name},

the partnership with **{congregation}** is {answer}. What was planned is called off:

{list}

Thank you for every hour you gave.
""",
)
ANSWERED = _template(
    "answered",
    _("The officer’s answer"),
    _("The coordinator of the congregation that asked"),
    "{officer} {answer}: {title}, {when}",
    """Dear {name},

**{officer} {answer}** — {title}, {when}.

{words}

[Open the calendar]({link})
""",
)
CAME = _template(
    "came",
    _("Did the officer come?"),
    _("The coordinator, the day after"),
    "Did {officer} come to {title}?",
    """Dear {name},

we hope that **{title}** was a good hour. One tap, and you are done:

[Yes, {officer} came, or no]({link})

We never ask who else was there.
""",
)
PROTOCOL = _template(
    "protocol",
    _("Sacred space: to confirm"),
    _("The officer who is asked to confirm what a congregation asks for"),
    "Before you visit {congregation}: nine short answers",
    """{name},

**{congregation}** has written down what matters in its sacred space: uniform, weapon, shoes, where to sit and where to stand. {words}

[Read it and confirm]({link})

If there is a point that you cannot meet on duty, say so on the page: you both see what can be done instead.
""",
)
QUESTIONED = _template(
    "questioned",
    _("Sacred space: a point that cannot be met"),
    _("The coordinator, when the officer cannot meet a point"),
    "{officer} cannot meet everything: please look",
    """Dear {name},

**{officer}** has read what you ask for and cannot meet this:

{points}

[See what can be done instead]({link})

You decide. Nothing is agreed until you both say so.
""",
)
AGREED = _template(
    "agreed",
    _("Sacred space: agreed"),
    _("The coordinator, when the officer agrees"),
    "{officer} agrees to what you ask for",
    """Dear {name},

**{officer}** has read all of it and agrees.

[Open the introduction]({link})
""",
)
INTRODUCED = _template(
    "introduced",
    _("The introduction took place"),
    _("Both sides, after it"),
    "{officer} and {congregation}: introduced",
    """{name},

**{officer}** was introduced at **{congregation}**. Thank you, both of you!

From here on it is simple: invite each other, now and then. A meal, a drive, a festival.

[Open your partnership]({link})
""",
)


def _site(name: str, *args: str) -> str:
    return f"{settings.SITE_URL}{reverse(name, args=args)}"


@letters_language()
def _words(invite: Invite, **more: str) -> dict[str, str]:
    event = invite.occurrence.event
    return {
        "congregation": invite.partnership.congregation.name,
        "officer": str(invite.officer),
        "title": event.title,
        "words": f"“{invite.words}”" if invite.words else "",
        "when": "",
        "link": "",
        **more,
    }


def _to_officer(template: Template, invite: Invite, *, by: Actor, at: datetime, ask: bool = False, **more: str) -> None:
    """Write to the officer, hours in the officer's own zone; with `ask`, a link that answers."""
    officer, occurrence = invite.officer, invite.occurrence
    if not officer.email:
        return
    zone = zone_of_reader(officer.person, occurrence.event.zone)
    link = ""
    if ask:
        links.withdraw(act=ANSWER, target=invite, at=at)
        token = links.issue(act=ANSWER, target=invite, email=officer.email, name=str(officer), until=occurrence.ends_at, at=at)
        link = _site("event_answer_link", token)
    moments = {name: at_hour(datetime.fromisoformat(value), zone) for name, value in more.items() if name == "was"}
    words = _words(invite, **{"when": at_hour(occurrence.starts_at, zone), "link": link, **more, **moments})
    _queue(template, to=officer.email, words={**words, "name": str(officer)}, about=invite, partnership=invite.partnership, by=by, at=at)


def _to_keeper(template: Template, partnership: Partnership, words: dict[str, str], *, about: Model, by: Actor, at: datetime) -> None:
    keeper = people(partnership).keeper
    if keeper:
        _queue(template, to=keeper.email, words={**words, "name": str(keeper)}, about=about, partnership=partnership, by=by, at=at)


def _queue(template: Template, *, to: str, words: dict[str, str], about: Model, partnership: Partnership, by: Actor, at: datetime) -> None:
    queue_template(template.kind, to=to, name=words["name"], words=words, about=about, by=by, at=at, scope_id=partnership.congregation.scope_id)


def invite(invite: Invite, *, by: Actor, at: datetime) -> None:
    _to_officer(INVITE, invite, by=by, at=at, ask=True)


def remind(invite: Invite, *, by: Actor, at: datetime) -> None:
    _to_officer(REMIND, invite, by=by, at=at, ask=True)


def moved(invite: Invite, *, was: datetime, by: Actor, at: datetime) -> None:
    _to_officer(MOVED, invite, by=by, at=at, ask=True, was=was.isoformat())


def cancelled(invite: Invite, *, by: Actor, at: datetime) -> None:
    links.withdraw(act=ANSWER, target=invite, at=at)
    _to_officer(CANCELLED, invite, by=by, at=at, words=invite.occurrence.cancel_words)


def withdrawn(invite: Invite, *, by: Actor, at: datetime) -> None:
    with letters_language():
        why = str(invite.get_withdraw_reason_display())
    _to_officer(WITHDRAWN, invite, by=by, at=at, words=why)


def called_off(partnership: Partnership, invites: list[Invite], *, by: Actor, at: datetime) -> None:
    """One letter for all that was planned."""
    officer = invites[0].officer
    if officer.email:
        with letters_language():
            zone = zone_of_reader(officer.person, invites[0].occurrence.event.zone)
            rows = "\n".join(f"• {i.occurrence.event.title}, {at_hour(i.occurrence.starts_at, zone)}" for i in invites)
            words = _words(invites[0], name=str(officer), list=rows, answer=str(partnership.get_state_display()))
        _queue(CALLED_OFF, to=officer.email, words=words, about=partnership, partnership=partnership, by=by, at=at)


def answered(invite: Invite, *, by: Actor, at: datetime) -> None:
    keeper = people(invite.partnership).keeper
    if keeper is None:
        return
    with letters_language():
        duty = f", {invite.get_duty_display()}" if invite.duty else ""
        answer = f"comes{duty}" if invite.state == InviteState.YES else "cannot come"
    occurrence = invite.occurrence
    when = at_hour(occurrence.starts_at, zone_of_reader(keeper.person, occurrence.event.zone))
    said = f"“{invite.answer_words}”" if invite.answer_words else ""
    link = _site("event_day", occurrence.event.key, occurrence.on.isoformat())
    words = _words(invite, answer=answer, when=when, words=said, link=link)
    _to_keeper(ANSWERED, invite.partnership, words, about=invite, by=by, at=at)


def did_they_come(invite: Invite, *, keeper: Contact, token: str, by: Actor, at: datetime) -> None:
    words = _words(invite, link=_site("event_came_link", token))
    _to_keeper(CAME, invite.partnership, words, about=invite, by=by, at=at)


def confirm_protocol(protocol: Protocol, *, officer: Officer, again: bool, by: Actor, at: datetime) -> None:
    if not officer.email:
        return
    words = {
        "name": str(officer),
        "congregation": protocol.partnership.congregation.name,
        "words": "Something has changed, so we ask you once more." if again else "",
        "link": _site("partnership_introduction_confirm", protocol.partnership.key),
    }
    _queue(PROTOCOL, to=officer.email, words=words, about=protocol, partnership=protocol.partnership, by=by, at=at)


def protocol_questioned(reply: ProtocolReply, *, by: Actor, at: datetime) -> None:
    partnership = reply.protocol.partnership
    with letters_language():
        rows = [f"• {sacred_space.BY_KEY[key].title}: {said['words'] or sacred_space.BY_KEY[key].cannot}" for key, said in reply.cannot.items()]
    words = {"officer": str(reply.officer), "points": "\n".join(rows), "link": _site("partnership_introduction_protocol", partnership.key)}
    _to_keeper(QUESTIONED, partnership, words, about=reply, by=by, at=at)


def protocol_agreed(reply: ProtocolReply, *, by: Actor, at: datetime) -> None:
    partnership = reply.protocol.partnership
    _to_keeper(AGREED, partnership, {"officer": str(reply.officer), "link": _site("partnership_introduction", partnership.key)}, about=reply, by=by, at=at)


def introduced(introduction: Introduction, *, by: Actor, at: datetime) -> None:
    """Thank both sides."""
    partnership, officer = introduction.partnership, introduction.officer
    link = f"{settings.SITE_URL}{partnership.get_absolute_url()}"
    words = {"officer": str(officer), "congregation": partnership.congregation.name, "link": link}
    _to_keeper(INTRODUCED, partnership, words, about=introduction, by=by, at=at)
    if officer and officer.email:
        _queue(INTRODUCED, to=officer.email, words={**words, "name": str(officer)}, about=introduction, partnership=partnership, by=by, at=at)
