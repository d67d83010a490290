"""What waits for a staff member: the queue of the desk, most pressing first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, Min, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from onecop.access.models import Person
from onecop.agencies.choices import AgencyStanding
from onecop.agencies.models import Agency
from onecop.congregations.choices import CongregationStanding
from onecop.congregations.models import Congregation
from onecop.followups.models import Record
from onecop.journey.choices import HealthState
from onecop.journey.queries import columns, pressing, said, troubles
from onecop.journey.queries import pipeline as pipeline_of
from onecop.launch.models import Launch
from onecop.launch.queries import with_waiting_pledges
from onecop.mail.models import Message
from onecop.matching.choices import ProposalState, RunState
from onecop.matching.models import Proposal
from onecop.partnerships.models import Partnership, PartnershipQuerySet
from onecop.ui.words import day
from onecop.weekend.choices import Standing
from onecop.weekend.models import Submission

SHOWN = 8
LAUNCHES = 4
"""Cities with a row of their own for pledges that wait; more of them stand in the list of launches."""
PATIENCE = {
    "enrollment": timedelta(days=7),
    "proposal": timedelta(days=5),
    "declined": timedelta(days=2),
    "mail": timedelta(days=1),
    "overdue": timedelta(days=21),
    "stalled": timedelta(days=14),
    "record": timedelta(days=14),
    "weekend": timedelta(days=7),
    "pledge": timedelta(days=7),
}
"""After how long a wait is late, by kind of work."""


@dataclass(frozen=True)
class Tally:
    """One card above the queue: how many, how old the oldest, where the list is."""

    label: str
    number: int
    oldest: datetime | None
    url: str
    late: bool


@dataclass(frozen=True)
class Work:
    """One row of the queue."""

    kind: str
    title: str
    detail: str
    since: datetime
    url: str
    verb: str
    waited: float

    @property
    def late(self) -> bool:
        """Waited longer than its kind should."""
        return self.waited >= 1


@dataclass(frozen=True)
class Listed:
    """Many things of one kind that wait: how many, since when the oldest does, and where they are."""

    kind: str
    number: int
    oldest: datetime
    title: str
    detail: str
    url: str


@dataclass(frozen=True)
class Desk:
    """The staff home. quiet: partnerships in trouble, the reader's own first. steps: how many stand at each of the eight."""

    counts: tuple[Tally, ...]
    work: tuple[Work, ...]
    partnerships: int
    quiet: tuple[Work, ...]
    steps: tuple[dict[str, object], ...]
    lists: tuple["Listed", ...] = ()
    """Work for which one row of the queue stands, with the list behind it."""

    @property
    def total(self) -> int:
        return sum(count.number for count in self.counts) + sum(one.number for one in self.lists)


def desk(person: Person, *, now: datetime) -> Desk:
    """Return the desk of a staff member. Costs a fixed number of queries."""
    enrollments = Congregation.objects.visible_to(person).filter(standing=CongregationStanding.APPLIED)
    proposals = Proposal.objects.visible_to(person).filter(state=ProposalState.DRAFT, run__state=RunState.READY)
    declined = _unanswered_declines(person)
    mail = Message.objects.visible_to(person).undelivered()
    pipeline = pipeline_of(person)
    counts = (
        _count(_("Enrollments"), enrollments, "standing_since", reverse("enrollment_queue"), "enrollment", now),
        _count(_("Proposals"), proposals, "run__finished_at", reverse("matching_home"), "proposal", now),
        _count(_("Declined"), declined, "settled_at", reverse("matching_home"), "declined", now),
        _count(_("Undelivered mail"), mail, "queued_at", reverse("mail_undelivered"), "mail", now),
        *_health_counts(pipeline, now),
    )
    lists = (*_silent_hosts(person), *_weekend(person), *_pledges(person))
    rows = (
        _enrollment_rows(enrollments, now),
        _proposal_rows(proposals.select_related("run", "congregation", "officer__area").defer("officer__area__outline"), now),
        _declined_rows(declined.select_related("congregation", "officer"), now),
        _mail_rows(mail, now),
    )
    work = tuple(sorted([*_fairly([list(kind) for kind in rows]), *(_listed_row(one, now) for one in lists)], key=_urgency))
    steps = tuple({"label": f"{one.number} {one.title}", "moving": one.total - one.stuck, "stuck": one.stuck} for one in columns(pipeline))
    quiet = tuple(_health_rows(pressing(pipeline, person, limit=SHOWN), now))
    return Desk(counts=counts, work=work, partnerships=Partnership.objects.open().visible_to(person).count(), quiet=quiet, steps=steps, lists=lists)


