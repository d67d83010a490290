"""From the database to the arrays of one agency, in a fixed number of queries."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from django.db.models import Count, Q, QuerySet

from onecop.agencies.choices import PATROL_RANKS, OfficerStatus
from onecop.agencies.duty import AWAY, Change
from onecop.agencies.models import Agency, Officer
from onecop.agencies.queries import changes_of, with_duty
from onecop.congregations import worship
from onecop.congregations.choices import CongregationStanding
from onecop.congregations.models import Congregation, ServiceTime
from onecop.matching import rules
from onecop.matching.choices import ProposalState, Stance
from onecop.matching.facts import NO_PAIRS, Congregations, Facts, Ground, Ints, Officers, Tier, Times
from onecop.matching.models import Preference, Proposal
from onecop.matching.presence import WEEKS, Gathering, Pattern, slot, times
from onecop.matching.registry import held_elsewhere
from onecop.partnerships.models import Partnership, Tenure
from onecop.territory.choices import Level, VersionState
from onecop.territory.models import Area, TerritoryVersion
from onecop.territory.queries import neighbours

TONGUES = 60  # languages told apart in one agency; the rarest beyond that are left out
SERVICE_WEIGHT, HOURS_WEIGHT = 2.0, 1.0


@dataclass(frozen=True)
class Loaded:
    """The arrays, and the rows they were made from, position by position.

    unposted: officers without an area. away: officers who are left out because they are on leave for the next weeks.
    """

    agency: Agency
    facts: Facts
    congregations: list[Congregation]
    officers: list[Officer]
    areas: list[Area]
    gatherings: list[Gathering]
    tongues: list[str]
    today: date
    unposted: int
    away: int

    def area_of(self, row: int) -> Area | None:
        return self.areas[row] if 0 <= row < len(self.areas) else None


def today_of(agency: Agency, at: datetime) -> date:
    """Return the day it is on the agency's ground."""
    return at.astimezone(ZoneInfo(agency.territory.timezone if agency.territory else "UTC")).date()


def unpartnered(agency: Agency, *, include_prospects: bool) -> "QuerySet[Congregation]":
    """Congregations on the agency's ground without a partnership, and about whom nobody is being asked now."""
    standings = [CongregationStanding.ACCEPTED, *([CongregationStanding.PROSPECT] if include_prospects else [])]
    here = Q(territory=agency.territory)
    if agency.city and not TerritoryVersion.objects.filter(territory=agency.territory, state=VersionState.ACTIVE).exists():
        # A town without a map: its congregations are told by the name of the town.
        here |= Q(territory=None, state=agency.state, city__iexact=agency.city)
    asked = Proposal.objects.waiting().values("congregation")
    return (
        Congregation.objects.filter(here, standing__in=standings)
        .exclude(pk__in=asked)
        .exclude(pk__in=Partnership.objects.open().values("congregation"))
        .only(
            "key",
            "name",
            "name_folded",
            "source_id",
            "street_folded",
            "area_id",
            "lon",
            "lat",
            "languages",
            "coordinator_hours",
            "standing",
            "scope_id",
            "territory_id",
        )
        .distinct()
    )


