"""How departments write ranks, duty states, tours, days off, dates and languages, and what is meant."""

import re
from datetime import date
from functools import cache

import phonenumbers
from babel import Locale

from onecop.agencies.choices import OfficerStatus, Rank
from onecop.imports.words import tidy

RANKS = {
    "officer": Rank.OFFICER, "police officer": Rank.OFFICER, "patrol officer": Rank.OFFICER, "patrolman": Rank.OFFICER, "deputy": Rank.OFFICER,
    "deputy sheriff": Rank.OFFICER, "trooper": Rank.OFFICER, "constable": Rank.OFFICER, "senior officer": Rank.SENIOR, "senior police officer": Rank.SENIOR,
    "master patrol officer": Rank.SENIOR, "master police officer": Rank.SENIOR, "senior deputy": Rank.SENIOR, "police officer ii": Rank.SENIOR,
    "police officer iii": Rank.SENIOR, "detective": Rank.DETECTIVE, "investigator": Rank.DETECTIVE, "corporal": Rank.CORPORAL, "sergeant": Rank.SERGEANT,
    "lieutenant": Rank.LIEUTENANT, "captain": Rank.CAPTAIN, "commander": Rank.COMMANDER, "inspector": Rank.COMMANDER, "major": Rank.COMMANDER,
    "deputy chief": Rank.COMMANDER, "assistant chief": Rank.COMMANDER, "chief": Rank.COMMANDER, "sheriff": Rank.COMMANDER, "other": Rank.OTHER,
}  # fmt: skip
SHORT_RANKS = {
    "ofc": Rank.OFFICER, "off": Rank.OFFICER, "ofcr": Rank.OFFICER, "po": Rank.OFFICER, "ptl": Rank.OFFICER, "ptlm": Rank.OFFICER, "dep": Rank.OFFICER,
    "dpty": Rank.OFFICER, "tpr": Rank.OFFICER, "mpo": Rank.SENIOR, "spo": Rank.SENIOR, "sr ofc": Rank.SENIOR, "sr officer": Rank.SENIOR,
    "det": Rank.DETECTIVE, "inv": Rank.DETECTIVE, "cpl": Rank.CORPORAL, "corp": Rank.CORPORAL, "sgt": Rank.SERGEANT, "sergent": Rank.SERGEANT,
    "seargent": Rank.SERGEANT, "lt": Rank.LIEUTENANT, "lieut": Rank.LIEUTENANT, "cpt": Rank.CAPTAIN, "capt": Rank.CAPTAIN, "cmdr": Rank.COMMANDER,
    "cdr": Rank.COMMANDER, "insp": Rank.COMMANDER, "maj": Rank.COMMANDER,
}  # fmt: skip
STATUSES = {
    "": OfficerStatus.ACTIVE, "active": OfficerStatus.ACTIVE, "full duty": OfficerStatus.ACTIVE, "a": OfficerStatus.ACTIVE, "duty": OfficerStatus.ACTIVE,
    "limited duty": OfficerStatus.LIMITED, "limited": OfficerStatus.LIMITED, "light duty": OfficerStatus.LIMITED, "restricted": OfficerStatus.LIMITED,
    "leave": OfficerStatus.LEAVE, "on leave": OfficerStatus.LEAVE, "admin leave": OfficerStatus.LEAVE, "administrative leave": OfficerStatus.LEAVE,
    "sick": OfficerStatus.LEAVE, "fmla": OfficerStatus.LEAVE, "military leave": OfficerStatus.LEAVE, "suspended": OfficerStatus.LEAVE,
    "detailed": OfficerStatus.DETAILED, "detail": OfficerStatus.DETAILED, "detailed out": OfficerStatus.DETAILED, "loan": OfficerStatus.DETAILED,
    "gone": OfficerStatus.GONE, "left": OfficerStatus.GONE, "retired": OfficerStatus.GONE, "resigned": OfficerStatus.GONE, "separated": OfficerStatus.GONE,
    "terminated": OfficerStatus.GONE, "inactive": OfficerStatus.GONE,
}  # fmt: skip
# A first guess of each tour's hours, told to whoever imports; the liaison corrects the pattern and a later import keeps the correction.
TOURS = {
    "days": ("Days", "06:00"), "day": ("Days", "06:00"), "1st watch": ("Days", "06:00"), "evenings": ("Evenings", "14:00"), "evening": ("Evenings", "14:00"),
    "swing": ("Evenings", "14:00"), "afternoons": ("Evenings", "14:00"), "midnights": ("Midnights", "22:00"), "midnight": ("Midnights", "22:00"),
    "nights": ("Midnights", "22:00"), "night": ("Midnights", "22:00"), "graveyard": ("Midnights", "22:00"), "power": ("Power", "18:00"),
    "power shift": ("Power", "18:00"),
}  # fmt: skip
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY = re.compile(r"mon|tue|wed|thu|fri|sat|sun", re.IGNORECASE)
_HOURS = re.compile(r"^(\d{1,2}):?(\d{2})\s*(?:-|–|to)\s*(\d{1,2}):?(\d{2})$")
_US_DATE = re.compile(r"^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})$")
_ISO_DATE = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?$")
# Languages by the names rosters give them, where those are not the dictionary's. ASL has no two-letter code.
MORE_LANGUAGES = {"asl": "ase", "american sign language": "ase", "mandarin": "zh", "cantonese": "yue", "farsi": "fa", "tagalog": "tl", "filipino": "tl",
                  "creole": "ht", "haitian": "ht", "haitian creole": "ht", "patois": "jam", "hmong": "hmn", "twi": "tw", "dari": "fa"}  # fmt: skip


