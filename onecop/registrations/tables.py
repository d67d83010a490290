import django_filters
from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from onecop.registrations.choices import LOOKS, Need, RegistrationState
from onecop.registrations.models import Registration
from onecop.ui.table import Column, Table


class GuestFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(label=_("Answer"), choices=RegistrationState.choices, empty_label=_("Any"))
    needs = django_filters.ChoiceFilter(label=_("Needs"), choices=Need.choices, empty_label=_("Any"), method="filter_needs")

    class Meta:
        model = Registration
        fields = ["state", "needs"]

    def filter_needs(self, rows: QuerySet[Registration], _name: str, code: str) -> QuerySet[Registration]:
        """As text the list is the same on both engines: a code stands in it between quotes."""
        return rows.annotate(needs_text=Cast("needs", TextField())).filter(needs_text__contains=f'"{code}"')


class Guests(Table):
    """Who is on the list of one date, for its host."""

    columns = [
        Column("name", _("Guest"), sort="name", link=lambda row: row.host_url),
        Column("state", _("Answer"), sort="state", kind="tag", text="get_state_display", state=lambda row: LOOKS[row.state]),
        Column("party", _("People"), sort="party", kind="number"),
        Column("needs", _("Needs"), text="need_words", under="needs_words"),
        Column("words", _("A line to you"), wide=True),
        Column("code", _("Code")),
        Column("came_party", _("Came"), sort="came_party", kind="number"),
        Column("answered_at", _("Answered"), sort="answered_at", kind="ago"),
        Column("email", _("E-mail address")),
    ]
    sort = "name"
    search = ("name__icontains", "email__icontains", "code__istartswith")
    search_label = _("Find a guest")
    filterset = GuestFilter
    caption = _("Guests")
    empty = _("Nobody is on the list yet")
    empty_text = _("Whoever signs up or is invited stands here.")
    downloads = True
    id = "guests"
