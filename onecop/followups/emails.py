"""One function per occasion: letters after a date."""

from collections.abc import Sequence
from datetime import datetime
from random import SystemRandom

from django.conf import settings
from django.urls import reverse

from onecop.access.links import issue_many
from onecop.followups import letters, rules
from onecop.followups.choices import FEEDBACK, PICTURES, Group
from onecop.followups.models import Record, Thanks
from onecop.followups.people import Reached
from onecop.kernel.actor import SYSTEM
from onecop.mail.language import letters_language
from onecop.mail.services import Letter, queue_template

_dice = SystemRandom()
ASKED = (Group.GUEST, Group.HELPER)
"""Who is asked the three questions: those who came as guests, or gave a hand."""


def site(name: str, *args: str) -> str:
    return f"{settings.SITE_URL}{reverse(name, args=args)}"


@letters_language()
def thank_yous(thanks: Thanks, people: Sequence[Reached], *, at: datetime) -> list[Letter]:
    """Return a letter for each, with links of their own.

    The links carry neither address nor name: whoever reads the database cannot tell whose answer a used one was.
    """
    date, event = thanks.occurrence, thanks.occurrence.event
    asked = [one for one in people if one.group in ASKED]
    ask_until, look_until = date.ends_at + rules.OPEN_FOR, at + rules.PICTURES_FOR
    questions = issue_many(act=FEEDBACK, targets=[(date, "", "")] * len(asked), until=ask_until, at=at) if at < ask_until else []
    pictures = issue_many(act=PICTURES, targets=[(date, "", "")] * len(asked), until=look_until, at=at)
    _dice.shuffle(questions)  # the order of rows must not tell whose link is whose
    tokens = dict(zip([one.email for one in asked], questions, strict=False))
    albums = dict(zip([one.email for one in asked], pictures, strict=True))
    found = []
    for one in people:
        asks = f"[Three questions, one minute]({site('after_asked', tokens[one.email])}). Nobody can see who answered what." if one.email in tokens else ""
        album = f"[Pictures of the day]({site('after_album', albums[one.email])}), and how to have one taken down." if one.email in albums else ""
        words = {"name": one.name, "words": thanks.words_to(one.group), "host": str(event.host), "title": event.title, "asks": asks, "pictures": album}
        found.append(Letter(one.email, one.name, words, date, reply_to=thanks.reply_to))
    return found


@letters_language()
def nudge(rows: Sequence[Record], *, email: str, name: str, at: datetime) -> None:
    """Ask one host for all their dates in one letter."""
    lines = []
    for row in rows:
        date, event = row.occurrence, row.occurrence.event
        day = date.starts_at.astimezone(event.tz)
        lines.append(f"• [{event.title}]({site('event_after', event.key, date.on.isoformat())}), {day:%B} {day.day}")
    first = rows[0].occurrence.event
    words = {"name": name, "title": first.title if len(rows) == 1 else f"{len(rows)} dates", "list": "\n".join(lines)}
    queue_template(letters.NUDGE.kind, to=email, name=name, words=words, about=rows[0], by=SYSTEM, at=at, scope_id=first.scope_id_of_host, transactional=False)
