"""How a checked layer becomes rows of a draft. Used by services only, inside their transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import shapely
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from onecop.imports.contract import Problem, Severity
from onecop.kernel.errors import Refused
from onecop.kernel.ids import new_key
from onecop.territory.choices import Level
from onecop.territory.intake import CheckedArea, Intake, together
from onecop.territory.models import Area, Territory, TerritoryVersion

_DEFAULT_WORD = {Level.PRECINCT: "precinct", Level.BEAT: "beat"}
_BATCH = 500


class MapInUse(Refused):
    """Something points at areas that would go."""


@dataclass
class Changes:
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    removed: int = 0

    @property
    def any(self) -> bool:
        return bool(self.created or self.updated or self.removed)


def same(version: TerritoryVersion, level: Level, intake: Intake) -> bool:
    """True when the version holds exactly these areas at this level."""
    prints = dict(version.areas.filter(level=level).values_list("code", "fingerprint"))
    return prints == {a.code: a.fingerprint(level) for a in intake.areas}


def compare(version: TerritoryVersion | None, level: Level, intake: Intake) -> Changes:
    """Count what writing the layer would do to this version (None: there is none yet)."""
    prints = dict(version.areas.filter(level=level).values_list("code", "fingerprint")) if version else {}
    codes = {a.code for a in intake.areas}
    found = Changes(removed=len(prints.keys() - codes))
    for area in intake.areas:
        if area.code not in prints:
            found.created += 1
        elif prints[area.code] == area.fingerprint(level):
            found.unchanged += 1
        else:
            found.updated += 1
    return found


def copy_areas(old: TerritoryVersion, new: TerritoryVersion, level: Level) -> list[Problem]:
    """Copy the areas of a version into a new draft with their codes; say so for the level that the file does not bring."""
    rows = list(old.areas.order_by("id"))
    ids = [row.pk for row in rows]
    parents = {row.pk: row.parent_id for row in rows}
    codes = {row.pk: (row.level, row.code) for row in rows}
    for row in rows:
        row.pk, row.key, row.version, row.parent_id, row.in_force = None, new_key(), new, None, False
        row._state.adding = True
    Area.objects.bulk_create(rows, batch_size=_BATCH)
    made = {(row.level, row.code): row for row in new.areas.light()}
    children = []
    for pk in ids:
        parent = parents[pk]
        if parent:
            child = made[codes[pk]]
            child.parent = made[codes[parent]]
            children.append(child)
    Area.objects.bulk_update(children, ["parent"], batch_size=_BATCH)
    other = Level.BEAT if level == Level.PRECINCT else Level.PRECINCT
    copied = sum(row.level == other for row in rows)
    reason = f"The {copied} {other.label} areas are copied from version {old.number}, which is in force."
    return [Problem(None, "", "", reason, Severity.INFO)] if copied else []


def write_level(draft: TerritoryVersion, level: Level, intake: Intake) -> Changes:
    """Make the level of the draft equal to the checked areas: create, change in place, remove."""
    if level == Level.BEAT and intake.derived and not draft.areas.filter(level=Level.PRECINCT).exists():
        _write(draft, Level.PRECINCT, intake.derived)
    changes = _write(draft, level, intake.areas)
    if level == Level.BEAT:
        _tie(draft, {a.code: a.parent_code for a in intake.areas})
    else:
        _tie_loose(draft)
    return changes


def _write(draft: TerritoryVersion, level: Level, areas: Sequence[CheckedArea]) -> Changes:
    rows = {row.code: row for row in draft.areas.filter(level=level).light()}
    gone = [row.pk for code, row in rows.items() if code not in {a.code for a in areas}]
    changes = Changes(removed=len(gone))
    remove(draft.areas.filter(pk__in=gone))
    fresh, changed = [], []
    for area in areas:
        row = rows.get(area.code)
        if row is None:
            fresh.append(_fill(Area(version=draft, level=level, code=area.code), area))
        elif row.fingerprint != area.fingerprint(level):
            changed.append(_fill(row, area))
        else:
            changes.unchanged += 1
    Area.objects.bulk_create(fresh, batch_size=_BATCH)
    if changed:
        Area.objects.bulk_update(changed, _FILLED, batch_size=100)
    changes.created, changes.updated = len(fresh), len(changed)
    return changes


_FILLED = ["name", "outline", "min_lon", "min_lat", "max_lon", "max_lat", "label_lon", "label_lat", "square_m", "fingerprint"]


def _fill(row: Area, area: CheckedArea) -> Area:
    point = shapely.point_on_surface(area.outline)
    row.name, row.outline, row.square_m, row.fingerprint = area.name, area.wkb, area.square_m, area.fingerprint(row.level)
    row.min_lon, row.min_lat, row.max_lon, row.max_lat = (float(v) for v in area.outline.bounds)
    row.label_lon, row.label_lat = point.x, point.y
    return row


def _tie(draft: TerritoryVersion, parent_codes: dict[str, str]) -> None:
    precincts = dict(draft.areas.filter(level=Level.PRECINCT).values_list("code", "id"))
    moved = []
    for beat in draft.areas.filter(level=Level.BEAT).light():
        parent_id = precincts.get(parent_codes.get(beat.code, ""))
        if beat.parent_id != parent_id:
            beat.parent_id = parent_id
            moved.append(beat)
    Area.objects.bulk_update(moved, ["parent"], batch_size=_BATCH)


def _tie_loose(draft: TerritoryVersion) -> None:
    """After a new precinct layer: beats that have lost their precinct, or never had one, go to the one that holds them."""
    loose = list(draft.areas.filter(level=Level.BEAT, parent=None))
    precincts = {row.code: row for row in draft.areas.filter(level=Level.PRECINCT)}
    if not loose or not precincts:
        return
    shaped = [CheckedArea(0, row.code, row.name, "", row.geometry(), row.square_m) for row in loose]
    codes = together.within(shaped, {code: row.geometry() for code, row in precincts.items()})
    for row, code in zip(loose, codes, strict=True):
        row.parent = precincts.get(code)
    Area.objects.bulk_update([row for row in loose if row.parent], ["parent"], batch_size=_BATCH)


def remove(areas: QuerySet[Area]) -> None:
    """Delete areas of a draft that nothing points at."""
    refuse_if_used(areas)
    areas.delete()


def refuse_if_used(areas: QuerySet[Area]) -> None:
    """Raise MapInUse when a row of any other app points at one of the areas, whatever its foreign key would do."""
    for relation in Area._meta.related_objects:
        if relation.related_model._meta.app_label == "territory":
            continue
        count = relation.related_model._default_manager.filter(**{f"{relation.field.name}__in": areas.values("pk")}).count()
        if count:
            words = relation.related_model._meta.verbose_name_plural
            raise MapInUse(
                _("%(count)s %(words)s point at areas that would go.") % {"count": count, "words": words}, instead=_("Move them to other areas first.")
            )


def learn_word(territory: Territory, level: Level, word: str) -> None:
    """Take over the city's own word for its areas from the file's header, unless a person has chosen one."""
    field = f"{level.value}_word"
    if word and getattr(territory, field) == _DEFAULT_WORD[level] and word != _DEFAULT_WORD[level]:
        setattr(territory, field, word)
        territory.save(update_fields=[field])


def precinct_shapes(version: TerritoryVersion | None) -> dict[str, Any]:
    """Return code → polygon of the precincts of a version."""
    rows: Iterable[Area] = version.areas.filter(level=Level.PRECINCT) if version else ()
    return {row.code: row.geometry() for row in rows}
