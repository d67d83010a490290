"""Names and addresses brought to one form, so that two spellings of the same thing compare equal. Never shown to anyone."""

import re
import unicodedata
from functools import lru_cache

FILLER = frozenset(
    {"a", "an", "and", "at", "by", "church", "chapel", "de", "for", "in", "inc", "incorporated", "la", "llc", "ministries", "ministry", "of", "on", "s", "the",
     "to"}
)  # fmt: skip
SAME_WORD = {
    "st": "saint", "ste": "saint", "sta": "santa", "sts": "saints", "mt": "mount", "mtn": "mount", "ft": "fort", "intl": "international", "natl": "national",
    "assn": "association", "assoc": "association", "cong": "congregation", "synogogue": "synagogue", "bapt": "baptist", "meth": "methodist", "luth": "lutheran",
    "presb": "presbyterian", "cath": "catholic", "apost": "apostolic", "pent": "pentecostal", "ctr": "center", "centre": "center", "cntr": "center",
    "tabernacl": "tabernacle", "temp": "temple", "masjed": "masjid", "1st": "first", "2nd": "second", "3rd": "third", "4th": "fourth", "5th": "fifth",
    "6th": "sixth", "7th": "seventh", "8th": "eighth", "9th": "ninth", "10th": "tenth",
}  # fmt: skip
STREET = {
    "street": "st", "str": "st", "avenue": "ave", "av": "ave", "road": "rd", "drive": "dr", "drv": "dr", "boulevard": "blvd", "boul": "blvd", "lane": "ln",
    "court": "ct", "crt": "ct", "place": "pl", "square": "sq", "terrace": "ter", "terr": "ter", "circle": "cir", "highway": "hwy", "hiway": "hwy",
    "parkway": "pkwy", "pky": "pkwy", "expressway": "expy", "turnpike": "tpke", "trail": "trl", "way": "way", "alley": "aly", "plaza": "plz",
    "route": "rte", "junction": "jct", "heights": "hts", "crossing": "xing", "point": "pt", "saint": "st", "mount": "mt", "fort": "ft",
    "north": "n", "south": "s", "east": "e", "west": "w", "northeast": "ne", "northwest": "nw", "southeast": "se", "southwest": "sw",
    "first": "1st", "second": "2nd", "third": "3rd", "fourth": "4th", "fifth": "5th", "sixth": "6th", "seventh": "7th", "eighth": "8th", "ninth": "9th",
    "tenth": "10th", "eleventh": "11th", "twelfth": "12th",
}  # fmt: skip
_UNIT_WORDS = "apt|apartment|suite|ste|unit|rm|room|floor|fl|bldg|building|lot|no"
_UNIT = re.compile(rf"\b(?:{_UNIT_WORDS})\b\.?\s*#?\s*\w+\b|#\s*\w+")
_TELLS_A_UNIT = re.compile(rf"\b(?:{_UNIT_WORDS})\b|#")
_DOTTED = re.compile(r"\b[a-z](?:\.[a-z])+\b\.?")
_NOT_WORD = re.compile(r"[^0-9a-z]+")
_NOT_WORD_ANYWHERE = re.compile(r"[\W_]+")
_MARKS = re.compile(r"['’‘`ʻʼ]")
_KNOWN_WORDS = 1 << 16
"""How many written words are remembered in their folded form: a national list has 350,000 names, but far fewer words."""


def plain(text: str) -> str:
    """Return the text in lower case, without accents, apostrophes or the dots of initials (`N.W.` → `nw`)."""
    low = text.lower() if text.isascii() else "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).casefold()
    return _DOTTED.sub(lambda m: m[0].replace(".", ""), _MARKS.sub("", low))


def fold_name(name: str) -> str:
    """Return a congregation's name for comparing: `The Church of St. Peter, Inc.` and `Saint Peter’s` differ only where they should.

    Filler goes, unless nothing else would be left; scripts other than Latin stay as they are.
    """
    written = (name.replace("&", " and ") if "&" in name else name).split()
    kept = " ".join(filter(None, map(_told, written)))
    return (kept or " ".join(filter(None, map(_all_of, written))))[:200]


def fold_street(street: str) -> str:
    """Return a street address for comparing: suffixes and directions as USPS shortens them, without the unit.

    A place without a house number folds to "": two congregations "on Main Street" are not at one address.
    """
    line = street.split("\n")[0] if "\n" in street else street
    parts = [_street_word(w) for w in line.split()]
    # A unit may take the word after it along, so such an address is looked at whole.
    words = _street_words(_UNIT.sub(" ", plain(line))) if None in parts else " ".join(filter(None, parts))
    return words[:200] if words[:1].isdigit() and " " in words else ""


# No word of ours and no dotted initials cross a space, so a text folds word by word, and each word is worked on once.


@lru_cache(_KNOWN_WORDS)
def _all_of(written: str) -> str:
    """Return what one written word says: none, one or several words."""
    low = plain(written)
    return " ".join([SAME_WORD.get(w, w) for w in (_NOT_WORD if low.isascii() else _NOT_WORD_ANYWHERE).sub(" ", low).split()])


@lru_cache(_KNOWN_WORDS)
def _told(written: str) -> str:
    """Return what one written word tells of a name, without filler."""
    return " ".join([w for w in _all_of(written).split() if w not in FILLER])


@lru_cache(_KNOWN_WORDS)
def _street_word(written: str) -> str | None:
    """Return one written word of an address, or None when it tells of a unit."""
    low = plain(written)
    return None if _TELLS_A_UNIT.search(low) else _street_words(low)


def _street_words(low: str) -> str:
    return " ".join([STREET.get(w, w) for w in _NOT_WORD.sub(" ", low).split()])
