"""Accept all that matches: asked first, done by a task, taken back within an hour."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from onecop.kernel.clock import now
from onecop.kernel.errors import Refused
from onecop.kernel.gate import GuardedRequest, needs
from onecop.kernel.permissions import Permission as P
from onecop.tasks.models import Job
from onecop.ui.page import render
from onecop.weekend import queries, services
from onecop.weekend.choices import Verdict
from onecop.weekend.models import Batch, Resemblance, Weekend

LONGEST = 80


def _choice(request: HttpRequest) -> dict[str, str]:
    given = request.POST if request.method == "POST" else request.GET
    return {name: given[name][:LONGEST] for name in queries.CHOICE if given.get(name)}


@needs(P.EVENT_REVIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def weekend_accept_all(request: GuardedRequest, key: str) -> HttpResponse:
    """How many would be accepted, and what follows; then the press."""
    weekend, choice = get_object_or_404(Weekend.objects.visible_to(request.user), key=key), _choice(request)
    rows = queries.matching(weekend, request.user, choice)
    if request.method == "POST":
        try:
            return redirect(services.accept_all(weekend=weekend, rows=rows, choice=choice, by=request.user, at=now()))
        except Refused as no:
            messages.error(request, f"{no.reason} {no.instead}".strip())
            return redirect("weekend_queue", key)
    alike = Resemblance.objects.filter(second__in=rows.order_by().values("pk"), verdict=Verdict.OPEN).values("second").distinct().count()
    facts = {"weekend": weekend, "choice": choice, "total": rows.count(), "alike": alike}
    return render(request, "weekend/accept_all.jinja", facts)


def _batch(request: GuardedRequest, key: str) -> Batch:
    return get_object_or_404(Batch.objects.visible_to(request.user).select_related("weekend"), key=key)


@needs(P.EVENT_REVIEW)
@require_safe
def weekend_batch(request: GuardedRequest, key: str) -> HttpResponse:
    """How far one press is, and the way back."""
    return render(request, "weekend/batch.jinja", _standing(_batch(request, key)))


def _standing(batch: Batch) -> dict[str, object]:
    return {"batch": batch, "job": Job.objects.filter(key=batch.job_key).first(), "can_undo": batch.can_undo(now())}


@needs(P.EVENT_REVIEW)
@require_safe
def weekend_batch_progress(request: GuardedRequest, key: str) -> HttpResponse:
    """How far it is; when it has ended, htmx loads the page anew."""
    standing = _standing(_batch(request, key))
    answer = render(request, "weekend/progress.jinja", standing)
    job = standing["job"]
    if not isinstance(job, Job) or not job.is_open:
        answer["HX-Refresh"] = "true"
    return answer


@needs(P.EVENT_REVIEW)
@require_POST
def weekend_batch_undo(request: GuardedRequest, key: str) -> HttpResponse:
    """Take it back."""
    batch = _batch(request, key)
    try:
        services.take_back_all(batch=batch, by=request.user, at=now())
    except Refused as no:
        messages.error(request, f"{no.reason} {no.instead}".strip())
    return redirect(batch)
