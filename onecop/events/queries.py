"""Reads over events: frozen answers in a fixed number of queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.urls import reverse

from onecop.access.models import Person
from onecop.agencies import queries as agencies
from onecop.agencies.models import Officer
from onecop.congregations.models import Congregation
from onecop.debriefs.models import Goal
from onecop.events import registry, rules, sacred_space
from onecop.events.choices import AnswerState, InviteState, Side
from onecop.events.models import Attendance, CoHost, Event, Introduction, Invite, Occurrence, OfficerHours, Protocol, ProtocolReply
from onecop.events.people import People, people
from onecop.events.rules import Date
from onecop.partnerships.models import Partnership
from onecop.ui import words as ui

GOALS = 3
"""As many as people remember after a service."""
WEEKS = 12
"""How far ahead a calendar's list looks."""


def clash(officer: Officer, occurrence: Occurrence | Date) -> rules.Clash:
    """Say how a date lies to an officer's shift. Two queries."""
    since = occurrence.starts_at.date() - timedelta(days=2)
    return rules.clash(agencies.with_duty(since).get(pk=officer.pk), occurrence.starts_at, occurrence.ends_at)


def same_hour(event: Event, starts_at: datetime) -> date | None:
    """Return which date of an event begins at a moment, moved ones included; None when none does."""
    rows = list(event.occurrences.filter(starts_at__range=(starts_at - timedelta(days=1), starts_at + timedelta(days=1))))
    found = rules.dates_of(event, rows, starts_at, starts_at + timedelta(minutes=1))
    return next((one.on for one in found if one.starts_at == starts_at and not one.cancelled), None)


def dates_between(events: Iterable[Event], start: datetime, end: datetime) -> list[Date]:
    """Return the dates of several events that touch [start, end), in order of time. One query besides the events."""
    events = list(events)
    kept: dict[int, list[Occurrence]] = {}
    for row in Occurrence.objects.filter(event__in=events):
        kept.setdefault(row.event_id, []).append(row)
    found = [one for event in events for one in rules.dates_of(event, kept.get(event.pk, []), start, end)]
    return sorted(found, key=lambda one: (one.starts_at, one.event.pk))


@dataclass(frozen=True)
class Entry:
    """A line of a calendar: a date, and what came of asking the officer."""

    date: Date
    invite: Invite | None

    @property
    def url(self) -> str:
        return reverse("event_day", args=[self.date.event.key, self.date.key])

    @property
    def month(self) -> str:
        return f"{self.date.starts_at.astimezone(self.date.event.tz):%Y-%m}"

    @property
    def month_words(self) -> str:
        return ui.month(self.date.starts_at.astimezone(self.date.event.tz).date())


def calendar(house: Congregation, *, start: datetime, end: datetime) -> list[Entry]:
    """Return a congregation's own calendar between two moments: what it hosts, alone, with its officer or with others. Three queries."""
    both = CoHost.objects.filter(Q(congregation=house) | Q(partnership__congregation=house), state=AnswerState.YES).values("event")
    events = Event.objects.filter(Q(congregation=house) | Q(partnership__congregation=house) | Q(pk__in=both))
    found = dates_between(events.in_force().order_by("id"), start, end)
    return with_invites(found)


def with_invites(dates: Sequence[Date]) -> list[Entry]:
    """Add to each date the invitation that stands, in one query."""
    rows = [one.row for one in dates if one.row]
    asked = {i.occurrence_id: i for i in Invite.objects.live().filter(occurrence__in=rows).select_related("officer", "partnership")}
    return [Entry(one, asked.get(one.row.pk) if one.row else None) for one in dates]


