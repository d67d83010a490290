"""The first common time of many at once: rows of start masks, laid over one another by numpy.

A time of k quarters that is free for everybody begins where one of k free quarters begins for each: so starts can be kept for each person, and
a triple costs two ANDs.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from onecop.scheduling.slots.grid import Grid

Rows = NDArray[np.uint64]
CHUNK = 256
"""Rows taken at a time, so that they stay in the processor's cache."""


def rows(grid: Grid, masks: Sequence[int], quarters: int) -> Rows:
    """Return a row of 64-bit words for each mask of free quarters: where a time of so many can begin."""
    size = -(-grid.quarters // 64) * 8
    packed = b"".join(grid.starts(mask, quarters).to_bytes(size, "little") for mask in masks)
    return np.frombuffer(packed, np.dtype("<u8")).reshape(len(masks), -1)


def firsts(sides: Sequence[tuple[Rows, NDArray[np.intp]]]) -> NDArray[np.int64]:
    """Return the first quarter at which all sides can begin, for each line of the numbers; -1 where there is none.

    Args:
        sides: for each side its rows, and the number of the row for each line.
    """
    count = len(sides[0][1])
    found = np.empty(count, np.int64)
    for low in range(0, count, CHUNK):
        here = slice(low, low + CHUNK)
        both = sides[0][0][sides[0][1][here]]
        for held, which in sides[1:]:
            both &= held[which[here]]
        word = (both != 0).argmax(axis=1)
        value = both[np.arange(len(both)), word]
        bit = np.bitwise_count((value & (~value + np.uint64(1))) - np.uint64(1)).astype(np.int64)
        found[here] = np.where(value == 0, -1, word * 64 + bit)
    return found
