"""Tour and days off into shift patterns: one per combination, kept by the agency, which corrects their hours."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.text import slugify

from onecop.agencies.importers.spellings import days_off_of, tour_of
from onecop.imports.contract import Problem, Severity
from onecop.imports.words import tidy

ANCHOR = date(2024, 1, 1)  # a Monday: day 0 of a weekly cycle
WEEK = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True)
class Tour:
    """A pattern as it would be created. guessed: its hours are ours, not the file's."""

    code: str
    name: str
    cycle: list[Any]
    guessed: bool
    hours: str


def tour(tour_word: str, off_word: str) -> Tour | str | None:
    """Return the pattern of a row, None when the row says nothing, or the reason why there is none.

    Five days on and two off are 8.5 hours, four on and three off 10. Rotating days off are taken as four on, two off.
    """
    if not tour_word.strip() and not off_word.strip():
        return None
    known, off = tour_of(tour_word), days_off_of(off_word)
    if known is None:
        return "tour"
    if off is None:
        return "days_off"
    name, start, written = known
    hours = written or (10.0 if len(off) == 3 else 8.5)
    on: list[Any] = [start, hours]
    cycle: list[Any] = [None if day in off else list(on) for day in range(7)] if off else [list(on)] * 4 + [None] * 2
    words = "rotating days off" if not off else "off " + ", ".join(WEEK[d] for d in _in_order(off))
    end = (int(start[:2]) * 60 + int(start[3:]) + round(hours * 60)) % 1440
    return Tour(
        slugify(f"{name} {words}".replace("–", "-"))[:60],
        f"{name}, {words}"[:120],
        cycle,
        written is None or not off,
        f"{start} to {end // 60:02d}:{end % 60:02d}",
    )


def _in_order(off: tuple[int, ...]) -> Iterable[int]:
    """Begin after a working day, so that Sunday stands before the Monday off with it."""
    first = next((d for d in off if (d - 1) % 7 not in off), off[0])
    return sorted(off, key=lambda d: (d - first) % 7)


def told(tours: Iterable[Tour]) -> list[Problem]:
    """Say once per new pattern which hours were assumed."""
    return [
        Problem(None, "tour", tidy(t.name), f"A new shift pattern: {t.hours} was assumed{'; four days on, two off' if 'rotating' in t.name else ''}. "
                "Correct it under the agency’s shift patterns.", Severity.INFO)
        for t in tours if t.guessed
    ]  # fmt: skip
