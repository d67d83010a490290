"""Columns of a file into columns of clean values, with what there is to tell. Each distinct value is worked on once."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from hashlib import sha256
from typing import Any

import zipcodes

from onecop.access.states import STATES
from onecop.congregations.choices import Tradition
from onecop.congregations.importing.capitals import soften_name, stands_alone
from onecop.congregations.traditions import Reading, read_tradition
from onecop.imports.contract import Problem, Severity
from onecop.imports.words import soften, tidy

CODES = frozenset(code for code, _ in STATES)
BY_NAME = {name.lower(): code for code, name in STATES}
NO_NAME = frozenset({"n-a", "n/a", "na", "none", "null", "unknown", "tbd", "-", "?"})
_ZIP = re.compile(r"(\d{3,5})(?:-?(\d{4}))?")
_URL = re.compile(r"(https?://)?[^\s/]+\.[^\s/]{2,}(/\S*)?", re.IGNORECASE)
Tell = Callable[[int, str, str, str, Severity], None]


def each(values: Sequence[str], turn: Callable[[str], Any]) -> list[Any]:
    """Return turn(value) for each value, worked out once per distinct value."""
    known = {value: turn(value) for value in set(values)}
    return [known[value] for value in values]


def names(rows: Sequence[int], values: Sequence[str], problems: list[Problem]) -> list[str]:
    """Return tidied names, "" for those that cannot be imported."""
    neat = [soften_name(v) for v in values]
    for i, name in enumerate(neat):
        if name is values[i] and 7 < len(name) <= 200:
            continue
        _tell_of_name(rows[i], values[i], name, problems)
        neat[i] = name[:200]
    return neat


def _tell_of_name(row: int, raw: str, name: str, problems: list[Problem]) -> None:
    if not name:
        problems.append(Problem(row, "name", raw, "The congregation has no name.", Severity.ERROR))
    elif name != raw:
        how = "capitals" if name != tidy(raw) else "spaces"
        problems.append(Problem(row, "name", raw, f"Written with {'needless ' if how == 'spaces' else ''}{how}: kept as {name[:120]}.", Severity.INFO))
    if stands_alone([name]):
        problems.append(Problem(row, "name", raw, "One short word in capitals: taken for an abbreviation and kept as it is.", Severity.INFO))
    if name.lower() in NO_NAME:
        problems.append(Problem(row, "name", raw, "This is hardly a name: somebody should look at it.", Severity.WARNING))
    if len(name) > 200:
        problems.append(Problem(row, "name", raw, "Longer than 200 characters: cut off.", Severity.WARNING))


def traditions(rows: Sequence[int], values: Sequence[str], has_column: bool, problems: list[Problem]) -> tuple[list[str], list[str]]:
    """Return the tradition codes and the words of the file. Blanks and doubts are told row by row."""
    if not has_column:
        problems.append(Problem(None, "tradition", "", "The file has no tradition: all are kept as “Not said”.", Severity.INFO))
        return [Tradition.UNSAID.value] * len(rows), [""] * len(rows)
    read: dict[str, Reading] = {v: read_tradition(v) for v in set(values)}
    doubts = {v: (_doubt(r), Severity.WARNING if r.doubt == "unknown" else Severity.INFO) for v, r in read.items() if r.doubt}
    if doubts:
        problems.extend(Problem(row, "tradition", raw, *doubts[raw]) for row, raw in zip(rows, values, strict=True) if raw in doubts)
    codes, words = {v: r.tradition.value for v, r in read.items()}, {v: tidy(v)[:120] for v in read}
    return [codes[v] for v in values], [words[v] for v in values]


def _doubt(reading: Reading) -> str:
    if reading.doubt == "blank":
        return "No tradition is given: kept as “Not said”."
    if reading.doubt == "misspelt":
        return f"Probably misspelt: read as {reading.tradition.label}; the spelling of the file is kept."
    return "This tradition is not on the list: kept as “Another tradition”, with the words of the file."


def streets(values: Sequence[str], problems: list[Problem]) -> list[str]:
    neat = [soften(v)[:200] for v in values]
    softened = sum(1 for raw, kept in zip(values, neat, strict=True) if kept is not raw and kept != tidy(raw))
    if softened:
        problems.append(Problem(None, "street", "", f"{softened:,} addresses written in capitals were softened.", Severity.INFO))
    return neat


def zips(rows: Sequence[int], values: Sequence[str], problems: list[Problem]) -> list[str]:
    """Return ZIP codes as 20001 or 20001-1234; leading zeros that a spreadsheet ate come back."""
    read = {v: zip_of(v) for v in set(values)}
    told = {v for v, (kept, padded) in read.items() if padded or (not kept and v.strip())}
    for row, raw in zip(rows, values, strict=True) if told else ():
        if raw in told and not read[raw][0]:
            problems.append(Problem(row, "zip", raw, "This is not a ZIP code: left out.", Severity.WARNING))
        elif raw in told:
            problems.append(Problem(row, "zip", raw, f"A leading zero was missing: kept as {read[raw][0]}.", Severity.INFO))
    codes = {v: kept for v, (kept, _padded) in read.items()}
    return [codes[v] for v in values]


def zip_of(text: str) -> tuple[str, bool]:
    found = _ZIP.fullmatch(tidy(text))
    if found is None:
        return "", False
    return found[1].zfill(5) + (f"-{found[2]}" if found[2] else ""), len(found[1]) < 5


def states(rows: Sequence[int], values: Sequence[str], problems: list[Problem]) -> list[str]:
    read = {v: state_of(v) for v in set(values)}
    unknown = {v for v, code in read.items() if not code and v.strip()}
    if unknown:
        words = "This is not a state or territory: left out."
        problems.extend(Problem(row, "state", raw, words, Severity.WARNING) for row, raw in zip(rows, values, strict=True) if raw in unknown)
    return [read[v] for v in values]


def state_of(text: str) -> str:
    """Return two letters of a state given by code or name, else ""."""
    word = tidy(text)
    return word.upper() if word.upper() in CODES else BY_NAME.get(word.lower(), "")


def websites(rows: Sequence[int], values: Sequence[str], problems: list[Problem]) -> list[str]:
    read = {v: _website(v) for v in set(values)}
    refused = {v for v, kept in read.items() if not kept and v.strip()}
    if refused:
        words = "This is not the address of a website: left out."
        problems.extend(Problem(row, "website", raw, words, Severity.INFO) for row, raw in zip(rows, values, strict=True) if raw in refused)
    return [read[v] for v in values]


def _website(raw: str) -> str:
    url = raw.strip()
    if not url or len(url) > 190 or not _URL.fullmatch(url):
        return ""
    return url if url.lower().startswith("http") else f"http://{url}"


@cache
def zip_center(code: str) -> tuple[float, float, str, str] | None:
    """Return (longitude, latitude, city, state) of a ZIP code's center, or None."""
    try:
        found = zipcodes.matching(code[:5])
    except (ValueError, TypeError):
        return None
    return (float(found[0]["long"]), float(found[0]["lat"]), found[0]["city"], found[0]["state"]) if found else None


