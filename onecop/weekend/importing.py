"""Days, hours and kinds of host as lists write them. Pure."""

from datetime import date, datetime, time

from onecop.weekend.choices import HostKind

DAYS = ("%Y-%m-%d", "%m/%d/%Y", "%m/%d/%y", "%m-%d-%Y", "%B %d, %Y", "%b %d, %Y")
HOURS = ("%H:%M", "%H:%M:%S", "%I:%M %p", "%I %p", "%I:%M%p", "%I%p")
AGENCY_WORDS = ("police", "sheriff", "marshal", "public safety", "troopers", "constable")
HOUSE_WORDS = (
    "church", "temple", "mosque", "masjid", "synagogue", "chapel", "ministries", "cathedral", "parish", "congregation", "gurdwara", "mandir", "islamic",
    "baptist", "methodist", "lutheran", "catholic", "fellowship", "tabernacle", "jewish", "sangha",
)  # fmt: skip
KINDS = {
    HostKind.CONGREGATION: ("congregation", "faith", "church", "house of worship", "religious"),
    HostKind.AGENCY: ("agency", "law", "police", "sheriff"),
    HostKind.OTHER: ("other", "community", "nonprofit", "school", "business"),
}


def day_of(text: str) -> date | None:
    """Return the date of 2026-10-10, 10/10/2026, 10/10/26 or October 10, 2026."""
    found = _first(text[:10] if text[4:5] == "-" else text, DAYS)
    return found.date() if found else None


def hour_of(text: str) -> time | None:
    """Return the time of 14:00, 2:00 PM, 2pm or 2 p.m."""
    plain = text.upper().replace(".", "").strip()
    plain = plain.split(" ", 1)[1] if plain[4:5] == "-" and " " in plain else plain
    found = _first(plain, HOURS)
    return found.time().replace(second=0) if found else None


def _first(text: str, forms: tuple[str, ...]) -> datetime | None:
    for form in forms:
        try:
            return datetime.strptime(text.strip(), form)  # noqa: DTZ007 - a day or an hour alone
        except ValueError:
            continue
    return None


def minutes_of(begins: time, ends: time | None) -> int | None:
    """Return how long it lasts; an earlier end is the next day's. None where there is no end, or none that differs."""
    if ends is None or ends == begins:
        return None
    return ((ends.hour - begins.hour) * 60 + ends.minute - begins.minute) % 1440


def kind_of(said: str, name: str) -> tuple[str, bool]:
    """Return the kind of a host, and whether the list says it; else its name is asked."""
    low = said.lower()
    for kind, words in KINDS.items():
        if any(word in low for word in words):
            return kind.value, True
    title = name.lower()
    if any(word in title for word in AGENCY_WORDS):
        return HostKind.AGENCY.value, False
    return (HostKind.CONGREGATION if any(word in title for word in HOUSE_WORDS) else HostKind.OTHER).value, False
