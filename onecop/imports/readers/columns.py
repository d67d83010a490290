"""Records (lists of text) into a Table of columns."""

from django.utils.translation import gettext

from onecop.imports.contract import ImportRefused, Problem, Severity, Table
from onecop.imports.readers.limits import Limits, refuse_beyond

PROBE = 1_000


def into_table(records: list[list[str]], *, name: str, kind: str, limits: Limits, problems: list[Problem]) -> Table:
    """Take the first non-empty record as header; pad short records, tell of long ones, drop empty ones. Row numbers start at 1 with the first record."""
    start = next((i for i, record in enumerate(records) if any(map(str.strip, record))), None)
    if start is None:
        raise ImportRefused(gettext("The file is empty."))
    header = header_of(records[start], limits)
    width = len(header)
    body = records[start + 1 :]
    rows = list(range(start + 2, len(records) + 1))
    if not all(len(record) == width and any(record) for record in body):
        kept = [(row, record) for row, record in zip(rows, body, strict=True) if any(map(str.strip, record))]
        rows = [row for row, _ in kept]
        body = [_fit(record, row, width, problems) for row, record in kept]
    refuse_beyond(len(rows), limits.rows, "rows")
    columns = dict(zip(header, map(_shared, zip(*body, strict=True)), strict=True)) if body else {h: [] for h in header}
    refuse_long(columns, rows, limits)
    return Table(name=name, kind=kind, header=header, columns=columns, rows=rows, problems=problems)


def _shared(values: tuple[str, ...]) -> list[str]:
    """Return a column in which equal words are one: most columns hold few (states, cities, faiths), and every cell was read as a word of its own."""
    if len(set(values[:PROBE])) > PROBE // 2:
        return list(values)
    known: dict[str, str] = {}
    return [known.setdefault(v, v) for v in values]


def header_of(record: list[str], limits: Limits) -> list[str]:
    """Return unique, non-blank headers."""
    while record and not record[-1].strip():
        record = record[:-1]
    refuse_beyond(len(record), limits.columns, "columns")
    header: list[str] = []
    for number, raw in enumerate(record, 1):
        word = " ".join(raw.split())[:200] or f"Column {number}"
        unique, again = word, 2
        while unique in header:
            unique, again = f"{word} ({again})", again + 1
        header.append(unique)
    return header


def _fit(record: list[str], row: int, width: int, problems: list[Problem]) -> list[str]:
    if len(record) > width and any(map(str.strip, record[width:])):
        problems.append(Problem(row, "", record[width][:80], "The row has more fields than the header: what is beyond was left out.", Severity.WARNING))
    return (record + [""] * width)[:width]


def refuse_long(columns: dict[str, list[str]], rows: list[int], limits: Limits) -> None:
    """Refuse a field beyond the limit: most often a quotation mark that was never closed."""
    for name, values in columns.items():
        longest = max(map(len, values), default=0)
        if longest > limits.field_chars:
            row = rows[next(i for i, v in enumerate(values) if len(v) == longest)]
            raise ImportRefused(
                gettext("Row %(row)s has %(longest)s characters in “%(column)s”; %(allowed)s are allowed. Is a quotation mark not closed?")
                % {"row": row, "longest": f"{longest:,}", "column": name[:80], "allowed": f"{limits.field_chars:,}"}
            )
