"""Lists of congregations. Key: the id in their source. What comes in are prospects; nobody is written to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import PurePath
from typing import Any, ClassVar

import numpy as np
from django.db.models import Max, Min
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from onecop.access import services as access_services
from onecop.access.choices import ScopeKind
from onecop.access.models import regions_of
from onecop.access.states import STATES
from onecop.congregations.choices import CongregationStanding, PinSource, Tradition
from onecop.congregations.folding import fold_name, fold_street
from onecop.congregations.importing import cleaning
from onecop.congregations.importing.likeness import Likeness, likenesses
from onecop.congregations.importing.placing import place
from onecop.congregations.models import Congregation, DuplicateSuggestion
from onecop.imports import bulk, undoing
from onecop.imports.contract import SAMPLE, Applied, Change, Context, Field, ImportRefused, Option, Plan, Problem, Severity, Table, Words
from onecop.imports.words import soften
from onecop.kernel.ids import new_keys
from onecop.kernel.permissions import Permission
from onecop.territory import queries as ground
from onecop.territory.models import Area

GIVEN = ("name", "tradition", "tradition_as_given", "street", "city", "state", "zip", "website", "lon", "lat", "pin")
FOLDED = ("name_folded", "street_folded")
LOCATED = ("territory_id", "area_id")
NUMBERS = frozenset({"lon", "lat", *LOCATED})
COLUMNS = ("source_id", *GIVEN, *FOLDED, *LOCATED)
WATCHED = ("source_id", *GIVEN)  # a redrawn map moves congregations, and that is nobody's correction
NEAREST_TOLD = 100  # looking for the nearest area takes far longer than finding the one a point is in
NEAR_DEGREES = 0.5
# The FBI's own codes for two states, as ORIs still carry them.
ORI_STATES = {"NB": "NE", "GM": "GU"}


@dataclass
class Work:
    """What `plan` hands to `apply`: the new rows as columns, changes by id, and pairs of keys (or ids) that look alike."""

    columns: dict[str, Sequence[Any]] = field(default_factory=dict)
    changes: dict[int, tuple[dict[str, Any], dict[str, Any]]] = field(default_factory=dict)
    alike: list[tuple[str, str, Likeness]] = field(default_factory=list)


class Congregations:
    key: ClassVar[str] = "congregations"
    title: ClassVar[Words] = _("Congregations")
    hint: ClassVar[Words] = _("Houses of worship of any tradition, as prospects: nobody is written to until they enroll.")
    permission: ClassVar[Permission] = Permission.IMPORT_RUN
    reads: ClassVar[tuple[str, ...]] = ("geojson", "csv", "xlsx", "shapefile")
    options: ClassVar[tuple[Option, ...]] = (
        Option("state", _("State"), hint=_("two letters: for rows that do not name theirs"), choices=lambda access: [("", "—"), *STATES]),
        Option("city", _("City"), hint=_("for rows that do not name theirs")),
        Option("crs", _("Reference system"), hint=_("EPSG:n, for coordinates that are not degrees")),
        Option("source", _("Name of the list"), hint=_("the same for every edition of it; the file’s name when not given")),
    )
    fields: ClassVar[tuple[Field, ...]] = (
        Field("name", _("Name"), ("congregation", "congregation name", "church name", "place of worship", "organization", "organization name", "facility name",
                                  "facility", "title"), required=True),
        Field("source_id", _("Id"), ("gis id", "id", "object id", "objectid", "fid", "global id", "site id", "record id", "osm id", "ein")),
        Field("tradition", _("Tradition"), ("religion", "denomination", "faith", "faith tradition", "affiliation", "religious affiliation")),
        Field("street", _("Street address"), ("address", "street", "address 1", "address line 1", "full address", "addr", "location")),
        Field("city", _("City"), ("town", "municipality", "place")),
        Field("state", _("State"), ("state abbr", "st", "state code")),
        Field("zip", _("ZIP code"), ("zip", "zipcode", "postal code", "postcode", "zip 5")),
        Field("website", _("Website"), ("web url", "url", "web", "homepage", "web site")),
        Field("lon", _("Longitude"), ("lng", "long", "longitude dd")),
        Field("lat", _("Latitude"), ("latitude dd",)),
        Field("x", _("X (easting)"), ("xcoord", "x coord", "x coordinate", "easting", "point x")),
        Field("y", _("Y (northing)"), ("ycoord", "y coord", "y coordinate", "northing", "point y")),
    )  # fmt: skip

    def scope_for(self, access: Any, options: Mapping[str, str]) -> Any:
        """Return the region of the state given, so that its staff may import it, else the nation."""
        state = options.get("state", "").strip()
        if state and not cleaning.state_of(state):
            raise ImportRefused(gettext("“%(state)s” is not a state or territory.") % {"state": state}, instead=gettext("Give its two letters."))
        region = regions_of(cleaning.state_of(state)).first() if state else None
        return region or access_services.nation()

    def plan(self, table: Table, mapping: Mapping[str, str], context: Context) -> Plan:
        problems: list[Problem] = []
        columns, kept, merged = _columns(table, mapping, context, problems)
        refused = len(table) - len(kept) - merged
        kept, beyond = _within(self.scope_for(None, context.options), columns, kept, table, problems)
        context.progress.advance(1, 3, f"Comparing {len(kept):,} congregations with what is there")
        plan, fresh = _compare(table, mapping, columns, kept, problems)
        work: Work = plan.payload
        work.alike = _alike(table, columns, fresh, problems)
        plan.rows, plan.refused = len(table), refused + beyond
        named = {key: mapping[key] for key in mapping if mapping[key] != key}
        plan.problems = [Problem(p.row, named[p.field], p.value, p.reason, p.severity) if p.field in named else p for p in problems]
        located = sum(1 for i in kept if columns["area_id"][i])
        plan.extras = {"located": located, "suggested_duplicates": len(work.alike), "merged": merged}
        plan.digest = _digest(work)
        return plan

    def apply(self, plan: Plan, context: Context) -> Applied:
        work: Work = plan.payload
        fresh = len(work.columns["source_id"])
        keys = new_keys(fresh)
        bulk.insert(Congregation, {"key": keys, "standing_since": [context.at] * fresh, **work.columns})
        bulk.update(Congregation, {pk: after for pk, (_before, after) in work.changes.items()})
        _suggest(work.alike, context)
        created = undoing.remembered(keys, work.columns, WATCHED)
        return Applied(undo={"created": created, "changed": {str(pk): list(pair) for pk, pair in work.changes.items()}})

    def undo(self, undo: Mapping[str, Any], context: Context) -> None:
        undoing.take_back(Congregation, undo, watched=WATCHED, ignore=("likenesses", "likenesses_back"))


def _columns(table: Table, mapping: Mapping[str, str], context: Context, problems: list[Problem]) -> tuple[dict[str, list[Any]], list[int], int]:
    """Return clean columns for every row, the positions of the rows that can be imported, and how many only repeat another."""
    rows = table.rows

    def column(key: str) -> list[str]:
        return table.column(mapping, key)

    out: dict[str, list[Any]] = {"name": cleaning.names(rows, column("name"), problems)}
    out["tradition"], out["tradition_as_given"] = cleaning.traditions(rows, column("tradition"), bool(mapping.get("tradition")), problems)
    out["street"] = cleaning.streets(column("street"), problems)
    out["zip"] = cleaning.zips(rows, column("zip"), problems)
    out["website"] = cleaning.websites(rows, column("website"), problems)
    out["name_folded"] = cleaning.each(out["name"], fold_name)
    out["street_folded"] = cleaning.each(out["street"], fold_street)
    likeness = [out["name_folded"], out["street_folded"], out["zip"]]
    out["source_id"], repeats = cleaning.source_ids(rows, column("source_id"), _namespace(context, table), likeness, bool(mapping.get("source_id")), problems)
    lon, lat, out["pin"] = place(table, mapping, context.options.get("crs", ""), out["zip"], problems)
    out["lon"], out["lat"] = [[None if v != v else v for v in xs.tolist()] for xs in (lon, lat)]
    _locate(table, lon, lat, out, problems)
    out["state"] = cleaning.states(rows, column("state"), problems)
    out["city"] = cleaning.each(column("city"), lambda v: soften(v)[:120])
    _fill_state_and_city(out, context)
    kept = [i for i, name in enumerate(out["name"]) if name and i not in repeats]
    return out, kept, sum(1 for i in repeats if out["name"][i])


def _namespace(context: Context, table: Table) -> str:
    """Return what tells the ids of one list from those of another."""
    named = context.options.get("source", "").strip() or PurePath(context.source or table.name).stem
    return slugify(named.replace("_", " "))[:18] or "list"


def _locate(table: Table, lon: np.ndarray, lat: np.ndarray, out: dict[str, list[Any]], problems: list[Problem]) -> None:
    """Fill in area and territory, and tell what lies outside of every map."""
    areas = ground.locate_many(lon, lat).tolist()
    owner = dict(Area.objects.in_force().values_list("pk", "version__territory_id"))
    out["area_id"] = [a or None for a in areas]
    out["territory_id"] = list(map(owner.get, areas))
    if not owner:
        problems.append(Problem(None, "lon", "", "No map of any agency is in force yet: congregations are located when one is.", Severity.INFO))
        return
    outside = [i for i, area in enumerate(areas) if not area and out["lon"][i] is not None]
    box = Area.objects.in_force().aggregate(w=Min("min_lon"), s=Min("min_lat"), e=Max("max_lon"), n=Max("max_lat"))
    for i in outside[:NEAREST_TOLD]:
        x, y = float(lon[i]), float(lat[i])
        close = box["w"] - NEAR_DEGREES < x < box["e"] + NEAR_DEGREES and box["s"] - NEAR_DEGREES < y < box["n"] + NEAR_DEGREES
        near = ground.nearest(x, y) if close else None
        where = f": the nearest area is {near[1]:,.0f} m away" if near else ""
        problems.append(Problem(table.rows[i], "lon", f"{lon[i]:.5f}, {lat[i]:.5f}", f"Outside of every map in force{where}.", Severity.WARNING))
    if len(outside) > NEAREST_TOLD:
        problems.append(Problem(None, "lon", "", f"{len(outside) - NEAREST_TOLD:,} more lie outside of every map in force.", Severity.WARNING))


def _fill_state_and_city(out: dict[str, list[Any]], context: Context) -> None:
    """Take the state from the row, the option, the agency it stands in (the first letters of its ORI), its ZIP code: the first that tells."""
    said = cleaning.state_of(context.options.get("state", ""))
    city = context.options.get("city", "").strip()[:120]
    of_area = {t: _state_of_ori(ori) for t, ori in Area.objects.in_force().values_list("version__territory_id", "version__territory__ori").distinct()}
    for i in [i for i, known in enumerate(map(all, zip(out["state"], out["city"], strict=True))) if not known]:
        zip_code = out["zip"][i]
        center = cleaning.zip_center(zip_code[:5]) if zip_code else None
        if not out["state"][i]:
            out["state"][i] = said or of_area.get(out["territory_id"][i], "") or (center[3] if center else "")
        if not out["city"][i]:
            out["city"][i] = city or (soften(center[2]) if center else "")


def _state_of_ori(ori: str) -> str:
    return cleaning.state_of(ORI_STATES.get(ori[:2], ori[:2]))


def _within(scope: Any, columns: dict[str, list[Any]], kept: list[int], table: Table, problems: list[Problem]) -> tuple[list[int], int]:
    """Refuse rows of other states when the import is a region's own."""
    if scope.kind != ScopeKind.REGION:
        return kept, 0
    ours = set(scope.states.values_list("state", flat=True))
    beyond = [i for i in kept if columns["state"][i] not in ours]
    for i in beyond:
        problems.append(Problem(table.rows[i], "state", columns["state"][i], f"Not in {scope.name}: its own staff import it.", Severity.ERROR))
    gone = set(beyond)
    return ([i for i in kept if i not in gone] if gone else kept), len(beyond)


