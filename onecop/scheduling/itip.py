"""Invitations as calendars read them: iTIP (RFC 5546) by e-mail (RFC 6047)."""

from datetime import UTC, datetime
from email.utils import parseaddr
from zoneinfo import ZoneInfo

from django.conf import settings
from icalendar import Calendar, Event, Timezone, vCalAddress, vText, vUri

from onecop.mail.parts import Attachment

PRODID = "-//MovementForward//OneCOP//EN"
REQUEST, CANCEL = "REQUEST", "CANCEL"


def invitation(
    *,
    method: str,
    uid: str,
    sequence: int,
    starts: datetime,
    ends: datetime,
    zone: ZoneInfo,
    title: str,
    text: str,
    place: str,
    url: str,
    email: str,
    name: str,
    at: datetime,
    asked: bool = False,
) -> Attachment:
    """Return an invitation, an update of one, or its cancellation, for one reader.

    The organizer is this site, and the only attendee named is the reader: nobody learns the address of another.

    Args:
        method: REQUEST or CANCEL. sequence: higher than in whatever the reader got before.
        zone: whose clock and rules the times are written in. at: when it is written (DTSTAMP).
        asked: the reader has not agreed yet: the date is a tentative one, and the letter beside it asks.
    """
    calendar = Calendar()
    for name_, value in (("prodid", PRODID), ("version", "2.0"), ("calscale", "GREGORIAN"), ("method", method)):
        calendar.add(name_, value)
    if zone.key != "UTC":
        calendar.add_component(Timezone.from_tzid(zone.key, first_date=starts.date(), last_date=ends.date()))
    event = Event()
    event.add("uid", uid)
    event.add("sequence", sequence)
    event.add("dtstamp", at.astimezone(UTC))
    event.add("dtstart", _in(starts, zone))
    event.add("dtend", _in(ends, zone))
    event.add("summary", title)
    event.add("description", text)
    if place:
        event.add("location", place)
    event.add("url", vUri(url))
    event.add("status", "CANCELLED" if method == CANCEL else "TENTATIVE" if asked else "CONFIRMED")
    event.add("organizer", _organizer())
    event.add("attendee", _attendee(email, name, "NEEDS-ACTION" if asked else "ACCEPTED"))
    calendar.add_component(event)
    kind = f"text/calendar; method={method}; charset=utf-8"
    return Attachment("cancel.ics" if method == CANCEL else "invitation.ics", calendar.to_ical(), kind)


def _in(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.astimezone(UTC if zone.key == "UTC" else zone)


def _organizer() -> vCalAddress:
    name, address = parseaddr(settings.MAIL_FROM)
    found = vCalAddress(f"mailto:{address}")
    found.params["CN"] = vText(name or "OneCOP")
    return found


def _attendee(email: str, name: str, said: str) -> vCalAddress:
    """The reader. Their calendar asks nothing back: they have agreed already, or answer by the letter's own link."""
    found = vCalAddress(f"mailto:{email}")
    found.params.update({"CN": vText(name), "ROLE": "REQ-PARTICIPANT", "PARTSTAT": said, "RSVP": "FALSE", "CUTYPE": "INDIVIDUAL"})
    return found
