"""Bytes into text, whatever their encoding."""

import codecs
import re

from charset_normalizer import from_bytes
from django.utils.translation import gettext as _

from onecop.imports.contract import ImportRefused

BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"), (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"))  # fmt: skip
SAMPLE_BYTES = 100_000
# What a spreadsheet or a records system of this country is likely to have written. Fewer guesses, fewer wrong ones.
LIKELY = ["cp1252", "mac_roman", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp437", "cp850", "koi8_r", "gb18030", "big5", "euc_kr", "cp949",
          "shift_jis", "euc_jp", "tis_620"]  # fmt: skip
_HIGH_LINE = re.compile(rb"[^\r\n]*[\x80-\xff][^\r\n]*[\r\n]*")


def decode(raw: bytes) -> tuple[str, str]:
    """Return the text without its byte order mark, and the name of the encoding.

    Raises:
        ImportRefused: it is not text.
    """
    for mark, name in BOMS:
        if raw.startswith(mark):
            return _strictly(raw[len(mark) :], name), name
    if b"\0" in raw[:SAMPLE_BYTES]:
        name = _wide(raw[:SAMPLE_BYTES])
        return _strictly(raw, name), name
    if b"\0" in raw:
        raise ImportRefused(_("The file holds NUL bytes: it is damaged, or not a text file."))
    try:
        return raw.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        name = _guess(raw)
        return raw.decode(name, errors="replace"), name


def _strictly(raw: bytes, name: str) -> str:
    try:
        text = raw.decode(name)
    except UnicodeDecodeError as fault:
        raise ImportRefused(_("The file says it is %(coding)s but is not: it is damaged, or not a text file.") % {"coding": name.upper()}) from fault
    if "\0" in text:
        raise ImportRefused(_("The file holds NUL bytes: it is damaged, or not a text file."))
    return text


def _wide(sample: bytes) -> str:
    """Tell UTF-16 without a mark: in it, every other byte of plain letters is NUL."""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    if odd > 0.4 * half and even == 0:
        return "utf-16-le"
    if even > 0.4 * half and odd == 0:
        return "utf-16-be"
    raise ImportRefused(_("The file holds NUL bytes: it is damaged, or not a text file."))


def _guess(raw: bytes) -> str:
    """Name an 8-bit or East Asian encoding from the lines that are not ASCII."""
    lines, size = [], 0
    for found in _HIGH_LINE.finditer(raw):
        lines.append(found[0][:2000])
        size += len(lines[-1])
        if size > SAMPLE_BYTES:
            break
    sample = b"".join(lines)
    matches = from_bytes(sample, cp_isolation=LIKELY, enable_fallback=False)
    best = matches.best()
    # Windows' Western encoding is the rule here: another must be clearly less of a mess.
    western = next((m for m in matches if m.encoding == "cp1252"), None)
    if best is None or (western is not None and western.chaos <= best.chaos + 0.02 and not best.encoding.startswith(("gb", "big", "euc", "cp949", "shift"))):
        return "cp1252"
    return best.encoding
