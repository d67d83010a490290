"""The letters to those who register an event, in the words that staff may change."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from onecop.mail.templates import Template, register

EXAMPLE = {
    "name": "Mai Pham",
    "weekend": "National Faith and Blue Weekend",
    "title": "Block party",
    "when": "Saturday, October 10, 2:00 PM EDT",
    "words": "“Please tell us the address.”",
    "link": "https://onecop.example/weekend/confirm/abc",
}


def _template(kind: str, title: Any, audience: Any, subject: str, body: str) -> Template:
    return register(Template(kind=f"weekend.{kind}", title=title, audience=audience, subject=subject, body=body, words=EXAMPLE))


CONFIRM = _template(
    "confirm",
    _("Weekend: confirm your event"),
    _("Whoever registers an event for the national weekend"),
    "One click, and we have it: {title}",
    """Dear {name},

thank you for registering **{title}**, {when}, for **{weekend}**.

[Yes, I registered this]({link})

We look at it after that click. If you did not register anything, do nothing: it is deleted after two weeks.
""",
)
SAME = _template(
    "same",
    _("Weekend: is this the same event?"),
    _("A host whose event looks like one that is registered already"),
    "Is it the same event? {title}",
    """Dear {name},

somebody else has registered an event much like **{title}**: the same place, near the same hour, with a name like yours.

[Look, and say whether it is one event]({link})

If it is one, you both stand as hosts, and it is counted once.
""",
)
ACCEPTED = _template(
    "accepted",
    _("Weekend: accepted"),
    _("A host whose event was accepted"),
    "It stands on the map: {title}",
    """Dear {name},

**{title}**, {when}, is part of **{weekend}**. Thank you!

[See it on the map]({link})

After the weekend we ask you one thing: how many came.
""",
)
DECLINED = _template(
    "declined",
    _("Weekend: declined"),
    _("A host whose event was not accepted"),
    "About {title}",
    """Dear {name},

we could not take **{title}** into **{weekend}**.

{words}

You are welcome to register it again with what was missing: [the form]({link}).
""",
)
ATTENDANCE = _template(
    "attendance",
    _("Weekend: how many came?"),
    _("A host, the day after the weekend"),
    "How many came to {title}?",
    """Dear {name},

we hope that **{title}** was a good day. One number, and you are done:

[Tell us how many came]({link})

A number only, never names. A careful guess is fine.
""",
)
