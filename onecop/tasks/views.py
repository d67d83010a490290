from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from onecop.kernel.clock import now
from onecop.kernel.errors import Refused
from onecop.kernel.gate import GuardedRequest, acts, signed_in
from onecop.kernel.permissions import Permission
from onecop.tasks import queries, services
from onecop.tasks.models import Job
from onecop.tasks.tables import Jobs
from onecop.ui.page import render


@signed_in
@require_safe
def tasks_list(request: GuardedRequest) -> HttpResponseBase:
    """Long work: one's own, and all within the reach of whoever watches tasks."""
    rows = Job.objects.visible_to(request.user).defer("params", "result")
    return Jobs(request, rows).answer("tasks/list.jinja", block="list")


@acts(Permission.TASKS_READ)
@require_safe
def task_detail(request: GuardedRequest, key: str) -> HttpResponseBase:
    """One task: how far it is, how it ended, and how to stop it."""
    job = request.access.get(Job.objects, key=key)
    stop = job.is_open and Job.objects.stoppable_by(request.user).filter(pk=job.pk).exists()
    return render(request, "tasks/detail.jinja", {"job": job, "far": queries.progress(job), "may_stop": stop}, block="progress")


@acts(Permission.TASKS_STOP)
@require_POST
def task_cancel(request: GuardedRequest, key: str) -> HttpResponseBase:
    """Stop a task."""
    job = request.access.get(Job.objects, key=key)
    if not Job.objects.stoppable_by(request.user).filter(pk=job.pk).exists():
        raise PermissionDenied
    try:
        services.cancel(job, by=request.user, at=now())
        messages.success(request, _("We told it to stop."))
    except Refused as no:
        messages.info(request, no.reason)
    return redirect(job)
