"""Which holy day falls on which date: adapters to the calendar libraries, one function per calendar.

- Gregorian and Easter (Western, Orthodox): dateutil, for any year.
- Hebrew: pyluach, for any year, as kept outside Israel.
- Islamic: hijridate, the Umm al-Qura calendar (1343 to 1500 AH, until 2077). Sightings differ by a day, so every date is estimated.
- Hindu, Jain, Sikh, and the Vesak and Losar of Buddhists: the tables of the holidays library, most of them until 2035. Communities differ
  by a day, so they are estimated.
- Badí‘ (Bahá’í): Naw-Rúz and the Twin Birthdays as computed for Tehran, in the table of the Bahá’í World Center (2014), here until 2035.
- Civil holidays of the United States: the holidays library.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from dateutil.easter import EASTER_ORTHODOX, easter
from dateutil.relativedelta import SU, relativedelta
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from hijridate import Gregorian, Hijri
from holidays import country_holidays
from holidays.calendars.buddhist import _BuddhistLunisolar
from holidays.calendars.chinese import _ChineseLunisolar
from holidays.calendars.hindu import _HinduLunisolar
from holidays.calendars.tibetan import _TibetanLunisolar
from pyluach.dates import HebrewDate

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Mark:
    """A holy day on its civil dates [on, last].

    hard: no appointments then; otherwise better not. sunset: it begins at sunset of the evening before `on` and ends at sunset of `last`.
    estimated: it may be kept on a neighboring date.
    """

    code: str
    name: str | Promise
    on: date
    last: date
    hard: bool = False
    sunset: bool = False
    estimated: bool = False


def one(code: str, name: str | Promise, on: date | None, *, days: int = 1, **more: bool) -> Iterator[Mark]:
    if on is not None:
        yield Mark(code, name, on, on + (days - 1) * DAY, **more)


def western(year: int) -> Iterator[Mark]:
    """Yield what nearly all Western churches keep."""
    sunday = easter(year)
    yield from one("palm-sunday", _("Palm Sunday"), sunday - 7 * DAY)
    yield from one("maundy-thursday", _("Maundy Thursday"), sunday - 3 * DAY)
    yield from one("good-friday", _("Good Friday"), sunday - 2 * DAY, hard=True)
    yield from one("easter", _("Easter"), sunday, hard=True)
    yield from one("pentecost", _("Pentecost"), sunday + 49 * DAY)
    yield from one("christmas-eve", _("Christmas Eve"), date(year, 12, 24), hard=True)
    yield from one("christmas", _("Christmas Day"), date(year, 12, 25), hard=True)


def liturgical(year: int) -> Iterator[Mark]:
    yield from western(year)
    yield from one("ash-wednesday", _("Ash Wednesday"), easter(year) - 46 * DAY)
    yield from one("ascension", _("Ascension Day"), easter(year) + 39 * DAY)
    yield from one("all-saints", _("All Saints’ Day"), date(year, 11, 1))


def catholic(year: int) -> Iterator[Mark]:
    yield from liturgical(year)
    yield from one("holy-saturday", _("Holy Saturday"), easter(year) - DAY, hard=True)
    yield from one("mary-mother-of-god", _("Mary, Mother of God"), date(year, 1, 1))
    yield from one("assumption", _("Assumption of Mary"), date(year, 8, 15))
    yield from one("immaculate-conception", _("Immaculate Conception"), date(year, 12, 8))


def historic_black(year: int) -> Iterator[Mark]:
    yield from western(year)
    yield from one("watch-night", _("Watch Night"), date(year, 12, 31), hard=True)


def latter_day(year: int) -> Iterator[Mark]:
    yield from one("easter", _("Easter"), easter(year), hard=True)
    yield from one("christmas-eve", _("Christmas Eve"), date(year, 12, 24))
    yield from one("christmas", _("Christmas Day"), date(year, 12, 25), hard=True)
    yield from one("pioneer-day", _("Pioneer Day"), date(year, 7, 24))
    for month in (4, 10):
        yield from one("general-conference", _("General Conference"), date(year, month, 1) + relativedelta(weekday=SU(1)) - DAY, days=2)


def christmas_only(year: int) -> Iterator[Mark]:
    yield from one("christmas-eve", _("Christmas Eve"), date(year, 12, 24))
    yield from one("christmas", _("Christmas Day"), date(year, 12, 25))


def orthodox(year: int) -> Iterator[Mark]:
    pascha = easter(year, EASTER_ORTHODOX)
    yield from one("clean-monday", _("Clean Monday"), pascha - 48 * DAY)
    yield from one("palm-sunday", _("Palm Sunday"), pascha - 7 * DAY)
    yield from one("holy-week", _("Holy Thursday to Holy Saturday"), pascha - 3 * DAY, days=3, hard=True)
    yield from one("pascha", _("Pascha"), pascha, hard=True)
    yield from one("bright-monday", _("Bright Monday"), pascha + DAY)
    yield from one("ascension", _("Ascension"), pascha + 39 * DAY)
    yield from one("pentecost", _("Pentecost"), pascha + 49 * DAY)
    yield from one("dormition", _("Dormition"), date(year, 8, 15))
    yield from one("nativity", _("Nativity of Christ"), date(year, 12, 25), hard=True)
    yield from one("theophany", _("Theophany"), date(year, 1, 6))
    yield from one("nativity-old", _("Nativity of Christ, old calendar"), date(year, 1, 7))


HEBREW: dict[str, tuple[str, Any, str, Any]] = {
    "Rosh Hashana": ("rosh-hashanah", _("Rosh Hashanah"), "", ""),
    "Yom Kippur": ("yom-kippur", _("Yom Kippur"), "", ""),
    "Succos": ("sukkot", _("Sukkot"), "sukkot-middle", _("Sukkot, middle days")),
    "Shmini Atzeres": ("shemini-atzeret", _("Shemini Atzeret"), "", ""),
    "Simchas Torah": ("simchat-torah", _("Simchat Torah"), "", ""),
    "Pesach": ("passover", _("Passover"), "passover-middle", _("Passover, middle days")),
    "Shavuos": ("shavuot", _("Shavuot"), "", ""),
    "Chanuka": ("", "", "hanukkah", _("Hanukkah")),
    "Purim": ("", "", "purim", _("Purim")),
    "9 of Av": ("", "", "tisha-bav", _("Tisha B’Av")),
}
"""By the library's name: code and name on days without work, then on days with work."""


