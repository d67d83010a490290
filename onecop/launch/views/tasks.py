"""One task of a plan."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from onecop.kernel.clock import now
from onecop.kernel.errors import Refused
from onecop.kernel.gate import GuardedRequest, acts
from onecop.kernel.permissions import Permission as P
from onecop.launch import plan, services
from onecop.launch.forms import DropForm, NewTaskForm, OwnerForm, TickForm
from onecop.launch.models import Launch
from onecop.launch.owners import candidates, chosen
from onecop.launch.views.parts import FORMS, frame, launch_of, tell
from onecop.ui.page import render


def _line(launch: Launch, key: str) -> plan.Line:
    found = next((line for line in plan.lines(launch, now()) if line.task.key == key), None)
    if found is None:
        raise Http404
    return found


@acts(P.LAUNCH_RUN)
@require_http_methods(FORMS)
def launch_task_add(request: GuardedRequest, key: str) -> HttpResponse:
    """A task of this city alone."""
    launch = launch_of(request, key, P.LAUNCH_RUN)
    form = NewTaskForm(request.POST or None, owners=candidates(launch), initial={"owner": "role:staff", "on": launch.starts_on})
    if request.method == "POST" and form.is_valid():
        words = dict(form.cleaned_data)
        role, owner = chosen(words.pop("owner"))
        try:
            services.add_task(launch=launch, role=role, owner=owner, by=request.user, at=now(), **words)
        except Refused as refusal:
            form.add_error(None, f"{refusal.reason} {refusal.instead}".strip())
        else:
            messages.success(request, _("The task is on the plan."))
            return redirect(launch)
    return render(request, "launch/task_add.jinja", {**frame(request, launch, "launch_detail"), "form": form}, status=422 if form.is_bound else 200)


@acts(P.LAUNCH_RUN)
@require_http_methods(FORMS)
def launch_task(request: GuardedRequest, key: str, task: str) -> HttpResponse:
    """Give a task to somebody else, or make it due on another day."""
    launch = launch_of(request, key, P.LAUNCH_RUN)
    line = _line(launch, task)
    owner = f"person:{line.task.owner.key}" if line.task.owner else f"role:{line.task.owner_role}"
    form = OwnerForm(request.POST or None, owners=candidates(launch), initial={"owner": owner, "on": line.due_on})
    if request.method == "POST" and form.is_valid():
        role, person = chosen(form.cleaned_data["owner"])
        try:
            services.reassign(task=line.task, role=role, owner=person, by=request.user, at=now())
            services.shift_task(task=line.task, on=form.cleaned_data["on"], by=request.user, at=now())
        except Refused as refusal:
            form.add_error(None, f"{refusal.reason} {refusal.instead}".strip())
        else:
            messages.success(request, _("Kept."))
            return redirect(launch)
    page = {**frame(request, launch, "launch_detail"), "line": line, "form": form, "tick": TickForm(), "drop": DropForm()}
    return render(request, "launch/task.jinja", page, status=422 if form.is_bound else 200)


@acts(P.LAUNCH_READ)
@require_POST
def launch_task_tick(request: GuardedRequest, key: str, task: str) -> HttpResponse:
    """Say that a task is done, or take that back: staff, and whoever owns it."""
    launch = launch_of(request, key)
    line = _line(launch, task)
    if not (request.access.allows(P.LAUNCH_RUN, launch) or line.owner.person == request.user.pk):
        raise PermissionDenied
    form = TickForm(request.POST)
    try:
        if line.task.done_at is not None:
            services.untick(task=line.task, by=request.user, at=now())
            messages.success(request, _("The tick is taken back."))
        else:
            services.tick(task=line.task, note=form.cleaned_data["note"] if form.is_valid() else "", by=request.user, at=now())
            messages.success(request, _("Done: %(task)s") % {"task": line.task.title})
    except Refused as refusal:
        tell(request, refusal)
    return redirect(launch)


@acts(P.LAUNCH_RUN)
@require_POST
def launch_task_drop(request: GuardedRequest, key: str, task: str) -> HttpResponse:
    """Leave a task out with a reason, or take it up again."""
    launch = launch_of(request, key, P.LAUNCH_RUN)
    line = _line(launch, task)
    form = DropForm(request.POST)
    try:
        if line.task.dropped_at is not None:
            services.restore_task(task=line.task, by=request.user, at=now())
            messages.success(request, _("The task is on the plan again."))
        else:
            services.drop_task(task=line.task, reason=form.cleaned_data["reason"] if form.is_valid() else "", by=request.user, at=now())
            messages.success(request, _("Left out. It stays on the page with its reason."))
    except Refused as refusal:
        tell(request, refusal)
        return redirect("launch_task", launch.key, line.task.key)
    return redirect(launch)
