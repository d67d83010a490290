"""Launches, and the plan of one."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from onecop.agencies.models import Agency
from onecop.kernel.clock import now
from onecop.kernel.errors import Refused
from onecop.kernel.gate import GuardedRequest, acts, needs
from onecop.kernel.permissions import Permission as P
from onecop.launch import paper as printing
from onecop.launch import plan, services
from onecop.launch.forms import MoveLaunchForm, NewLaunchForm
from onecop.launch.models import Launch
from onecop.launch.queries import with_waiting_pledges
from onecop.launch.tables import Launches, StaffLaunches
from onecop.launch.views.parts import FORMS, frame, launch_of, paper, tell
from onecop.ui.page import render


@needs(P.LAUNCH_READ)
@require_safe
def launch_list(request: GuardedRequest) -> HttpResponse:
    """The cities that the programme enters. Whose own there is only one is taken to it."""
    seen = Launch.objects.visible_to(request.user).select_related("agency", "lead")
    staff = request.access.allows(P.LAUNCH_RUN)
    if not staff and (only := list(seen[:2])) and len(only) == 1:
        return redirect("launch_detail", only[0].key)
    table = StaffLaunches(request, with_waiting_pledges(seen)) if staff else Launches(request, seen)
    return table.answer("launch/list.jinja", {"staff": staff})


@needs(P.LAUNCH_RUN)
@require_http_methods(FORMS)
def launch_new(request: GuardedRequest) -> HttpResponse:
    """Plan a launch."""
    initial = {"ori": request.GET.get("agency", "")[:200], "lead": request.user.key}
    form = NewLaunchForm(request.POST or None, agencies=Agency.objects.visible_to(request.user), initial=initial)
    if request.method == "POST" and form.is_valid():
        words = dict(form.cleaned_data)
        try:
            launch = services.plan(agency=words.pop("ori"), by=request.user, at=now(), **words)
        except Refused as refusal:
            form.add_error(None, f"{refusal.reason} {refusal.instead}".strip())
        else:
            messages.success(request, _("The plan stands. Change what is different in this city."))
            return redirect(launch)
    return render(request, "launch/new.jinja", {"form": form}, status=422 if form.is_bound else 200)


@acts(P.LAUNCH_READ)
@require_safe
def launch_detail(request: GuardedRequest, key: str) -> HttpResponse:
    """The plan: what is done and how we know, what is late, what comes, and whose it is."""
    launch = launch_of(request, key)
    found = plan.lines(launch, now())
    counts = {state: sum(line.state == state for line in found) for state in ("done", "late", "now", "next", "dropped")}
    mine = [line for line in found if line.owner.person == request.user.pk]
    own = next((line for line in mine if launch.is_open and line.state in ("late", "now")), None)
    facts = {"lines": found, "counts": counts, "mine": {line.task.pk for line in mine}, "own": own}
    return render(request, "launch/plan.jinja", {**frame(request, launch, "launch_detail"), **facts})


@acts(P.LAUNCH_READ)
@require_safe
def launch_print(request: GuardedRequest, key: str) -> HttpResponse:
    """The plan on paper."""
    launch, at = launch_of(request, key), now()
    return paper(printing.plan(launch, plan.lines(launch, at), at=at), f"launch-{launch.key}")


@acts(P.LAUNCH_RUN)
@require_http_methods(FORMS)
def launch_edit(request: GuardedRequest, key: str) -> HttpResponse:
    """Move the launch, name its lead, close it."""
    launch = launch_of(request, key, P.LAUNCH_RUN)
    initial = {"starts_on": launch.starts_on, "luncheon_on": launch.luncheon_on, "place": launch.place, "lead": launch.lead.key}
    form = MoveLaunchForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.change(launch=launch, by=request.user, at=now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, f"{refusal.reason} {refusal.instead}".strip())
        else:
            messages.success(request, _("Kept. Every task has moved along."))
            return redirect(launch)
    return render(request, "launch/edit.jinja", {**frame(request, launch, "launch_detail"), "form": form}, status=422 if form.is_bound else 200)


@acts(P.LAUNCH_RUN)
@require_POST
def launch_close(request: GuardedRequest, key: str) -> HttpResponse:
    """Close a launch, or open it again."""
    launch = launch_of(request, key, P.LAUNCH_RUN)
    act, said = (services.close, _("The launch is closed. You can open it again.")) if launch.is_open else (services.reopen, _("The launch is open again."))
    try:
        act(launch=launch, by=request.user, at=now())
        messages.success(request, said)
    except Refused as refusal:
        tell(request, refusal)
    return redirect(launch)
