"""What goes into the check of a map file and what comes out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import shapely
from shapely.geometry import shape

from onecop.imports.contract import Problem
from onecop.kernel.errors import Refused
from onecop.territory.choices import Level

MAX_AREAS = 20_000
MAX_COORDINATES = 500_000
"""Of one area. The busiest coastline of a county sheriff has a tenth of that."""


class MapRefused(Refused):
    """The file as a whole cannot become a map: the reason says why, `instead` what to give."""


@dataclass(frozen=True)
class Feature:
    """row: the feature's place in the file, from 1. geometry: a shapely geometry in the file's own coordinates, or None."""

    row: int
    properties: Mapping[str, str]
    geometry: Any


@dataclass(frozen=True)
class IntakeOptions:
    """How to read the file.

    crs: given by a person (`EPSG:26985`); wins over `stated`, which the file says of itself (EPSG code or WKT). "" when neither.
    near: a (longitude, latitude) that the map should be close to: the agency's place.
    precincts: code → polygon (degrees) of the precincts that beats should lie in, when the map has some already.
    """

    level: Level
    id_field: str = ""
    name_field: str = ""
    parent_field: str = ""
    crs: str = ""
    stated: str = ""
    near: tuple[float, float] | None = None
    precincts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class CheckedArea:
    """An area fit to be kept. outline: a valid polygon or multipolygon in degrees, normalized. parent_code: "" when it has none."""

    row: int
    code: str
    name: str
    parent_code: str
    outline: Any
    square_m: float

    @property
    def wkb(self) -> bytes:
        return shapely.to_wkb(self.outline)

    def fingerprint(self, level: str) -> str:
        """Return a hash that is equal exactly when a re-import would change nothing."""
        return sha256("\x1f".join([level, self.code, self.name, self.parent_code]).encode() + b"\x1f" + self.wkb).hexdigest()


@dataclass
class Intake:
    """areas: by code. derived: precincts made of the beats, when the beats name parents that no layer draws. crs: what was read."""

    areas: list[CheckedArea] = field(default_factory=list)
    derived: list[CheckedArea] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    crs: str = ""
    word: str = ""
    refused: int = 0


def read_shape(mapping: Mapping[str, Any] | None) -> Any:
    """Return a GeoJSON geometry as a shapely one, or None when it is empty or no geometry at all."""
    if not mapping:
        return None
    try:
        return shape(mapping)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, shapely.errors.ShapelyError):
        return None
