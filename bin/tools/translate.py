"""Gather, update, compile: the Spanish catalogue from the words in the code. Also what tests/house/test_words.py reads them with."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "onecop"
LOCALES = PACKAGE / "locale"
DOMAIN = "django"
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "_l": None,
    "gettext_lazy": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}


def gathered() -> Catalog:
    """Return every marked word of Python and templates, in the order of the alphabet and without places, so that moving code changes nothing here."""
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file, filename="babel.cfg")
    found = extract_from_dir(PACKAGE, methods, options, keywords=KEYWORDS)
    catalog = Catalog(project="OneCOP", charset="utf-8", fuzzy=False)
    for _file, _line, message, _comments, context in sorted(found, key=lambda row: str(row[2])):
        catalog.add(message, context=context)
    return catalog


def languages() -> Iterator[tuple[str, Path]]:
    for path in sorted(LOCALES.glob(f"*/LC_MESSAGES/{DOMAIN}.po")):
        yield path.parent.parent.name, path


def read(path: Path, language: str) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=language, domain=DOMAIN)


def updated(path: Path, language: str) -> Catalog:
    """Return a catalogue with what the code says now: new words without a translation, and none that nobody says any more.

    Nothing is guessed from similar words: a wrong guess reads like a translation.
    """
    old, new = read(path, language), gathered()
    catalog = Catalog(locale=language, domain=DOMAIN, project="OneCOP", charset="utf-8", fuzzy=False)
    catalog.header_comment = f"# The words of OneCOP: {language}. bin/translate keeps this file; docs/translation.md says how we translate."
    for message in new:
        if message.id:
            before = old.get(message.id, message.context)
            same = before is not None and before.id == message.id
            catalog.add(message.id, before.string if same and before else None, context=message.context)
    return catalog


KEPT_HEADERS = (b'"Language:', b'"Plural-Forms:', b'"MIME-Version:', b'"Content-')


def as_po(catalog: Catalog) -> bytes:
    """Return the .po with the headers that say something: dates would change with every run, and the others are addresses nobody has."""
    out = BytesIO()
    write_po(out, catalog, no_location=True, sort_output=True, width=100)
    header, rest = out.getvalue().split(b"\n\n", 1)
    lines = [line for line in header.split(b"\n") if not line.startswith(b'"') or line.startswith(KEPT_HEADERS)]
    return b"\n".join(lines) + b"\n\n" + rest


def as_mo(catalog: Catalog) -> bytes:
    """Return the compiled catalogue. Its head would hold the moment of compiling; ours is always the same."""
    catalog.creation_date = catalog.revision_date = datetime(2026, 1, 1, tzinfo=UTC)
    out = BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def missing(catalog: Catalog) -> list[str]:
    """Return the words without a translation."""
    return [str(m.id) for m in catalog if m.id and not all(m.string if isinstance(m.string, (list, tuple)) else [m.string])]


def main(arguments: list[str]) -> int:
    if arguments:
        print("Usage: bin/translate", file=sys.stderr)
        return 2
    code = 0
    for language, path in languages():
        path.write_bytes(as_po(updated(path, language)))
        catalog = read(path, language)
        path.with_suffix(".mo").write_bytes(as_mo(catalog))
        gaps = missing(catalog)
        print(f"{language}: {len(catalog)} messages, {len(gaps)} without a translation ({path.relative_to(ROOT)})")
        for gap in gaps:
            print(f"      {gap}")
        code = code or bool(gaps)
    return int(code)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