def month_grid(first: date, entries: Sequence[Entry], zone: object) -> list[list[tuple[date, list[Entry]]]]:
    """Return the weeks (Sunday first) that a month touches, each day with what begins on it by the zone's calendar."""
    by_day: dict[date, list[Entry]] = {}
    for entry in entries:
        by_day.setdefault(entry.date.starts_at.astimezone(zone).date(), []).append(entry)  # type: ignore[arg-type]
    start = first - timedelta(days=(first.weekday() + 1) % 7)
    last = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
    days = -(-(last - start).days // 7) * 7
    rows = [(day := start + timedelta(days=n), by_day.get(day, [])) for n in range(days)]
    return [rows[n : n + 7] for n in range(0, days, 7)]


@dataclass(frozen=True)
class DaySheet:
    """All that the page of one date shows. side: for whom the reader acts, or None. partnerships: whose officer can be asked."""

    date: Date
    invites: tuple[Invite, ...]
    words: tuple[Attendance, ...]
    partnership: Partnership | None
    side: Side | None

    @property
    def invite(self) -> Invite | None:
        """The standing invitation of the reader's partnership."""
        return next((i for i in self.invites if self.partnership and i.partnership_id == self.partnership.pk), None)

    def told(self, side: str, who: str = Side.OFFICER) -> Attendance | None:
        return next((w for w in self.words if w.told_by == side and w.who == who), None)

    @property
    def came(self) -> bool:
        return any(w.came for w in self.words if w.who == Side.OFFICER)


def date_of(event: Event, on: date) -> Date | None:
    """Return one date of an event as it stands, or None when it has none on that day."""
    row = Occurrence.objects.filter(event=event, on=on).first()
    if row:
        return Date(event, on, row.starts_at, row.ends_at, row)
    series = rules.series_of(event)
    return Date(event, on, *series.moments(on)) if series.has(on) else None


def partnership_for(event: Event, person: Person) -> Partnership | None:
    """Return the open partnership in whose name a reader looks at an event: the host's own, else the one the reader is part of."""
    rows = Partnership.objects.open().select_related("congregation__scope__parent", "agency__scope__parent", "agency__territory")
    if event.partnership:
        return rows.filter(pk=event.partnership.pk).first()
    if event.congregation_id:
        return rows.filter(congregation=event.congregation_id).first()
    mine = [grant.scope_id for grant in person.open_grants]
    return rows.filter(congregation__scope__in=mine).first() or rows.filter(tenures__officer__person=person, tenures__closed_on=None).first()


def day_sheet(found: Date, *, partnership: Partnership | None, side: Side | None) -> DaySheet:
    invites = words = ()  # type: tuple[Invite, ...] | tuple[Attendance, ...]
    if found.row:
        rows = Invite.objects.live().filter(occurrence=found.row, partnership=partnership)
        invites = tuple(rows.select_related("officer__agency", "partnership"))
        words = tuple(Attendance.objects.filter(occurrence=found.row, partnership=partnership))
    return DaySheet(found, invites, words, partnership, side)  # type: ignore[arg-type]


@dataclass(frozen=True)
class IntroductionSheet:
    """Where the introduction of an officer stands: date → protocol → confirmed → run of show → done."""

    partnership: Partnership
    people: People
    introduction: Introduction | None
    held: Introduction | None
    invite: Invite | None
    protocol: Protocol | None
    reply: ProtocolReply | None
    goals: tuple[str, ...]

    @property
    def date(self) -> Occurrence | None:
        return self.introduction.occurrence if self.introduction else None

    @property
    def confirmed(self) -> bool:
        """True when the officer who holds the partnership now agreed to the newest version."""
        return bool(self.reply and self.reply.agrees)

    @property
    def questioned(self) -> bool:
        return bool(self.reply and not self.reply.agrees)

    @property
    def shown(self) -> bool:
        return bool(self.introduction and self.introduction.show_at)

    @property
    def lines(self) -> list[sacred_space.Line]:
        return sacred_space.lines(self.protocol.answers) if self.protocol else []

    @property
    def now(self) -> str:
        """Which act comes next: date, protocol, settle, confirm, answer, show, wait or done."""
        if self.date is None:
            return "done" if self.held and not self.introduction else "date"
        if self.protocol is None:
            return "protocol"
        if self.questioned:
            return "settle"
        if not self.confirmed:
            return "confirm"
        if self.invite and self.invite.state == InviteState.WAITING:
            return "answer"
        return "wait" if self.shown else "show"


def introduction_sheet(partnership: Partnership) -> IntroductionSheet:
    """Gather the introduction of a partnership in a fixed number of queries."""
    rows = list(partnership.introductions.select_related("occurrence__event__congregation", "officer"))
    open_one = next((row for row in rows if row.held_at is None), None)
    held = max((row for row in rows if row.held_at), key=lambda row: row.occurrence.starts_at, default=None)  # type: ignore[union-attr]
    who = people(partnership)
    invite = None
    if open_one and open_one.occurrence_id:
        invite = Invite.objects.live().filter(occurrence=open_one.occurrence_id, partnership=partnership).select_related("officer").first()
    protocol, reply = newest_protocol(partnership, who)
    return IntroductionSheet(partnership, who, open_one, held, invite, protocol, reply, tuple(goals_of(partnership)))


def newest_protocol(partnership: Partnership, who: People) -> tuple[Protocol | None, ProtocolReply | None]:
    """Return the newest version and the last word on it of the officer who holds the partnership now."""
    protocol = partnership.protocols.order_by("-version").first()
    reply = protocol.replies.filter(officer=who.officer).order_by("-at", "-id").first() if protocol and who.officer else None
    return protocol, reply


def goals_of(partnership: Partnership) -> list[str]:
    """Return the joint goals that may be shared at the service, the nearest day first."""
    return [goal.title for goal in Goal.objects.live().filter(partnership=partnership)[:GOALS]]


def still_to_come(at: datetime) -> Q:
    """Return the filter for events that may have a date to come, a day given for the zones of the world; a series without an end always has."""
    today = at.date() - timedelta(days=1)
    return Q(starts_on__gte=today) | (~Q(rrule="") & (Q(until_on=None) | Q(until_on__gte=today)))


def coming(partnerships: Iterable[int], at: datetime) -> list[Invite]:
    """Return standing invitations to dates to come, the soonest first: one query."""
    rows = Invite.objects.live().filter(partnership__in=list(partnerships), occurrence__ends_at__gt=at, occurrence__cancelled_at=None)
    return list(rows.select_related("occurrence__event", "officer", "partnership").order_by("occurrence__starts_at", "id"))


def waiting_invites(at: datetime) -> "list[Invite]":
    """Return invitations without an answer whose date comes soon and that were not asked twice."""
    soon = Invite.objects.filter(state=InviteState.WAITING, reminded_at=None, occurrence__starts_at__gt=at, occurrence__starts_at__lte=at + rules.REMIND_BEFORE)
    # Whoever was asked just now needs no second letter.
    return list(soon.filter(invited_at__lte=at - timedelta(days=1)).select_related("occurrence__event", "officer__person", "partnership__congregation"))


def untold(at: datetime) -> list[Invite]:
    """Return accepted invitations to dates that are over, of which nobody has said or been asked whether the officer came."""
    rows = Invite.objects.untold().filter(
        state=InviteState.YES,
        asked_after_at=None,
        occurrence__cancelled_at=None,
        occurrence__ends_at__lte=at - rules.ASK_AFTER,
        occurrence__ends_at__gt=at - rules.ASK_FOR,
    )
    return list(rows.select_related("occurrence__event", "officer", "partnership__congregation"))


@dataclass(frozen=True)
class Hours:
    """One line of an officer's hours at events. duty: a code of choices.Duty. noted: the officer said so; else it is the length of the date."""

    on: date
    title: str
    kind: str
    duty: str
    minutes: int
    noted: bool
    occurrence: int


def hours(officer: Officer, start: datetime, end: datetime) -> list[Hours]:
    """Return an officer's hours at events that began in [start, end), the oldest first, each date once. Two queries.

    What the officer noted counts; where nothing was noted, the length of a date at which somebody said that the officer was, in the time of the answer.
    """
    noted = OfficerHours.objects.filter(officer=officer, occurrence__starts_at__gte=start, occurrence__starts_at__lt=end).select_related("occurrence__event")
    found = {row.occurrence_id: (row.occurrence, row.duty, row.minutes, True) for row in noted}
    came = Attendance.objects.filter(officer=officer, came=True, who=Side.OFFICER, occurrence__starts_at__gte=start, occurrence__starts_at__lt=end)
    for told in came.filter(occurrence__cancelled_at=None).select_related("occurrence__event").annotate(duty=registry.duty_said()):
        found.setdefault(told.occurrence_id, (told.occurrence, told.duty, int(told.occurrence.lasts.total_seconds() // 60), False))
    rows = sorted(found.values(), key=lambda one: (one[0].starts_at, one[0].pk))
    return [Hours(o.starts_at.astimezone(o.event.tz).date(), o.event.title, o.event.kind, duty, minutes, told, o.pk) for o, duty, minutes, told in rows]
