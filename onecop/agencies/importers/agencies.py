"""The national directory of law-enforcement agencies. Key: the ORI."""

from collections import Counter
from collections.abc import Collection, Mapping
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from onecop.access import services as access_services
from onecop.access.models import RegionState
from onecop.agencies.importers.directory import FBI_CODES, ORI, SHORT_ORI, in_the_country, state_of
from onecop.agencies.models import Agency
from onecop.imports import bulk, undoing
from onecop.imports.contract import SAMPLE, Applied, Change, Context, Field, Option, Plan, Problem, Severity, Table, Words, digest_of
from onecop.imports.words import number, soften, tidy
from onecop.kernel.ids import new_keys
from onecop.kernel.permissions import Permission

COLUMNS = ("ori", "name", "kind", "county", "city", "state", "lon", "lat")
LONGEST = {"name": 200, "kind": 60, "county": 200, "city": 120}
Row = dict[str, Any]


class Agencies:
    key: ClassVar[str] = "agencies"
    title: ClassVar[Words] = _("Agencies")
    hint: ClassVar[Words] = _("The national directory: one row per agency, known by its ORI.")
    permission: ClassVar[Permission] = Permission.IMPORT_RUN
    reads: ClassVar[tuple[str, ...]] = ("csv", "xlsx", "geojson")
    options: ClassVar[tuple[Option, ...]] = ()
    fields: ClassVar[tuple[Field, ...]] = (
        Field("ori", _("ORI"), ("ori9", "ori number", "agency ori", "originating agency identifier"), required=True),
        Field("name", _("Name"), ("agency name", "agency", "department", "pub agency name", "ncic agency name"), required=True),
        Field("state", _("State"), ("state abbr", "state code", "state postal abbr", "state name"), required=True),
        Field("kind", _("Type"), ("agency type name", "agency type", "kind")),
        Field("county", _("County"), ("county name", "counties")),
        Field("city", _("City"), ("city name", "town", "place", "municipality")),
        Field("lat", _("Latitude"), ("y", "lat")),
        Field("lon", _("Longitude"), ("x", "lng", "long")),
    )

    def scope_for(self, access: Any, options: Mapping[str, str]) -> Any:
        """The directory is the nation's."""
        return access_services.nation()

    def plan(self, table: Table, mapping: Mapping[str, str], context: Context) -> Plan:
        problems: list[Problem] = []
        rows = [row for row in _rows(table, mapping, problems) if row]
        refused = len(table) - len(rows)
        rows, doubled = _without_repeats(rows, problems)
        refused += doubled
        _shared_places(rows, problems)
        return _compare(table, mapping, rows, refused, problems)

    def apply(self, plan: Plan, context: Context) -> Applied:
        fresh, changes = plan.payload
        keys = new_keys(len(fresh))
        columns = {name: [row[name] for row in fresh] for name in COLUMNS}
        bulk.insert(Agency, {"key": keys, **columns})
        bulk.update(Agency, {pk: after for pk, (_before, after) in changes.items()})
        return Applied(undo={"created": undoing.remembered(keys, columns, COLUMNS), "changed": {str(pk): list(pair) for pk, pair in changes.items()}})

    def undo(self, undo: Mapping[str, Any], context: Context) -> None:
        undoing.take_back(Agency, undo, watched=COLUMNS)


def _rows(table: Table, mapping: Mapping[str, str], problems: list[Problem]) -> list[Row | None]:
    columns = [table.column(mapping, name) for name in COLUMNS]
    beside = frozenset(RegionState.objects.values_list("state", flat=True))
    return [_row(row, Row(zip(COLUMNS, values, strict=True)), problems, beside) for row, *values in zip(table.rows, *columns, strict=True)]


def _row(number_: int, given: Row, problems: list[Problem], beside: Collection[str]) -> Row | None:
    """Return the checked row, or None when it cannot be imported."""

    def tell(field: str, reason: str, severity: Severity = Severity.WARNING) -> None:
        problems.append(Problem(number_, field, str(given[field])[:120], reason, severity))

    out: Row = {name: tidy(given[name]) for name in ("name", "kind", "city")}
    out["row"], out["ori"], out["state"] = number_, tidy(given["ori"]).upper(), state_of(given["state"], beside)
    if SHORT_ORI.fullmatch(out["ori"]):
        out["ori"] += "00"
        tell("ori", "The ORI has seven characters: two zeros were added.", Severity.INFO)
    fatal = False
    if not ORI.fullmatch(out["ori"]):
        tell("ori", "An ORI has nine letters and digits.", Severity.ERROR)
        fatal = True
    if not out["name"]:
        tell("name", "The agency has no name.", Severity.ERROR)
        fatal = True
    if not out["state"]:
        tell("state", "This is not a state or territory of the country.", Severity.ERROR)
        fatal = True
    if fatal:
        return None
    if tidy(given["state"]).upper() in FBI_CODES:
        tell("state", f"The FBI’s code for {out['state']}: kept as {out['state']}.", Severity.INFO)
    out["county"] = soften(given["county"])
    if not out["county"]:
        tell("county", "No county is given.")
    elif ";" in out["county"]:
        tell("county", "The agency stands in several counties: all are kept.", Severity.INFO)
    for name, length in LONGEST.items():
        if len(out[name]) > length:
            out[name] = out[name][:length]
            tell(name, f"Longer than {length} characters: cut off.")
    out["lon"], out["lat"] = _place(given, tell)
    return out