def _compare(table: Table, mapping: Mapping[str, str], columns: dict[str, list[Any]], kept: list[int], problems: list[Problem]) -> tuple[Plan, list[int]]:
    """Return the plan with its new rows and changes, and the positions of the new rows."""
    there: dict[str, tuple[Any, ...]] = {}
    prefix = columns["source_id"][0].split(":")[0] + ":" if columns["source_id"] else ":"
    names = ("pk", "standing", *COLUMNS)
    for values in Congregation.objects.filter(source_id__startswith=prefix).values_list(*names).iterator(chunk_size=20_000):
        there[values[2]] = values
    fresh = [i for i in kept if columns["source_id"][i] not in there] if there else kept
    plan, work = Plan(rows=0), Work({c: _picked(columns[c], fresh) for c in COLUMNS})
    spoken = _spoken(mapping, table)
    for i in kept if there else []:
        found = there.get(columns["source_id"][i])
        if found is None:
            continue
        old = dict(zip(names, found, strict=True))
        after = {n: columns[n][i] for n in spoken if columns[n][i] != old[n] and columns[n][i] not in ("", None)}
        if columns["tradition"][i] == Tradition.UNSAID:
            after.pop("tradition", None)
        if old["pin"] == PinSource.PLACED or (columns["pin"][i] == PinSource.ZIP and old["pin"] != PinSource.NONE):
            after = {n: v for n, v in after.items() if n not in ("lon", "lat", "pin", *LOCATED)}
        if after and old["standing"] != CongregationStanding.PROSPECT:
            problems.append(
                Problem(table.rows[i], "name", columns["name"][i], "Differs from what its own people say since they applied: left as it is.", Severity.INFO)
            )
            after = {}
        if after:
            work.changes[old["pk"]] = ({n: old[n] for n in after}, after)
            plan.updates.append(Change(table.rows[i], columns["name"][i], *work.changes[old["pk"]]))
        else:
            plan.unchanged += 1
    plan.created, plan.updated, plan.updates = len(fresh), len(work.changes), plan.updates[:SAMPLE]
    plan.creates = [Change(table.rows[i], columns["name"][i], {}, {c: columns[c][i] for c in COLUMNS if c not in FOLDED}) for i in fresh[:SAMPLE]]
    plan.payload = work
    return plan, fresh


