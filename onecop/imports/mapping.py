"""Which column is which field: guessed from the headers, corrected by a person, remembered per source."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256

from django.utils.translation import gettext as _

from onecop.imports.contract import Field, ImportRefused

_NOT_WORD = re.compile(r"[\W_]+")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def words_of(header: str) -> tuple[str, ...]:
    """Return a header's words: `WorkEmail`, `work_e-mail` and `Work Email` are the same."""
    spaced = _CAMEL.sub(" ", header)
    bare = "".join(c for c in unicodedata.normalize("NFKD", spaced) if not unicodedata.combining(c)).casefold()
    return tuple(_NOT_WORD.sub(" ", bare.replace("e-mail", "email").replace("#", " number ")).split())


def guess(header: Sequence[str], fields: Iterable[Field]) -> dict[str, str]:
    """Return field key → header. A header serves one field; the first listed field has the first choice.

    First whole headers equal to a key, label or alias; then headers that contain all the words of an alias, the longest alias first.
    """
    fields = list(fields)
    known = {f.key: [words_of(name) for name in (f.key, str(f.label), *f.aliases)] for f in fields}
    free = {h: words_of(h) for h in header}
    found: dict[str, str] = {}
    for field in fields:
        for wanted in known[field.key]:
            match = next((h for h, words in free.items() if words and "".join(words) == "".join(wanted)), None)
            if match is not None:
                found[field.key] = match
                del free[match]
                break
    for field in fields:
        if field.key in found:
            continue
        for wanted in sorted((w for w in known[field.key] if len("".join(w)) > 3), key=lambda w: -len("".join(w))):
            match = next((h for h, words in free.items() if set(wanted) <= set(words)), None)
            if match is not None:
                found[field.key] = match
                del free[match]
                break
    return found


def corrected(guessed: Mapping[str, str], options: Mapping[str, str], header: Sequence[str], fields: Iterable[Field]) -> dict[str, str]:
    """Return the guess with what the options say: `name_field=PSA_NAME` maps the field `name`.

    Raises:
        ImportRefused: such a column is not in the file.
    """
    mapping = dict(guessed)
    by_words = {"".join(words_of(h)): h for h in header}
    for field in fields:
        wanted = options.get(f"{field.key}_field", "").strip()
        if not wanted:
            continue
        match = wanted if wanted in header else by_words.get("".join(words_of(wanted)))
        if match is None:
            raise ImportRefused(
                _("The file has no column “%(wanted)s”.") % {"wanted": wanted}, instead=_("It has: %(names)s.") % {"names": ", ".join(header[:30])}
            )
        mapping = {key: h for key, h in mapping.items() if h != match}
        mapping[field.key] = match
    return mapping


def missing(mapping: Mapping[str, str], fields: Iterable[Field]) -> list[Field]:
    """Return the required fields without a column."""
    return [f for f in fields if f.required and not mapping.get(f.key)]


def refuse_missing(mapping: Mapping[str, str], fields: Iterable[Field], header: Sequence[str]) -> None:
    """Raise ImportRefused when a required field has no column."""
    lacking = missing(mapping, fields)
    if lacking:
        named = ", ".join(f"“{f.label}”" for f in lacking)
        raise ImportRefused(
            _("No column could be found for %(named)s.") % {"named": named}, instead=_("The file has: %(names)s.") % {"names": ", ".join(header[:30])}
        )


def fingerprint(header: Sequence[str]) -> str:
    """Return what two files with the same columns, in any order, have in common."""
    return sha256("\n".join(sorted("".join(words_of(h)) for h in header)).encode()).hexdigest()