def source_ids(
    rows: Sequence[int], given: Sequence[str], namespace: str, likeness: Sequence[Sequence[str]], has_column: bool, problems: list[Problem]
) -> tuple[list[str], set[int]]:
    """Return each row's key for a re-import, and the positions of rows that only repeat another.

    A row without an id, or with one that another row has, gets a key derived from its name and place.

    Args:
        likeness: columns (folded name, folded street, ZIP) that a derived key is made of.
    """
    if not has_column:
        problems.append(Problem(None, "source_id", "", "The file has no ids: keys are derived from name and address.", Severity.INFO))
    prefix = f"{namespace}:"
    plain = [tidy(v) for v in given]
    if has_column and len(set(plain)) == len(plain) and "" not in plain and max(map(len, plain), default=0) <= 100:
        return [prefix + v for v in plain], set()
    taken: dict[str, int] = {}
    out: list[str] = []
    repeats: set[int] = set()
    for i, (row, ident, parts) in enumerate(zip(rows, plain, zip(*likeness, strict=True), strict=True)):
        key = prefix + ident[:100] if ident else ""
        if not key or key in taken:
            if has_column and not ident:
                problems.append(Problem(row, "source_id", "", "The row has no id: a key was derived from name and address.", Severity.WARNING))
            elif ident and [c[taken[key]] for c in likeness] == list(parts):
                problems.append(Problem(row, "source_id", ident, f"The same id, name and address as row {rows[taken[key]]}: taken once.", Severity.INFO))
                repeats.add(i)
                out.append(key)
                continue
            elif ident:
                problems.append(Problem(row, "source_id", ident, f"Row {rows[taken[key]]} has this id too: a key was derived.", Severity.WARNING))
            key = _derived(prefix, parts, taken)
        taken[key] = i
        out.append(key)
    return out, repeats


def _derived(prefix: str, parts: Sequence[str], taken: Mapping[str, int]) -> str:
    base = f"{prefix}~{sha256(chr(31).join(parts).encode()).hexdigest()[:16]}"
    key, again = base, 2
    while key in taken:
        key, again = f"{base}-{again}", again + 1
    return key
