"""The lists of matching."""

import django_filters
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from onecop.matching.choices import ProposalState
from onecop.matching.models import Proposal
from onecop.ui.table import Column, Table

LOOKS = {
    ProposalState.DRAFT: "plain",
    ProposalState.PUBLISHED: "now",
    ProposalState.ACCEPTED: "well",
    ProposalState.DECLINED: "late",
    ProposalState.LAPSED: "late",
    ProposalState.WITHDRAWN: "plain",
}


def look(proposal: Proposal) -> str:
    """The shape of the tag of a proposal's state."""
    return LOOKS[ProposalState(proposal.state)]


DOUBTS = {
    "territory": _("another precinct"),
    "time": _("little time in common"),
    "language": _("language"),
    "load": _("would then be full"),
    "stay": _("may move"),
}


def doubt(proposal: Proposal) -> str:
    """The doubts in a few words each; the page of the proposal says them whole."""
    return ", ".join(str(DOUBTS.get(str(d["part"]), "")) for d in proposal.doubts)


class ProposalFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=[(s.value, s.label) for s in (ProposalState.DRAFT, ProposalState.PUBLISHED)], empty_label=_("Any")
    )
    pinned = django_filters.ChoiceFilter(label=_("Pinned"), choices=[("yes", _("pinned")), ("no", _("not pinned"))], empty_label=_("Any"), method="by_pin")

    class Meta:
        model = Proposal
        fields = ["state"]

    def by_pin(self, rows: object, name: str, value: str) -> object:
        return rows.filter(pinned_at__isnull=value == "no")  # type: ignore[attr-defined]


class AgencyTable(Table):
    """Agencies that can be matched."""

    columns = [
        Column("name", _("Agency"), sort="name", link=lambda a: reverse("matching_agency", args=[a.key]), under=lambda a: f"{a.city} {a.state}".strip()),
        Column("drafts", _("Proposals to look at"), kind="number"),
        Column("asked", _("Asked"), kind="number"),
        Column("matched_at", _("Last matched"), kind="ago"),
    ]
    sort = "name"
    search = ("name__icontains", "ori__istartswith", "city__icontains")
    search_label = _("Find an agency")
    empty = _("No agency to match yet")
    empty_text = _("An agency can be matched once it has joined.")


class ProposalTable(Table):
    """What a run proposes, and what is being asked."""

    columns = [
        Column("congregation", _("Congregation"), sort="congregation__name", link=lambda p: p.get_absolute_url(), under=lambda p: p.congregation.area or ""),
        Column("officer", _("Officer"), sort="officer__last_name", under=lambda p: p.officer.area or ""),
        Column("cost", _("Points"), sort="cost", kind="number"),
        Column("reason", _("First reason"), text=lambda p: p.good_reasons[0]["lead"] if p.good_reasons else ""),
        Column("doubt", _("Doubt"), text=doubt),
        Column("state", _("State"), text="get_state_display", kind="tag", state=look, under=lambda p: _("pinned") if p.pinned_at else ""),
        Column("pick", _("Publish"), text=lambda p: "", download=False),
    ]
    sort = "-cost"
    search = ("congregation__name__icontains", "officer__last_name__icontains", "congregation__area__name__icontains")
    search_label = _("Find a congregation, officer or area")
    filterset = ProposalFilter
    empty = _("Nothing proposed")
    empty_text = _("Run the matching, and its proposals stand here.")
    downloads = True


class AnswerTable(Table):
    """What became of proposals that were asked."""

    columns = [
        Column("congregation", _("Congregation"), sort="congregation__name", link=lambda p: p.get_absolute_url()),
        Column("officer", _("Officer"), sort="officer__last_name"),
        Column("state", _("Outcome"), text="get_state_display", kind="tag", state=look),
        Column("who", _("Who said what"), text=lambda p: p.said),
        Column("settled_at", _("When"), sort="settled_at", kind="day"),
        Column("follow", "", text=lambda p: ""),
    ]
    sort = "-settled_at"
    search = ("congregation__name__icontains", "officer__last_name__icontains")
    empty = _("No answers yet")
    empty_text = _("Accepted, declined and lapsed proposals stand here.")
