"""What stands in somebody's private calendar: their own meetings, and what the apps above register."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from onecop.access.links import digest
from onecop.access.models import Person
from onecop.scheduling import ics, words
from onecop.scheduling.choices import MeetingState
from onecop.scheduling.models import Feed, Invitee, Meeting
from onecop.scheduling.registry import FeedEntry, entries_of, feed_source

BEHIND = timedelta(days=90)
AHEAD = timedelta(days=400)


@dataclass(frozen=True)
class Answer:
    """A feed as it goes out. changed_at: when the newest of its entries changed, if they say so."""

    body: bytes
    etag: str
    changed_at: datetime | None


def by_token(token: str) -> Feed | None:
    """Return the feed of an address, or None when it is wrong, was replaced, or its owner is gone."""
    return Feed.objects.filter(token_hash=digest(token), revoked_at=None, person__is_active=True).select_related("person").first()


def answer(feed: Feed, *, at: datetime) -> Answer:
    """Write a feed. It holds three months back and a year ahead, from whole days, so that it changes only when something in it does."""
    today = at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    with override(feed.person.locale):
        rows = [_discreet(entry, feed) for entry in entries_of(feed.person, today - BEHIND, today + AHEAD)]
        body = ics.write(rows, name=_("OneCOP: %(name)s") % {"name": feed.person.name})
    changed = max((entry.changed_at for entry in rows if entry.changed_at), default=None)
    return Answer(body, f'"{sha256(body).hexdigest()[:32]}"', changed)


def _discreet(entry: FeedEntry, feed: Feed) -> FeedEntry:
    """Leave out where a place of worship stands, unless the reader wants it on their devices."""
    return replace(entry, place="") if entry.house and not feed.shows_places else entry


@feed_source
def own_meetings(person: Person, start: datetime, end: datetime) -> list[FeedEntry]:
    """The meetings to which somebody is invited, held and called-off ones too. Their place is free text, so it counts as a place of worship's."""
    mine = Invitee.objects.filter(Q(officer__person=person) | Q(contact__person=person), dropped_at=None).values("meeting")
    rows = Meeting.objects.filter(pk__in=mine, starts__lt=end, ends__gt=start).exclude(state=MeetingState.OFFERED)
    return [_entry(row) for row in rows.select_related("partnership__congregation", "partnership__agency").order_by("starts", "id")]


def _entry(row: Meeting) -> FeedEntry:
    assert row.starts is not None
    assert row.ends is not None
    gone = row.state in (MeetingState.CANCELLED, MeetingState.MISSED)
    return FeedEntry(
        uid=row.uid, sequence=row.sequence, starts=row.starts, ends=row.ends, title=words.title_of(row), place=row.place, house=True, description=row.note,
        cancelled=gone, url=f"{settings.SITE_URL}{reverse('meeting_list', args=[row.partnership.key])}", changed_at=row.changed_at,
    )  # fmt: skip
