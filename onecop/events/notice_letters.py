"""Letters of planning: late lines, parts, hosting together, approvals; and to those who plan along when something changes."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from onecop.mail.templates import Template, register

EXAMPLE = {
    "name": "Mai Pham",
    "title": "Neighbors and officers: a forum",
    "host": "Lotus Pond Temple",
    "when": "Saturday, November 28, 6:00 PM EST",
    "was": "Friday, November 27, 6:00 PM EST",
    "part": "Interpreter",
    "who": "Calvary Church",
    "officer": "Officer Caleb Brooks",
    "duty": "on duty, as overtime",
    "shift": "The officer is off duty then.",
    "answer": "says yes",
    "words": "“We are glad to.”",
    "list": "• Book the room (due November 2): Neighbors and officers: a forum",
    "link": "https://onecop.example/help/abc",
}


def _template(kind: str, title: Any, audience: Any, subject: str, body: str) -> Template:
    return register(Template(kind=f"events.{kind}", title=title, audience=audience, subject=subject, body=body, words=EXAMPLE))


LATE = _template(
    "late",
    _("Planning: something is late"),
    _("Whoever owns a line of a planning checklist, at most once a day"),
    "Still to do: {title}",
    """Dear {name},

this was to be done by now:

{list}

[Open the checklist]({link})

Done already? A tick is enough. If it cannot be done, hand it to somebody else or take it out.
""",
)
ROLE = _template(
    "role",
    _("A part at an event"),
    _("Somebody whom a host asks to take a part"),
    "Could you help? {part} at {title}",
    """Dear {name},

**{host}** would like you to be **{part}** at **{title}**.

**{when}**

[Say yes or no]({link})

A no is fine, and nobody needs to say why.
""",
)
ROLE_ANSWERED = _template(
    "role_answered",
    _("A part: the answer"),
    _("The host of an event"),
    "{who} {answer}: {part} at {title}",
    """Dear {name},

**{who} {answer}** — {part} at **{title}**.

{words}

[Open the planning page]({link})
""",
)
ROLE_ENDED = _template(
    "role_ended",
    _("A part: no longer needed"),
    _("Somebody who had been asked to take a part"),
    "You are free again: {title}",
    """Dear {name},

**{host}** does not need you as {part} at **{title}** any more. Thank you for having been ready to help.
""",
)
ROLE_MINE = _template(
    "role_mine",
    _("A part: what is yours to do"),
    _("Somebody who has a part at an event"),
    "Your part: {part} at {title}",
    """Dear {name},

thank you for being **{part}** at **{title}** of **{host}**.

**{when}**

[See what is yours to do, and tick it]({link})

You need no account. The link is yours alone; keep this letter.
""",
)
TOGETHER = _template(
    "together",
    _("Something for both of you"),
    _("The coordinator of a congregation, when its officer or staff plans for both sides"),
    "{who} planned something for both of you: {title}",
    """Dear {name},

**{who}** has planned **{title}** for both of you.

**{when}**

[Look at it, or change it]({link})

You both host it: you can change the hour, the words and the list of what is to be done.
""",
)
COHOST = _template(
    "cohost",
    _("Hosting together: the question"),
    _("Those who answer for a congregation, an agency or a region"),
    "{host} asks {who} to host together: {title}",
    """Dear {name},

**{host}** would like to host **{title}** together with **{who}**.

**{when}**

{words}

[Say yes or no]({link})

With a yes you both see the planning page and work through the same checklist.
""",
)
COHOST_ANSWERED = _template(
    "cohost_answered",
    _("Hosting together: the answer"),
    _("The host of an event"),
    "{who} {answer}: {title}",
    """Dear {name},

**{who} {answer}** to hosting **{title}** together.

{words}

[Open the planning page]({link})
""",
)
COHOST_ENDED = _template(
    "cohost_ended",
    _("Hosting together: ended"),
    _("Both hosts of an event"),
    "No longer hosted together: {title}",
    """Dear {name},

**{who}** does not host **{title}** of **{host}** any more. The event itself stays as it is.
""",
)
APPROVAL = _template(
    "approval",
    _("Paid time: to approve"),
    _("Liaisons and supervisors of an agency that asks for an approval"),
    "To approve: {officer}, {duty}, {when}",
    """Dear {name},

**{officer}** would like to come to **{title}** of **{host}**, **{duty}**.

**{when}.** {shift}

[Approve it or not]({link})

Until then the answer stands as “yes, if approved”.
""",
)
APPROVED = _template(
    "approved",
    _("Paid time: approved"),
    _("The officer and the congregation"),
    "Approved: {officer} comes to {title}, {when}",
    """Dear {name},

the agency has approved it: **{officer}** comes to **{title}** on **{when}**, {duty}.

There is nothing for you to do.
""",
)
NOT_APPROVED = _template(
    "not_approved",
    _("Paid time: not approved"),
    _("The officer"),
    "Not approved: {title}, {when}",
    """{name},

your agency did not approve **{duty}** for **{title}** on **{when}**.

{words}

[Say whether you come off duty, or cannot]({link})
""",
)
NOT_APPROVED_HOST = _template(
    "not_approved_host",
    _("Paid time: not approved, to the congregation"),
    _("The coordinator of the congregation that invited"),
    "{officer} is asked again: {title}, {when}",
    """Dear {name},

the agency cannot give **{officer}** working time for **{title}** on **{when}**. We have asked whether {officer} comes off duty instead.

[Open the calendar]({link})
""",
)
HELPER_MOVED = _template(
    "helper_moved",
    _("Planning: another time"),
    _("Whoever has a part at an event, and its co-hosts"),
    "Another time: {title} is now {when}",
    """Dear {name},

**{title}** of **{host}** takes place at another time. It was {was}. **Now it is {when}.**

If you cannot help then, please tell the host.
""",
)
HELPER_CANCELLED = _template(
    "helper_cancelled",
    _("Planning: called off"),
    _("Whoever has a part at an event, and its co-hosts"),
    "Called off: {title}, {when}",
    """Dear {name},

**{title}** of **{host}** on {when} does not take place. {words}

There is nothing for you to do.
""",
)
HELPER_RESTORED = _template(
    "helper_restored",
    _("Planning: it takes place after all"),
    _("Whoever has a part at an event, and its co-hosts"),
    "It takes place after all: {title}, {when}",
    """Dear {name},

**{title}** of **{host}** takes place after all, on **{when}**.

If you cannot help any more, please tell the host.
""",
)
