"""What the pages about an agency's map show."""

from dataclasses import dataclass

from django.db.models import Count

from onecop.agencies.models import Agency
from onecop.territory.choices import Level
from onecop.territory.models import Area, Territory, TerritoryVersion

LISTED = 100


@dataclass(frozen=True)
class Ground:
    """shown: the version drawn: the one in force, else the draft. areas: its precincts, or its beats where it has none; at most LISTED."""

    agency: Agency
    territory: Territory | None
    versions: tuple[TerritoryVersion, ...]
    shown: TerritoryVersion | None
    counts: tuple[tuple[str, int], ...]
    areas: tuple[Area, ...]
    more: int


def ground_of(agency: Agency) -> Ground:
    """Return the map of an agency. Costs four queries however many areas there are."""
    territory = agency.territory
    if territory is None:
        return Ground(agency, None, (), None, (), (), 0)
    versions = tuple(territory.versions.annotate(area_count=Count("areas")).order_by("-number")[:50])
    shown = next((v for v in versions if v.is_in_force), versions[0] if versions else None)
    if shown is None:
        return Ground(agency, territory, versions, None, (), (), 0)
    counts = dict(shown.areas.order_by().values_list("level").annotate(Count("id")))
    level = Level.PRECINCT if counts.get(Level.PRECINCT) else Level.BEAT
    areas = tuple(shown.areas.light().filter(level=level).annotate(beat_count=Count("children")).order_by("code")[:LISTED])
    return Ground(agency, territory, versions, shown, named_counts(territory, counts), areas, counts[level] - len(areas))


def named_counts(territory: Territory, counts: dict[str, int]) -> tuple[tuple[str, int], ...]:
    """Return (the city's word, how many) for each level there is."""
    words = {Level.PRECINCT: territory.precinct_word, Level.BEAT: territory.beat_word}
    return tuple((word[:1].upper() + word[1:], counts[level]) for level, word in words.items() if counts.get(level))
