"""The lists of access."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from onecop.access.choices import RoleCode
from onecop.access.models import Grant
from onecop.audit.models import Entry
from onecop.audit.sentences import sentence, verb_choices
from onecop.ui.forms import DateInput
from onecop.ui.table import Column, Table


class PeopleFilter(filters.FilterSet):
    role = filters.ChoiceFilter(label=_("Role"), choices=RoleCode.choices, empty_label=_("Every role"))
    account = filters.ChoiceFilter(
        label=_("Account"), field_name="person__is_active", choices=[("True", _("open")), ("False", _("closed"))], empty_label=_("Open and closed")
    )

    class Meta:
        model = Grant
        fields: list[str] = []


def _account_state(row: Grant) -> str:
    return "plain" if row.person.is_active else "late"


class People(Table):
    columns = [
        Column("person", _("Name"), sort="person__name", text="person.name", under="person.email"),
        Column("role", _("Role"), sort="role", text="get_role_display"),
        Column("scope", _("For"), sort="scope__name", text="scope.name", under="scope.get_kind_display"),
        Column("granted_at", _("Since"), sort="granted_at", kind="day"),
        Column("account", _("Account"), kind="tag", text=lambda row: _("open") if row.person.is_active else _("closed"), state=_account_state),
        Column("act", ""),
    ]
    sort = "person"
    search = ("person__name__icontains", "person__email__icontains", "scope__name__icontains")
    search_label = _("Name, e-mail or organization")
    filterset = PeopleFilter
    empty = _("Nobody yet")


class TrailFilter(filters.FilterSet):
    by = filters.CharFilter(label=_("Who did it"), field_name="by_label", lookup_expr="icontains")
    verb = filters.ChoiceFilter(label=_("What was done"), choices=verb_choices, empty_label=_("Everything"))
    since = filters.DateFilter(label=_("From"), field_name="at", lookup_expr="date__gte", widget=DateInput)
    until = filters.DateFilter(label=_("Until"), field_name="at", lookup_expr="date__lte", widget=DateInput)

    class Meta:
        model = Entry
        fields: list[str] = []


class Trail(Table):
    columns = [
        Column("at", _("When"), sort="at", kind="moment"),
        Column("what", _("What happened"), text=sentence, under="note"),
    ]
    sort = "-at"
    search = ("target_label__icontains",)
    search_label = _("To what or whom")
    filterset = TrailFilter
    empty = _("Nothing has happened yet")
    counted = False  # it only grows


__all__ = ["People", "PeopleFilter", "Trail", "TrailFilter"]
