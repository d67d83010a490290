"""Cells of a CSV file that a spreadsheet opens without running them."""

from datetime import date
from typing import Any

RISKY = ("=", "+", "-", "@", "|", "%", "\t", "\r", "\n", "\0")
"""A spreadsheet runs a cell that begins so as a formula."""


class Echo:
    """A file that hands back what the CSV writer writes, so that rows can be streamed."""

    def write(self, text: str) -> str:
        return text


def safe(value: Any) -> Any:
    """Return a value that no spreadsheet takes for a formula: text that begins like one gets an apostrophe in front."""
    if value is None:
        return ""
    if isinstance(value, bool | int | float):
        return value
    if isinstance(value, date):
        return value.isoformat()
    text = str(value)
    return f"'{text}" if text.startswith(RISKY) else text
