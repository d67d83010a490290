from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from onecop.ui.table import Column, Table


class Waiting(Table):
    """Dates of which three letters said nothing was written down."""

    columns = [
        Column(
            "title", _("Event"), text=lambda r: r.occurrence.event.title, under=lambda r: str(r.occurrence.event.host),
            link=lambda r: reverse("event_after", args=[r.occurrence.event.key, r.occurrence.on.isoformat()]),
        ),
        Column("ended", _("Was on"), sort="occurrence__ends_at", text=lambda r: r.occurrence.on, kind="day"),
        Column("hand_at", _("Last letter"), sort="hand_at", kind="day"),
    ]  # fmt: skip
    sort = "hand_at"
    search = ("occurrence__event__title__icontains", "occurrence__event__congregation__name__icontains", "occurrence__event__agency__name__icontains")
    search_label = _("Find an event or a host")
    caption = _("Events without a record")
    empty = _("Every event is recorded")
    empty_text = _("Hosts are asked three times in three weeks. Those who have not answered stand here: a call helps more than a fourth letter.")
