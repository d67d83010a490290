"""Reads over messages: who may read which, and who is written to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time

from django.db.models import Q, QuerySet

from onecop.access.middleware import PersonAccess
from onecop.access.models import Person
from onecop.kernel.permissions import Permission
from onecop.messages.models import Post, Report, Thread
from onecop.partnerships.choices import Side
from onecop.partnerships.models import Partnership, Tenure
from onecop.partnerships.rules import zone_of

PAGE = 25
"""Messages on one page."""


@dataclass(frozen=True)
class Holder:
    """Somebody who takes part in a thread now. since: the beginning of the first day of their time; earlier messages are not theirs to read."""

    person: Person
    name: str
    side: Side
    since: datetime


@dataclass(frozen=True)
class Before:
    """What somebody new should know of the messages they cannot read: how many, from when to when, and between whom."""

    count: int
    first: datetime
    last: datetime
    names: tuple[str, ...]


def holders(partnership: Partnership) -> list[Holder]:
    """Return who holds a partnership now and can sign in, each person once."""
    rows = Tenure.objects.filter(partnership=partnership, closed_on=None).select_related("officer__person", "contact__person").order_by("opened_on", "id")
    found: dict[int, Holder] = {}
    for row in rows:
        who = row.officer or row.contact
        if who is not None and who.person is not None:
            since = datetime.combine(row.opened_on, time(0), zone_of(partnership))
            found.setdefault(who.person.pk, Holder(who.person, str(who), Side.OFFICER if row.officer_id else Side.CONGREGATION, since))
    return list(found.values())


def holder(partnership: Partnership, person: Person) -> Holder | None:
    """Return as whom somebody may write: one who holds the partnership, or the staff member who looks after it."""
    found = next((one for one in holders(partnership) if one.person == person), None)
    if found is None and partnership.owner_id == person.pk:
        return Holder(person, person.name, Side.STAFF, partnership.began_at)
    return found


def readable(thread: Thread, *, reader: Person) -> QuerySet[Post]:
    """Return the messages whose words somebody may read, oldest first.

    Who holds the partnership: all since the first day of their time. Staff: what staff wrote, and what was reported. Nobody else.
    """
    posts = Post.objects.filter(thread=thread).select_related("author")
    mine = holder(thread.partnership, reader)
    if mine and mine.side != Side.STAFF:
        return posts.filter(at__gte=mine.since)
    if PersonAccess(reader).allows(Permission.RELAY_REVIEW, thread.partnership):
        return posts.filter(Q(side=Side.STAFF) | Q(pk__in=Report.objects.values("post")))
    return posts.none()


def page(found: QuerySet[Post], *, q: str = "", until: str = "") -> tuple[list[Post], str]:
    """Return one page of readable messages, newest first, and the key of its last one when there are older ones.

    Args:
        q: only those with these words; what staff took off the page is not found by them. until: the key of the message it goes on after.
    """
    rows = found.order_by("-at", "-id")
    if q:
        rows = rows.filter(words__icontains=q, taken_off_at=None)
    if last := found.filter(key=until).first() if until else None:
        rows = rows.filter(Q(at__lt=last.at) | Q(at=last.at, id__lt=last.pk))
    some = list(rows[: PAGE + 1])
    return some[:PAGE], some[PAGE - 1].key if len(some) > PAGE else ""


def before(thread: Thread, *, since: datetime) -> Before | None:
    """Return the short brief of what was written before somebody's time; None when nothing was."""
    rows = list(Post.objects.filter(thread=thread, at__lt=since).order_by("at", "id").values_list("at", "author__name"))
    if not rows:
        return None
    return Before(len(rows), rows[0][0], rows[-1][0], tuple(dict.fromkeys(name for _at, name in rows)))


def spoken(ids: Iterable[int]) -> dict[int, list[tuple[str, datetime]]]:
    """Return which side wrote when, by partnership and in order of time. One query, and no words are read."""
    found: dict[int, list[tuple[str, datetime]]] = {}
    rows = Post.objects.filter(thread__partnership__in=list(ids)).order_by("thread", "at", "id").values_list("thread__partnership", "side", "at")
    for partnership, side, at in rows:
        found.setdefault(partnership, []).append((side, at))
    return found
