"""Where points would lie in a version that is not in force: the question of a re-beat preview."""

import numpy as np
import shapely

from onecop.territory.bulk import Numbers
from onecop.territory.choices import Level
from onecop.territory.models import TerritoryVersion


def locate_in(version: TerritoryVersion, lons: Numbers, lats: Numbers) -> np.ndarray:
    """Return for each point the id of its area in `version` (beat if any, else precinct), 0 outside all or where a coordinate is not a number.

    The rules are those of `locate` (ADR 0005): a border belongs to both sides, beats come before precincts, then the lower id. Reads one
    version whole; a version is one agency's ground, never the nation.
    """
    rows = list(version.areas.values_list("id", "level", "outline"))
    rows.sort(key=lambda row: (row[1] != Level.BEAT, row[0]))
    x, y = np.asarray(lons, dtype=float), np.asarray(lats, dtype=float)
    answer = np.zeros(len(x), dtype=np.int64)
    known = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
    if not rows or not len(known):
        return answer
    outlines = shapely.from_wkb([bytes(row[2]) for row in rows])
    point_of, row_of = shapely.STRtree(outlines).query(shapely.points(x[known], y[known]), predicate="intersects")
    best = np.full(len(known), len(rows))
    np.minimum.at(best, point_of, row_of)
    placed = best < len(rows)
    answer[known[placed]] = np.array([row[0] for row in rows])[best[placed]]
    return answer
