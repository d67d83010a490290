"""Messages from one side to the other."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from onecop.access.models import Person
from onecop.audit.services import record
from onecop.messages import emails, queries, rules
from onecop.messages.choices import Via
from onecop.messages.exceptions import NothingSaid, NotYours, TooLong, TooMany
from onecop.messages.models import WORDS, Post, Thread
from onecop.partnerships.models import Partnership


def thread_of(partnership: Partnership, *, at: datetime) -> Thread:
    """Return the thread of a partnership, locked; it opens with the first message."""
    Thread.objects.get_or_create(partnership=partnership, defaults={"opened_at": at})
    ends = ("partnership__congregation__scope", "partnership__agency__territory", "partnership__area")
    return Thread.objects.select_for_update(of=("self",)).select_related(*ends).defer("partnership__area__outline").get(partnership=partnership)


@transaction.atomic
def post(*, partnership: Partnership, words: str, by: Person, at: datetime, via: Via = Via.PAGE, origin: str = "") -> Post:
    """Write to everyone who holds the partnership: a row, and a letter to each but the author.

    Args:
        via: how it came in. origin: hash of the Message-ID of an e-mail; a second copy of it gives the first message again.

    Raises:
        NotYours: the author neither holds the partnership nor looks after it. NothingSaid, TooLong, TooMany.
    """
    thread = thread_of(partnership, at=at)
    author = queries.holder(thread.partnership, by)
    if author is None:
        raise NotYours(_("You do not hold this partnership now."), instead=_("OneCOP staff can pass on a greeting for you."))
    words = words.replace("\r\n", "\n").strip()
    if not words:
        raise NothingSaid(_("There is nothing to pass on yet."), instead=_("Write a few words."))
    if len(words) > WORDS:
        raise TooLong(_("A message holds %(n)s characters.") % {"n": WORDS}, instead=_("Make it shorter, or send it in two parts."))
    if origin and (found := thread.posts.filter(author=by, origin=origin).first()):
        return found
    if thread.posts.filter(author=by, at__gt=at - timedelta(hours=1)).count() >= rules.PER_HOUR:
        raise TooMany(_("You have sent many messages within an hour."), instead=_("Try again a little later."))
    made = Post.objects.create(thread=thread, author=by, side=author.side, words=words, via=via, origin=origin, at=at)
    others = [one for one in queries.holders(thread.partnership) if one.person != by]
    emails.pass_on(made, author=author.name, to=others, by=by, at=at)
    record("relay.posted", made, by=by, at=at, after={"via": str(via), "letters": len(others)}, scope_id=thread.partnership.congregation.scope_id)
    return made


@transaction.atomic
def needs_no_answer(*, partnership: Partnership, by: Person, at: datetime) -> Thread:
    """Say that what was written until now needs no more answer.

    Raises:
        NotYours: whoever says so does not hold the partnership.
    """
    thread = thread_of(partnership, at=at)
    if queries.holder(thread.partnership, by) is None:
        raise NotYours(_("You do not hold this partnership now."))
    thread.quiet_at, thread.quiet_by_id = at, by.pk
    thread.save(update_fields=["quiet_at", "quiet_by_id"])
    record("relay.quieted", thread, by=by, at=at, scope_id=thread.partnership.congregation.scope_id)
    return thread
