"""Form fields that the questions share."""

from datetime import time

from django.utils.translation import gettext_lazy as _

from onecop.access.models import RegionState
from onecop.access.states import STATES
from onecop.ui.words import weekday

COMMON_LANGUAGES = ("en", "es", "zh", "vi", "ko", "tl", "fr", "ht", "am", "ar", "ru", "pt", "hi", "pa", "he", "ase")


def state_choices() -> list[tuple[str, str]]:
    """Return the states of the country, and whatever else the regions of this site hold."""
    known = dict(STATES)
    extra = sorted(set(RegionState.objects.values_list("state", flat=True)) - set(known))
    return [("", str(_("Choose a state"))), *STATES, *((code, code) for code in extra)]


def weekday_choices() -> list[tuple[str, str]]:
    return [("", str(_("Day"))), *((str(n), weekday(n)) for n in (6, 0, 1, 2, 3, 4, 5))]


def after(start: time | None, end: time | None) -> bool:
    """True unless both are given and the end does not come after the start. An end at midnight is the end of the day."""
    return start is None or end is None or end > start or end == time(0, 0)