def _letters(text: str) -> str:
    return tidy(re.sub(r"[._-]+", " ", text.lower()))


def rank_of(text: str) -> tuple[Rank, bool] | None:
    """Return the rank and whether it was written short or misspelt; None for one that is not known."""
    word = _letters(text)
    if word in RANKS:
        return RANKS[word], False
    found = SHORT_RANKS.get(word)
    return (found, True) if found else None


def status_of(text: str) -> OfficerStatus | None:
    return STATUSES.get(_letters(text))


def date_of(text: str) -> date | None:
    """Return a date written month/day/year or year-month-day. None when it is not one that exists."""
    text = text.strip()
    us, iso = _US_DATE.match(text), _ISO_DATE.match(text)
    if us:
        month, day, year = int(us[1]), int(us[2]), int(us[3])
        year += 0 if year > 99 else 2000 if year < 50 else 1900
    elif iso:
        year, month, day = int(iso[1]), int(iso[2]), int(iso[3])
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def tour_of(text: str) -> tuple[str, str, float | None] | None:
    """Return a tour's name, its start ("HH:MM") and its length in hours when written out (`0600-1430`); None when unknown."""
    word = _letters(text)
    if word in TOURS:
        return (*TOURS[word], None)
    written = _HOURS.match(text.strip())
    if written is None:
        return None
    from_h, from_m, to_h, to_m = map(int, written.groups())
    if max(from_h, to_h) > 24 or max(from_m, to_m) > 59:
        return None
    hours = ((to_h * 60 + to_m) - (from_h * 60 + from_m)) % (24 * 60) / 60
    return (f"{from_h:02d}:{from_m:02d}–{to_h:02d}:{to_m:02d}", f"{from_h % 24:02d}:{from_m:02d}", hours) if hours else None


def days_off_of(text: str) -> tuple[int, ...] | None:
    """Return weekdays off (0 is Monday): `Sun-Mon` and `Fri–Sun` are ranges, `Tue, Sat` a list. Empty when they rotate; None when unclear."""
    if _letters(text) in ("rotating", "rotate", "rotation", "varies"):
        return ()
    named = [DAYS.index(d.lower()) for d in _DAY.findall(text)]
    if not named:
        return None
    if len(named) == 2 and re.search(r"[-–]|\bto\b|\bthru\b", text):
        first, last = named
        named = [(first + i) % 7 for i in range((last - first) % 7 + 1)]
    return tuple(sorted(set(named))) if len(set(named)) < 7 else None


@cache
def _languages() -> dict[str, str]:
    names = {str(name).lower(): code for code, name in Locale("en").languages.items() if len(code) == 2}
    return {**names, **{code: code for code in names.values()}, **MORE_LANGUAGES}


def languages_of(text: str) -> tuple[list[str], list[str]]:
    """Return (ISO codes besides English, words that are no known language)."""
    words = [w for w in (tidy(part).lower() for part in re.split(r"[;,/&|]|\band\b", text)) if w]
    known = _languages()
    codes = [known[w] for w in words if w in known]
    return list(dict.fromkeys(c for c in codes if c != "en")), [w for w in words if w not in known]


def phone_of(text: str) -> str | None:
    """Return a phone number of this country in international form (+12025550123), or None when it is none."""
    try:
        found = phonenumbers.parse(text, "US")
    except phonenumbers.NumberParseException:
        return None
    return phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164) if phonenumbers.is_possible_number(found) else None


def code_of(text: str) -> str:
    """Return an area code for comparing: `psa 101`, `101`, `0101` and `101.0` are the same."""
    word = re.sub(r"[^0-9A-Z]+", "", re.sub(r"\.0+$", "", tidy(text).upper()))
    bare = re.sub(r"^(?:PSA|BEAT|DISTRICT|PRECINCT|SECTOR|ZONE|DIVISION|D|P)(?=\d)", "", word)
    return bare.lstrip("0") or bare
