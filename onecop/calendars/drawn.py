"""Pieces of pages that are drawn once and kept as long as what they show stays the same: the key of a piece is all that stands in it."""

from collections.abc import Hashable
from functools import lru_cache
from typing import Any

from django.template.loader import get_template
from django.utils.translation import get_language

from onecop.ui import words as ui

KEPT = 4_096


class Drawn:
    """What a template of ours has drawn, escaped already."""

    __slots__ = ("_drawn",)

    def __init__(self, template: str, context: dict[str, Any]) -> None:
        self._drawn: str = get_template(template).render(context)

    def __html__(self) -> str:
        return self._drawn


def piece(template: str, what: Hashable, outside: bool = False) -> Drawn:
    """Return a piece that shows `what` as `e`. In each language its own; a new year writes days anew."""
    return _piece(template, what, outside, get_language(), ui.this_year())


@lru_cache(KEPT)
def _piece(template: str, what: Hashable, outside: bool, language: str, year: int) -> Drawn:
    return Drawn(template, {"e": what, "outside": outside})
