"""Words of files, tidied: spaces, capitals, states, coordinates. Nothing is guessed that cannot be told back."""

import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

SMALL = frozenset({"a", "an", "and", "at", "by", "de", "del", "for", "in", "la", "of", "on", "the", "to", "y"})
KEPT = frozenset(
    {"AME", "AMEZ", "CME", "COGIC", "DC", "FBI", "II", "III", "IV", "LDS", "NE", "NW", "SE", "SW", "UCC", "UM", "UMC", "US", "USA", "VA", "VI", "YMCA"}
)
_PART = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


def tidy(text: str) -> str:
    """Return the text without spaces around it or doubled within; one that is tidy already is the very same."""
    neat = " ".join(text.split())
    return text if neat == text else neat


def soften(text: str) -> str:
    """Return a name written all in capitals as it is usually written; others pass. `  O'NEIL-MCBRIDE ` → `O'Neil-McBride`."""
    text = tidy(text)
    if not text.isupper() or len(text) < 3:
        return text
    first, *others = text.split(" ")
    return " ".join([_first_word(first), *map(_later_word, others)])


@lru_cache(1 << 12)
def _first_word(word: str) -> str:
    return _PART.sub(lambda m: _one(m[0], m.start() == 0), word)


@lru_cache(1 << 14)
def _later_word(word: str) -> str:
    return _PART.sub(lambda m: _one(m[0], False), word)


def _one(word: str, first: bool) -> str:
    low = word.lower()
    if word in KEPT or any(c.isdigit() for c in word):
        return low if any(c.isdigit() for c in word) and low[-2:] in ("st", "nd", "rd", "th") else word
    if low in SMALL and not first:
        return low
    if low.startswith("mc") and len(low) > 3:
        return "Mc" + low[2:].capitalize()
    head, mark, rest = low.partition("'") if "'" in low else low.partition("’")
    if mark and len(head) == 1 and len(rest) > 1:
        return head.upper() + mark + rest.capitalize()
    return low.capitalize()


def number(text: str) -> float | None:
    """Return a finite number, or None. A decimal comma is understood."""
    text = text.strip()
    if not text:
        return None
    try:
        found = float(text)
    except ValueError:
        try:
            found = float(text.replace(",", "."))
        except ValueError:
            return None
    return found if abs(found) < 1e15 else None


def numbers(texts: Sequence[str]) -> np.ndarray:
    """Return a column of numbers as `number` reads them; nan where it is none."""
    try:
        found = np.array([float(v or "nan") for v in texts], dtype=float)
    except ValueError:
        return np.array([n if (n := number(v)) is not None else np.nan for v in texts], dtype=float)
    found[~(np.abs(found) < 1e15)] = np.nan
    return found
