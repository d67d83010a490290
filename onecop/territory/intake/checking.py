"""The check of a whole map file: columns, shapes, reference system, ids, and how the areas lie together."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import shapely
from django.utils.translation import gettext as _

from onecop.imports.contract import Problem, Severity
from onecop.territory import ground
from onecop.territory.choices import Level
from onecop.territory.intake import frames, rings, together
from onecop.territory.intake.facts import MAX_AREAS, CheckedArea, Feature, Intake, IntakeOptions, MapRefused
from onecop.territory.intake.fields import Columns, choose, clean

CODE_LENGTH = 40
NAME_LENGTH = 120


@dataclass
class Draft:
    """An area on its way: the rows it comes from, and its shape, first in the file's coordinates, then in degrees."""

    row: int
    code: str
    name: str
    parent_code: str
    shape: Any


def check(features: Sequence[Feature], options: IntakeOptions) -> Intake:
    """Turn the features of a file into areas of one level.

    Raises:
        MapRefused: nothing in the file can be an area, or it is not clear where it lies.
    """
    if len(features) > MAX_AREAS:
        raise MapRefused(_("The file has %(n)s shapes; %(most)s is the most for one map.") % {"n": f"{len(features):,}", "most": f"{MAX_AREAS:,}"})
    columns, problems = choose(features, options)
    intake = Intake(problems=problems, word=columns.word)
    drafts = _shapes(features, columns, intake)
    if not drafts:
        raise MapRefused(_("The file has no polygon that could be an area."), instead=_("Give a file of polygons: GeoJSON or a zipped shapefile."))
    degrees, intake.crs, told = frames.to_degrees([d.shape for d in drafts], options)
    intake.problems += told
    drafts = [replace(d, shape=shape) for d, shape in zip(drafts, degrees, strict=True)]
    _say_slivers(drafts, intake)
    drafts = _give_codes(drafts, columns, intake)
    intake.areas = [_area(d, columns, options.level) for d in drafts]
    intake.problems += together.overlaps(intake.areas) + together.holes(intake.areas)
    if options.level == Level.BEAT:
        _parents(intake, options)
    return intake


def _shapes(features: Sequence[Feature], columns: Columns, intake: Intake) -> list[Draft]:
    drafts = []
    for feature in features:
        code = clean(feature.properties.get(columns.id, ""))
        shaped = rings.fit(feature, code)
        intake.problems += shaped.problems
        intake.refused += shaped.refused
        if shaped.geometry is not None:
            name, parent = (clean(feature.properties.get(header, "")) for header in (columns.name, columns.parent))
            drafts.append(Draft(feature.row, code, name, parent, shaped.geometry))
    return drafts


def _say_slivers(drafts: list[Draft], intake: Intake) -> None:
    for draft in drafts:
        point = draft.shape.representative_point()
        if rings.is_sliver(ground.flatten(draft.shape, point.x, point.y)):
            intake.problems.append(Problem(draft.row, "geometry", draft.code, "It is as thin as a thread: perhaps a leftover of drawing.", Severity.WARNING))


def _give_codes(drafts: list[Draft], columns: Columns, intake: Intake) -> list[Draft]:
    """Give every area one code of its own: join polygons of one area, derive codes where there is none or where two areas claim it."""
    by_code: dict[str, list[Draft]] = defaultdict(list)
    for draft in drafts:
        if not draft.code:
            code = _from_place(draft.shape)
            reason = f"It has no id; called “{code}” after its place."
            intake.problems.append(Problem(draft.row, columns.id or "id", "", reason, Severity.WARNING))
            by_code[code].append(replace(draft, code=code))
        elif len(draft.code) > CODE_LENGTH:
            cut = draft.code[: CODE_LENGTH - 9] + "-" + _from_place(draft.shape)
            intake.problems.append(Problem(draft.row, columns.id, draft.code, f"Its id is too long; called “{cut}”.", Severity.WARNING))
            by_code[cut].append(replace(draft, code=cut))
        else:
            by_code[draft.code].append(draft)
    done: dict[str, Draft] = {}
    for code, same in by_code.items():
        first = same[0]
        joined = [d for d in same if (d.name, d.parent_code) == (first.name, first.parent_code)]
        done[code] = first if len(joined) == 1 else replace(first, shape=_union([d.shape for d in joined]))
        if len(joined) > 1:
            rows = ", ".join(str(d.row) for d in joined[1:12])
            reason = f"Its id stands on {len(joined)} shapes (also row {rows}); joined to one area."
            intake.problems.append(Problem(first.row, columns.id, code, reason, Severity.WARNING))
        for other in [d for d in same if d not in joined]:
            derived = f"{code[: CODE_LENGTH - 9]}-{_from_place(other.shape)}"
            reason = f"Its id is that of row {first.row}, but its name or parent differs; called “{derived}”."
            intake.problems.append(Problem(other.row, columns.id, code, reason, Severity.WARNING))
            done[derived] = replace(other, code=derived)
    return list(done.values())


def _from_place(shape: Any) -> str:
    point = shape.representative_point()
    return ground.place_code(point.x, point.y)


def _union(shapes: list[Any]) -> Any:
    return shapely.union_all(shapes)


def _area(draft: Draft, columns: Columns, level: Level) -> CheckedArea:
    outline = shapely.normalize(draft.shape)
    name = draft.name
    if not name or name == draft.code:
        word = columns.word or str(level.label)
        name = f"{word[:1].upper()}{word[1:]} {draft.code}"
    return CheckedArea(draft.row, draft.code, name[:NAME_LENGTH], draft.parent_code[:CODE_LENGTH], outline, ground.square_metres(outline))


def _parents(intake: Intake, options: IntakeOptions) -> None:
    """Tie beats to precincts: by the parent they name, else by where they lie; make the precincts when no layer draws them."""
    named = {a.parent_code for a in intake.areas if a.parent_code}
    if not options.precincts:
        if named:
            intake.derived = [_derive(code, [a for a in intake.areas if a.parent_code == code]) for code in sorted(named)]
            reason = f"No precinct layer is there yet: {len(named)} precincts are drawn as the union of their beats. Import the layer to replace them."
            intake.problems.append(Problem(None, "", "", reason, Severity.INFO))
        return
    known = dict(options.precincts)
    places = together.within(intake.areas, known)
    tied = []
    for area, place in zip(intake.areas, places, strict=True):
        code = area.parent_code
        if code and code not in known:
            told = f"No precinct has this id; the beat lies in “{place}”." if place else "No precinct has this id, and the beat lies in none."
            intake.problems.append(Problem(area.row, "parent", code, told, Severity.WARNING))
            code = place
        elif code and place and code != place:
            reason = f"The beat names this precinct but lies mostly in “{place}”. What it names is kept."
            intake.problems.append(Problem(area.row, "parent", code, reason, Severity.WARNING))
        elif not code:
            code = place
            if not place:
                intake.problems.append(Problem(area.row, "parent", "", "The beat lies in no precinct.", Severity.WARNING))
        tied.append(replace(area, parent_code=code))
    intake.areas = tied
    intake.problems += together.against_precincts(tied, known)


def _derive(code: str, beats: list[CheckedArea]) -> CheckedArea:
    outline = shapely.normalize(_union([b.outline for b in beats]))
    return CheckedArea(min(b.row for b in beats), code, f"Precinct {code}", "", outline, ground.square_metres(outline))