def _place(given: Row, tell: Any) -> tuple[float | None, float | None]:
    lon, lat = number(given["lon"]), number(given["lat"])
    if lon is None or lat is None:
        blank = not given["lon"].strip() and not given["lat"].strip()
        tell("lat", "No coordinates are given." if blank else "The coordinates are not two numbers: left out.")
        return None, None
    if not in_the_country(lon, lat):
        turned = in_the_country(lat, lon)
        tell("lat", f"{lat:g}, {lon:g} lies outside of the country{': are latitude and longitude swapped' if turned else ''}: the coordinates were left out.")
        return None, None
    return lon, lat


def _without_repeats(rows: list[Row], problems: list[Problem]) -> tuple[list[Row], int]:
    """Merge identical repeats of an ORI; refuse all rows of one that contradict each other."""
    often = {ori for ori, times in Counter(row["ori"] for row in rows).items() if times > 1}
    if not often:
        return rows, 0
    kept = [row for row in rows if row["ori"] not in often]
    refused = 0
    for ori in sorted(often):
        same = [row for row in rows if row["ori"] == ori]
        if len({tuple(row[c] for c in COLUMNS) for row in same}) == 1:
            kept.append(same[0])
            problems.extend(Problem(r["row"], "ori", ori, f"The same as row {same[0]['row']}: taken once.", Severity.INFO) for r in same[1:])
        else:
            refused += len(same)
            numbers = ", ".join(str(r["row"]) for r in same)
            problems.extend(Problem(r["row"], "ori", ori, f"Rows {numbers} contradict each other about this ORI.", Severity.ERROR) for r in same)
    return sorted(kept, key=lambda r: r["row"]), refused


def _shared_places(rows: list[Row], problems: list[Problem]) -> None:
    """Tell where many agencies share one point: the directory then gives the center of a county, not a station."""
    at = Counter((row["lon"], row["lat"]) for row in rows if row["lon"] is not None)
    for row in rows:
        others = at[row["lon"], row["lat"]] - 1 if row["lon"] is not None else 0
        if others:
            words = f"{others} other agencies have" if others > 1 else "Another agency has"
            value = f"{row['lat']:g}, {row['lon']:g}"
            problems.append(Problem(row["row"], "lat", value, f"{words} the same coordinates: probably the center of the county.", Severity.INFO))


def _compare(table: Table, mapping: Mapping[str, str], rows: list[Row], refused: int, problems: list[Problem]) -> Plan:
    there = {row.pop("ori"): row for row in Agency.objects.values("pk", *COLUMNS)}
    compared = [name for name in COLUMNS if name != "ori" and mapping.get(name)]
    fresh: list[Row] = []
    changes: dict[int, tuple[Row, Row]] = {}
    updates: list[Change] = []
    unchanged = 0
    for row in rows:
        old = there.get(row["ori"])
        if old is None:
            fresh.append(row)
            continue
        # What the file leaves blank stays as it is.
        after = {name: row[name] for name in compared if row[name] not in ("", None) and row[name] != old[name]}
        if not after:
            unchanged += 1
            continue
        before = {name: old[name] for name in after}
        changes[old["pk"]] = (before, after)
        if len(updates) < SAMPLE:
            updates.append(Change(row["row"], f"{row['name']} ({row['ori']})", before, after))
    creates = [Change(r["row"], f"{r['name']} ({r['ori']})", {}, {c: r[c] for c in COLUMNS}) for r in fresh[:SAMPLE]]
    return Plan(
        rows=len(table), created=len(fresh), updated=len(changes), unchanged=unchanged, refused=refused, problems=problems, creates=creates,
        updates=updates, payload=(fresh, changes), digest=digest_of(fresh, sorted(changes.items())),
    )  # fmt: skip