def hebrew(year: int) -> Iterator[Mark]:
    day = date(year, 1, 1)
    while day.year == year:
        found = HebrewDate.from_pydate(day)
        entry = HEBREW.get(found.holiday(israel=False) or "")
        if entry is not None:
            rest = found.festival(israel=False, include_working_days=False) is not None
            code, name = entry[:2] if rest else entry[2:]
            if code:
                yield from one(code, name, day, hard=rest, sunset=True)
        day += DAY


ISLAMIC: tuple[tuple[int, int, int, str, Any, bool], ...] = (
    (1, 1, 1, "islamic-new-year", _("Islamic New Year"), False),
    (1, 10, 1, "ashura", _("Ashura"), False),
    (3, 12, 1, "mawlid", _("Mawlid"), False),
    (9, 1, 29, "ramadan", _("Ramadan"), False),
    (9, 27, 1, "laylat-al-qadr", _("Laylat al-Qadr"), False),
    (10, 1, 1, "eid-al-fitr", _("Eid al-Fitr"), True),
    (10, 2, 2, "eid-al-fitr-after", _("The days after Eid al-Fitr"), False),
    (12, 9, 1, "arafah", _("Day of Arafah"), False),
    (12, 10, 1, "eid-al-adha", _("Eid al-Adha"), True),
    (12, 11, 3, "eid-al-adha-after", _("The days after Eid al-Adha"), False),
)
"""Month, day, length in days, code, name, hard. Ramadan has 29 days or 30: the thirtieth is the eve of Eid."""


