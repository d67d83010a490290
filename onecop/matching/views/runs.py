"""An agency's matching: runs, lists, publishing."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from onecop.agencies.models import Agency
from onecop.kernel.clock import now
from onecop.kernel.errors import Refused
from onecop.kernel.gate import GuardedRequest, acts, needs
from onecop.kernel.permissions import Permission
from onecop.matching import pictures, queries, services
from onecop.matching.forms import RunForm
from onecop.matching.tables import AgencyTable, AnswerTable, ProposalTable
from onecop.ui.page import render


def _agency(request: GuardedRequest, key: str, permission: Permission = Permission.MATCH_READ) -> Agency:
    agency: Agency = request.access.get(queries.Matched(), key=key, needs=permission)
    return agency


def _context(request: GuardedRequest, agency: Agency, here: str) -> dict[str, Any]:
    return {
        "agency": agency,
        "standing": queries.standing(agency),
        "here_tab": here,
        "may_run": request.access.allows(Permission.MATCH_RUN, agency),
        "may_publish": request.access.allows(Permission.MATCH_PUBLISH, agency),
    }


def tell(request: GuardedRequest, refusal: Refused) -> None:
    """Show a refusal: which rule, and what to do instead."""
    messages.error(request, f"{refusal.reason} {refusal.instead}".strip())


@needs(Permission.MATCH_READ)
@require_GET
def matching_home(request: GuardedRequest) -> HttpResponseBase:
    """The agencies whose matching the reader may see."""
    return AgencyTable(request, queries.matched_agencies(request.user)).answer("matching/home.jinja", block="list")  # type: ignore[arg-type]


@acts(Permission.MATCH_READ)
@require_GET
def matching_agency(request: GuardedRequest, key: str) -> HttpResponseBase:
    """What the current run proposes, and what is being asked."""
    agency = _agency(request, key)
    context = {**_context(request, agency, "proposals"), "form": RunForm()}
    return ProposalTable(request, queries.open_proposals(agency)).answer("matching/agency.jinja", context, block="list")


@acts(Permission.MATCH_RUN)
@require_POST
def matching_run(request: GuardedRequest, key: str) -> HttpResponse:
    """Run the matching of an agency."""
    agency, form = _agency(request, key, Permission.MATCH_RUN), RunForm(request.POST)
    form.is_valid()
    try:
        services.start_run(agency=agency, by=request.user, at=now(), include_prospects=form.cleaned_data["include_prospects"])  # type: ignore[arg-type]
    except Refused as refusal:
        tell(request, refusal)
    return redirect("matching_agency", key)


@acts(Permission.MATCH_RUN)
@require_POST
def matching_cancel(request: GuardedRequest, key: str) -> HttpResponse:
    """Stop the run that is under way."""
    running = queries.standing(_agency(request, key, Permission.MATCH_RUN)).running
    if running:
        services.cancel(run=running, by=request.user, at=now())  # type: ignore[arg-type]
        messages.success(request, _("The run is cancelled. Earlier proposals stay as they are."))
    return redirect("matching_agency", key)


@acts(Permission.MATCH_READ)
@require_GET
def matching_progress(request: GuardedRequest, key: str) -> HttpResponse:
    """How far the run is; when it has ended, htmx loads the page anew."""
    context = _context(request, _agency(request, key), "proposals")
    answer = render(request, "matching/running.jinja", context, block="progress")
    if context["standing"].running is None:
        answer["HX-Refresh"] = "true"
    return answer


@acts(Permission.MATCH_READ)
@require_GET
def matching_map(request: GuardedRequest, key: str) -> HttpResponse:
    """The proposals on the map."""
    agency = _agency(request, key)
    context = _context(request, agency, "map")
    data = {"areas": pictures.outlines(agency), "points": queries.map_points(agency, context["standing"].run)}
    return render(request, "matching/map.jinja", {**context, "data": data, "proposals": queries.open_proposals(agency).order_by("congregation__name")[:400]})


@acts(Permission.MATCH_READ)
@require_GET
def matching_unplaced(request: GuardedRequest, key: str) -> HttpResponse:
    """Who was left without a partner, why, and what would help."""
    context = _context(request, _agency(request, key), "unplaced")
    run = context["standing"].run
    return render(request, "matching/unplaced.jinja", {**context, "groups": queries.unplaced_with_links(run) if run else []})


@acts(Permission.MATCH_READ)
@require_GET
def matching_answers(request: GuardedRequest, key: str) -> HttpResponseBase:
    """What became of the proposals that were asked."""
    agency = _agency(request, key)
    return AnswerTable(request, queries.settled_proposals(agency)).answer("matching/answers.jinja", _context(request, agency, "answers"), block="list")


@acts(Permission.MATCH_PUBLISH)
@require_http_methods(["GET", "HEAD", "POST"])
def matching_publish(request: GuardedRequest, key: str) -> HttpResponse:
    """Say what publishing the chosen drafts will do, and do it on POST."""
    agency = _agency(request, key, Permission.MATCH_PUBLISH)
    given = request.POST if request.method == "POST" else request.GET
    chosen = queries.open_proposals(agency).filter(key__in=[key for key in given.getlist("p") if "\0" not in key], state="draft").order_by("congregation__name")
    if not chosen:
        messages.warning(request, _("Choose at least one draft to publish."))
        return redirect("matching_agency", key)
    if request.method != "POST":
        return render(request, "matching/publish.jinja", {"agency": agency, "chosen": chosen, **queries.letters_of(chosen)})
    outcome = services.publish_many(proposals=list(chosen), by=request.user, at=now())  # type: ignore[arg-type]
    if n := len(outcome.asked):
        messages.success(request, ngettext("%(n)s pair has been asked.", "%(n)s pairs have been asked.", n) % {"n": n})
    for proposal, refusal in outcome.refused:
        messages.error(request, f"{proposal.congregation}: {refusal.reason} {refusal.instead}".strip())
    return redirect("matching_agency", key)
