from django.utils.translation import gettext_lazy as _

from onecop.partnerships.choices import PartnershipState
from onecop.ui.table import Column, Table

STATES = {PartnershipState.ACTIVE: "well", PartnershipState.PAUSED: "now", PartnershipState.ENDED: "plain"}


class Partnerships(Table):
    """The partnerships that the reader may see."""

    columns = [
        Column("congregation", _("Congregation"), sort="congregation__name", text="congregation.name", link=lambda p: p.get_absolute_url()),
        Column("area", _("Area"), sort="area__name", text=lambda p: p.area.name if p.area else _("No areas"), under="agency.name"),
        Column("officer", _("Partner officer"), text=lambda p: p.lead or _("Nobody now")),
        Column("began_at", _("Began"), sort="began_at", kind="day"),
        Column("state", _("State"), kind="tag", text="get_state_display", state=lambda p: STATES[p.state]),
    ]
    sort = "-began_at"
    search = ("congregation__name__icontains", "agency__name__icontains", "area__name__icontains")
    search_label = _("Congregation, agency or area")
    caption = _("Partnerships")
    empty = _("No partnership yet")
    empty_text = _("A partnership begins when a congregation and an officer have both said yes to a proposal.")
