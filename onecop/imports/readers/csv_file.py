"""Comma-, semicolon-, tab- or bar-separated text."""

import csv
import io
import re
from collections.abc import Iterator
from itertools import islice

from django.utils.translation import gettext as _

from onecop.imports.contract import ImportRefused, Problem, Severity, Table
from onecop.imports.readers.columns import into_table
from onecop.imports.readers.limits import Limits, refuse_beyond
from onecop.imports.readers.text import decode

DELIMITERS = ",;\t|"
PROBE_LINES = 40
_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")
csv.field_size_limit(1_000_000)


def lines_of(text: str) -> Iterator[str]:
    """Yield the lines with their ends, as a file opened with `newline=""` does; a StringIO would hold the text again, at four bytes a letter."""
    return (found[0] for found in _LINE.finditer(text))


def delimiter_of(text: str) -> str:
    """Return the separator that gives the most columns evenly over the first lines; a comma when none does."""
    probe = "".join(islice(lines_of(text), PROBE_LINES))[:200_000]
    best, found = (0.0, 0), ","
    for candidate in DELIMITERS:
        widths = [len(r) for r in csv.reader(io.StringIO(probe, newline=""), delimiter=candidate) if r]
        if not widths or widths[0] < 2:
            continue
        even = sum(w == widths[0] for w in widths) / len(widths)
        if (even, widths[0]) > best and even > 0.5:
            best, found = (even, widths[0]), candidate
    return found


def read_csv(raw: bytes, name: str, limits: Limits) -> Table:
    """Read a text table. The first row that is not empty is the header.

    Raises:
        ImportRefused: not text, no header, too many rows or columns, a field beyond the limit.
    """
    text, encoding = decode(raw)
    problems = []
    if encoding != "utf-8":
        problems.append(Problem(None, "", encoding, f"The file was read as {encoding}, not UTF-8: look at names with accents.", Severity.INFO))
    reader = csv.reader(lines_of(text), delimiter=delimiter_of(text))
    records: list[list[str]] = []
    try:
        for record in reader:
            records.append(record)
            if len(records) > limits.rows + 1000:
                refuse_beyond(len(records), limits.rows, "rows")
    except csv.Error as fault:
        raise ImportRefused(
            _("Line %(line)s cannot be read (%(fault)s): perhaps a quotation mark is not closed.") % {"line": reader.line_num, "fault": fault}
        ) from fault
    return into_table(records, name=name, kind="csv", limits=limits, problems=problems)
