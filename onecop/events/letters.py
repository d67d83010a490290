"""The letters about events, in the words that staff may change."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from onecop.mail.templates import Template, register

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
HOURS = _template(
    "hours",
    _("Other working hours: does the yes still hold?"),
    _("An officer whose hours have changed since a yes"),
    "Your hours have changed: do you still come to {title}, {when}?",
    """{name},

you said that you come to **{title}** of **{congregation}** on **{when}**{answer}. Your working hours have changed since.

{words}

[Say how you come now, or that you cannot]({link})

You can keep it as overtime or as a volunteer, or take your yes back. Until you answer, it stands.
""",
)
HOURS_HOST = _template(
    "hours_host",
    _("Other working hours: to the congregation"),
    _("The coordinator of the congregation that invited"),
    "{officer} works other hours now: {title}, {when}",
    """Dear {name},

**{officer}** said yes to **{title}** on **{when}**, and has other working hours since.

We have asked whether {officer} still comes. Until the answer is in, the yes stands, and there is nothing for you to do.

[Open the date]({link})
""",
)
