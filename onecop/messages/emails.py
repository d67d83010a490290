"""The letters of the relay. None carries an address or a telephone number of the other side: answers go to the relay itself."""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from onecop.kernel.actor import Actor
from onecop.mail.language import letters_language
from onecop.mail.services import queue_template
from onecop.mail.templates import Template, register
from onecop.messages import address, queries
from onecop.messages.address import Seat
from onecop.messages.models import Post, Report, Thread
from onecop.messages.queries import Holder
from onecop.messages.reading import MARK
from onecop.partnerships.choices import Side
from onecop.partnerships.models import Partnership
from onecop.ui.words import day

LINK, PLACE = "https://onecop.example/partnerships/abc/messages/", "Lotus Pond Temple and Beat 33"

POSTED = Template(
    kind="relay.post", title=_("Message: from a partner"), audience=_("Everyone who holds the partnership, but who wrote it"), private=True,
    subject="{place}: {author} wrote to you",
    body=(
        "{mark}\n\n**{author}**, {part}, writes:\n\n{words}\n\n{how}\n\n[Open your messages]({link})\n\n"
        "If something about this message is not right, report it there, and OneCOP staff will look at it. Neither side is shown the other’s "
        "e-mail address or telephone number."
    ),
    words={
        "mark": MARK, "author": "Officer Caleb Brooks", "part": "the officer", "words": "The choir sings on Sunday, you said. May I come?",
        "how": "Answer this e-mail, and both sides get your words.", "link": LINK, "place": PLACE,
    },
)  # fmt: skip
REFUSED = Template(
    kind="relay.refused", title=_("Message: it was not passed on"), audience=_("Whoever answered by e-mail"), private=True,
    subject="{place}: your e-mail was not passed on",
    body=(
        "Dear {name},\n\nyour answer reached us, but we could not pass it on. **{reason}** {instead}\n\nThis is what you wrote:\n\n{words}\n\n"
        "[Open OneCOP]({link})"
    ),
    words={
        "name": "Mai Pham", "reason": "You do not hold this partnership any more.", "instead": "Write to OneCOP staff.", "words": "See you on Sunday.",
        "link": LINK, "place": PLACE,
    },
)  # fmt: skip
FILES = Template(
    kind="relay.files", title=_("Message: passed on without its files"), audience=_("Whoever answered by e-mail with files"), private=True,
    subject="{place}: we passed on your words, without the files",
    body=(
        "Dear {name},\n\nyour words are on their way to your partners. The files that came with them are not: the relay carries words only, so that "
        "nobody has to open a file from somebody they hardly know. It was: {files}\n\nPlease show it when you meet, or describe it in a few words.\n\n"
        "[Open your messages]({link})"
    ),
    words={"name": "Mai Pham", "files": "flyer.pdf", "link": LINK, "place": PLACE},
)  # fmt: skip
WELCOME = Template(
    kind="relay.welcome", title=_("Message: how to write to your new partners"), audience=_("Who has newly come to a partnership with messages"),
    subject="{place}: how to write to your partners",
    body=(
        "Dear {name},\n\nfrom today you take part in the messages of {place}. On the other side: {others}.\n\nBefore you, {count} messages went to and "
        "fro, from {first} to {last}, between {names}. They stay between those who wrote them; what is written from now on reaches you.\n\n"
        "{how}\n\n[Open your messages]({link})"
    ),
    words={
        "name": "Officer Lena Ortiz", "others": "Mai Pham, Minh Tran", "count": "12", "first": "March 3", "last": "November 12",
        "names": "Officer Caleb Brooks, Mai Pham", "how": "Answer this e-mail to say hello.", "link": LINK, "place": PLACE,
    },
)  # fmt: skip
REPORTED = Template(
    kind="relay.reported", title=_("Message: one was reported"), audience=_("The staff member who looks after the partnership"),
    subject="{place}: a message was reported",
    body="Dear {name},\n\n{who} asks you to look at a message of {place}.\n\n[Look at it]({link})",
    words={"name": "Nadia Osei", "who": "Mai Pham", "link": "https://onecop.example/messages/reports/abc/", "place": PLACE},
)  # fmt: skip
SETTLED = Template(
    kind="relay.settled", title=_("Message: your report was looked at"), audience=_("Whoever reported a message"),
    subject="{place}: we looked at the message you reported",
    body=(
        "Dear {name},\n\nthank you for telling us. We have looked at the message: {settlement}. If there is more to say, report it once more and tell us.\n\n"
        "[Open your messages]({link})"
    ),
    words={"name": "Mai Pham", "settlement": "it was taken off the page", "link": LINK, "place": PLACE},
)  # fmt: skip
for _template in (POSTED, REFUSED, FILES, WELCOME, REPORTED, SETTLED):
    register(_template)

