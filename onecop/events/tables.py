from typing import Any

import django_filters
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from onecop.events.choices import EventKind
from onecop.events.models import Event
from onecop.events.queries import still_to_come
from onecop.kernel.clock import now
from onecop.ui.table import Column, Table


class EventFilter(django_filters.FilterSet):
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=EventKind.choices, empty_label=_("Any"))

    when = django_filters.ChoiceFilter(
        label=_("When"), choices=[("coming", _("Still to come")), ("over", _("Over"))], empty_label=_("Any"), method="filter_when"
    )

    where = django_filters.ChoiceFilter(label=_("Where"), choices=[("everywhere", _("Everywhere"))], empty_label=_("Yours and near you"), method="filter_where")

    class Meta:
        model = Event
        fields = ["kind", "when", "where"]

    def filter_queryset(self, queryset: QuerySet[Event]) -> QuerySet[Event]:
        """What strangers host anywhere in the country is left to the public calendars until somebody asks for it."""
        rows: Any = super().filter_queryset(queryset)
        return rows if self.form.cleaned_data.get("where") else rows.near(self.request.user)

    def filter_where(self, rows: QuerySet[Event], _name: str, _value: str) -> QuerySet[Event]:
        return rows

    def filter_when(self, rows: QuerySet[Event], _name: str, value: str) -> QuerySet[Event]:
        coming = still_to_come(now())
        return rows.filter(coming) if value == "coming" else rows.exclude(coming)


class Events(Table):
    """The events that the reader may see."""

    columns = [
        Column("title", _("Event"), sort="title", link=lambda e: reverse("event_detail", args=[e.key]), under=lambda e: str(e.host)),
        Column("kind", _("Kind"), text="get_kind_display"),
        Column("starts_on", _("First date"), sort="starts_on", kind="day"),
        Column("recurs", _("Again and again"), text=lambda e: _("Series") if e.recurs else ""),
        Column("funds", _("Federal money"), text=lambda e: _("yes") if e.federally_funded else ""),
    ]
    sort = "-starts_on"
    search = ("title__icontains", "congregation__name__icontains", "agency__name__icontains")
    search_label = _("Find an event or a host")
    filterset = EventFilter
    caption = _("Events")
    empty = _("No event yet")
    empty_text = _("What congregations, agencies and regions plan stands here, as far as you are part of it.")

    @cached_property
    def narrowed(self) -> bool:
        """“Everywhere” shows more, not less."""
        return bool(self.q or any(self.request.GET.get(name) for name in ("kind", "when")))
