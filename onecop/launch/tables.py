"""The lists of a launch."""

from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from onecop.congregations.choices import Tradition
from onecop.congregations.models import Congregation
from onecop.launch.board import next_words
from onecop.launch.choices import Stage
from onecop.launch.models import Launch, Pledge
from onecop.territory.models import Area
from onecop.ui.table import Column, Table

STAGE_TAGS = {
    Stage.LISTED: "plain", Stage.INVITED: "plain", Stage.OPENED: "now", Stage.PLEDGED: "now", Stage.ENROLLED: "done", Stage.MATCHED: "done", Stage.MET: "well"
}  # fmt: skip


class Launches(Table):
    columns = [
        Column("agency", _("City"), sort="agency__name", text="agency.name", link=lambda row: row.get_absolute_url(), under=lambda row: row.agency.state),
        Column("starts_on", _("Launch"), sort="starts_on", kind="day"),
        Column("luncheon_on", _("Luncheon"), sort="luncheon_on", kind="day"),
        Column("lead", _("Who runs it"), text="lead.name"),
        Column("standing", _("Standing"), kind="tag", text=lambda row: standing_words(row), state=lambda row: "now" if row.is_open else "plain"),
    ]
    sort = "-starts_on"
    search = ("agency__name__icontains", "agency__city__icontains")
    search_label = _("City")
    caption = _("Launches, the newest first")
    empty = _("No launch yet")
    empty_text = _("A launch is how the programme enters a city: a dated plan, invitations, a luncheon, a board.")


class StaffLaunches(Launches):
    """The same, with the pledges that ask something of staff."""

    columns = [
        *Launches.columns[:-1],
        Column(
            "waiting", _("Pledges that wait for you"), sort="waiting", kind="number",
            link=lambda row: reverse("launch_pledges", args=[row.key]) if row.waiting else "",
        ),
        Launches.columns[-1],
    ]  # fmt: skip


def standing_words(row: Launch) -> str:
    return str(_("under way") if row.is_open else _("closed"))


def areas_of(request: Any) -> QuerySet[Area]:
    """Return the areas in force of the launch that the address names."""
    key = request.resolver_match.kwargs.get("key", "") if request is not None else ""
    return Area.objects.in_force().light().filter(version__territory__agency__launches__key=key).order_by("level", "name", "pk")


class BoardFilter(filters.FilterSet):
    stage = filters.ChoiceFilter(label=_("Stage"), choices=[(str(code), label) for code, label in Stage.choices], empty_label=_("Every stage"))
    tradition = filters.ChoiceFilter(label=_("Tradition"), choices=Tradition.choices, empty_label=_("Every tradition"))
    area = filters.ModelChoiceFilter(label=_("Area"), queryset=areas_of, empty_label=_("Every area"), method="in_area")

    class Meta:
        model = Congregation
        fields: list[str] = []

    def in_area(self, rows: QuerySet[Congregation], name: str, area: Area) -> QuerySet[Congregation]:
        """A precinct holds its beats."""
        return rows.filter(Q(area=area) | Q(area__parent=area))


class Board(Table):
    columns = [
        Column("name", _("Congregation"), sort="name"),
        Column("area", _("Area"), sort="area__name", text="area.name"),
        Column("tradition", _("Tradition"), sort="tradition", text="get_tradition_display"),
        Column("stage", _("Stage"), sort="stage", kind="tag", text=lambda row: Stage(row.stage).label, state=lambda row: STAGE_TAGS[Stage(row.stage)]),
        Column("next", _("What brings it further"), text=next_words),
    ]
    sort = "name"
    search = ("name__icontains",)
    search_label = _("Congregation")
    filterset = BoardFilter
    caption = _("Congregations of this launch")
    empty = _("No congregation is on the list yet")
    empty_text = _("Bring in the agency’s map and a list of congregations; they appear here by themselves.")
    downloads = True
    id = "board"


class StaffBoard(Board):
    """The same, with the way to each congregation for those who look after it."""

    columns = [Column("name", _("Congregation"), sort="name", link=lambda row: row.get_absolute_url()), *Board.columns[1:]]


