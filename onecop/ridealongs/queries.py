"""Reads: an agency's rules, what the rules look at, who is told, and what stands in a day."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from django.db.models import F, Q, QuerySet

from onecop.access.choices import RoleCode
from onecop.access.models import Grant, Person
from onecop.agencies import duty as shifts
from onecop.agencies import queries as agencies
from onecop.agencies import rules as duty
from onecop.agencies.choices import OfficerStatus, PostKind
from onecop.agencies.models import Agency, Officer, Post
from onecop.congregations.models import Contact
from onecop.kernel.permissions import Permission
from onecop.partnerships.choices import PartnershipState, TenureKind
from onecop.partnerships.models import Partnership, Tenure
from onecop.partnerships.rules import zone_of
from onecop.ridealongs.choices import AgeBand, Kind, Part, State
from onecop.ridealongs.models import Blackout, Check, RideAlong, RideChange, RuleSet, WaiverSignature, Watch
from onecop.ridealongs.rules import Facts, Stage, starts_in
from onecop.territory.choices import Level
from onecop.territory.models import Area

COUNTED = (State.APPROVED, State.DONE)
"""States in which a ride takes its day."""
MOST_OFFICERS = 60


def rules_of(agency: Agency) -> RuleSet | None:
    """Return the rules in force; None while the liaison has set none."""
    return RuleSet.objects.filter(agency=agency).select_related("waiver", "agency").order_by("-number").first()


def watches_of(agency: Agency) -> QuerySet[Watch]:
    return Watch.objects.filter(agency=agency, ended_at=None)


def blackouts_of(agency: Agency) -> QuerySet[Blackout]:
    return Blackout.objects.filter(agency=agency, lifted_at=None)


def agencies_answered_by(person: Person) -> QuerySet[Agency]:
    """Return the agencies that take part and for which somebody answers applications."""
    return Agency.objects.filter(person.reach(Permission.RIDE_APPROVE).over("scope"), scope__isnull=False).select_related("scope__parent")


def check_of(agency: Agency, rider: Contact) -> Check | None:
    """Return the newest background check of a rider, in whatever part they ride."""
    return Check.objects.filter(Q(rider=rider) | _same(rider, "rider"), agency=agency).order_by("noted_at", "id").last()


def _same(rider: Contact, path: str) -> Q:
    """One person may be a contact more than once: first coordinator, then leader."""
    return Q(**{f"{path}__person": rider.person_id}) if rider.person_id else Q(pk__in=[])


def signature_of(ride: RideAlong, rules: RuleSet | None = None) -> WaiverSignature | None:
    """Return the signature that counts: under the rules (and so the waiver) in force."""
    current = rules or rules_of(ride.partnership.agency)
    return WaiverSignature.objects.filter(ride=ride, rules=current).select_related("rules__waiver", "rules__agency").first() if current else None


def leads_of(partnership: Partnership) -> list[Officer]:
    """Return the officers who hold it now: the partner officer before the interim one."""
    held = Tenure.objects.filter(partnership=partnership, closed_on=None, officer__isnull=False).select_related("officer__agency", "officer__shift")
    return [t.officer for t in sorted(held, key=lambda t: t.kind != TenureKind.LEAD) if t.officer]


def riders_of(partnership: Partnership) -> dict[Part, Contact]:
    """Return who rides for step 3: faith leader and coordinator, as they are now."""
    held = Tenure.objects.filter(partnership=partnership, closed_on=None, kind__in=Part.values).select_related("contact__person", "contact__congregation")
    found = {Part(t.kind): t.contact for t in held if t.contact}
    return {part: found[part] for part in Part if part in found}


def applies_for(partnership: Partnership, person: Person) -> bool:
    """True for the congregation's people, and for staff who help them. Officers apply for nobody."""
    reach = person.reach(Permission.PARTNERSHIP_ACT)
    return reach.everywhere or bool(reach.scope_ids.intersection(pk for scope in partnership.congregation.scopes for pk in scope.lineage))