def load(
    agency: Agency,
    *,
    at: datetime,
    include_prospects: bool = False,
    only: Iterable[int] | None = None,
    count_drafts: bool = False,
    pinned: Iterable[tuple[int, int]] = (),
    within: QuerySet[Congregation] | None = None,
    but: Collection[int] = (),
) -> Loaded:
    """Gather the facts of a matching.

    Args:
        only: row ids of congregations, when not all are to be matched.
        count_drafts: drafts of the current run (but for the congregations in `only`) take up an officer's room.
        pinned: (congregation id, officer id) that stay.
        within: congregations to look at instead of those without a partner.
        but: row ids of officers who are left out.
    """
    today = today_of(agency, at)
    wanted = set(only) if only is not None else None
    query = unpartnered(agency, include_prospects=include_prospects) if within is None else within
    if wanted is not None:
        query = query.filter(pk__in=wanted)
    # By what files and people gave them, not by our random keys: the same city pairs the same way on every site.
    congregations = sorted(query, key=lambda c: (c.name_folded, c.source_id, c.street_folded, c.pk))
    everyone, away, unposted, areas, ground = _ground_and_roster(agency, today)
    held = _held(agency, count_drafts=count_drafts, apart_from={c.pk for c in congregations})
    place = {area.pk: row for row, area in enumerate(areas)}
    officers = sorted((o for o in everyone if o.pk not in but), key=lambda o: (o.badge, o.pk))
    o_row, c_row = {o.pk: i for i, o in enumerate(officers)}, {c.pk: i for i, c in enumerate(congregations)}
    whole = not areas
    word = _vocabulary(congregations)
    patterns, pattern_row = _patterns(officers)
    gathers, weights, gatherings = _gatherings(query, congregations, on=today)
    wishes, vetoes = _preferences(agency, c_row, o_row)
    facts = Facts(
        congregations=Congregations(
            key=np.array([c.key for c in congregations], dtype="U12"),
            area=_ints(0 if whole else place.get(c.area_id, -1) for c in congregations),  # type: ignore[arg-type]
            lon=_floats(c.lon for c in congregations),
            lat=_floats(c.lat for c in congregations),
            gathers=gathers,
            weights=weights,
            languages=np.array([_bits(c.languages, word) for c in congregations], np.uint64),
            english=np.array(["en" in c.languages or not c.languages for c in congregations], bool),
            enrolled=np.array([c.standing == CongregationStanding.ACCEPTED for c in congregations], bool),
        ),
        officers=Officers(
            key=np.array([o.key for o in officers], dtype="U12"),
            area=_ints(0 if whole else place.get(o.area_id, -1) for o in officers),  # type: ignore[arg-type]
            pattern=_ints(pattern_row.get((o.shift_id, changes_of(o)), len(patterns)) for o in officers),
            languages=np.array([_bits(o.languages, word) for o in officers], np.uint64),
            stay=np.array([rules.stay_points(service_of(o), today=today) for o in officers], np.float32),
            held=_ints(held[o.pk] for o in officers),
            capacity=_ints(agency.officer_capacity if o.capacity is None else o.capacity for o in officers),
        ),
        ground=ground,
        times=times(patterns, gatherings, on=today) if gatherings else _no_times(len(patterns)),
        wishes=wishes,
        vetoes=vetoes,
        fixed=_pairs((c_row[c], o_row[o]) for c, o in pinned if c in c_row and o in o_row),
    )
    return Loaded(agency, facts, congregations, officers, areas, gatherings, list(word), today, unposted, away)


def service_of(officer: Officer) -> rules.Service:
    return rules.Service(officer.assigned_since, officer.transfer_on, officer.shift.next_bid_on if officer.shift else None)


def _ground_and_roster(agency: Agency, today: date) -> tuple[list[Officer], int, int, list[Area], Ground]:
    version = TerritoryVersion.objects.filter(territory=agency.territory, state=VersionState.ACTIVE).first() if agency.territory_id else None
    areas = list(Area.objects.light().filter(version=version).order_by("id")) if version else []
    roster = with_duty(today).filter(agency=agency, status=OfficerStatus.ACTIVE, rank__in=PATROL_RANKS).order_by("id")
    stays = [o for o in roster if not rules.has_left(service_of(o), today=today)]
    officers = [o for o in stays if not rules.is_long_away(changes_of(o), today=today)]
    known = {area.pk for area in areas}
    unposted = sum(o.area_id not in known for o in officers) if areas else 0
    return officers, len(stays) - len(officers), unposted, areas, _ground(areas, neighbours(version)) if version and areas else Ground.undivided()


def _ground(areas: list[Area], borders: set[tuple[int, int]]) -> Ground:
    """Work out how each area lies to each other one."""
    row = {area.pk: i for i, area in enumerate(areas)}
    size = len(areas)
    beat = np.array([area.level == Level.BEAT for area in areas])
    precinct = _ints(i if a.level == Level.PRECINCT else row.get(a.parent_id or 0, -1) for i, a in enumerate(areas))
    touch = np.zeros((size, size), bool)
    for low, high in borders:
        if low in row and high in row:
            touch[row[low], row[high]] = touch[row[high], row[low]] = True
    same = (precinct[:, None] == precinct) & (precinct >= 0)[:, None]
    both = beat[:, None] & beat
    known = (precinct[:, None] >= 0) & (precinct >= 0)
    tier = np.full((size, size), Tier.NONE, np.int8)
    tier[known & touch[precinct[:, None], precinct]] = Tier.NEXT_PRECINCT
    tier[both & touch] = Tier.NEXT_OUTSIDE
    tier[same] = Tier.PRECINCT
    tier[same & both & touch] = Tier.NEXT_DOOR
    tier[same & ~beat[None, :]] = Tier.PRECINCT_POST
    np.fill_diagonal(tier, Tier.SAME)
    return Ground(tier, _floats(a.label_lon for a in areas), _floats(a.label_lat for a in areas))


def _held(agency: Agency, *, count_drafts: bool, apart_from: set[int]) -> Counter[int]:
    """How many congregations each officer holds or is being asked about."""
    held: Counter[int] = Counter()
    for row in Tenure.objects.filter(officer__agency=agency, closed_on=None).order_by().values("officer").annotate(n=Count("pk")):
        held[row["officer"]] += row["n"]
    states = [ProposalState.PUBLISHED, *([ProposalState.DRAFT] if count_drafts else [])]
    waiting = Proposal.objects.filter(officer__agency=agency, state__in=states).values_list("officer", "congregation")
    for officer, congregation in waiting:
        held[officer] += congregation not in apart_from
    return held + held_elsewhere(agency)


