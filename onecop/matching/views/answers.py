"""Saying yes or no, by an e-mailed link or when signed in."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from onecop.access import links
from onecop.kernel.clock import now
from onecop.kernel.errors import Refused
from onecop.kernel.gate import GuardedRequest, acts, link
from onecop.matching import queries, services
from onecop.matching.choices import ProposalState
from onecop.matching.forms import AnswerForm
from onecop.matching.models import Proposal
from onecop.matching.services.asking import by_link
from onecop.ui.page import render


@link
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def proposal_answer_link(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows the question, POST answers it. A scanner's visit changes nothing."""
    at = now()
    try:
        found, proposal, side = by_link(token, at=at)
        form = AnswerForm(request.POST if request.method == "POST" else None)
        if not form.is_valid():
            return render(request, "matching/answer.jinja", {"proposal": proposal, "side": side, "form": form}, status=422 if form.is_bound else 200)
        words = {"accepts": form.cleaned_data["accepts"] == "yes", "reason": form.cleaned_data["reason"]}
        done = services.answer(proposal=proposal, side=side, by=links.actor_of(found), at=at, link=found, **words)
    except Refused as refusal:
        status = 410 if isinstance(refusal, links.LinkExpired) else 404 if isinstance(refusal, links.LinkInvalid) else 200
        return render(request, "matching/answered.jinja", {"refusal": refusal, "thanks": isinstance(refusal, links.LinkUsed)}, status=status)
    messages.success(request, _thanks(words["accepts"], done))
    return redirect("proposal_answer_link", token)


@acts()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def proposal_mine(request: GuardedRequest, key: str) -> HttpResponse:
    """The same question for whoever has signed in and is one side of it."""
    proposal = request.access.get(queries.Asked(), key=key)
    side = services.side_of(proposal, request.user)  # type: ignore[arg-type]
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if not form.is_valid() or side is None:
        return render(request, "matching/answer.jinja", {"proposal": proposal, "side": side, "form": form}, status=422 if form.is_bound else 200)
    accepts = form.cleaned_data["accepts"] == "yes"
    try:
        done = services.answer(proposal=proposal, side=side, accepts=accepts, reason=form.cleaned_data["reason"], by=request.user, at=now())  # type: ignore[arg-type]
    except Refused as refusal:
        return render(request, "matching/answered.jinja", {"refusal": refusal, "thanks": False})
    messages.success(request, _thanks(accepts, done))
    return redirect("home")


def _thanks(accepts: bool, done: Proposal) -> str:
    if done.state == ProposalState.WITHDRAWN:
        return _("Thank you for your yes! Duties have changed meanwhile, so this pair cannot come about. We look for another way and write to you again.")
    if done.partnership is not None:
        return _("You have both said yes. The message that connects you is on its way.")
    if accepts:
        return _("Thank you! As soon as the other side says yes too, we connect you by e-mail. You are done for now.")
    return _("Thank you for telling us. We look for another way, and you need do nothing more.")
