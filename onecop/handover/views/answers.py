"""Saying yes or no to the next officer, by an e-mailed link or when signed in."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from onecop.access import links
from onecop.handover import services
from onecop.handover.choices import QuestionState
from onecop.handover.forms import AnswerForm
from onecop.handover.models import Question
from onecop.handover.services.asking import by_link
from onecop.kernel.clock import now
from onecop.kernel.errors import Refused
from onecop.kernel.gate import GuardedRequest, acts, link
from onecop.ui.page import render

FORMS = ["GET", "HEAD", "POST"]
ROWS = ("officer__area", "handover__partnership__congregation__scope", "handover__partnership__agency__scope", "handover__partnership__agency__territory")


@link
@never_cache
@require_http_methods(FORMS)
def handover_answer_link(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows the question, POST answers it. A scanner's visit changes nothing."""
    at = now()
    try:
        found, question, side = by_link(token, at=at)
        form = AnswerForm(request.POST if request.method == "POST" else None)
        if not form.is_valid():
            return render(request, "handover/answer.jinja", {"q": question, "side": side, "form": form}, status=422 if form.is_bound else 200)
        accepts, reason = form.cleaned_data["accepts"] == "yes", form.cleaned_data["reason"]
        done = services.answer(question=question, side=side, accepts=accepts, reason=reason, by=links.actor_of(found), at=at, link=found)
    except Refused as refusal:
        status = 410 if isinstance(refusal, links.LinkExpired) else 404 if isinstance(refusal, links.LinkInvalid) else 200
        return render(request, "handover/answered.jinja", {"refusal": refusal, "thanks": isinstance(refusal, links.LinkUsed)}, status=status)
    messages.success(request, _thanks(accepts, done))
    return redirect("handover_answer_link", token)


@acts()
@never_cache
@require_http_methods(FORMS)
def handover_answer(request: GuardedRequest, key: str) -> HttpResponse:
    """The same question for whoever has signed in: one of the two sides, or staff who look on."""
    question: Question = request.access.get(Question.objects.select_related(*ROWS).defer("officer__area__outline"), key=key)
    side = services.side_of(question, request.user)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if not form.is_valid() or side is None:
        return render(request, "handover/answer.jinja", {"q": question, "side": side, "form": form}, status=422 if form.is_bound else 200)
    accepts = form.cleaned_data["accepts"] == "yes"
    try:
        done = services.answer(question=question, side=side, accepts=accepts, reason=form.cleaned_data["reason"], by=request.user, at=now())
    except Refused as refusal:
        return render(request, "handover/answered.jinja", {"refusal": refusal, "thanks": False})
    messages.success(request, _thanks(accepts, done))
    return redirect("home")


def _thanks(accepts: bool, done: Question) -> str:
    if done.state == QuestionState.WITHDRAWN:
        return _("Thank you for your yes! Duties have changed meanwhile, so this pair cannot come about. We look for another way and write to you again.")
    if done.state == QuestionState.ACCEPTED:
        return _("You have both said yes. We write to you about the day.")
    if accepts:
        return _("Thank you! As soon as the other side says yes too, we write to you about the day. You are done for now.")
    return _("Thank you for telling us. We look for another way, and you need do nothing more.")
