"""Where an officer, a congregation, a liaison and staff say that somebody moves on."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from onecop.agencies.models import Officer
from onecop.handover import queries, services
from onecop.handover.forms import AskForm, LeavingForm, MovingForm, WishForm
from onecop.kernel.clock import now
from onecop.kernel.errors import Refused
from onecop.kernel.gate import GuardedRequest, acts
from onecop.kernel.permissions import Permission
from onecop.matching.load import today_of
from onecop.partnerships.choices import CloseReason
from onecop.partnerships.models import Partnership
from onecop.partnerships.rules import local_day
from onecop.ui.page import render

FORMS = ["GET", "HEAD", "POST"]
ROWS = Partnership.objects.select_related("congregation__scope", "agency__scope", "agency__territory", "area").defer("area__outline")


@acts(Permission.PARTNERSHIP_ACT)
@require_http_methods(FORMS)
def handover_moving(request: GuardedRequest, key: str) -> HttpResponse:
    """An officer says that they move on. On a phone, in a minute."""
    row: Partnership = request.access.get(ROWS, key=key, needs=Permission.PARTNERSHIP_ACT)
    if not row.tenures.filter(officer__person=request.user, closed_on=None).exists():
        raise PermissionDenied
    at = now()
    form = MovingForm(request.POST if request.method == "POST" else None, today=local_day(row, at))
    if request.method == "POST" and form.is_valid():
        services.ask(partnership=row, by=request.user, at=at, **form.cleaned_data)
        messages.success(request, _("Thank you for telling us. The congregation hears it kindly, and we look for the next officer."))
        return redirect(row)
    return render(request, "handover/moving.jinja", {"p": row, "form": form}, status=422 if form.errors else 200)


@acts(Permission.PARTNERSHIP_ACT)
@require_http_methods(FORMS)
def handover_wish(request: GuardedRequest, key: str) -> HttpResponse:
    """A congregation asks for somebody else. Only staff read why."""
    row: Partnership = request.access.get(ROWS, key=key, needs=Permission.PARTNERSHIP_ACT)
    if not row.tenures.filter(contact__person=request.user, closed_on=None).exists():
        raise PermissionDenied
    form = WishForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        services.ask(partnership=row, reason=CloseReason.CONGREGATION, by=request.user, at=now(), **form.cleaned_data)
        messages.success(request, _("We heard you. Our staff look for somebody else and ask you before anybody is named."))
        return redirect(row)
    return render(request, "handover/wish.jinja", {"p": row, "form": form}, status=422 if form.errors else 200)


@acts(Permission.PARTNERSHIP_EDIT)
@require_http_methods(FORMS)
def handover_ask(request: GuardedRequest, key: str) -> HttpResponse:
    """Staff enter what they heard, and look for the next officer."""
    row: Partnership = request.access.get(ROWS, key=key, needs=Permission.PARTNERSHIP_EDIT)
    at = now()
    form = AskForm(request.POST if request.method == "POST" else None, today=local_day(row, at))
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(services.ask(partnership=row, by=request.user, at=at, **form.cleaned_data))
        except Refused as refusal:
            messages.error(request, f"{refusal.reason} {refusal.instead}".strip())
            return redirect(row)
    return render(request, "handover/ask.jinja", {"p": row, "form": form}, status=422 if form.errors else 200)


@acts(Permission.ROSTER_EDIT)
@require_http_methods(FORMS)
def handover_leaving(request: GuardedRequest, key: str) -> HttpResponse:
    """A liaison says that an officer goes: each of their partnerships gets a handover."""
    officer: Officer = request.access.get(Officer.objects.select_related("agency__scope__parent", "agency__territory"), key=key)
    if not request.access.allows(Permission.ROSTER_EDIT, officer.agency):
        raise PermissionDenied
    held, at = queries.held_by(officer), now()
    form = LeavingForm(request.POST if request.method == "POST" else None, today=today_of(officer.agency, at))
    if request.method == "POST" and held and form.is_valid():
        for partnership in held:
            services.ask(partnership=partnership, by=request.user, at=at, **form.cleaned_data)
        told = ngettext("%(n)s handover begins. The congregation is told.", "%(n)s handovers begin. The congregations are told.", len(held))
        messages.success(request, told % {"n": len(held)})
        return redirect("handover_list")
    return render(request, "handover/leaving.jinja", {"officer": officer, "held": held, "form": form}, status=422 if form.errors else 200)
