"""The pipeline of staff: a board, a table, and acts on many at once."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from onecop.access.models import Grant, Person
from onecop.journey import queries, services
from onecop.journey.forms import OwnerForm
from onecop.journey.services.nudging import MOST
from onecop.journey.tables import BoardFilter, Pipeline
from onecop.kernel.clock import now
from onecop.kernel.errors import Refused
from onecop.kernel.gate import GuardedRequest, needs
from onecop.kernel.permissions import Permission
from onecop.partnerships.models import Partnership, PartnershipQuerySet
from onecop.partnerships.services.owning import STAFF
from onecop.ui.page import render


@needs(Permission.PARTNERSHIP_EDIT)
@require_safe
def pipeline(request: GuardedRequest) -> HttpResponse:
    """The board: a column for each step, the most pressing cards on top."""
    filters = BoardFilter(request.GET, queryset=queries.pipeline(request.user), request=request)
    asked = {name: value for name, value in request.GET.items() if name in filters.filters and value}
    looks: dict[str, Any] = {"now": now(), "words_of": queries.said, "look_of": queries.look_of}
    mine = asked.get("whose") == "me"
    return render(
        request,
        "journey/board.jinja",
        {**looks, "board": queries.board(filters.qs), "mine": mine, "form": filters.form, "asked": urlencode(asked), "narrowed": len(asked) > mine},
    )


@needs(Permission.PARTNERSHIP_EDIT)
@require_safe
def pipeline_table(request: GuardedRequest) -> HttpResponseBase:
    """The same as a table: filters, order, CSV, and rows to choose."""
    asked = request.GET.copy()
    asked["all"] = "1"
    return Pipeline(request, queries.pipeline(request.user)).answer("journey/table.jinja", {"everything": asked.urlencode(), "most": MOST}, block="list")


def _chosen(request: GuardedRequest, given: QueryDict) -> PartnershipQuerySet:
    keys = [key for key in given.getlist("p") if "\0" not in key][:MOST]
    return queries.pipeline(request.user).filter(key__in=keys).order_by("congregation__name", "pk")


def _listed(request: GuardedRequest) -> list[Partnership]:
    """Return all that the table shows by its filters, on whatever page: the first ones, where they are more than can be chosen at once."""
    table = Pipeline(request, queries.pipeline(request.user))
    return list(table.order.apply(table.filtered)[:MOST])


def _owners(request: GuardedRequest) -> Any:
    """Return the staff within reach, whom a partnership can be given to."""
    return Person.objects.filter(pk__in=Grant.objects.in_force().filter(role__in=STAFF).values("person"), is_active=True).order_by("name", "pk")


@needs(Permission.PARTNERSHIP_EDIT)
@require_safe
def pipeline_chosen(request: GuardedRequest) -> HttpResponse:
    """What can be done with the chosen rows: who would get which letter, and who could look after them. Changes nothing."""
    chosen = _listed(request) if "all" in request.GET else list(_chosen(request, request.GET))
    if not chosen:
        messages.warning(request, _("Choose at least one partnership."))
        return redirect("pipeline_table")
    plan = services.plan_nudges(chosen, at=now())
    return render(request, "journey/chosen.jinja", {"chosen": chosen, "plan": plan, "form": OwnerForm(owners=_owners(request))})


@needs(Permission.PARTNERSHIP_EDIT)
@require_POST
def pipeline_nudge(request: GuardedRequest) -> HttpResponse:
    """Remind everybody whose turn it is in the chosen partnerships."""
    try:
        plan = services.nudge(partnerships=_chosen(request, request.POST), by=request.user, at=now())
        n = len(plan.letters)
        messages.success(request, ngettext("%(n)s letter is on its way.", "%(n)s letters are on their way.", n) % {"n": n})
    except Refused as no:
        messages.error(request, f"{no.reason} {no.instead}".strip())
    return redirect("pipeline_table")


@needs(Permission.PARTNERSHIP_EDIT)
@require_POST
def pipeline_owner(request: GuardedRequest) -> HttpResponse:
    """Give the chosen partnerships to another owner. One that cannot go keeps the one it has."""
    form = OwnerForm(request.POST, owners=_owners(request))
    if not form.is_valid():
        messages.error(request, _("Choose who looks after them."))
        return redirect("pipeline_table")
    owner = form.cleaned_data["owner"]
    went, kept = services.reassign(partnerships=_chosen(request, request.POST), owner=owner, by=request.user, at=now())
    if went:
        words = ngettext("%(name)s looks after %(n)s partnership now.", "%(name)s looks after %(n)s partnerships now.", went)
        messages.success(request, words % {"name": owner, "n": went})
    for partnership, no in kept:
        messages.error(request, f"{partnership.congregation}: {no.reason} {no.instead}".strip())
    return redirect("pipeline_table")