def _fairly(kinds: list[list[Work]]) -> tuple[Work, ...]:
    """Return the most pressing rows, with room for every kind of work: forty letters that came back must not hide one form."""
    share = SHOWN // len(kinds)
    pressing = [sorted(kind, key=_urgency) for kind in kinds]
    first = [work for kind in pressing for work in kind[:share]]
    rest = sorted((work for kind in pressing for work in kind[share:]), key=_urgency)
    return tuple(sorted([*first, *rest[: SHOWN - len(first)]], key=_urgency))


def _urgency(work: Work) -> tuple[float, datetime, str]:
    return (-work.waited, work.since, work.title)


def _unanswered_declines(person: Person) -> "QuerySet[Proposal]":
    """Declined or lapsed, and nobody has been asked for that congregation since."""
    ended = Proposal.objects.visible_to(person).filter(state__in=[ProposalState.DECLINED, ProposalState.LAPSED])
    moved_on = Proposal.objects.filter(state__in=[ProposalState.PUBLISHED, ProposalState.ACCEPTED, ProposalState.DRAFT]).values("congregation")
    return ended.exclude(congregation__in=moved_on)


def _count(label: str, rows: QuerySet, since: str, url: str, kind: str, now: datetime) -> Tally:
    facts = rows.aggregate(number=Count("pk"), oldest=Min(since))
    late = facts["oldest"] is not None and now - facts["oldest"] >= PATIENCE[kind]
    return Tally(label=label, number=facts["number"], oldest=facts["oldest"], url=url, late=late)


def _silent_hosts(person: Person) -> Iterable[Listed]:
    """Events that nobody recorded after three letters. One query."""
    facts = Record.objects.visible_to(person).wants_a_hand().aggregate(number=Count("pk"), oldest=Min("hand_at"))
    if number := facts["number"]:
        title = ngettext("%(n)s event without a record", "%(n)s events without a record", number) % {"n": number}
        detail = _("Their hosts had three letters. A call helps more than a fourth.")
        yield Listed("record", number, facts["oldest"], title, detail, reverse("after_waiting"))


def _weekend(person: Person) -> Iterable[Listed]:
    """What hosts registered for the national weekend and nobody has looked at. One query."""
    rows = Submission.objects.visible_to(person).filter(standing=Standing.WAITING)
    facts = rows.aggregate(number=Count("pk"), oldest=Min("sent_at"), one=Min("weekend__key"), other=Max("weekend__key"))
    if number := facts["number"]:
        title = ngettext("%(n)s event registered for the national weekend", "%(n)s events registered for the national weekend", number) % {"n": number}
        url = reverse("weekend_queue", args=[facts["one"]]) if facts["one"] == facts["other"] else reverse("weekend_list")
        yield Listed("weekend", number, facts["oldest"], title, _("Their hosts wait to see them on the map."), url)


def _pledges(person: Person) -> Iterable[Listed]:
    """Pledges that somebody has to call or to answer: a row for each launch, and one for those of the rest where there are many. One query."""
    why = _("They gave no e-mail address, or their congregation is with us already: call them.")
    seen = with_waiting_pledges(Launch.objects.visible_to(person)).filter(waiting__gt=0)
    cities = list(seen.select_related("agency").order_by("oldest_waiting", "pk"))
    for one in cities[:LAUNCHES]:
        yield _pledged(one.waiting, one.oldest_waiting, f"{one.heading}. {why}", reverse("launch_pledges", args=[one.key]))
    if rest := cities[LAUNCHES:]:
        yield _pledged(sum(one.waiting for one in rest), rest[0].oldest_waiting, why, f"{reverse('launch_list')}?sort=-waiting")


