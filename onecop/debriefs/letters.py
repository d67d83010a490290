"""The letters about debriefs and goals, in the words that staff may change."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from onecop.mail.templates import Template, register

EXAMPLE = {
    "name": "Officer Caleb Brooks",
    "congregation": "Lotus Pond Temple",
    "other": "Mai Pham",
    "goal": "Safer pick-up at the school",
    "due": "Friday, November 27",
    "list": "• Safer pick-up at the school: the congregation, by Friday, November 27",
    "link": "https://onecop.example/debriefs/abc/",
}


def _template(kind: str, title: Any, audience: Any, subject: str, body: str, *, optional: bool = False) -> Template:
    return register(Template(kind=f"debriefs.{kind}", title=title, audience=audience, subject=subject, body=body, words=EXAMPLE, optional=optional))


OPENED = _template(
    "opened",
    _("A debrief is open"),
    _("Everybody who holds a partnership, but whoever opened its debrief"),
    "{congregation}: your debrief is open",
    """Dear {name},

{other} opened a debrief of the partnership of **{congregation}** with the police. Write down what you saw, and what the two of you could do about it.

[Open the debrief]({link})

Write about places, times and patterns, never about a person. Nobody watches this page; in an emergency call 911.
""",
)
WRITTEN = _template(
    "written",
    _("Something new in a debrief"),
    _("Everybody of the other side, the day after somebody wrote, voted or decided in an open debrief; one letter a day at most"),
    "{congregation}: something new in your debrief",
    """Dear {name},

{other} added to the debrief that you share, for the partnership of **{congregation}** with the police: words, votes or goals.

Have a look when it suits you: change what is not right yet, and add what you saw.

[Open the debrief]({link})
""",
    optional=True,
)
AGREED = _template(
    "agreed",
    _("What both take on"),
    _("Everybody who holds a partnership, when a debrief ends with goals"),
    "{congregation}: what you take on together",
    """Dear {name},

your debrief is done. This is what the partnership of **{congregation}** takes on:

{list}

[See the goals]({link})
""",
)
CLOSED = _template(
    "closed",
    _("A debrief is done"),
    _("Everybody who holds a partnership, but whoever closed its debrief, when it ends without a goal"),
    "{congregation}: your debrief is done",
    """Dear {name},

{other} closed the debrief of the partnership of **{congregation}** with the police.

What became of each point stands on its page. What you carry on waits in the next one.

[Read it]({link})
""",
)
SOON = _template(
    "due_soon",
    _("A goal is due in a week"),
    _("Whoever keeps a joint goal moving, a week before its day"),
    "{congregation}: “{goal}” is due on {due}",
    """Dear {name},

**{goal}** is due on **{due}**. You keep it moving: say how far it has come, or choose another day together.

[Open the goal]({link})
""",
)
OVERDUE = _template(
    "overdue",
    _("The day of a goal has passed"),
    _("Whoever keeps a joint goal moving, once its day has passed"),
    "{congregation}: how did “{goal}” go?",
    """Dear {name},

the day of **{goal}** was **{due}**. Say whether it is reached, or carry it on with another day. Either is fine.

[Open the goal]({link})
""",
)