def taken(*, watch: Watch, sector: Area | None, but: int | None = None, since: date) -> Counter[date]:
    """Return how many seats of a sector on a watch are booked, by day.

    The same sector of an older map counts as the same: it is known by its level and code.
    """
    rows = RideAlong.objects.filter(~Q(pk=but or 0), watch=watch, state=State.APPROVED, kind=Kind.RIDE, ride_on__gte=since)
    rows = rows.filter(sector__level=sector.level, sector__code=sector.code) if sector else rows.filter(sector=None)
    return Counter(day for day in rows.values_list("ride_on", flat=True) if day)


def facts_for(
    *, partnership: Partnership, rider: Contact, rules: RuleSet, on: date, band: AgeBand, now: datetime, watch: Watch | None = None,
    kind: Kind = Kind.RIDE, start: time | None = None, officer: Officer | None = None, named: bool = False, sector: Area | None = None,
    ride: RideAlong | None = None, stage: Stage = Stage.APPLY,
) -> Facts:  # fmt: skip
    """Gather what the rules look at.

    Args:
        ride: the application itself, which must not stand in its own way. sector: where the seat would be; None: agency without areas.
    """
    zone, agency = zone_of(partnership), partnership.agency
    mine = RideAlong.objects.filter(Q(rider=rider) | _same(rider, "rider"), partnership__agency=agency, kind=Kind.RIDE, state__in=COUNTED)
    days = [(day, who) for day, who in mine.exclude(pk=ride.pk if ride else 0).values_list("ride_on", "officer") if day]
    check = check_of(agency, rider)
    return Facts(
        zone=zone, on=on, band=band, watch=watch.span if watch else None, kind=kind, start=start,
        closed=tuple(b.closed for b in blackouts_of(agency).filter(last_on__gte=on)),
        rides=tuple(day for day, _ in days), officer=officer.pk if officer else None,
        partner=officer is not None and officer in leads_of(partnership), named=named,
        rode_with=tuple(day for day, who in days if officer and who == officer.pk),
        taken=taken(watch=watch, sector=sector, but=ride.pk if ride else None, since=on) if watch else Counter(),
        check=check.checked if check else None, signed=ride is not None and signature_of(ride, rules) is not None,
        dress_open=ride is not None and ride.waits_for_dress, active=partnership.state == PartnershipState.ACTIVE, stage=stage,
    )  # fmt: skip


# --- what a liaison chooses from


def sectors_of(agency: Agency) -> QuerySet[Area]:
    """Return the areas that are sectors for rides: beats where the map has some, else precincts; none for an agency without areas."""
    areas = Area.objects.in_force().light().filter(version__territory=agency.territory_id) if agency.territory_id else Area.objects.none()
    beats = areas.filter(level=Level.BEAT)
    return (beats if beats.exists() else areas).order_by("code")


def in_force(area: Area | None, agency: Agency) -> Area | None:
    """Return the sector of today's map that goes on for an area of any map; None when there is none."""
    return sectors_of(agency).filter(code=area.code, level=area.level).first() if area else None


def home_sector(partnership: Partnership) -> Area | None:
    """Return the sector in which a congregation's riders ride unless somebody says otherwise."""
    own = in_force(partnership.area, partnership.agency)
    return own or next((found for lead in leads_of(partnership) if (found := in_force(lead.area, partnership.agency))), None)


def drivers(partnership: Partnership, sector: Area | None) -> list[Officer]:
    """Return officers who might take a rider along: the partner officer first, then those of the sector (or of an agency without areas), at most 60."""
    leads = leads_of(partnership)
    rows = Officer.objects.filter(agency=partnership.agency, status=OfficerStatus.ACTIVE).select_related("shift", "agency")
    if sector is not None:
        rows = rows.filter(Q(area__level=sector.level, area__code=sector.code) | Q(area=sector.parent_id) if sector.parent_id else Q(area__code=sector.code))
    return [*leads, *rows.exclude(pk__in=[o.pk for o in leads])[:MOST_OFFICERS]]


def on_duty(officer: Officer, starts_at: datetime, zone: str) -> bool | None:
    """True when an officer's shift covers a moment; None when the shift is not known."""
    if officer.shift is None:
        return None
    try:
        return duty.on_duty(duty.pattern(officer.shift.anchor_on, officer.shift.cycle, zone), starts_at)
    except duty.BadCycle:
        return None


@dataclass(frozen=True)
class Start:
    """One thing to choose in a form: a watch and when the ride begins. `value` is what the form sends."""

    watch: Watch
    start: time

    @property
    def value(self) -> str:
        return f"{self.watch.key}-{self.start:%H%M}"