class Prospects(Table):
    """Who may be invited: with what is known of how they are reached, for staff alone."""

    columns = [
        Column("name", _("Congregation"), sort="name", under=lambda row: row.street),
        Column("area", _("Area"), sort="area__name", text="area.name"),
        Column("tradition", _("Tradition"), sort="tradition", text="get_tradition_display"),
        Column("reach", _("Reached"), text=lambda row: _reached(row)),
        Column("invited", _("Last invited"), sort="invited", kind="day"),
        Column("act", "", download=False),
    ]
    sort = "name"
    search = ("name__icontains", "street__icontains")
    search_label = _("Name or street")
    caption = _("Congregations that have not enrolled")
    empty = _("Nobody to invite")
    empty_text = _("Congregations appear here when a list was brought in and the agency’s map holds them.")
    downloads = True
    id = "prospects"


class ProspectFilter(filters.FilterSet):
    tradition = filters.ChoiceFilter(label=_("Tradition"), choices=Tradition.choices, empty_label=_("Every tradition"))
    area = filters.ModelChoiceFilter(label=_("Area"), queryset=areas_of, empty_label=_("Every area"), method="in_area")
    invited = filters.ChoiceFilter(label=_("Invited"), choices=[("no", _("never")), ("yes", _("before"))], empty_label=_("Either way"), method="by_invited")

    class Meta:
        model = Congregation
        fields: list[str] = []

    in_area = BoardFilter.in_area

    def by_invited(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return rows.filter(invited__isnull=value == "no")


Prospects.filterset = ProspectFilter


def _reached(row: Any) -> str:
    """Say how a prospect is reached, without showing the address."""
    known = getattr(row, "prospect_address", None)
    if known is not None and known.closed_at:
        return str(_("asked us not to write"))
    ways = [str(_("e-mail"))] if known is not None and known.email else []
    if known is not None and known.returned_at:
        ways.append(str(_("a letter came back")))
    elif (row.street and row.zip) or (known is not None and known.street and known.zip):
        ways.append(str(_("post")))
    return ", ".join(ways) or str(_("no address"))


class Mailings(Table):
    columns = [
        Column("asked_at", _("Begun"), kind="moment", sort="asked_at", link=lambda row: reverse("launch_mailing", args=[row.key])),
        Column("way", _("How"), text="get_way_display", under="get_tongue_display"),
        Column("written", _("Written"), kind="number"),
        Column("left_out", _("Left out"), kind="number"),
        Column("state", _("State"), kind="tag", text="get_state_display", state=lambda row: {"running": "now", "done": "done"}.get(row.state, "plain")),
    ]
    sort = "-asked_at"
    caption = _("Invitations so far")
    empty = _("Nobody was invited yet")
    id = "mailings"


class Pledges(Table):
    columns = [
        Column("congregation_name", _("Congregation"), sort="congregation_name"),
        Column("name", _("Who"), under="get_role_display"),
        Column("reach", _("Reached"), text=lambda row: " · ".join(w for w in (row.email, str(row.phone or "")) if w)),
        Column("wish", _("Their words")),
        Column("pledged_at", _("Pledged"), sort="pledged_at", kind="moment"),
        Column("state", _("State"), text=lambda row: pledge_words(row)),
        Column("act", "", download=False),
    ]
    sort = "-pledged_at"
    search = ("congregation_name__icontains", "name__icontains")
    search_label = _("Congregation or person")
    caption = _("Pledges, the newest first")
    empty = _("No pledge yet")
    empty_text = _("Put the pledge code on the screen at the luncheon, or open the tablet page.")
    downloads = True
    id = "pledges"


def pledge_words(row: Pledge) -> str:
    """Say what became of a pledge."""
    if row.already:
        return str(_("with us already; seen to")) if row.settled_at else str(_("with us already; wants to help"))
    if row.enrollment is None:
        return str(_("the form was never finished"))
    if row.enrollment.standing == "draft":
        return str(_("has the form")) if row.email or row.settled_at else str(_("has no e-mail; call them"))
    return str(row.enrollment.get_standing_display())
