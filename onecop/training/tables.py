from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from onecop.events.choices import Duty
from onecop.events.models import OfficerHours
from onecop.kernel.clock import now
from onecop.training.queries import Line
from onecop.ui import keyset
from onecop.ui.table import Column, Table


class Courses(Table):
    """The courses that the reader may see."""

    columns = [
        Column("title", _("Course"), sort="title", link=lambda c: c.get_absolute_url(), under=lambda c: str(c.school)),
        Column("events", _("Events"), kind="number"),
        Column("holders", _("Certificates"), kind="number"),
        Column("state", _("Offered"), text=lambda c: _("no longer") if c.retired_at else _("yes")),
    ]
    sort = "title"
    search = ("title__icontains",)
    search_label = _("Find a course")
    caption = _("Courses")
    empty = _("No course yet")
    empty_text = _("A course is a few events that belong together. Whoever comes to enough of them gets a certificate by itself.")


class Hours(Table):
    """An agency's hours at events, page by page. They come from several tables, so the rows are a list, sorted already."""

    columns = [
        Column("officer", _("Officer"), text=lambda one: str(one.officer)),
        Column("on", _("Date"), kind="day"),
        Column("title", _("Event")),
        Column("hours", _("Hours"), text=lambda one: f"{one.minutes / 60:.1f}", kind="number"),
        Column("duty", _("In whose time"), text=lambda one: Duty(one.duty).label),
    ]
    sort = "officer"
    empty = _("Nobody was at an event in this time.")
    downloads = True
    counted = False

    def __init__(self, request: HttpRequest, lines: list[Line]) -> None:
        super().__init__(request, OfficerHours.objects.none())
        self.lines = lines

    @cached_property
    def page(self) -> keyset.Page:
        get = self.request.GET.get
        return keyset.listed(self.lines, lambda one: one.key, size=self.size, after=get("after", ""), before=get("before", ""))


class Certificates(Table):
    """Who holds a certificate, as far as the reader may see names."""

    columns = [
        Column("name", _("Name"), sort="name", link=lambda c: c.get_absolute_url(), under=lambda c: c.officer.badge if c.officer else ""),
        Column("finished_on", _("Finished"), sort="finished_on", kind="day"),
        Column("expires_on", _("Counts until"), sort="expires_on", kind="day"),
        Column("minutes", _("Hours"), text=lambda c: f"{c.minutes / 60:.1f}", kind="number"),
        Column("state", _("State"), text=lambda c: _("taken back") if c.revoked_at else _("has run out") if c.has_run_out(now()) else ""),
    ]
    sort = "-finished_on"
    search = ("name__icontains",)
    search_label = _("Find a name")
    caption = _("Certificates")
    empty = _("No certificate yet")
    empty_text = _("Certificates follow by themselves, an hour after somebody was checked in at the last event.")
