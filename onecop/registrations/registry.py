"""What apps above put on the public page of a date."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from onecop.events.rules import Date


@dataclass(frozen=True)
class Picture:
    """A picture that anyone may see. alt: what one sees in it; never empty."""

    small: str
    full: str
    alt: str
    width: int
    height: int


@dataclass(frozen=True)
class Part:
    """A card on a public page: pictures, links as (words, address), and a quiet line."""

    title: str
    pictures: tuple[Picture, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    note: str = ""


Draw = Callable[[Date, datetime], Part | None]
_parts: list[Draw] = []


def public_part(draw: Draw) -> Draw:
    """Register draw(date, at): what anyone may read on the public page of a date, or None. A fixed number of queries."""
    _parts.append(draw)
    return draw


def parts(date: Date, at: datetime) -> Iterator[Part]:
    for draw in _parts:
        found = draw(date, at)
        if found is not None:
            yield found