def _pledged(number: int, oldest: datetime, detail: str, url: str) -> Listed:
    title = ngettext("%(n)s pledge needs somebody", "%(n)s pledges need somebody", number) % {"n": number}
    return Listed("pledge", number, oldest, title, detail, url)


def _listed_row(one: Listed, now: datetime) -> Work:
    return Work(one.kind, one.title, one.detail, one.oldest, one.url, _("See them"), _waited(one.kind, one.oldest, now))


def _waited(kind: str, since: datetime, now: datetime) -> float:
    """How long it waited, in shares of the patience its kind deserves."""
    return max(0.0, (now - since) / PATIENCE[kind])


def _enrollment_rows(rows: QuerySet[Congregation], now: datetime) -> Iterable[Work]:
    for c in rows.order_by("standing_since")[:SHOWN]:
        detail = _("Board votes on %(day)s, so no hurry.") % {"day": day(c.board_votes_on)} if c.board_votes_on else _("Enrolled and waits for your yes.")
        since = c.standing_since
        yield Work("enrollment", c.name, detail, since, reverse("enrollment_review", args=[c.key]), _("Open"), _waited("enrollment", since, now))


def _proposal_rows(rows: QuerySet[Proposal], now: datetime) -> Iterable[Work]:
    for p in rows.order_by("run__finished_at", "id")[:SHOWN]:
        since = p.run.finished_at or p.run.asked_at
        where = f", {p.officer.area}" if p.officer.area else ""
        detail = _("Match ready: %(officer)s%(where)s.") % {"officer": p.officer, "where": where}
        yield Work("proposal", p.congregation.name, detail, since, reverse("proposal_detail", args=[p.key]), _("Review"), _waited("proposal", since, now))


def _declined_rows(rows: QuerySet[Proposal], now: datetime) -> Iterable[Work]:
    for p in rows.order_by("settled_at", "id")[:SHOWN]:
        since = p.settled_at or now
        words = _("%(officer)s cannot. Choose who comes next.") if p.state == ProposalState.DECLINED else _("No answer in time about %(officer)s.")
        yield Work(
            "declined",
            p.congregation.name,
            words % {"officer": p.officer},
            since,
            reverse("proposal_detail", args=[p.key]),
            _("Choose"),
            _waited("declined", since, now),
        )


def _mail_rows(rows: QuerySet, now: datetime) -> Iterable[Work]:
    for m in rows.order_by("queued_at").defer("sealed")[:SHOWN]:
        yield Work("mail", m.name or _("A letter"), m.subject, m.queued_at, reverse("mail_undelivered"), _("See why"), _waited("mail", m.queued_at, now))


def _health_counts(pipeline: PartnershipQuerySet, now: datetime) -> Iterable[Tally]:
    labels = {HealthState.STALLED: _("Stalled"), HealthState.OVERDUE: _("Overdue")}
    found = troubles(pipeline)
    for state, label in labels.items():
        one = found[state]
        url = f"{reverse('pipeline_table')}?health={state}"
        yield Tally(label=label, number=one.number, oldest=one.oldest, url=url, late=state == HealthState.STALLED and one.number > 0)


def _health_rows(rows: Iterable[Partnership], now: datetime) -> Iterable[Work]:
    """Partnerships in trouble: why, and what is next."""
    for p in rows:
        health = p.health
        words = said(health)
        detail = " ".join([*words["reasons"][:1], _("Next: %(title)s (%(who)s).") % {"title": words["title"], "who": words["owes"]}])
        since = health.since or health.step_since
        yield Work(health.state, p.congregation.name, detail, since, p.get_absolute_url(), _("Open"), _waited(health.state, since, now))


def joined_agencies(person: Person) -> "QuerySet[Agency]":
    """The agencies that a staff member works with, those with most partnerships first."""
    return (
        Agency.objects.visible_to(person)
        .filter(standing__in=[AgencyStanding.ACTIVE, AgencyStanding.ENROLLING, AgencyStanding.PAUSED])
        .annotate(partners=Count("partnerships"))
        .order_by("-partners", "name")
    )
