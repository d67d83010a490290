"""The facts of a partnership, from the database."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, QuerySet

from onecop.agencies import queries as agencies
from onecop.agencies.choices import OfficerStatus
from onecop.agencies.models import Officer
from onecop.congregations import queries as congregations
from onecop.congregations.models import Congregation
from onecop.partnerships.choices import TenureKind
from onecop.partnerships.models import Partnership, Tenure
from onecop.scheduling.slots.facts import Hours, HouseFacts, OfficerFacts

EVERYBODY = frozenset({"officer", "leader", "coordinator"})
SPARE = timedelta(days=3)


Sides = tuple[list[OfficerFacts], HouseFacts]


def sides_of(partnership: Partnership, at: datetime, *, who: Collection[str] = EVERYBODY, officers: Sequence[Officer] = ()) -> Sides:
    """Return the officers and the congregation of a partnership as facts.

    Args:
        who: which of officer, leader, coordinator, deputy are wanted; those that the partnership does not have are left out.
        officers: instead of the officer who holds it now, such as the one who leaves and the one who comes.
    """
    return sides_of_many([partnership.pk], at, who=who, officers=officers)[partnership.pk]


def sides_of_many(ids: Collection[int], at: datetime, *, who: Collection[str] = EVERYBODY, officers: Sequence[Officer] = ()) -> dict[int, Sides]:
    """Return the same for many partnerships by their row numbers, in a fixed number of queries."""
    open_ = Prefetch("tenures", Tenure.objects.filter(closed_on=None).select_related("contact"), to_attr="now")
    found = list(Partnership.objects.filter(pk__in=ids).select_related("agency__territory").prefetch_related(open_))
    held = {p.pk: [o.pk for o in officers] or [t.officer_id for t in p.now if t.officer_id and "officer" in who] for p in found}  # type: ignore[attr-defined]
    wanted = {pk for some in held.values() for pk in some}
    rows = {o.pk: officer_facts(o) for o in agencies.with_duty((at - SPARE).date()).filter(pk__in=wanted)}
    houses = {c.pk: c for c in _rows().filter(pk__in=[p.congregation_id for p in found])}
    made: dict[int, Sides] = {}
    for p in found:
        names = {t.kind: t.contact.name for t in p.now if t.contact and t.kind in who}  # type: ignore[attr-defined]
        coordinator = names.get(TenureKind.COORDINATOR, "") or names.get(TenureKind.DEPUTY, "")
        house = _house(houses[p.congregation_id], at.date(), _zone(p), names.get(TenureKind.LEADER, ""), coordinator)
        made[p.pk] = [rows[pk] for pk in dict.fromkeys(held[p.pk]) if pk in rows], house
    return made


def _rows() -> QuerySet[Congregation]:
    return Congregation.objects.select_related("territory").prefetch_related("service_times", "blocked_dates", "holy_day_overrides")


def _zone(partnership: Partnership) -> ZoneInfo:
    territory = partnership.agency.territory
    return ZoneInfo(territory.timezone if territory else "America/New_York")


def officer_facts(officer: Officer) -> OfficerFacts:
    """Return an officer as facts. The officer comes from `agencies.queries.with_duty`."""
    zone = ZoneInfo(agencies.zone_of(officer))
    return OfficerFacts(
        name=f"{officer.get_rank_display()} {officer.last_name}",
        zone=zone,
        pattern=agencies.shift_of(officer),
        changes=agencies.changes_of(officer),
        on_duty=officer.agency.outreach_on_duty,
        on_leave=officer.status == OfficerStatus.LEAVE,
        gone_from=officer.transfer_on,
        bid_on=officer.shift.next_bid_on if officer.shift else None,
    )


def _house(row: Congregation, today: date, zone: ZoneInfo, leader: str, coordinator: str) -> HouseFacts:
    return HouseFacts(
        name=row.name,
        zone=congregations.zone_of(row) or zone,
        leader=leader,
        coordinator=coordinator,
        tradition=row.tradition,
        lon=row.lon,
        lat=row.lat,
        services=congregations.services_of(row),
        hours=tuple(_hours(row.coordinator_hours)),
        blocked=tuple((b.first_on, b.last_on) for b in row.blocked_dates.all() if b.last_on >= today - SPARE),
        overrides=congregations.overrides_of(row),
    )


def _hours(kept: Iterable[Sequence[str]]) -> Iterable[Hours]:
    for weekday, starts, ends in kept:
        begins, until = time.fromisoformat(starts), time.fromisoformat(ends)
        if begins < until or until == time(0):  # midnight is the end of the day
            yield Hours(int(weekday), begins, until)
