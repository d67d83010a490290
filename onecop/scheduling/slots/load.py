"""The facts of a partnership, from the database."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from onecop.agencies import queries as agencies
from onecop.agencies.choices import OfficerStatus
from onecop.agencies.models import Officer
from onecop.congregations import queries as congregations
from onecop.congregations.models import Congregation
from onecop.partnerships.choices import TenureKind
from onecop.partnerships.models import Partnership
from onecop.scheduling.slots.facts import Hours, HouseFacts, OfficerFacts

EVERYBODY = frozenset({"officer", "leader", "coordinator"})
SPARE = timedelta(days=3)


def sides_of(
    partnership: Partnership, at: datetime, *, who: Collection[str] = EVERYBODY, officers: Sequence[Officer] = ()
) -> tuple[list[OfficerFacts], HouseFacts]:
    """Return the officers and the congregation of a partnership as facts.

    Args:
        who: which of officer, leader, coordinator, deputy are wanted; those that the partnership does not have are left out.
        officers: instead of the officer who holds it now, such as the one who leaves and the one who comes.
    """
    row = Partnership.objects.select_related("agency__territory").get(pk=partnership.pk)
    tenures = list(row.tenures.filter(closed_on=None).select_related("contact"))
    names = {t.kind: t.contact.name for t in tenures if t.contact and t.kind in who}
    held = [t.officer_id for t in tenures if t.officer_id] if "officer" in who else []
    wanted = [o.pk for o in officers] or held
    found = {o.pk: o for o in agencies.with_duty((at - SPARE).date()).filter(pk__in=wanted)}
    coordinator = names.get(TenureKind.COORDINATOR, "") or names.get(TenureKind.DEPUTY, "")
    house = _house(_rows().get(pk=row.congregation_id), at.date(), _zone(row), names.get(TenureKind.LEADER, ""), coordinator)
    return [officer_facts(found[pk]) for pk in dict.fromkeys(wanted) if pk in found], house


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
        if begins < until:
            yield Hours(int(weekday), begins, until)
