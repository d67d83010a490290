"""The letters to guests, in the words that staff may change."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from onecop.mail.templates import Template, register

EXAMPLE = {
    "name": "Mai Pham",
    "title": "Community safety workshop",
    "host": "Port Ellery Police",
    "when": "Saturday, November 28, 6:00 PM EST",
    "was": "Friday, November 27, 6:00 PM EST",
    "where": "Where: Fellowship hall, 12 Harbor Street",
    "party": "You and 2 more",
    "code": "k7m2pq",
    "until": "Friday, November 20, 6:00 PM EST",
    "words": "Please use the door at the side.",
    "giver": "Joan Petrie",
    "answer": "",
    "link": "https://onecop.example/place/abc",
}


def _template(kind: str, title: Any, audience: Any, subject: str, body: str, **more: Any) -> Template:
    return register(Template(kind=f"registrations.{kind}", title=title, audience=audience, subject=subject, body=body, words=EXAMPLE, **more))


CONFIRM = _template(
    "confirm",
    _("Sign-up: please confirm"),
    _("Whoever filled in the public page of an event"),
    "One tap more: {title}, {when}",
    """{name},

somebody, we think you, asked to come to **{title}** of {host}, **{when}**.

[Yes, keep my seat]({link})

Your seat is kept when you tap, not before. If this was not you, do nothing: we forget it in three days.
""",
    why=_("Somebody entered this address on the public page of an event."),
)
PLACE = _template(
    "place",
    _("Your place"),
    _("Whoever comes to an event"),
    "Your place: {title}, {when}",
    """{name},

{words}

**{title}** of {host}

**{when}**

{where}

{party}. At the door, show the picture in this letter or say your code: **{code}**.

[Change, hand over or give back]({link})
""",
)
WAITING = _template(
    "waiting",
    _("In line for a seat"),
    _("Whoever waits for a seat at an event that is full"),
    "You are in line: {title}, {when}",
    """{name},

all seats for **{title}**, **{when}**, are taken right now. You are in line. As soon as a seat is free for you, we write to you and keep it for a while.

[See your place, or leave the line]({link})
""",
)
OFFER = _template(
    "offer",
    _("A seat got free"),
    _("The first in line whose party fits"),
    "A seat for you: {title}, {when}",
    """{name},

a seat got free for **{title}**, **{when}**. {party}.

We keep it for you until **{until}**. After that the next in line is asked.

[Take it or let it go]({link})
""",
)
OFFER_OVER = _template(
    "offer_over",
    _("A seat went to the next"),
    _("Whoever did not answer while a seat was kept"),
    "The seat went to the next in line: {title}",
    """{name},

we kept a seat for **{title}**, **{when}**, and did not hear from you. The next in line is asked now.

If you still want to come, [ask again]({link}): you join the end of the line, or get a seat when one is free.
""",
)
TAKEN_BACK = _template(
    "taken_back",
    _("Place given back"),
    _("Whoever gives a seat back or hands it over"),
    "You do not come: {title}, {when}",
    """{name},

thank you for telling us. Your seat for **{title}**, **{when}**, is given on. {words}

[Changed your mind?]({link})
""",
)
TAKEN_OUT = _template(
    "taken_out",
    _("Taken off the list"),
    _("A guest whom the host takes off the list"),
    "Off the list: {title}, {when}",
    """{name},

{host} has taken your name off the list for **{title}**, **{when}**.

{words}

If that is not right, please ask {host}.
""",
)
HANDED = _template(
    "handed",
    _("A place handed over to you"),
    _("Whoever comes in the place of somebody else"),
    "You come in the place of {giver}: {title}, {when}",
    """{name},

{giver} cannot come to **{title}** of {host} and gave the place to you.

**{when}**

{where}

{party}. At the door, show the picture in this letter or say your code: **{code}**.

[Say that you come, or give it back]({link})
""",
)
MOVED = _template(
    "moved",
    _("Another time, to guests"),
    _("Everybody on the list of a date that moves"),
    "Another time: {title} is now {when}",
    """{name},

**{title}** of {host} takes place at another time. It was {was}.

**Now it is {when}.**

{words}

[See or change your answer]({link})
""",
)
OTHER_PLACE = _template(
    "other_place",
    _("Another place, to guests"),
    _("Everybody who comes to a date that takes place somewhere else now"),
    "Another place: {title}, {when}",
    """{name},

**{title}** of {host}, **{when}**, takes place somewhere else than we wrote before.

**{where}**

Your place stays yours. The hour stays the same.

[See or change your answer]({link})
""",
)
CALLED_OFF = _template(
    "called_off",
    _("Called off, to guests"),
    _("Everybody on the list of a date that does not take place"),
    "Called off: {title}, {when}",
    """{name},

**{title}** of {host}, **{when}**, does not take place. {words}

You need not do anything.
""",
)
RESTORED = _template(
    "restored",
    _("It takes place after all, to guests"),
    _("Everybody who was on the list when a date was called off"),
    "After all: {title}, {when}",
    """{name},

**{title}** of {host}, **{when}**, was called off. It takes place after all.

Your place went back when it was called off, so we ask again.

[Say yes or no]({link})
""",
)
INVITED = _template(
    "invited",
    _("Invitation from the host"),
    _("A guest whom the host puts on the list"),
    "{host} invites you: {title}, {when}",
    """{name},

**{host}** would be glad to see you at **{title}**, **{when}**.

{words}

[Say yes or no]({link})
""",
)
TO_GUESTS = _template(
    "to_guests",
    _("A line from the host"),
    _("Everybody who comes to a date, when the host writes to them"),
    "{title}, {when}: a line from {host}",
    """{name},

{host} writes about **{title}**, **{when}**:

{words}

[See or change your answer]({link})
""",
)
HOURS = _template(
    "hours",
    _("Other working hours: does the yes still hold?"),
    _("An officer who comes as a guest, and whose hours have changed since a yes"),
    "Your hours have changed: do you still come to {title}, {when}?",
    """{name},

you said that you come to **{title}** of **{host}** on **{when}**{answer}. Your working hours have changed since.

{words}

[Say how you come now, or that you cannot]({link})

You can keep it as overtime or as a volunteer, or give your place back. Until you answer, it is kept for you.
""",
)
