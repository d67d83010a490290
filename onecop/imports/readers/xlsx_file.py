"""Excel workbooks. The first sheet with anything in it is read."""

import io
import re
import zipfile
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils.translation import gettext
from python_calamine import CalamineError, CalamineWorkbook, load_workbook

from onecop.imports.contract import ImportRefused, Table
from onecop.imports.readers.columns import into_table
from onecop.imports.readers.limits import Limits, refuse_beyond
from onecop.imports.readers.zips import open_zip, unpack

_CELL = re.compile(rb"""\br\s*=\s*["']\$?([A-Z]{1,4})\$?0*([0-9]{1,12})["']""", re.IGNORECASE)
_FAR_CELL = re.compile(rb"""\br\s*=\s*["']\$?(?:[A-Z]{2,}\$?0*[0-9]+|[A-Z]\$?0*[0-9]{6,})["']""", re.IGNORECASE)
_LAST_ROW = re.compile(rb"""<(?:\w+:)?row\b""")
_LONG = re.compile(rb">[^<]{40001,}")
OVERLAP = 60_000


def read_xlsx(raw: bytes, name: str, limits: Limits) -> Table:
    """Read a workbook.

    Raises:
        ImportRefused: damaged or locked, or a sheet beyond the limits. A single cell far out counts as the whole rectangle up to it,
            because that is what a reader would have to hold.
    """
    archive = open_zip(raw, limits)
    for entry in archive.infolist():
        if entry.filename.startswith("xl/") and entry.filename.endswith((".xml", ".XML")):
            _measure(raw, entry, limits)
        elif not entry.is_dir():
            for _ in unpack(raw, entry):
                pass
    try:
        book = load_workbook(io.BytesIO(raw))
        records = _first_sheet(book)
    except (CalamineError, OSError, ValueError) as fault:
        raise ImportRefused(gettext("The workbook is damaged or locked with a password."), instead=gettext("Save it again as .xlsx, or as CSV.")) from fault
    return into_table(records, name=name, kind="xlsx", limits=limits, problems=[])


def _measure(raw: bytes, entry: zipfile.ZipInfo, limits: Limits) -> None:
    """Find the farthest cell of a sheet and the longest text, piece by piece."""
    tail, widest, lowest, rows = b"", 1, 1, 0
    for piece in unpack(raw, entry):
        window = tail + piece
        if _LONG.search(window):
            raise ImportRefused(gettext("A cell has more than %(allowed)s characters.") % {"allowed": f"{limits.field_chars:,}"})
        rows += len(_LAST_ROW.findall(piece))
        for found in _FAR_CELL.finditer(window):
            reference = _CELL.match(found[0])
            if reference is None:
                raise ImportRefused(gettext("The workbook has a cell outside of any sheet."))
            widest, lowest = max(widest, _column(reference[1])), max(lowest, int(reference[2]))
        tail = window[-OVERLAP:]
    refuse_beyond(widest, limits.columns, "columns")
    lowest = max(lowest, rows)
    refuse_beyond(lowest, limits.rows + 1000, "rows")
    if widest * lowest > limits.cells and widest > 26:
        raise ImportRefused(
            gettext("The sheet spans more than %(allowed)s cells.") % {"allowed": f"{limits.cells:,}"},
            instead=gettext("Delete what stands far from the table."),
        )


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _first_sheet(book: CalamineWorkbook) -> list[list[str]]:
    for sheet_name in book.sheet_names:
        cells = book.get_sheet_by_name(sheet_name).to_python(skip_empty_area=False)
        if cells:
            return [[_text(cell) for cell in row] for row in cells]
    return []


def _text(cell: Any) -> str:
    """Return a cell as it would be typed into a CSV file."""
    if type(cell) is str:
        return cell.replace("\0", "")
    if type(cell) is float:
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return str(cell).lower() if isinstance(cell, bool) else str(cell)
