"""Which column holds the id, the name and the parent of an area; guessed from headers, corrected by people."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from onecop.imports.contract import Problem, Severity
from onecop.territory.choices import Level
from onecop.territory.intake.facts import Feature, IntakeOptions, MapRefused

# Folded headers of map files of US police departments, the surest first.
BEAT_IDS = ("psa", "beat", "beatid", "beatnum", "beatno", "beatnumber", "beatcode", "polbeat", "policebeat", "sector", "sectorid", "responsearea", "ra",
            "reportingarea", "reportingdistrict", "rd", "patrolarea", "patrolbeat", "zone", "zoneid", "squadarea", "grid")  # fmt: skip
PRECINCT_IDS = ("precinct", "precinctid", "precinctno", "precinctnum", "pct", "district", "districtid", "distnum", "disttno", "districtno", "poldistid",
                "policedistrict", "division", "divisionid", "areacommand", "bureau", "station", "stationarea", "zone", "area", "sector")  # fmt: skip
ANY_IDS = ("code", "id", "areaid", "name", "label", "gisid", "globalid", "objectid", "fid")
NAMES = ("name", "beatname", "psaname", "districtname", "precinctname", "divisionname", "distname", "areaname", "label", "longname", "description")
WORDS = {"psa": "PSA", "sector": "sector", "responsearea": "response area", "ra": "response area", "reportingarea": "reporting area",
         "reportingdistrict": "reporting district", "rd": "reporting district", "zone": "zone", "zoneid": "zone", "district": "district",
         "policedistrict": "district", "districtid": "district", "poldistid": "district", "division": "division", "areacommand": "area command",
         "bureau": "bureau", "patrolarea": "patrol area", "sectorid": "sector", "divisionid": "division"}  # fmt: skip


@dataclass(frozen=True)
class Columns:
    """The headers found; "" for none. word: what the city calls such an area, when its header says so."""

    id: str = ""
    name: str = ""
    parent: str = ""
    word: str = ""


def fold(header: str) -> str:
    return re.sub(r"[^a-z0-9]", "", header.lower())


def guess(headers: Sequence[str], level: Level, rows: Sequence[Mapping[str, str]] = ()) -> Columns:
    """Guess the columns from their headers; `rows`, when given, let a column of blanks or of repeats stand back."""
    by_fold = {fold(h): h for h in reversed(headers)}
    own = BEAT_IDS if level == Level.BEAT else PRECINCT_IDS
    ours = [by_fold[alias] for alias in own if alias in by_fold and _mostly_filled(by_fold[alias], rows)]
    others = [by_fold[alias] for alias in ANY_IDS if alias in by_fold]
    candidates = ours or others
    id_field = next((h for h in candidates if _tells_apart(h, rows)), candidates[0] if candidates else "")
    parents = [by_fold[alias] for alias in PRECINCT_IDS if alias in by_fold and by_fold[alias] != id_field] if level == Level.BEAT else []
    name = next((by_fold[alias] for alias in NAMES if alias in by_fold), "")
    return Columns(id=id_field, name=name, parent=parents[0] if parents else "", word=WORDS.get(fold(id_field), ""))


def _mostly_filled(header: str, rows: Sequence[Mapping[str, str]]) -> bool:
    return sum(bool(clean(row.get(header, ""))) for row in rows) * 2 >= len(rows)


def _tells_apart(header: str, rows: Sequence[Mapping[str, str]]) -> bool:
    values = [clean(row.get(header, "")) for row in rows]
    return not values or (all(values) and len(set(values)) == len(values))


def choose(features: Sequence[Feature], options: IntakeOptions) -> tuple[Columns, list[Problem]]:
    """Return the columns to read: those a person named, else guessed ones, and the sentence that tells it.

    Raises:
        MapRefused: a named column is not in the file.
    """
    headers = list(dict.fromkeys(h for f in features for h in f.properties))
    found = guess(headers, options.level, [f.properties for f in features])
    given = {"id": options.id_field, "name": options.name_field, "parent": options.parent_field}
    for kind, header in given.items():
        if header and header not in headers:
            raise MapRefused(
                _("The file has no column “%(header)s” for the %(kind)s.") % {"header": header, "kind": kind},
                instead=_("Its columns are: %(names)s.") % {"names": ", ".join(headers) or "none"},
            )
    columns = Columns(
        id=options.id_field or found.id,
        name=options.name_field or found.name,
        parent=(options.parent_field or found.parent) if options.level == Level.BEAT else "",
        word=WORDS.get(fold(options.id_field), "") if options.id_field else found.word,
    )
    guessed = [f"{kind} from “{getattr(columns, kind)}”" for kind, header in given.items() if not header and getattr(columns, kind)]
    told = [Problem(None, "", "", f"Columns guessed from their headers: {', '.join(guessed)}.", Severity.INFO)] if guessed else []
    return columns, told


def clean(value: object) -> str:
    """Return an id as a person writes it: no spaces round it, no `.0` behind a whole number, no word for nothing."""
    text = re.sub(r"\s+", " ", str(value if value is not None else "")).strip()
    if text.lower() in {"null", "none", "nan", "<null>", "n/a"}:
        return ""
    return re.sub(r"^(-?\d+)\.0+$", r"\1", text)
