"""Reads for whoever plans: the day everything is counted from, the checklist, who would be told, and what matters in the house."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q

from onecop.access.models import Person
from onecop.congregations.models import Congregation
from onecop.events import parties, registry, rules, sacred_space
from onecop.events.choices import AnswerState, RoleKind
from onecop.events.models import CoHost, Event, EventRole, EventTask, Invite, Occurrence, Protocol
from onecop.partnerships.choices import PartnershipState
from onecop.partnerships.models import Partnership

NUDGE_EVERY = timedelta(days=3)
"""A late line is spoken of again after so long. A letter goes to one owner at most once a day."""
A_DAY = timedelta(hours=22)
"""The least between two letters about what is late: the job runs at any minute of the day."""


def day_of(event: Event) -> date:
    """Return the day from which the checklist counts: where a single date is now, else the first date of the series."""
    if not event.rrule:
        row = event.occurrences.filter(on=event.starts_on).first()
        if row and row.moved_at:
            return row.starts_at.astimezone(event.tz).date()
    return event.starts_on


def ends_of(event: Event) -> datetime:
    """Return until when a link about an event makes sense: the end of a single one, of a series three months after its first date."""
    row = event.occurrences.order_by("-ends_at").first()
    last = rules.series_of(event).moments(event.starts_on)[1]
    return max(last + (timedelta(days=90) if event.rrule else timedelta()), row.ends_at if row else last)


@dataclass(frozen=True)
class Told:
    """Who gets a letter when dates move or are called off. officers: asked to come. helpers: co-hosts, and those with a part. guests: signed up."""

    officers: int
    helpers: int
    guests: int

    @property
    def all(self) -> int:
        return self.officers + self.helpers + self.guests


def audience(event: Event, at: datetime, *, on: date | None = None) -> Told:
    """Count who would get a letter.

    Args:
        on: only this date; None: all that is to come.
    """
    rows = event.occurrences.filter(ends_at__gt=at, cancelled_at=None)
    dates = list(rows.filter(on=on) if on else rows)
    officers = Invite.objects.live().filter(occurrence__in=dates).exclude(officer__email="").count()
    helpers = len({email for email, _name in helpers_of(event)}) if event.published_at else 0
    return Told(officers, helpers, registry.audience_of(dates, at))


def helpers_of(event: Event) -> list[tuple[str, str]]:
    """Return (address, name) of those who plan along: whoever has a part or was asked for one, and the people of co-hosts."""
    live = event.roles.filter(state__in=[AnswerState.ASKED, AnswerState.YES]).exclude(email="")
    found = {role.email: role.name for role in live}
    for host in event.cohosts.filter(state=AnswerState.YES).with_names():  # type: ignore[attr-defined]
        found.update(answering(host))
    return sorted(found.items())


def answering(host: CoHost) -> list[tuple[str, str]]:
    """Return (address, name) of those who answer for a co-host: leader and coordinator, liaisons, both sides, or staff of a region."""
    return parties.speakers(host.party)


@dataclass(frozen=True)
class Sheet:
    """The planning page. tasks: open ones, the nearest first. done: the others, the newest first."""

    event: Event
    tasks: tuple[EventTask, ...]
    done: tuple[EventTask, ...]
    roles: tuple[EventRole, ...]
    cohosts: tuple[CoHost, ...]
    today: date

    @property
    def late(self) -> tuple[EventTask, ...]:
        return tuple(t for t in self.tasks if t.due_on < self.today)

    @property
    def soon(self) -> tuple[EventTask, ...]:
        return tuple(t for t in self.tasks if t.due_on >= self.today)

    def holder(self, task: EventTask) -> str:
        """Whose line it is, in words: the owner, else who has the part, else the part."""
        if task.owner:
            return task.owner.name
        part = next((r for r in self.roles if r.kind == task.role and r.name and r.state != AnswerState.NO), None)
        return part.name if part else str(RoleKind(task.role).label) if task.role else ""


def sheet(event: Event, at: datetime) -> Sheet:
    """Gather the planning page in three queries."""
    tasks = list(event.tasks.select_related("owner"))
    done = sorted((t for t in tasks if t.done_at), key=lambda t: t.done_at, reverse=True)  # type: ignore[arg-type, return-value]
    hosts = event.cohosts.exclude(state=AnswerState.WITHDRAWN).with_names()  # type: ignore[attr-defined]
    return Sheet(event, tuple(t for t in tasks if not t.done_at), tuple(done), tuple(event.roles.all()), tuple(hosts), at.astimezone(event.tz).date())


def tasks_of(role: EventRole) -> list[EventTask]:
    """Return the lines that are whoever's who has a part: their own, those of the part, and the host lead's also those of nobody. One query."""
    mine = Q(owner__email=role.email) | Q(owner=None, role=role.kind)
    if role.kind == RoleKind.LEAD:
        mine |= Q(owner=None, role="")
    return list(role.event.tasks.filter(mine))


def cohosts(event: Event) -> list[CoHost]:
    """Return those who host an event with its host, as its page names them. One query."""
    return list(event.cohosts.filter(state=AnswerState.YES).with_names())  # type: ignore[attr-defined]


def late(at: datetime) -> dict[str, list[EventTask]]:
    """Return what is late, by the address of who owns it: the owner, else who has the part, else the host lead, else who made the event.

    Nothing of drafts, of what was called off or is over; nothing of which a letter spoke in the last three days; and nobody who had one today.
    """
    rows = EventTask.objects.open().filter(due_on__lt=at.date(), event__published_at__isnull=False, event__cancelled_at=None)
    rows = rows.filter(due_on__gt=at.date() - timedelta(days=60)).select_related("event", "owner").order_by("due_on", "id")
    parts: dict[tuple[int, str], str] = {}
    for role in EventRole.objects.filter(event__in=rows.values("event"), state=AnswerState.YES).exclude(email=""):
        parts.setdefault((role.event_id, role.kind), role.email)
    makers = dict(Person.objects.filter(pk__in=[r.event.created_by_id for r in rows], is_active=True).values_list("pk", "email"))
    found: dict[str, list[EventTask]] = {}
    for row in rows:
        email = row.owner.email if row.owner else parts.get((row.event_id, row.role)) or parts.get((row.event_id, RoleKind.LEAD))
        if email := email or makers.get(row.event.created_by_id or 0, ""):
            found.setdefault(email, []).append(row)
    lately = {email for email, tasks in found.items() if any(t.nudged_at and at - t.nudged_at < A_DAY for t in tasks)}
    due = {email: [t for t in tasks if t.nudged_at is None or at - t.nudged_at >= NUDGE_EVERY] for email, tasks in found.items() if email not in lately}
    return {email: tasks for email, tasks in due.items() if tasks}


def late_of(houses: Sequence[int], at: datetime) -> list[EventTask]:
    """Return the late lines of what congregations host, alone or with their officer, the oldest first. One query."""
    rows = EventTask.objects.open().filter(due_on__lt=at.date(), due_on__gt=at.date() - timedelta(days=60), event__published_at__isnull=False)
    own = Q(event__congregation__in=houses) | Q(event__partnership__congregation__in=houses)
    return list(rows.filter(own, event__cancelled_at=None).select_related("event__partnership").order_by("due_on", "id"))


def questions(person: Person) -> list[CoHost]:
    """Return the questions to host together that wait for somebody's answer."""
    mine = CoHost.objects.answerable_by(person).filter(state=AnswerState.ASKED, event__cancelled_at=None)
    return list(mine.with_names().select_related("event__congregation", "event__agency", "event__scope", "event__partnership__congregation")[:10])