def _patterns(officers: list[Officer]) -> tuple[list[Pattern], dict[tuple[int | None, tuple[Change, ...]], int]]:
    """Return the cycles, one for all officers who work the same and are away on the same days, and where each stands by (shift, changes).

    Whose shift nobody knows has a row only for being away: an empty cycle.
    """
    found: dict[tuple[int | None, tuple[Change, ...]], Pattern] = {}
    for o in officers:
        key = (o.shift_id, changes_of(o))
        if key in found:
            continue
        if o.shift:
            found[key] = Pattern(o.shift.anchor_on, tuple((d[0], float(d[1])) if d else None for d in o.shift.cycle), key[1])
        elif any(change.kind in AWAY for change in key[1]):
            found[key] = Pattern(key[1][0].first_on, (), key[1])
    return list(found.values()), {key: row for row, key in enumerate(found)}


def _no_times(patterns: int) -> Times:
    """Return what stands for times where nobody gathers."""
    zero = np.zeros((patterns + 1, 1), np.float32)
    return Times(zero, zero, np.ones(patterns + 1, bool))


def _gatherings(query: QuerySet[Congregation], congregations: list[Congregation], *, on: date) -> tuple[Ints, np.ndarray, list[Gathering]]:
    """Service times count twice as much as the hours at which the coordinator can meet; one that is not held every week counts as often as it is held."""
    position = {c.pk: i for i, c in enumerate(congregations)}
    mine: dict[int, list[tuple[Gathering, float]]] = defaultdict(list)
    wanted = ServiceTime.objects.filter(congregation__in=query.values("pk")).order_by("id")
    for pk, weekday, starts, ends, rule, since in wanted.values_list("congregation", "weekday", "starts", "ends", "rule", "since"):
        if pk in position:
            found = Gathering(
                weekday, slot(f"{starts:%H:%M}"), slot(f"{ends:%H:%M}"), _weeks_held(worship.Service(weekday, starts, ends, rule=rule, since=since), on)
            )
            mine[position[pk]].append((found, SERVICE_WEIGHT * found.times() / WEEKS))
    for row, c in enumerate(congregations):
        mine[row] += [(Gathering(int(day), slot(a), slot(b)), HOURS_WEIGHT) for day, a, b in c.coordinator_hours]
    table = sorted({g for entries in mine.values() for g, _ in entries}, key=lambda g: (g.weekday, g.starts, g.ends, g.held or ()))
    column = {g: i for i, g in enumerate(table)}
    widest = max((len(entries) for entries in mine.values()), default=0)
    gathers, weights = np.full((len(congregations), widest), -1, np.int64), np.zeros((len(congregations), widest), np.float32)
    for row, entries in mine.items():
        for k, (gathering, weight) in enumerate(entries):
            gathers[row, k], weights[row, k] = column[gathering], weight
    return gathers, weights, table


def _weeks_held(service: worship.Service, on: date) -> tuple[int, ...] | None:
    """Return the weeks from `on` in which a service with a rule takes place; None for one of every week."""
    if not service.rule:
        return None
    last = on + timedelta(days=WEEKS * 7 - 1)
    return tuple(sorted({(day - on).days // 7 for day in worship.days(service, on, last)}))


def _vocabulary(congregations: list[Congregation]) -> dict[str, int]:
    spoken = Counter(code for c in congregations for code in c.languages if code != "en")
    return {code: bit for bit, (code, _) in enumerate(sorted(spoken.items(), key=lambda item: (-item[1], item[0]))[:TONGUES])}


def _bits(codes: list[str], word: dict[str, int]) -> int:
    return sum(1 << word[code] for code in set(codes) if code in word)


def _preferences(agency: Agency, c_row: dict[int, int], o_row: dict[int, int]) -> tuple[Ints, Ints]:
    found: dict[str, list[tuple[int, int]]] = {Stance.WISH: [], Stance.VETO: []}
    rows = Preference.objects.filter(officer__agency=agency, lifted_at=None).values_list("congregation", "officer", "stance")
    for congregation, officer, stance in rows:
        if congregation in c_row and officer in o_row:
            found[stance].append((c_row[congregation], o_row[officer]))
    return _pairs(found[Stance.WISH]), _pairs(found[Stance.VETO])


def _pairs(pairs: Iterable[tuple[int, int]]) -> Ints:
    listed = list(pairs)
    return np.unique(np.array(listed, np.int64), axis=0) if listed else NO_PAIRS


def _ints(values: Iterable[int]) -> Ints:
    return np.array(list(values), np.int64)


def _floats(values: Iterable[float | None]) -> np.ndarray:
    return np.array([np.nan if v is None else v for v in values], np.float32)
