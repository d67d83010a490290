"""What a matching knows, as arrays: one row per officer or congregation of one agency. Pure data, no database.

There is no column for an officer's religion, because nobody keeps one; and a congregation's tradition is left out on purpose.
"""

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Keys = NDArray[Any]


class Tier:
    """Where an officer's area lies, seen from a congregation's."""

    SAME = 0  # the congregation stands in the officer's beat
    PRECINCT_POST = 1  # the officer's post is the whole precinct
    NEXT_DOOR = 2  # a neighboring beat of the same precinct
    PRECINCT = 3  # another beat of the same precinct
    NEXT_OUTSIDE = 4  # a neighboring beat of another precinct
    NEXT_PRECINCT = 5  # a beat of a neighboring precinct
    WHOLE = 6  # the agency has no areas: all of it is one beat
    NONE = 7  # out of reach


@dataclass(frozen=True)
class Ground:
    """Areas of the agency. tier[c, o]: an officer's area o seen from a congregation's area c. Labels in degrees."""

    tier: NDArray[np.int8]
    lon: Floats
    lat: Floats

    @classmethod
    def undivided(cls) -> "Ground":
        """The ground of an agency without areas."""
        zero = np.zeros(1, np.float32)
        return cls(np.full((1, 1), Tier.WHOLE, np.int8), zero, zero)


@dataclass(frozen=True)
class Times:
    """Share of the next weeks, 0 to 1, at which a shift pattern (row) can come to a gathering (column), off or on duty.

    unknown: rows of officers whose shift nobody knows: `free` is then the share at which they are not known to be away. The last row is the one of
    whom nothing at all is known.
    """

    free: Floats
    duty: Floats
    unknown: NDArray[np.bool_]


@dataclass(frozen=True)
class Officers:
    """Active officers of patrol rank. area -1: none on the roster. stay: points 0 to 10. held: partnerships now and asked for."""

    key: Keys
    area: Ints
    pattern: Ints
    languages: NDArray[np.uint64]
    stay: Floats
    held: Ints
    capacity: Ints

    def __len__(self) -> int:
        return len(self.key)

    @property
    def room(self) -> Ints:
        return np.maximum(self.capacity - self.held, 0)

    def take(self, rows: Ints) -> "Officers":
        return Officers(*(getattr(self, name)[rows] for name in self.__dataclass_fields__))


@dataclass(frozen=True)
class Congregations:
    """Congregations without a partner. gathers: columns of Times, padded with -1; weights beside them."""

    key: Keys
    area: Ints
    lon: Floats
    lat: Floats
    gathers: Ints
    weights: Floats
    languages: NDArray[np.uint64]
    english: NDArray[np.bool_]
    enrolled: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.key)

    def take(self, rows: Ints) -> "Congregations":
        return Congregations(*(getattr(self, name)[rows] for name in self.__dataclass_fields__))


NO_PAIRS: Ints = np.empty((0, 2), np.int64)


@dataclass(frozen=True)
class Facts:
    """Everything about one agency. Pairs are rows of (congregation, officer) positions.

    wish_points: what each wish takes off. fixed: pairs that stay as they are (pinned).
    """

    congregations: Congregations
    officers: Officers
    ground: Ground
    times: Times
    wishes: Ints = field(default_factory=lambda: NO_PAIRS)
    vetoes: Ints = field(default_factory=lambda: NO_PAIRS)
    fixed: Ints = field(default_factory=lambda: NO_PAIRS)

    def in_order(self) -> "Facts":
        """The same facts with rows sorted by key, so that the order of a query never decides a match."""
        c, o = np.argsort(self.congregations.key, kind="stable"), np.argsort(self.officers.key, kind="stable")
        new_c, new_o = np.empty_like(c), np.empty_like(o)
        new_c[c], new_o[o] = np.arange(len(c)), np.arange(len(o))

        def moved(pairs: Ints) -> Ints:
            if not len(pairs):
                return NO_PAIRS
            there = np.column_stack((new_c[pairs[:, 0]], new_o[pairs[:, 1]]))
            return np.unique(there, axis=0)

        return replace(
            self,
            congregations=self.congregations.take(c),
            officers=self.officers.take(o),
            wishes=moved(self.wishes),
            vetoes=moved(self.vetoes),
            fixed=moved(self.fixed),
        )
