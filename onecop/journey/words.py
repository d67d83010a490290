"""How the journey names things for its readers."""

from babel.dates import get_month_names
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from onecop.partnerships.choices import Side
from onecop.partnerships.models import Partnership

DOES = {
    "coordinator": "congregation_parts",
    "meet": "meeting_list",
    "ride": "ride_apply",
    "debrief": "partnership_debrief",
    "introduce": "partnership_introduction",
    "involve": "partnership_together",
    "events": "event_list",
    "report": "journey_report",
}
"""The page on which a step is done."""
CONGREGATIONS_OWN = ("coordinator", "ride")
"""Steps whose page is for the congregation's side, and for staff who help it: an officer names no coordinator and applies for no ride."""


def quarter_name(quarter: int) -> str:
    """Write "July to September 2026"."""
    year, number = divmod(quarter, 10)
    months = get_month_names("wide", locale=(get_language() or "en").replace("-", "_"), context="stand-alone")
    return _("%(first)s to %(last)s %(year)s") % {"first": months[number * 3 - 2], "last": months[number * 3], "year": year}


def page_of(step: str, partnership: Partnership, side: Side) -> str:
    """Return where somebody of a side does a step; empty where the site has no such page for them."""
    if side == Side.OFFICER and step in CONGREGATIONS_OWN:
        return ""
    name = DOES[step]
    args = {"event_list": [], "congregation_parts": [partnership.congregation.key]}.get(name, [partnership.key])
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
