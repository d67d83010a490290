"""Choose whom to invite, see how many that is, send, and watch it go."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from onecop.agencies.models import Agency
from onecop.audiences import finding, queries, services
from onecop.audiences.choices import MailingState
from onecop.audiences.forms import AudienceForm
from onecop.audiences.models import Mailing
from onecop.audiences.tables import Recipients
from onecop.events.models import Event
from onecop.events.rules import edit_permission
from onecop.kernel.clock import now
from onecop.kernel.errors import Refused
from onecop.kernel.gate import GuardedRequest, acts
from onecop.kernel.permissions import Permission as P
from onecop.tasks.models import Job
from onecop.ui.page import render

FORMS = ["GET", "HEAD", "POST"]
HOSTS = (P.CONGREGATION_EDIT, P.AGENCY_EDIT, P.PARTNERSHIP_ACT, P.PARTNERSHIP_EDIT)


def _event(request: GuardedRequest, key: str) -> Event:
    """Return a visible event whose host the reader acts for; 403 where it is seen and not theirs."""
    event: Event = request.access.get(Event.objects.with_hosts(), key=key)
    if not request.access.allows(edit_permission(event), event):
        raise PermissionDenied
    return event


def _mailing(request: GuardedRequest, key: str) -> Mailing:
    found: Mailing = request.access.get(Mailing.objects.select_related("occurrence__event", "made_by"), key=key)
    _event(request, found.occurrence.event.key)
    return found


@acts(*HOSTS)
@require_http_methods(FORMS)
def mailing_new(request: GuardedRequest, key: str, on: str) -> HttpResponse:
    """Whom to invite to one date."""
    event = _event(request, key)
    try:
        day = date.fromisoformat(on)
    except ValueError:
        raise Http404 from None
    ground = queries.ground(event, request.user, request.GET.get("agency", ""))
    form = AudienceForm(request.POST or None, agencies=ground.agencies, areas=ground.areas)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.prepare(event=event, on=day, audience=form.audience(), words=form.cleaned_data["words"], by=request.user, at=now())
            return redirect(made)
        except Refused as no:
            form.add_error(None, f"{no.reason} {no.instead}".strip())
    facts = {"event": event, "on": on, "form": form, "ground": ground, "before": queries.mailings(event, day)}
    return render(request, "audiences/new.jinja", facts, status=422 if form.errors else 200)


@acts(*HOSTS)
@require_safe
def mailing_detail(request: GuardedRequest, key: str) -> HttpResponseBase:
    """Who and how many, before it is sent; how far it is, and who was left out, after."""
    mailing = _mailing(request, key)
    if mailing.state == MailingState.READY:
        return render(request, "audiences/preview.jinja", _preview(request, mailing))
    rows = mailing.recipients.select_related("registration")
    return Recipients(request, rows).answer("audiences/sent.jinja", _standing(mailing), block="list")


def _preview(request: GuardedRequest, mailing: Mailing) -> dict[str, Any]:
    row, audience = mailing.occurrence, services.audience_of(mailing)
    reach = finding.count(row.event, row, request.user, audience, now())
    return {
        "mailing": mailing,
        "event": row.event,
        "reach": reach,
        "some": finding.sample(row.event, request.user, audience),
        "letter": queries.letter(mailing),
    }


def _standing(mailing: Mailing) -> dict[str, Any]:
    job = Job.objects.filter(key=mailing.job_key).first()
    return {"mailing": mailing, "event": mailing.occurrence.event, "job": job, "told": queries.outcome(mailing)}


@acts(*HOSTS)
@require_POST
def mailing_send(request: GuardedRequest, key: str) -> HttpResponse:
    """Send the invitations."""
    mailing = _mailing(request, key)
    try:
        services.send(mailing=mailing, by=request.user, at=now())
    except Refused as no:
        messages.error(request, f"{no.reason} {no.instead}".strip())
    return redirect(mailing)


@acts(*HOSTS)
@require_POST
def mailing_discard(request: GuardedRequest, key: str) -> HttpResponse:
    """Throw away what was not sent."""
    mailing = _mailing(request, key)
    event, on = mailing.occurrence.event, mailing.occurrence.on.isoformat()
    try:
        services.discard(mailing=mailing, by=request.user, at=now())
        messages.success(request, _("Nothing was sent."))
    except Refused as no:
        messages.error(request, no.reason)
    return redirect("event_day", event.key, on)


@acts(*HOSTS)
@require_POST
def mailing_stop(request: GuardedRequest, key: str) -> HttpResponse:
    """Stop a sending: who has a letter keeps it, nobody else gets one."""
    mailing = _mailing(request, key)
    job = Job.objects.filter(key=mailing.job_key).first()
    try:
        if job:
            services.stop(mailing=mailing, job=job, by=request.user, at=now())
    except Refused as no:
        messages.error(request, no.reason)
    return redirect(mailing)


@acts(*HOSTS)
@require_safe
def mailing_progress(request: GuardedRequest, key: str) -> HttpResponse:
    """How far the sending is; when it has ended, htmx loads the page anew."""
    standing = _standing(_mailing(request, key))
    answer = render(request, "audiences/progress.jinja", standing)
    if standing["mailing"].state != MailingState.SENDING:
        answer["HX-Refresh"] = "true"
    return answer


@acts(P.AGENCY_READ)
@require_safe
def mailing_map(request: GuardedRequest, key: str) -> HttpResponse:
    """The beats of an agency for the map beside their list: a click leads to the beat's box."""
    agency: Agency = request.access.get(Agency.objects.select_related("territory"), key=key, needs=P.AGENCY_READ)
    return JsonResponse({"areas": queries.outlines(agency)})
