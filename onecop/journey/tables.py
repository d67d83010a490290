"""The list of the pipeline."""

from datetime import timedelta
from typing import Any

import django_filters
from django.forms import HiddenInput
from django.utils.translation import gettext_lazy as _

from onecop.access.choices import ScopeKind
from onecop.access.models import Scope
from onecop.journey.choices import HealthState
from onecop.journey.queries import look_of, said
from onecop.kernel.clock import now
from onecop.partnerships.models import Partnership
from onecop.partnerships.steps import BY_KEY, STEPS
from onecop.ui.table import Column, Table
from onecop.ui.words import since

AGES = ((30, _("30 days and more")), (60, _("60 days and more")), (90, _("90 days and more")), (180, _("half a year and more")))


def _regions(request: Any) -> Any:
    return Scope.objects.filter(kind=ScopeKind.REGION).order_by("name")


class PipelineFilter(django_filters.FilterSet):
    step = django_filters.ChoiceFilter(field_name="health__step", label=_("Step"), choices=[(s.key, s.title) for s in STEPS], empty_label=_("Any"))
    health = django_filters.ChoiceFilter(
        field_name="health__state", label=_("Health"), choices=[c for c in HealthState.choices if c[0] != HealthState.ENDED], empty_label=_("Any")
    )
    region = django_filters.ModelChoiceFilter(
        field_name="congregation__scope__parent", label=_("Region"), queryset=_regions, to_field_name="key", empty_label=_("Any")
    )
    age = django_filters.ChoiceFilter(label=_("At this step for"), choices=AGES, empty_label=_("Any"), method="by_age")
    whose = django_filters.ChoiceFilter(
        label=_("Looked after by"), choices=[("me", _("me")), ("others", _("others"))], empty_label=_("Anyone"), method="by_owner"
    )

    class Meta:
        model = Partnership
        fields: tuple[str, ...] = ()

    def by_age(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(health__step_since__lte=now() - timedelta(days=int(value)))

    def by_owner(self, rows: Any, name: str, value: str) -> Any:
        mine = {"owner": self.request.user}
        return rows.filter(**mine) if value == "me" else rows.exclude(**mine)


class BoardFilter(PipelineFilter):
    """What the board can be narrowed by: its columns are the steps, and its tabs say whose."""

    step = None
    whose = django_filters.ChoiceFilter(choices=[("me", _("me"))], method="by_owner", widget=HiddenInput)


def _health(row: Partnership) -> Any:
    return getattr(row, "health", None)


def step_of(row: Partnership) -> str:
    found = _health(row)
    return f"{BY_KEY[found.step].number} {BY_KEY[found.step].title}" if found else ""


def state_of(row: Partnership) -> str:
    found = _health(row)
    return str(found.get_state_display()) if found else str(_("not looked at yet"))


def next_of(row: Partnership) -> str:
    found = _health(row)
    return said(found)["title"] if found else ""


def owes_of(row: Partnership) -> str:
    found = _health(row)
    return said(found)["owes"] if found else ""


def reasons_of(row: Partnership) -> str:
    found = _health(row)
    return " ".join(said(found)["reasons"][:2]) if found else ""


def region_of(row: Partnership) -> str:
    scope = row.congregation.scope
    return str(scope.parent) if scope and scope.parent else ""


class Pipeline(Table):
    """Every open partnership with how it stands. The rows can be chosen, to nudge many or give them to somebody else."""

    columns = [
        Column("pick", _("Choose"), text=lambda p: "", download=False),
        Column(
            "congregation", _("Congregation"), sort="congregation__name", text="congregation.name", link=lambda p: p.get_absolute_url(), under="agency.name"
        ),
        Column("step", _("Step"), sort="health__step", text=step_of),
        Column("since", _("Age"), sort="health__step_since", text=lambda p: since(_health(p).step_since) if _health(p) else ""),
        Column("health", _("Health"), sort="health__rank", text=state_of, kind="tag", state=look_of, under=reasons_of),
        Column("next", _("Next"), text=next_of, under=owes_of),
        Column("region", _("Region"), sort="congregation__scope__parent__name", text=region_of),
        Column("owner", _("Looked after by"), sort="owner__name", text="owner.name"),
    ]
    sort = "-health"
    search = ("congregation__name__icontains", "agency__name__icontains", "area__name__icontains")
    search_label = _("Congregation, agency or area")
    caption = _("Partnerships and how they stand")
    filterset = PipelineFilter
    empty = _("No partnership yet")
    empty_text = _("A partnership begins when a congregation and an officer have both said yes to a proposal.")
    downloads = True
    id = "pipeline"
