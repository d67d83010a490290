"""An agency that pauses, that comes back, and how far its officers may serve."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from onecop.agencies.models import Agency
from onecop.handover import services
from onecop.handover.choices import Reach
from onecop.handover.forms import PauseForm, PolicyForm
from onecop.handover.models import Policy
from onecop.handover.services.agencies import pause_preview, resume_preview
from onecop.kernel.clock import now
from onecop.kernel.errors import Refused
from onecop.kernel.gate import GuardedRequest, acts
from onecop.kernel.permissions import Permission
from onecop.ui.page import render

FORMS = ["GET", "HEAD", "POST"]
ROWS = Agency.objects.select_related("scope__parent", "territory")


@acts(Permission.PARTNERSHIP_EDIT)
@require_http_methods(FORMS)
def handover_pause(request: GuardedRequest, key: str) -> HttpResponse:
    """Say what pausing an agency touches, and do it on POST."""
    agency: Agency = request.access.get(ROWS, key=key, needs=Permission.PARTNERSHIP_EDIT)
    form = PauseForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "handover/pause.jinja", {"agency": agency, "preview": pause_preview(agency), "form": form}, status=422 if form.errors else 200)
    try:
        count = services.pause_agency(agency=agency, words=form.cleaned_data["words"], by=request.user, at=now())
        messages.success(request, _("%(agency)s pauses, and %(n)s partnerships with it.") % {"agency": agency, "n": count})
    except Refused as refusal:
        messages.error(request, f"{refusal.reason} {refusal.instead}".strip())
    return redirect("agency_detail", key)


@acts(Permission.PARTNERSHIP_EDIT)
@require_http_methods(FORMS)
def handover_resume(request: GuardedRequest, key: str) -> HttpResponse:
    """Say what taking an agency up again does, and do it on POST."""
    agency: Agency = request.access.get(ROWS, key=key, needs=Permission.PARTNERSHIP_EDIT)
    if request.method != "POST":
        return render(request, "handover/resume.jinja", {"agency": agency, "resting": resume_preview(agency)})
    try:
        done = services.resume_agency(agency=agency, by=request.user, at=now())
        facts = {"agency": agency, "n": done.resumed, "handovers": done.handovers}
        messages.success(request, _("%(agency)s is back: %(n)s partnerships go on, and %(handovers)s handovers begin.") % facts)
    except Refused as refusal:
        messages.error(request, f"{refusal.reason} {refusal.instead}".strip())
    return redirect("agency_detail", key)


@acts(Permission.AGENCY_EDIT)
@require_http_methods(FORMS)
def handover_reach(request: GuardedRequest, key: str) -> HttpResponse:
    """How far from their post officers of this agency may serve."""
    agency: Agency = request.access.get(ROWS, key=key, needs=Permission.AGENCY_EDIT)
    held = Policy.objects.filter(agency=agency).first()
    form = PolicyForm(request.POST if request.method == "POST" else None, initial={"reach": held.reach if held else Reach.PRECINCT})
    if request.method == "POST" and form.is_valid():
        services.set_policy(agency=agency, reach=form.cleaned_data["reach"], by=request.user, at=now())
        messages.success(request, _("Saved."))
        return redirect("agency_detail", key)
    return render(request, "handover/reach.jinja", {"agency": agency, "form": form}, status=422 if form.errors else 200)