RELAY_NAME = "OneCOP, for your partners"
PARTS = {Side.CONGREGATION: "of the congregation", Side.OFFICER: "your partner officer", Side.STAFF: "of OneCOP"}


def place_of(partnership: Partnership) -> str:
    """Name a partnership in a letter."""
    return f"{partnership.congregation.name} and {partnership.area.name if partnership.area else partnership.agency.name}"


def link_to(partnership: Partnership) -> str:
    return f"{settings.SITE_URL}{reverse('partnership_messages', args=[partnership.key])}"


def _seat(thread: Thread, one: Holder) -> str:
    return address.write_with_name(Seat(thread.key, one.person.key), RELAY_NAME)


def _how() -> str:
    return "Answer this e-mail, and your partners get your words." if settings.RELAY_DOMAIN else "Answer on the page; this e-mail cannot be answered."


@letters_language()
def pass_on(post: Post, *, author: str, to: list[Holder], by: Actor, at: datetime) -> int:
    """Queue a message to everyone else who holds the partnership. Returns how many letters."""
    partnership = post.thread.partnership
    part = PARTS[Side(post.side)]
    words = {"mark": MARK, "author": author, "part": part, "words": post.words, "how": _how(), "link": link_to(partnership), "place": place_of(partnership)}
    for one in to:
        queue_template(
            POSTED.kind, to=one.person.email, name=one.name, words=words, about=post.thread, by=by, at=at, reply_to=_seat(post.thread, one),
            scope_id=partnership.congregation.scope_id,
        )  # fmt: skip
    return len(to)


@letters_language()
def refuse(thread: Thread, *, to: Holder, reason: str, instead: str, words: str, at: datetime, by: Actor) -> None:
    """Tell somebody kindly that their e-mail was not passed on, and give them back what they wrote."""
    given = {"name": to.name, "reason": reason, "instead": instead, "words": words or "(nothing that we could read)", "link": settings.SITE_URL}
    _queue(REFUSED, thread, to.person.email, to.name, given, by=by, at=at)


@letters_language()
def without_files(thread: Thread, *, to: Holder, files: tuple[str, ...], by: Actor, at: datetime) -> None:
    """Tell somebody that their words went on and their files did not."""
    names = ", ".join(name or "a file without a name" for name in files)
    _queue(FILES, thread, to.person.email, to.name, {"name": to.name, "files": names, "link": link_to(thread.partnership)}, by=by, at=at)


@letters_language()
def welcome(thread: Thread, *, to: Holder, past: queries.Before, others: list[Holder], by: Actor, at: datetime) -> None:
    """Tell somebody who has newly come how to write, and briefly what was written before."""
    words = {
        "name": to.name, "others": ", ".join(o.name for o in others if o.side != to.side) or "nobody yet", "count": past.count, "first": day(past.first),
        "last": day(past.last), "names": ", ".join(past.names), "how": _how(), "link": link_to(thread.partnership),
    }  # fmt: skip
    _queue(WELCOME, thread, to.person.email, to.name, words, by=by, at=at, reply_to=_seat(thread, to))


@letters_language()
def tell_staff(report: Report, *, by: Actor, at: datetime) -> None:
    """Tell who looks after the partnership that something was reported. The words themselves stay on the page."""
    owner = report.post.thread.partnership.owner
    if owner is not None:
        words = {"name": owner.name, "who": report.by.name, "link": f"{settings.SITE_URL}{report.get_absolute_url()}"}
        _queue(REPORTED, report.post.thread, owner.email, owner.name, words, by=by, at=at)


@letters_language()
def tell_reporter(report: Report, *, by: Actor, at: datetime) -> None:
    """Tell whoever reported a message what came of it."""
    thread = report.post.thread
    words = {"name": report.by.name, "settlement": report.get_settlement_display(), "link": link_to(thread.partnership)}
    _queue(SETTLED, thread, report.by.email, report.by.name, words, by=by, at=at)


def _queue(template: Template, thread: Thread, to: str, name: str, words: Mapping[str, object], *, by: Actor, at: datetime, reply_to: str = "") -> None:
    given = {**words, "place": place_of(thread.partnership)}
    scope_id = thread.partnership.congregation.scope_id
    queue_template(template.kind, to=to, name=name, words=given, about=thread, by=by, at=at, reply_to=reply_to, scope_id=scope_id)
