"""The letters of the journey: it is your turn; somebody asks for help."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from onecop.access.models import Person
from onecop.journey.models import ProgressReport
from onecop.journey.rules import Next
from onecop.kernel.actor import Actor
from onecop.mail.language import letters_language
from onecop.mail.models import Message
from onecop.mail.services import queue_template
from onecop.mail.templates import Template, register
from onecop.partnerships.models import Partnership

NUDGE = Template(
    kind="journey.nudge",
    title=_("It is your turn"),
    audience=_("Whoever owes the next step of a partnership, when staff remind them"),
    subject="It is your turn: {title}",
    body="""Dear {name},

a small reminder from {by} at OneCOP. These wait for you:

{list}

If something stands in the way, answer this letter and tell us. If it is done already, thank you: please say so on the page, and nobody asks again.
""",
    words={
        "name": "Mai Pham",
        "by": "Nadia Osei",
        "title": "Pick a time to meet",
        "list": "- [Pick a time to meet](https://onecop.example/partnerships/abc), Lotus Pond Temple. Three times that fit both sides are waiting.",
    },
)
HELP = Template(
    kind="journey.help",
    title=_("Help wanted"),
    audience=_("The staff member who looks after a partnership that asks for help in its progress report"),
    subject="{congregation} asks for help",
    body="""Dear {name},

{who} wrote the progress report of **{congregation}** and asks for help:

**{help}**

{words}

[Read the report]({link})
""",
    words={
        "name": "Nadia Osei",
        "who": "Mai Pham",
        "congregation": "Lotus Pond Temple",
        "help": "Our officer is moving on: we need a new one",
        "words": "He told us on Sunday that he moves to the night shift in March.",
        "link": "https://onecop.example/partnerships/abc/report/",
    },
)
for _template in (NUDGE, HELP):
    register(_template)


@letters_language()
def nudge(person: Person, turns: Iterable[tuple[Partnership, Next]], *, by: Person, at: datetime) -> Message:
    """Queue one letter to somebody about all that waits for them."""
    turns = list(turns)
    lines = [f"- [{_plain(one.title)}]({settings.SITE_URL}{one.url}), {_plain(p.congregation.name)}. {_plain(one.words)}" for p, one in turns]
    words = {"name": person.name, "by": by.name, "title": turns[0][1].title, "list": "\n".join(lines)}
    first = turns[0][0]
    return queue_template(
        NUDGE.kind, to=person.email, name=person.name, words=words, about=first, by=by, at=at, reply_to=by.email, scope_id=first.congregation.scope_id
    )


def _plain(words: str) -> str:
    """Keep what stands inside a link on one line."""
    return " ".join(words.replace("[", "(").replace("]", ")").split())


@letters_language()
def help_wanted(report: ProgressReport, partnership: Partnership, *, by: Actor, at: datetime) -> Message | None:
    """Queue the letter that tells whoever looks after the partnership."""
    owner = partnership.owner
    if owner is None:
        return None
    words = {
        "name": owner.name, "who": by.audit_label, "congregation": partnership.congregation.name, "help": report.get_help_wanted_display(),
        "words": report.help_words, "link": f"{settings.SITE_URL}{partnership.get_absolute_url()}report/",
    }  # fmt: skip
    return queue_template(HELP.kind, to=owner.email, name=owner.name, words=words, about=partnership, by=by, at=at, scope_id=partnership.congregation.scope_id)
