"""The holy days of each tradition, with their beginning and end at a place, and what a congregation keeps differently. Pure.

Dates come from calendar libraries (holidays, pyluach, hijridate, dateutil), the sun from astral; see `calendars.py` for what each of them knows
and until when. A day that hangs on a sighted moon is `estimated`. A year that no table reaches has no such day at all: none is made up.
"""

from onecop.congregations.holydays.keeping import HolyDay, Override, holydays, kept, known_until, names

__all__ = ["HolyDay", "Override", "holydays", "kept", "known_until", "names"]
