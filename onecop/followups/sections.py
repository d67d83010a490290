"""What the page of a date shows after it, and what anyone reads on its public page."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from onecop.access.models import Person
from onecop.events.rules import Date
from onecop.followups import readers
from onecop.followups.choices import Readers, RecordState
from onecop.followups.models import Material, Photo, Record
from onecop.partnerships.registry import Line, Panel
from onecop.registrations.registry import Part, Picture
from onecop.ui import words

SHOWN = 24


def after(date: Date, reader: Person, at: datetime) -> Panel | None:
    """The card "After this event" for those who host it or host it along, once it is over: two queries."""
    event = date.event
    if date.cancelled or event.is_draft or date.starts_at > at or not readers.records(reader, event):
        return None
    record = Record.objects.filter(occurrence=date.row).first() if date.row else None
    state = record.state if record else RecordState.OPEN
    look = "now" if state == RecordState.OPEN else "well"
    lines = [Line(_("What became of it"), record.outcome if record else "", "", str(RecordState(state).label), look)] if date.ends_at <= at else []
    number = date.row.headcount if date.row else None
    if lines and number is not None:
        lines.insert(0, Line(ngettext("%(n)s person came", "%(n)s people came", number) % {"n": words.count(number)}))
    act = _("Record it") if state == RecordState.OPEN and date.ends_at <= at else _("After this event")
    acts = ((act, reverse("event_after", args=[event.key, date.key])),)
    return Panel("after", 60, _("After this event"), tuple(lines), _("Pictures, materials, and three questions to your guests."), acts)


def materials(date: Date, reader: Person, at: datetime) -> Panel | None:
    """Slides, handouts and links, as far as the reader may open them: one query."""
    rows = Material.objects.visible_to(reader).filter(occurrence=date.row) if date.row else ()
    lines = tuple(Line(row.title, "" if row.readers != Readers.HOSTS else str(row.get_readers_display()), row.href) for row in rows)
    return Panel("materials", 65, _("Materials"), lines) if lines else None


def public(date: Date, at: datetime) -> Part | None:
    """Pictures that everybody in them agreed to show, once the date is over, and materials for everyone. Two queries."""
    if date.row is None or date.cancelled:
        return None
    event, on = date.event, date.key
    links = tuple(
        (row.title, row.url or reverse("event_material", args=[event.key, on, row.key]))
        for row in Material.objects.filter(occurrence=date.row, readers=Readers.EVERYONE)
    )
    photos = Photo.objects.shown().filter(occurrence=date.row)[:SHOWN] if date.ends_at <= at else ()
    pictures = tuple(
        Picture(
            reverse("event_picture", args=[event.key, on, row.key, "small"]), reverse("event_picture", args=[event.key, on, row.key, "full"]), row.alt,
            row.width, row.height,
        )
        for row in photos
    )  # fmt: skip
    if not links and not pictures:
        return None
    note = _("Everybody one can recognize agreed. Are you in a picture and have changed your mind? Tell the host, and it is gone at once.") if pictures else ""
    return Part(_("Pictures and materials") if pictures else _("Materials"), pictures, links, note)
