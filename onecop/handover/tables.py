"""The list of handovers."""

from datetime import date
from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _

from onecop.handover.choices import State
from onecop.handover.models import Handover
from onecop.handover.rules import state_of
from onecop.partnerships.choices import CloseReason
from onecop.ui.table import Column, Table

LOOKS = {State.OPEN: "late", State.ASKED: "now", State.AGREED: "well", State.DONE: "done", State.CALLED_OFF: "plain"}


def _state(row: Any) -> State:
    return state_of(outcome=row.outcome, agreed=row.agreed_at is not None, waiting=row.asked)


def _who(row: Any) -> Any:
    return row.old.officer if row.old else _("Nobody held it")


def _next(row: Any) -> Any:
    return row.successor or ""


def _reason(row: Any) -> Any:
    return _("a change of officer") if row.reason == CloseReason.CONGREGATION and not row.told else row.get_reason_display()


def _leaves(row: Any) -> date | None:
    day: date | None = row.leaves_on
    return day


class HandoverFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(label=_("State"), choices=[("open", _("under way")), ("closed", _("closed"))], empty_label=_("Any"), method="by_state")

    class Meta:
        model = Handover
        fields: list[str] = []

    def by_state(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(closed_at__isnull=value == "open")


class HandoverTable(Table):
    """Handovers, those under way and those that are done."""

    columns = [
        Column("congregation", _("Congregation"), sort="partnership__congregation__name", text="partnership.congregation.name",
               link=lambda row: row.get_absolute_url(), under="partnership.agency.name"),
        Column("old", _("Who goes"), text=_who, under=_reason),
        Column("leaves_on", _("Goes on"), sort="leaves_on", text=_leaves, kind="day"),
        Column("successor", _("Who comes"), text=_next),
        Column("state", _("State"), kind="tag", text=lambda row: _state(row).label, state=lambda row: LOOKS[_state(row)]),
        Column("opened_at", _("Since"), sort="opened_at", kind="ago"),
        Column("gap_days", _("Gap days"), sort="gap_days", kind="number"),
    ]  # fmt: skip
    sort = "-opened_at"
    search = ("partnership__congregation__name__icontains", "old__officer__last_name__icontains", "successor__last_name__icontains")
    search_label = _("Congregation or officer")
    filterset = HandoverFilter
    caption = _("Handovers")
    empty = _("No handover yet")
    empty_text = _("When an officer moves on, the way to the next one stands here.")
    downloads = True
