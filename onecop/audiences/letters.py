"""The invitation to an event, in the words that staff may change."""

from django.utils.translation import gettext_lazy as _

from onecop.mail.templates import Template, register

EXAMPLE = {
    "name": "Officer Caleb Brooks",
    "host": "Port Ellery Police Department",
    "title": "Safety briefing for houses of worship",
    "when": "Thursday, December 10, 6:00 PM EST",
    "where": "Fellowship hall, Lotus Pond Temple",
    "words": "“Please bring your questions.”",
    "link": "https://onecop.example/place/abc",
}
INVITE = register(
    Template(
        kind="audiences.invite",
        title=_("Invitation to an event"),
        audience=_("Whom a host invites: partner officers, faith leaders, coordinators, liaisons, and others by name"),
        subject="{host} invites you: {title}, {when}",
        body="""{name},

**{host}** invites you to **{title}**.

**{when}**
{where}

{words}

[Say whether you come]({link})

The page asks for two taps. A no is fine too: it tells the host how many to expect.
""",
        words=EXAMPLE,
        optional=True,
        why=_("You get this letter because you take part in One Congregation One Precinct, or because the host wrote your name on the list."),
    )
)
REMIND = register(
    Template(
        kind="audiences.remind",
        title=_("Invitation to an event: one reminder"),
        audience=_("Whoever was invited and has not answered, once, some days before"),
        subject="Do you come? {title}, {when}",
        body="""{name},

**{host}** invited you to **{title}**, **{when}**, and would be glad to know whether you come.

[Yes or no]({link})

A no is just as welcome: it tells the host how many to expect. We do not ask again.
""",
        words=EXAMPLE,
        optional=True,
        why=_("You get this letter because you were invited to this event and have not answered yet."),
    )
)
