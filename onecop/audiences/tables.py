import django_filters
from django.utils.translation import gettext_lazy as _

from onecop.audiences.choices import LeftOut
from onecop.audiences.models import Recipient
from onecop.ui.table import Column, Table


class RecipientFilter(django_filters.FilterSet):
    left_out = django_filters.ChoiceFilter(label=_("Left out"), choices=LeftOut.choices, empty_label=_("Any"))

    class Meta:
        model = Recipient
        fields = ["left_out"]


class Recipients(Table):
    """Whom a mailing meant. Answers are numbers above, not names here: whoever hosts reads names on the list of guests, if they may."""

    columns = [
        Column("name", _("Name"), sort="name"),
        Column("left_out", _("Letter"), text=lambda r: r.get_left_out_display() if r.left_out else _("sent")),
        Column("at", _("When"), sort="at", kind="moment"),
    ]
    sort = "name"
    search = ("name__icontains",)
    search_label = _("Find a name")
    filterset = RecipientFilter
    caption = _("Who was meant")
    empty = _("Nobody yet")
    empty_text = _("As letters are written, their readers appear here.")
