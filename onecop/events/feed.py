"""What a person has of events in a private calendar feed: an officer the dates with an invitation, a congregation its own calendar."""

from datetime import UTC, date, datetime, timedelta

from django.conf import settings

from onecop.access.models import Person
from onecop.congregations.models import Congregation
from onecop.events import rules
from onecop.events.choices import InviteState, WithdrawReason
from onecop.events.models import Event, Invite, Occurrence, held_by
from onecop.kernel.permissions import Permission
from onecop.scheduling.registry import FeedEntry


def entries(person: Person, start: datetime, end: datetime) -> list[FeedEntry]:
    """Return a person's entries that touch [start, end): a fixed number of queries."""
    return [*_invited(person, start, end), *_hosted(person, start, end)]


def _invited(person: Person, start: datetime, end: datetime) -> list[FeedEntry]:
    """An officer's: standing invitations, and those called off, which stay in the feed so that calendars strike them through."""
    rows = Invite.objects.filter(officer__person=person, partnership__in=held_by(person), occurrence__starts_at__lt=end, occurrence__ends_at__gt=start)
    gone = rows.filter(state=InviteState.WITHDRAWN, withdraw_reason=WithdrawReason.CANCELLED)
    found = (rows.live().exclude(state=InviteState.NO) | gone).select_related("occurrence__event__congregation", "occurrence__event__partnership__congregation")
    return [_invite_entry(row) for row in found.order_by("id")]


def _invite_entry(row: Invite) -> FeedEntry:
    date_, event = row.occurrence, row.occurrence.event
    words = [row.stand_words, str(row.get_duty_display()) if row.duty else ""]
    return FeedEntry(
        uid=uid_of(row),
        sequence=sequence_of(row),
        starts=date_.starts_at,
        ends=date_.ends_at,
        title=event.title,
        place=where(event),
        house=event.house is not None,
        description=", ".join(word for word in words if word),
        cancelled=row.state == InviteState.WITHDRAWN,
        url=f"{settings.SITE_URL}{date_.get_absolute_url()}",
        changed_at=max(date_.changed_at, row.answered_at or row.invited_at, row.withdrawn_at or row.invited_at),
        zone=event.zone,
    )


def uid_of(invite: Invite) -> str:
    """Return what calendars know an invitation by: in the feed and in the letter the same, so that both are one entry."""
    return f"visit-{invite.key}@onecop"


def sequence_of(invite: Invite) -> int:
    """Return the number that rises with every change of the date or its event. Reads `occurrence.event`."""
    return int(invite.occurrence.event.version + invite.occurrence.version)


def where(event: Event, *, comes: bool = True) -> str:
    """Return the place as words: the room, then the address of the event or of its house. Nothing to whoever does not come, where it is private."""
    if event.place_private and not comes:
        return ""
    house = event.house
    address = event.address or (", ".join(part for part in (house.street, house.city) if part) if house else "")
    return ", ".join(part for part in (event.place, address) if part)


def _hosted(person: Person, start: datetime, end: datetime) -> list[FeedEntry]:
    """A congregation's own people have its whole calendar: a series as one entry with a rule, moved and cancelled dates beside it."""
    mine = [grant.scope_id for grant in person.open_grants if Permission.HOME_CONGREGATION in grant.definition.permissions]
    if not mine:
        return []
    houses = Congregation.objects.filter(scope__in=mine)
    found = Event.objects.filter(congregation__in=houses) | Event.objects.filter(partnership__congregation__in=houses)
    events = list(
        found.filter(published_at__isnull=False, starts_on__lte=end.date() + timedelta(days=1))
        .select_related("congregation", "partnership__congregation")
        .order_by("id")
    )
    kept: dict[int, list[Occurrence]] = {}
    for row in Occurrence.objects.filter(event__in=events).order_by("on"):
        kept.setdefault(row.event_id, []).append(row)
    return [entry for event in events if _touches(event, kept.get(event.pk, []), start, end) for entry in of_event(event, kept.get(event.pk, []))]


def _touches(event: Event, rows: list[Occurrence], start: datetime, end: datetime) -> bool:
    return bool(rules.dates_of(event, rows, start, end)) or any(row.starts_at < end and row.ends_at > start for row in rows)


def of_event(event: Event, rows: list[Occurrence]) -> list[FeedEntry]:
    """Return the entries of one event: itself, and each of its dates that differs from the rule. A cancelled date is an EXDATE."""
    if not event.rrule:
        one = rows[0] if rows else None
        begins, ends = (one.starts_at, one.ends_at) if one else rules.series_of(event).moments(event.starts_on)
        off = event.cancelled_at is not None or (one is not None and one.cancelled_at is not None)
        return [_entry(event, begins, ends, one, cancelled=off)]
    series = rules.series_of(event)
    begins, ends = series.moments(event.starts_on)
    differ = [row for row in rows if row.cancelled_at or not series.has(row.on) or (row.starts_at, row.ends_at) != series.moments(row.on)]
    exdates = tuple(series.moments(row.on)[0] for row in differ if row.cancelled_at and series.has(row.on))
    whole = _entry(event, begins, ends, None, rrule=ruled(event), exdates=exdates, cancelled=event.cancelled_at is not None)
    moved = [_entry(event, r.starts_at, r.ends_at, r, recurrence=series.moments(r.on)[0]) for r in differ if not r.cancelled_at and series.has(r.on)]
    past = [_entry(event, r.starts_at, r.ends_at, r, uid=f"date-{r.key}@onecop") for r in differ if not r.cancelled_at and not series.has(r.on)]
    return [whole, *moved, *past]


def ruled(event: Event) -> str:
    """Return the rule with its end: the last moment that may begin, in UTC (RFC 5545, 3.3.10)."""
    if not event.until_on or not event.rrule or "COUNT=" in event.rrule:
        return event.rrule
    last = datetime.combine(event.until_on, event.starts, event.tz).astimezone(UTC)
    return f"{event.rrule};UNTIL={last:%Y%m%dT%H%M%SZ}"


def _entry(
    event: Event,
    begins: datetime,
    ends: datetime,
    row: Occurrence | None,
    *,
    uid: str = "",
    rrule: str = "",
    exdates: tuple[datetime | date, ...] = (),
    recurrence: datetime | None = None,
    cancelled: bool = False,
) -> FeedEntry:
    return FeedEntry(
        uid=uid or f"event-{event.key}@onecop",
        sequence=event.version + (row.version if row else 0),
        starts=begins,
        ends=ends,
        title=event.title,
        place=where(event),
        house=event.house is not None,
        rrule=rrule,
        exdates=exdates,
        recurrence=recurrence,
        cancelled=cancelled,
        url=f"{settings.SITE_URL}{event.get_absolute_url()}",
        zone=event.zone,
        changed_at=row.changed_at if row else event.changed_at,
    )
