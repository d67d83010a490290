"""The page of one step: what its guide says, what shows it, and what a person can say of it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from onecop.journey import queries, services
from onecop.journey.case import TOLD
from onecop.journey.forms import TellForm, WaiveForm
from onecop.journey.models import StepCompletion
from onecop.journey.views.page import rows
from onecop.journey.words import page_of
from onecop.kernel.clock import now
from onecop.kernel.errors import Refused
from onecop.kernel.gate import GuardedRequest, acts
from onecop.kernel.permissions import Permission
from onecop.partnerships.models import Partnership
from onecop.partnerships.sides import side_of
from onecop.partnerships.steps import BY_KEY, Step
from onecop.ui.page import render


def _step(key: str) -> Step:
    if key not in BY_KEY:
        raise Http404
    return BY_KEY[key]


def _page(request: GuardedRequest, partnership: Partnership, step: Step, *, tell: TellForm | None = None, waive: WaiveForm | None = None) -> HttpResponse:
    look = queries.look(partnership, now())
    here = look.health.way.steps[step.number - 1]
    takes_part = request.access.allows(Permission.PARTNERSHIP_ACT, partnership)
    context = {
        "partnership": partnership,
        "step": step,
        "standing": here,
        "standing_when": queries.when(here),
        "best_after": ", ".join(str(BY_KEY[key].title) for key in step.first),
        "step_url": page_of(step.key, partnership, side_of(partnership, request.user)) if takes_part else "",
        "rounds": [{"at": done.at, "words": look.words_of(done), "note": look.told_by(done)} for done in look.rounds_of(step.key)],
        "told": partnership.stepcompletion_rows.filter(step=step.key, evidence=TOLD, withdrawn_at=None).order_by("-completed_at") if takes_part else [],
        "asks": [ask for ask in look.case.asks if ask.step == step.key],
        "takes_part": takes_part,
        "staff": request.access.allows(Permission.PARTNERSHIP_EDIT, partnership),
        "tell": tell or TellForm(),
        "waive": waive or WaiveForm(),
    }
    return render(request, "journey/step.jinja", context, status=422 if tell or waive else 200)


@acts()
@require_safe
def journey_step(request: GuardedRequest, key: str, step: str) -> HttpResponse:
    """One step of one partnership."""
    return _page(request, request.access.get(rows(), key=key), _step(step))


@acts(Permission.PARTNERSHIP_ACT)
@require_POST
def journey_tell(request: GuardedRequest, key: str, step: str) -> HttpResponse:
    """Note that a step was done before OneCOP, or elsewhere."""
    partnership, found, form = request.access.get(rows(), key=key, needs=Permission.PARTNERSHIP_ACT), _step(step), TellForm(request.POST)
    if not form.is_valid():
        return _page(request, partnership, found, tell=form)
    try:
        services.record_past(partnership=partnership, step=found, by=request.user, at=now(), **form.cleaned_data)
    except Refused as no:
        form.add_error(None, f"{no.reason} {no.instead}".strip())
        return _page(request, partnership, found, tell=form)
    messages.success(request, _("Noted, with your name. Thank you."))
    return redirect(partnership)


@acts(Permission.PARTNERSHIP_ACT)
@require_POST
def journey_told_take_back(request: GuardedRequest, key: str) -> HttpResponse:
    """Take back what somebody told of a step by mistake."""
    told = request.access.get(StepCompletion.objects.select_related("partnership__congregation"), key=key, needs=Permission.PARTNERSHIP_ACT)
    try:
        services.take_back(told=told, by=request.user, at=now())
        messages.success(request, _("Taken back. You can tell it again, with another day or other words."))
    except Refused as no:
        messages.error(request, f"{no.reason} {no.instead}".strip())
    return redirect("journey_step", told.partnership.key, told.step)


@acts(Permission.PARTNERSHIP_EDIT)
@require_POST
def journey_waive(request: GuardedRequest, key: str, step: str) -> HttpResponse:
    """Let a step be."""
    partnership, found, form = request.access.get(rows(), key=key, needs=Permission.PARTNERSHIP_EDIT), _step(step), WaiveForm(request.POST)
    if not form.is_valid():
        return _page(request, partnership, found, waive=form)
    try:
        services.waive(partnership=partnership, step=found, reason=form.cleaned_data["reason"], by=request.user, at=now())
    except Refused as no:
        form.add_error(None, f"{no.reason} {no.instead}".strip())
        return _page(request, partnership, found, waive=form)
    return redirect(partnership)


@acts(Permission.PARTNERSHIP_EDIT)
@require_POST
def journey_expect(request: GuardedRequest, key: str, step: str) -> HttpResponse:
    """Expect a step again that was let be."""
    partnership = request.access.get(rows(), key=key, needs=Permission.PARTNERSHIP_EDIT)
    services.unwaive(partnership=partnership, step=_step(step), by=request.user, at=now())
    return redirect("journey_step", key, step)
