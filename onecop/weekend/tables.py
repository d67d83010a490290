"""What staff works from."""

from typing import Any

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from onecop.access.states import STATES
from onecop.ui import words as ui
from onecop.ui.table import Column, Table
from onecop.weekend.choices import HostKind, Standing
from onecop.weekend.models import Submission

TAGS = {Standing.WAITING: "now", Standing.ACCEPTED: "well"}


class SubmissionFilter(filters.FilterSet):
    standing = filters.ChoiceFilter(label=_("Standing"), choices=Standing.choices, empty_label=_("Every standing"))
    state = filters.ChoiceFilter(label=_("State"), choices=STATES, empty_label=_("Every state"))
    host_kind = filters.ChoiceFilter(label=_("Host"), choices=HostKind.choices, empty_label=_("Every kind of host"))

    class Meta:
        model = Submission
        fields: list[str] = []


def _when(row: Submission) -> str:
    return f"{ui.day(row.starts_on)}, {ui.clock(row.starts)}"


def _alike(row: Any) -> str:
    return str(_("looks like another one")) if row.alike else ""


class Submissions(Table):
    columns = [
        Column("pick", _("Choose"), text=lambda row: "", download=False),
        Column("title", _("Event"), sort="title", link=lambda row: row.get_absolute_url(), under=_alike),
        Column("host_name", _("Host"), sort="host_name", under=lambda row: row.town),
        Column("starts_at", _("When"), sort="starts_at", text=_when),
        Column("sent_at", _("Sent"), sort="sent_at", kind="ago"),
        Column("standing", _("Standing"), kind="tag", text="get_standing_display", state=lambda row: TAGS.get(row.standing, "plain")),
    ]
    sort = "sent_at"
    size = 50
    search = ("title__icontains", "host_name__icontains", "city__icontains")
    search_label = _("Event, host or city")
    filterset = SubmissionFilter
    caption = _("Registered events, the longest wait first")
    empty = _("Nothing waits")
    empty_text = _("When a host registers an event and clicks the link in our letter, it stands here.")
    downloads = True