def islamic(year: int) -> Iterator[Mark]:
    try:
        first = Gregorian(year, 1, 1).to_hijri().year
    except OverflowError:
        return
    for hijri in (first, first + 1):
        for month, day, days, code, name, hard in ISLAMIC:
            try:
                on = date(*Hijri(hijri, month, day).to_gregorian().datetuple())
            except (OverflowError, ValueError):
                continue
            if on.year == year:
                yield from one(code, name, on, days=days, hard=hard, sunset=True, estimated=True)


def _from(calendar: object, what: str, year: int) -> date | None:
    on: date | None = getattr(calendar, f"{what}_date")(year)[0]
    return on


def _tabled(calendar: object, rows: tuple[tuple[str, str, Any, bool], ...]) -> Callable[[int], Iterator[Mark]]:
    """Build from rows of (name in the library, code, name, hard)."""

    def marks(year: int) -> Iterator[Mark]:
        for what, code, name, hard in rows:
            yield from one(code, name, _from(calendar, what, year), hard=hard, estimated=True)

    return marks


INDIAN = _HinduLunisolar()
hindu = _tabled(
    INDIAN,
    (
        ("makar_sankranti", "makar-sankranti", _("Makar Sankranti"), False),
        ("maha_shivaratri", "maha-shivaratri", _("Maha Shivaratri"), True),
        ("holi", "holi", _("Holi"), True),
        ("ram_navami", "ram-navami", _("Ram Navami"), False),
        ("raksha_bandhan", "raksha-bandhan", _("Raksha Bandhan"), False),
        ("janmashtami", "janmashtami", _("Janmashtami"), True),
        ("ganesh_chaturthi", "ganesh-chaturthi", _("Ganesh Chaturthi"), False),
        ("sharad_navratri", "navaratri", _("Navaratri begins"), False),
        ("maha_navami", "maha-navami", _("Maha Navami"), False),
        ("dussehra", "dussehra", _("Dussehra"), True),
        ("diwali_india", "diwali", _("Diwali"), True),
        ("govardhan_puja", "govardhan-puja", _("Govardhan Puja"), False),
    ),
)


def jain(year: int) -> Iterator[Mark]:
    last = _from(INDIAN, "samvatsari_parva", year)
    yield from one("paryushana", _("Paryushana"), last and last - 7 * DAY, days=7, estimated=True)
    yield from one("samvatsari", _("Samvatsari"), last, hard=True, estimated=True)
    yield from one("mahavir-jayanti", _("Mahavir Jayanti"), _from(INDIAN, "mahavir_jayanti", year), hard=True, estimated=True)
    yield from one("diwali", _("Diwali"), _from(INDIAN, "diwali_india", year), hard=True, estimated=True)


def sikh(year: int) -> Iterator[Mark]:
    yield from _tabled(
        INDIAN,
        (
            ("hola_mohalla", "hola-mohalla", _("Hola Mohalla"), False),
            ("vaisakhi", "vaisakhi", _("Vaisakhi"), True),
            ("guru_arjun_dev_martyrdom", "guru-arjan", _("Martyrdom of Guru Arjan"), False),
            ("diwali_india", "bandi-chhor", _("Bandi Chhor Divas"), True),
            ("guru_nanak_jayanti", "guru-nanak", _("Birthday of Guru Nanak"), True),
        ),
    )(year)
    for on in sorted({on for around in (year, year + 1) for on, _known in INDIAN.guru_gobind_singh_jayanti_date(around) if on and on.year == year}):
        yield from one("guru-gobind-singh", _("Birthday of Guru Gobind Singh"), on, hard=True, estimated=True)


def buddhist(year: int) -> Iterator[Mark]:
    yield from one("lunar-new-year", _("Lunar New Year"), _from(_ChineseLunisolar(), "lunar_new_year", year), days=3, hard=True)
    yield from one("losar", _("Losar"), _from(INDIAN, "gyalpo_losar", year), estimated=True)
    yield from one("buddha-birthday", _("Birthday of the Buddha"), _from(_ChineseLunisolar(), "buddha_birthday", year), estimated=True)
    yield from one("vesak", _("Vesak"), _from(_BuddhistLunisolar(), "vesak", year), hard=True, estimated=True)
    yield from one("dharma-day", _("First sermon of the Buddha"), _from(_TibetanLunisolar(), "buddha_first_sermon", year), estimated=True)
    yield from one("bodhi-day", _("Bodhi Day"), date(year, 12, 8))


