"""How far the letters to all guests are, and the way to stop a line of the host."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from onecop.kernel.clock import now
from onecop.kernel.errors import Refused
from onecop.kernel.gate import GuardedRequest, acts
from onecop.registrations import services
from onecop.registrations.choices import SendingKind, SendingState
from onecop.registrations.models import Sending
from onecop.registrations.views.guests import HOSTS
from onecop.registrations.views.parts import said
from onecop.tasks.models import Job
from onecop.ui.page import render


def _sending(request: GuardedRequest, key: str) -> Sending:
    found: Sending = request.access.get(Sending.objects.select_related("occurrence__event"), key=key)
    return found


def _facts(sending: Sending) -> dict[str, object]:
    job = Job.objects.filter(key=sending.job_key).first() if sending.job_key else None
    open_now = sending.state == SendingState.SENDING
    # while it runs its own mark is newer than the task's: it moves with the letters
    look = job.state if job and open_now else "cancelled" if sending.state in (SendingState.STOPPED, SendingState.OVERTAKEN) else "done"
    return {
        "sending": sending, "event": sending.occurrence.event, "date": sending.occurrence, "look": look,
        "may_stop": open_now and sending.kind == SendingKind.LINE,
    }  # fmt: skip


@acts(*HOSTS)
@require_safe
def registration_sending(request: GuardedRequest, key: str) -> HttpResponse:
    """What all guests are told, and how many have it."""
    return render(request, "registrations/sending.jinja", _facts(_sending(request, key)))


@acts(*HOSTS)
@require_safe
def registration_sending_progress(request: GuardedRequest, key: str) -> HttpResponse:
    """How far it is; when it has ended, htmx loads the page anew."""
    sending = _sending(request, key)
    answer = render(request, "registrations/sending_progress.jinja", _facts(sending))
    if sending.state != SendingState.SENDING:
        answer["HX-Refresh"] = "true"
    return answer


@acts(*HOSTS)
@require_POST
def registration_sending_stop(request: GuardedRequest, key: str) -> HttpResponse:
    """Stop a line of the host. What guests must know, that a date moves or is called off, is never stopped half way."""
    sending = _sending(request, key)
    job = Job.objects.filter(key=sending.job_key).first()
    try:
        if job and sending.kind == SendingKind.LINE:
            services.stop_sending(sending=sending, job=job, by=request.user, at=now())
    except Refused as no:
        messages.error(request, said(no))
    return redirect(sending)
