"""Lists of applications and bookings."""

from typing import Any

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from onecop.ridealongs.choices import State
from onecop.ridealongs.models import RideAlong
from onecop.ui.table import Column, Table

TAGS = {State.APPLIED: "now", State.APPROVED: "well", State.DONE: "done", State.REFUSED: "plain", State.CANCELLED: "plain", State.MISSED: "late"}


class ApplicationFilter(filters.FilterSet):
    state = filters.ChoiceFilter(label=_("State"), choices=State.choices, empty_label=_("Every state"))

    class Meta:
        model = RideAlong
        fields: list[str] = []


def _where(ride: Any) -> str:
    return ", ".join(str(part) for part in (ride.watch, ride.officer) if part)


class Applications(Table):
    columns = [
        Column("rider", _("Rider"), sort="rider__name", link=lambda r: r.get_absolute_url(), under="partnership.congregation.name"),
        Column("kind", _("What"), text=lambda r: r.get_kind_display().capitalize(), under="partnership.agency.name"),
        Column("day", _("Day"), sort="asked_on", kind="day", under=_where),
        Column("state_since", _("Since"), sort="state_since", kind="ago"),
        Column("state", _("State"), sort="state", kind="tag", text="get_state_display", state=lambda r: TAGS[r.state]),
    ]
    sort = "state_since"
    search = ("rider__name__icontains", "partnership__congregation__name__icontains", "partnership__agency__name__icontains")
    search_label = _("Rider, congregation or agency")
    filterset = ApplicationFilter
    caption = _("Ride-alongs, the longest wait first")
    empty = _("Nobody has applied yet")
    empty_text = _("Faith leaders and coordinators apply from the page of their partnership.")
