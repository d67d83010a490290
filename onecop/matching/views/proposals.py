"""One proposal, and what staff do with it."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from onecop.agencies.models import Officer
from onecop.kernel.clock import now
from onecop.kernel.errors import Refused
from onecop.kernel.gate import GuardedRequest, acts
from onecop.kernel.permissions import Permission
from onecop.matching import pictures, queries, services
from onecop.matching.cost import MAXIMA
from onecop.matching.forms import ExcludeForm, SwapForm
from onecop.matching.models import Proposal
from onecop.matching.rules import CLEAR_LEAD
from onecop.matching.views.runs import tell
from onecop.ui.page import render

ROWS = Proposal.objects.select_related(
    "run__agency__scope", "run__agency__territory", "congregation__area", "officer__area__parent", "officer__shift", "partnership"
).defer("congregation__area__outline", "officer__area__outline", "officer__area__parent__outline")


def _proposal(request: GuardedRequest, key: str, permission: Permission = Permission.MATCH_READ) -> Proposal:
    proposal: Proposal = request.access.get(ROWS, key=key, needs=permission)
    return proposal


def _change(request: GuardedRequest, proposal: Proposal, act: Callable[[], object], said: str) -> HttpResponse:
    """Do one act and say so, or say why not."""
    try:
        act()
        messages.success(request, said)
    except Refused as refusal:
        tell(request, refusal)
    return redirect(proposal)


@acts(Permission.MATCH_READ)
@require_GET
def proposal_detail(request: GuardedRequest, key: str) -> HttpResponse:
    """Who should partner with a congregation, why, and why not the others."""
    proposal = _proposal(request, key)
    context = {
        "sheet": queries.sheet(proposal),
        "near": pictures.near_map(proposal),
        "maxima": MAXIMA,
        "clear": proposal.lead is None or proposal.lead >= CLEAR_LEAD,
        "may_run": request.access.allows(Permission.MATCH_RUN, proposal),
        "may_publish": request.access.allows(Permission.MATCH_PUBLISH, proposal),
    }
    return render(request, "matching/proposal.jinja", context)


@acts(Permission.MATCH_RUN)
@require_POST
def proposal_pin(request: GuardedRequest, key: str) -> HttpResponse:
    """Keep the pair when the matching runs again."""
    proposal = _proposal(request, key, Permission.MATCH_RUN)
    return _change(request, proposal, lambda: services.pin(proposal=proposal, by=request.user, at=now()), _("Pinned. The next run keeps this pair."))  # type: ignore[arg-type]


@acts(Permission.MATCH_RUN)
@require_POST
def proposal_unpin(request: GuardedRequest, key: str) -> HttpResponse:
    """Let the next run decide again."""
    proposal = _proposal(request, key, Permission.MATCH_RUN)
    return _change(request, proposal, lambda: services.unpin(proposal=proposal, by=request.user, at=now()), _("Not pinned any more."))  # type: ignore[arg-type]


@acts(Permission.MATCH_RUN)
@require_POST
def proposal_take(request: GuardedRequest, key: str) -> HttpResponse:
    """Take one of the other officers instead."""
    proposal = _proposal(request, key, Permission.MATCH_RUN)
    officer = Officer.objects.filter(agency=proposal.run.agency, key=request.POST.get("officer", "").replace("\0", "")).first()
    if officer is None:
        messages.warning(request, _("Choose one of the officers on the page."))
        return redirect(proposal)
    said = _("%(officer)s is proposed now, and pinned.") % {"officer": officer}
    return _change(request, proposal, lambda: services.take(proposal=proposal, officer=officer, by=request.user, at=now()), said)  # type: ignore[arg-type]


@acts(Permission.MATCH_RUN)
@require_http_methods(["GET", "HEAD", "POST"])
def proposal_swap(request: GuardedRequest, key: str) -> HttpResponse:
    """Choose another draft, and trade officers with it."""
    proposal = _proposal(request, key, Permission.MATCH_RUN)
    form = SwapForm(request.POST or None, proposal=proposal)
    if not form.is_valid():
        return render(request, "matching/swap.jinja", {"proposal": proposal, "form": form}, status=422 if form.is_bound else 200)
    other = form.cleaned_data["other"]
    said = _("Traded with %(other)s. Both pairs are pinned.") % {"other": other.congregation}
    return _change(request, proposal, lambda: services.swap(proposal=proposal, other=other, by=request.user, at=now()), said)  # type: ignore[arg-type]


@acts(Permission.MATCH_RUN)
@require_http_methods(["GET", "HEAD", "POST"])
def proposal_exclude(request: GuardedRequest, key: str) -> HttpResponse:
    """Rule the pair out for good, after saying what that means."""
    proposal = _proposal(request, key, Permission.MATCH_RUN)
    form = ExcludeForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render(request, "matching/exclude.jinja", {"proposal": proposal, "form": form}, status=422 if form.is_bound else 200)
    try:
        following = services.exclude(proposal=proposal, by=request.user, at=now(), note=form.cleaned_data["note"])  # type: ignore[arg-type]
    except Refused as refusal:
        tell(request, refusal)
        return redirect(proposal)
    messages.success(request, _("Ruled out. This is the next proposal.") if following else _("Ruled out. Nobody else is in reach: see why below."))
    return redirect(following) if following else redirect("matching_unplaced", proposal.run.agency.key)