def _picked(values: list[Any], rows: list[int]) -> list[Any]:
    """Return the values of some rows; the very list when that is all of them, as `rows` is in their order."""
    return values if len(rows) == len(values) else [values[i] for i in rows]


def _spoken(mapping: Mapping[str, str], table: Table) -> list[str]:
    """Return the columns the file speaks of; a tradition that it leaves blank does not wipe one that is known."""
    has_place = table.geometry is not None or any(mapping.get(f) for f in ("lon", "x", "zip"))
    always = {"name": ("name", "name_folded"), "tradition": ("tradition_as_given", "tradition"), "street": ("street", "street_folded")}
    named = [n for key in ("name", "tradition", "street", "city", "state", "zip", "website") if mapping.get(key) for n in always.get(key, (key,))]
    return named + (["lon", "lat", "pin", *LOCATED] if has_place else [])


def _alike(table: Table, columns: dict[str, list[Any]], fresh: list[int], problems: list[Problem]) -> list[tuple[str, str, Likeness]]:
    """Return pairs that may be one congregation as (source id or `#id`, source id, why), and tell of each."""
    if not fresh:
        return []
    fields = ("pk", "name", "name_folded", "street_folded", "zip", "lon", "lat")
    there = list(Congregation.objects.filter(merged_into=None).values_list(*fields).iterator(chunk_size=20_000))
    both = [[*(row[n] for row in there), *_picked(columns[c], fresh)] for n, c in ((2, "name_folded"), (3, "street_folded"), (4, "zip"))]
    points = [np.array([*(row[n] for row in there), *_picked(columns[c], fresh)], dtype=float) for n, c in ((5, "lon"), (6, "lat"))]
    pairs = likenesses(both[0], both[1], both[2], points[0], points[1], len(there))
    out = []
    for pair in pairs:
        i, first = fresh[pair.other - len(there)], pair.one - len(there)
        away = "" if pair.metres is None else f", {pair.metres} m apart"
        other = f"row {table.rows[fresh[first]]}, {columns['name'][fresh[first]]}" if first >= 0 else f"{there[pair.one][1]}, which is here already"
        words = f"Perhaps the same congregation as another ({other[:150]}; {pair.why.label}{away}): both are kept, a person decides."
        problems.append(Problem(table.rows[i], "name", columns["name"][i], words, Severity.INFO))
        out.append((columns["source_id"][fresh[first]] if first >= 0 else f"#{there[pair.one][0]}", columns["source_id"][i], pair))
    return out


def _suggest(alike: list[tuple[str, str, Likeness]], context: Context) -> None:
    wanted = sorted({key for pair in alike for key in pair[:2] if not key.startswith("#")})
    ids: dict[str, int] = {}
    for piece in bulk.pieces(wanted):
        ids.update(Congregation.objects.filter(source_id__in=piece).values_list("source_id", "pk"))
    pairs = {}
    for one, other, pair in alike:
        low, high = sorted((int(one[1:]) if one.startswith("#") else ids[one], ids[other]))
        pairs[low, high] = DuplicateSuggestion(first_id=low, second_id=high, why=pair.why, metres=pair.metres, suggested_at=context.at)
    DuplicateSuggestion.objects.bulk_create(pairs.values(), batch_size=500, ignore_conflicts=True)


def _digest(work: Work) -> str:
    found = sha256(repr(sorted(work.changes.items())).encode())
    for name, values in work.columns.items():
        found.update(name.encode() + b"\x1d")
        if name in NUMBERS:
            found.update(np.array(values, dtype=float).tobytes())  # None becomes nan
        else:
            found.update("\x1f".join(values).encode())
    found.update(repr([pair[:2] for pair in work.alike]).encode())
    return found.hexdigest()[:32]
