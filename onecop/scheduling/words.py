"""How meetings are told: days and hours in a given zone, and what a meeting is called."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _

from onecop.partnerships.rules import zone_of
from onecop.scheduling.choices import MeetingKind
from onecop.scheduling.models import Meeting
from onecop.ui import words


def hours(starts: datetime, ends: datetime, zone: ZoneInfo | None = None) -> str:
    """Write "4:00 pm to 5:00 pm"; with a zone, in it and with its short name: "… EST"."""
    with timezone.override(zone or timezone.get_current_timezone()):
        span = _("%(from)s to %(to)s") % {"from": words.clock(starts), "to": words.clock(ends)}
    return f"{span} {starts.astimezone(zone).tzname()}" if zone else span


def day(at: datetime, zone: ZoneInfo | None = None) -> str:
    """Write "Friday, November 20, 2026"."""
    with timezone.override(zone or timezone.get_current_timezone()):
        return words.day_long(at)


def when(starts: datetime, ends: datetime, zone: ZoneInfo | None = None) -> str:
    """Write day and hours in one line."""
    return f"{day(starts, zone)}, {hours(starts, ends, zone)}"


def when_of(meeting: Meeting, zone: ZoneInfo | None = None) -> str:
    """Write when a meeting is, in the zone of its partnership unless told otherwise; nothing without a time."""
    return when(meeting.starts, meeting.ends, zone or zone_of(meeting.partnership)) if meeting.starts and meeting.ends else ""


def title_of(meeting: Meeting) -> str:
    """Write what stands in a calendar: "First meeting: Lotus Pond Temple and Port Ellery Police Department"."""
    pair = {"congregation": meeting.partnership.congregation.name, "agency": meeting.partnership.agency.name}
    return {
        MeetingKind.FIRST: _("First meeting: %(congregation)s and %(agency)s"),
        MeetingKind.DEBRIEF: _("Debrief: %(congregation)s and %(agency)s"),
        MeetingKind.OVERLAP: _("Handover meeting: %(congregation)s and %(agency)s"),
        MeetingKind.CLOSING: _("Closing talk: %(congregation)s and %(agency)s"),
        MeetingKind.OTHER: _("Meeting: %(congregation)s and %(agency)s"),
    }[MeetingKind(meeting.kind)] % pair