def people_for(event: Event) -> list[Person]:
    """Return to whom a line of the checklist can be given: who speaks for the host and its co-hosts, the officer who hosts along, and who has a part."""
    emails = {email for email, _name in [*parties.speakers(event.host), *helpers_of(event)]}
    found = Person.objects.filter(Q(email__in=emails) | Q(pk=event.created_by_id), is_active=True)
    return list(found.order_by("name", "pk")[:50])


FOR_GUESTS = ("shoes", "head", "photos", "seating")
"""What concerns everybody who comes in; uniform, weapon and body camera concern officers alone."""


def space_of(event: Event, *, officer: bool = False) -> list[sacred_space.Line]:
    """Return what whoever comes should know about the sacred space, as the host attached it.

    Args:
        officer: with the points that concern officers alone. To them the house's own protocol stands where nothing was attached.
    """
    if event.space:
        found = sacred_space.lines(event.space)
        return [line for line in found if line.point.key in event.space and (officer or line.point.key in FOR_GUESTS)]
    kept = protocol_of(event) if officer else None
    return sacred_space.lines({key: {**answer, "instead": ""} for key, answer in kept.answers.items()}) if kept else []


MOST_VENUES = 200


def venues_for(event: Event, planner: Person) -> dict[str, Congregation]:
    """Return, by key, at whose place of worship an event of an agency, a region or the nation may be: its co-hosts, then partners within its ground.

    Only partnerships that the planner sees anyway. One query.
    """
    along = Q(cohosted__event=event, cohosted__state=AnswerState.YES) | Q(visited_events=event)
    pairs = Partnership.objects.visible_to(planner).filter(state=PartnershipState.ACTIVE)
    pairs = pairs.filter(agency=event.agency_id) if event.agency_id else pairs.filter(agency__scope__parent=event.scope_id)
    rows = Congregation.objects.filter(along | Q(partnerships__in=pairs.order_by().values("pk"))).distinct().order_by("name", "pk")[:MOST_VENUES]
    return {row.key: row for row in rows}


def protocol_of(event: Event) -> Protocol | None:
    """Return what the house of an event last wrote down for its officer, to begin from."""
    house = event.house
    if house is None:
        return None
    pairs = Partnership.objects.filter(congregation=house)
    return Protocol.objects.filter(partnership__in=pairs).order_by("-at", "-version").first()


def rows_of(event: Event) -> list[Occurrence]:
    return list(event.occurrences.all())


def when(event: Event) -> tuple[datetime, datetime]:
    """Return the moments of the date that a letter speaks of: the first of a series, or where a single one is now."""
    row = event.occurrences.filter(on=event.starts_on).first()
    return (row.starts_at, row.ends_at) if row else rules.series_of(event).moments(event.starts_on)
