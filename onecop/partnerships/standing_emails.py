"""Letters when a partnership pauses, goes on, ends or is taken up again: to both sides, in words that staff can edit."""

from datetime import date, datetime

from babel.dates import format_date
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from onecop.access.models import Person
from onecop.congregations.models import Contact
from onecop.kernel.actor import Actor
from onecop.mail.language import letters_language
from onecop.mail.services import queue_template
from onecop.mail.templates import Template, register
from onecop.partnerships.models import Ending, Partnership, Pause, Tenure, Wish

EXAMPLE = {
    "name": "Mai Pham",
    "congregation": "Lotus Pond Temple",
    "agency": "Port Ellery Police Department",
    "reason": "the congregation needs a break",
    "words": "Take the time you need.",
    "until": "We look at it together again on Monday, June 1.",
    "thanks": "Two years of Sunday breakfasts, and a crosswalk that everybody uses now.",
    "other": "Venerable Minh Tran",
    "wish": "to stop",
    "owner": "Nadia Osei",
    "owner_contact": "nadia.osei@onecop.example",
    "link": "https://onecop.example/partnerships/abc",
}

PAUSED = register(
    Template(
        kind="partnership.paused",
        title=_("The partnership pauses"),
        audience=_("Both sides of a partnership that pauses"),
        subject="A pause for {congregation} and the {agency}",
        body="""Dear {name},

the partnership of **{congregation}** with the {agency} takes a pause: {reason}. Nothing is expected of anybody meanwhile, and nothing is lost.

{words}

{until}

When you would like to go on sooner, write to {owner}: {owner_contact}.

[Open your partnership]({link})
""",
        words=EXAMPLE,
    )
)
RESUMED = register(
    Template(
        kind="partnership.resumed",
        title=_("The pause is over"),
        audience=_("Both sides of a partnership that goes on after a pause"),
        subject="{congregation} and the {agency}: on we go",
        body="""Dear {name},

the pause is over, and the partnership of **{congregation}** with the {agency} goes on. Good to have you back.

[See what comes next]({link})
""",
        words=EXAMPLE,
    )
)
ENDED = register(
    Template(
        kind="partnership.ended",
        title=_("Thank you: the partnership ends"),
        audience=_("Both sides of a partnership that ends"),
        subject="Thank you: {congregation} and the {agency}",
        body="""Dear {name},

the partnership of **{congregation}** with the {agency} ends today: {reason}.

{words}

{thanks}

**Thank you** for the doors you opened and the hours you gave. What happened stays written down, and those who see the partnership today can still read
it. If both of you wish, it can be taken up again with the same history: write to {owner}, {owner_contact}.
""",
        words=EXAMPLE,
    )
)
REOPENED = register(
    Template(
        kind="partnership.reopened",
        title=_("The partnership is taken up again"),
        audience=_("The congregation’s people, when an ended partnership is taken up again"),
        subject="{congregation}: we take it up again",
        body="""Dear {name},

the partnership of **{congregation}** with the {agency} is taken up again, with all that happened before. We now look for an officer who can say yes, and
ask you before anything is settled.

If you would rather not, tell {owner}: {owner_contact}.

[Open your partnership]({link})
""",
        words=EXAMPLE,
    )
)
WISHED = register(
    Template(
        kind="partnership.wished",
        title=_("A side of a partnership asks for something"),
        audience=_("The staff member who looks after a partnership, when one side asks to pause, to stop, or to take it up again"),
        subject="{congregation}: {other} asks {wish}",
        body="""{name},

**{other}** asks {wish}: the partnership of {congregation} with the {agency}. They wait for your answer.

[Read it and answer]({link})
""",
        words=EXAMPLE,
    )
)


def _day(day: date) -> str:
    return format_date(day, "EEEE, MMMM d, y", locale="en")


def _words(partnership: Partnership) -> dict[str, str]:
    owner = partnership.owner
    return {
        "congregation": partnership.congregation.name,
        "agency": partnership.agency.name,
        "owner": owner.name if owner else "OneCOP staff",
        "owner_contact": owner.email if owner else settings.DEFAULT_FROM_EMAIL,
        "link": f"{settings.SITE_URL}{partnership.get_absolute_url()}",
    }


def _to_people(kind: str, partnership: Partnership, people: list[Tenure] | list[Contact], words: dict[str, str], *, by: Actor, at: datetime) -> int:
    """Write to each address once."""
    to: dict[str, str] = {}
    for one in people:
        who = (one.officer or one.contact) if isinstance(one, Tenure) else one
        if who is not None and who.email:
            to.setdefault(who.email.lower(), str(who))
    for email, name in to.items():
        filled = {**_words(partnership), **words, "name": name}
        queue_template(kind, to=email, name=name, words=filled, about=partnership, by=by, at=at, scope_id=partnership.congregation.scope_id)
    return len(to)


@letters_language()
def paused(pause: Pause, *, people: list[Tenure], by: Actor, at: datetime) -> int:
    until = f"We look at it together again on {_day(pause.until_on)}." if pause.until_on else ""
    words = {"reason": str(pause.get_reason_display()), "words": _quoted(pause.words), "until": until}
    return _to_people(PAUSED.kind, pause.partnership, people, words, by=by, at=at)


@letters_language()
def resumed(partnership: Partnership, *, people: list[Tenure], by: Actor, at: datetime) -> int:
    return _to_people(RESUMED.kind, partnership, people, {}, by=by, at=at)


@letters_language()
def ended(ending: Ending, *, people: list[Tenure], by: Actor, at: datetime) -> int:
    """The thanks, to everybody who held it on its last day."""
    words = {"reason": str(ending.get_reason_display()), "words": _quoted(ending.words), "thanks": ending.thanks}
    return _to_people(ENDED.kind, ending.partnership, people, words, by=by, at=at)


@letters_language()
def reopened(partnership: Partnership, *, people: list[Contact], by: Actor, at: datetime) -> int:
    return _to_people(REOPENED.kind, partnership, people, {}, by=by, at=at)


@letters_language()
def wished(wish: Wish, *, to: Person, by: Actor, at: datetime) -> None:
    """Tell who looks after it; the reasons are read on the page."""
    partnership = wish.partnership
    words = {
        **_words(partnership),
        "name": to.name,
        "other": wish.asked_by.name,
        "wish": {"pause": "for a pause", "stop": "to stop", "again": "to take it up again"}[wish.kind],
        "link": f"{settings.SITE_URL}{reverse('partnership_standing', args=[partnership.key])}",
    }
    queue_template(WISHED.kind, to=to.email, name=to.name, words=words, about=partnership, by=by, at=at, scope_id=partnership.congregation.scope_id)


def _quoted(words: str) -> str:
    return f"> {words}" if words else ""
