"""Words that are written once and read later, by people of several languages: kept in every language of the site."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.utils import translation

FIRST, *OTHERS = (code for code, _name in settings.LANGUAGES)


def written(say: Callable[[], list[dict[str, Any]]], *names: str) -> list[dict[str, Any]]:
    """Say something in every language.

    Args:
        say: returns the same rows in whichever language is active. names: which of their values are words.

    Returns:
        The rows in the first language, each with the words of every other one under its code: {"lead": "One doubt:", "es": {"lead": "Una duda:"}}.
    """
    with translation.override(FIRST):
        rows = say()
    for code in OTHERS:
        with translation.override(code):
            for row, again in zip(rows, say(), strict=True):
                row[code] = {name: again[name] for name in names}
    return rows


def read(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row with its words in the reader's language, where they were kept in it."""
    return {**row, **row.get(translation.get_language() or FIRST, {})}
