import django_filters
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from onecop.events.choices import EventKind
from onecop.events.models import Event
from onecop.ui.table import Column, Table


class EventFilter(django_filters.FilterSet):
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=EventKind.choices, empty_label=_("Any"))

    class Meta:
        model = Event
        fields = ["kind"]


class Events(Table):
    """The events that the reader may see."""

    columns = [
        Column("title", _("Event"), sort="title", link=lambda e: reverse("event_detail", args=[e.key]), under=lambda e: str(e.host)),
        Column("kind", _("Kind"), text="get_kind_display"),
        Column("starts_on", _("First date"), sort="starts_on", kind="day"),
        Column("recurs", _("Again and again"), text=lambda e: _("Series") if e.recurs else _("Once")),
        Column("funds", _("Federal money"), text=lambda e: _("yes") if e.federally_funded else _("no")),
    ]
    sort = "-starts_on"
    search = ("title__icontains", "congregation__name__icontains", "agency__name__icontains")
    search_label = _("Find an event or a host")
    filterset = EventFilter
    caption = _("Events")
    empty = _("No event yet")
    empty_text = _("What congregations, agencies and regions plan stands here, as far as you are part of it.")