BADI = {
    2025: (20, 10, 22), 2026: (21, 11, 10), 2027: (21, 10, 30), 2028: (20, 10, 19), 2029: (20, 11, 7), 2030: (20, 10, 28),
    2031: (21, 10, 17), 2032: (20, 11, 4), 2033: (20, 10, 24), 2034: (20, 11, 12), 2035: (21, 11, 1),
}  # fmt: skip
"""Year: the day of March of Naw-Rúz, month and day of the Birth of the Báb."""


def badi(year: int) -> Iterator[Mark]:
    if year not in BADI:
        return
    march, month, day = BADI[year]
    new_year = date(year, 3, march)
    kept = (
        (0, "naw-ruz", _("Naw-Rúz"), True), (31, "ridvan-1", _("First day of Riḍván"), True), (39, "ridvan-9", _("Ninth day of Riḍván"), True),
        (42, "ridvan-12", _("Twelfth day of Riḍván"), True), (64, "declaration-bab", _("Declaration of the Báb"), True),
        (69, "ascension-bahaullah", _("Ascension of Bahá’u’lláh"), True), (111, "martyrdom-bab", _("Martyrdom of the Báb"), True),
        (250, "covenant", _("Day of the Covenant"), False), (252, "ascension-abdulbaha", _("Ascension of ‘Abdu’l-Bahá"), False),
    )  # fmt: skip
    for after, code, name, hard in kept:
        yield from one(code, name, new_year + after * DAY, hard=hard, sunset=True)
    yield from one("fast", _("The Fast"), new_year - 19 * DAY, days=19, sunset=True)
    yield from one("birth-bab", _("Birth of the Báb"), date(year, month, day), hard=True, sunset=True)
    yield from one("birth-bahaullah", _("Birth of Bahá’u’lláh"), date(year, month, day) + DAY, hard=True, sunset=True)


def civil(year: int) -> Iterator[Mark]:
    """Yield the federal holidays: nobody's holy days, but better not."""
    for on, name in sorted(country_holidays("US", years=year, observed=False).items()):
        yield from one("civil-" + slugify(name.replace("’", ""))[:30], name, on)


TRADITIONS: dict[str, Callable[[int], Iterator[Mark]]] = {
    "bahai": badi, "buddhist": buddhist, "catholic": catholic, "christian": western, "evangelical": western, "friends": christmas_only, "hindu": hindu,
    "historic_black": historic_black, "jain": jain, "jewish": hebrew, "latter_day": latter_day, "mainline": liturgical, "muslim": islamic,
    "orthodox": orthodox, "pentecostal": western, "sikh": sikh, "unitarian": christmas_only,
}  # fmt: skip
"""Traditions without an entry (interfaith, Native American, Adventist, others) have no days but the civil ones and those of the week."""

KNOWN_UNTIL = {"bahai": 2035, "hindu": 2035, "jain": 2035, "sikh": 2034, "buddhist": 2035, "muslim": 2077}
"""The last year that the tables of a tradition reach whole."""


@lru_cache(maxsize=256)
def marks(tradition: str, year: int) -> tuple[Mark, ...]:
    """Return the days of a tradition in a year, in order, with days that follow one another under one code made one; then the civil ones."""
    days = sorted(TRADITIONS[tradition](year) if tradition in TRADITIONS else (), key=lambda mark: (mark.on, mark.code))
    held: dict[str, Mark] = {}
    found: list[Mark] = []
    for mark in days:
        before = held.get(mark.code)
        if before is not None and before.last + DAY == mark.on:
            found.remove(before)
            mark = Mark(mark.code, mark.name, before.on, mark.last, mark.hard, mark.sunset, mark.estimated)
        held[mark.code] = mark
        found.append(mark)
    theirs = {mark.on for mark in found if mark.code in ("christmas", "nativity", "mary-mother-of-god")}
    return tuple(sorted([*found, *(mark for mark in civil(year) if mark.on not in theirs)], key=lambda mark: (mark.on, mark.code)))