def starts_of(agency: Agency, rules: RuleSet) -> list[Start]:
    """Return every watch with the times at which a ride may begin on it."""
    terms = rules.terms
    return [Start(watch, start) for watch in watches_of(agency) for start in starts_in(terms, watch.span)]


# --- who is told


@dataclass(frozen=True)
class Reader:
    """Somebody a letter goes to."""

    email: str
    name: str


def desk_of(partnership: Partnership) -> list[Reader]:
    """Return who answers for the agency: its liaisons, or, while there is none, the staff member who looks after the partnership."""
    posts = Post.objects.filter(agency=partnership.agency, kind=PostKind.LIAISON, ended_on=None).exclude(email="").order_by("id")
    found = [Reader(post.email, post.name) for post in posts]
    return found or ([Reader(partnership.owner.email, partnership.owner.name)] if partnership.owner else [])


def approvers_of(partnership: Partnership) -> list[Reader]:
    """Return who may answer an application: those of `desk_of`, and the agency's supervisors. Each once."""
    given = Grant.objects.in_force().filter(role=RoleCode.SUPERVISOR, scope=partnership.agency.scope_id, person__is_active=True).order_by("id")
    found = {reader.email.lower(): reader for reader in desk_of(partnership)}
    for email, name in given.values_list("person__email", "person__name"):
        found.setdefault(email, Reader(email, name))
    return list(found.values())


def lies(officer: Officer, starts_at: datetime, ends_at: datetime) -> str:
    """Say how a booking lies to an officer's duty (agencies.duty.lies). Two queries."""
    found = agencies.with_duty(starts_at.date() - timedelta(days=2)).get(pk=officer.pk)
    return shifts.lies(agencies.shift_of(found), agencies.changes_of(found), ZoneInfo(agencies.zone_of(found)), starts_at, ends_at)


def desk_people(agencies: Iterable[int]) -> dict[int, frozenset[int]]:
    """Return the row numbers of the liaisons and ride-along supervisors of each agency, in one query."""
    wanted = set(agencies)
    posts = Post.objects.filter(agency__in=wanted, kind=PostKind.LIAISON, ended_on=None, person__isnull=False).values_list("agency", "person")
    given = Grant.objects.in_force().filter(role=RoleCode.SUPERVISOR, scope__agency__in=wanted, person__is_active=True)
    found: dict[int, set[int]] = {}
    for agency, person in posts.order_by().union(given.order_by().values_list("scope__agency", "person")):
        found.setdefault(agency, set()).add(person)
    return {agency: frozenset(people) for agency, people in found.items()}


# --- lists


def changes_of(ride: RideAlong) -> list[RideChange]:
    """Return what happened to an application, newest first."""
    return list(ride.changes.order_by("-at", "-id"))


@dataclass(frozen=True)
class WatchDay:
    """The booked seats of one watch on one day."""

    watch: Watch | None
    rides: tuple[RideAlong, ...]


@dataclass(frozen=True)
class CalendarDay:
    """One day with its booked seats by watch, and why it is closed, if it is."""

    on: date
    watches: tuple[WatchDay, ...]
    closed: str


def calendar(agency: Agency, *, first: date, days: int) -> list[CalendarDay]:
    """Return the days of a span on which somebody rides or nobody may, in three queries."""
    last = first + timedelta(days=days - 1)
    booked = RideAlong.objects.filter(partnership__agency=agency, state__in=COUNTED, ride_on__range=(first, last)).with_people()
    rows = list(booked.order_by("ride_on", F("watch__starts").asc(nulls_last=True), "watch", "starts_at", "id"))
    by_day = {on: list(of_day) for on, of_day in groupby(rows, key=lambda r: r.ride_on)}
    closed = [b.closed for b in blackouts_of(agency).filter(first_on__lte=last, last_on__gte=first)]
    found = []
    for day in (first + timedelta(days=n) for n in range(days)):
        why = next((c.words for c in closed if c.covers(day)), "")
        watches = tuple(WatchDay(watch, tuple(group)) for watch, group in groupby(by_day.get(day, []), key=lambda r: r.watch))
        if watches or why:
            found.append(CalendarDay(day, watches, why))
    return found
