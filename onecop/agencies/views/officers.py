"""The roster, one officer, and what officers change themselves."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from onecop.access import services as access
from onecop.agencies import queries, services
from onecop.agencies.forms import OfficerForm, OwnForm
from onecop.agencies.models import Agency, Officer
from onecop.agencies.rules import capacity_of
from onecop.agencies.tables import Officers
from onecop.kernel.clock import now
from onecop.kernel.errors import Refused
from onecop.kernel.gate import GuardedRequest, acts, needs
from onecop.kernel.permissions import Permission as P
from onecop.ui.page import render

FORMS = ["GET", "HEAD", "POST"]


@acts(P.ROSTER_READ)
@require_safe
def officers(request: GuardedRequest, key: str) -> HttpResponseBase:
    """The roster of an agency. No contact data here: that is on an officer's own page."""
    agency: Agency = request.access.get(Agency.objects.select_related("scope__parent"), key=key, needs=P.ROSTER_READ)
    request.agency = agency  # type: ignore[attr-defined] # the filters offer its areas and shifts
    rows = Officer.objects.filter(agency=agency).select_related("area", "shift").defer("area__outline")
    return Officers(request, rows).answer("agencies/officers.jinja", {"agency": agency, "may_import": request.access.allows(P.ROSTER_EDIT, agency)})


def _get(request: GuardedRequest, key: str) -> Officer:
    rows = queries.with_duty(queries.two_weeks_from(now())).select_related("agency__scope__parent", "area__parent", "person")
    found: Officer = request.access.get(rows.defer("area__outline", "area__parent__outline"), key=key)
    return found


@acts(P.ROSTER_READ)
@require_safe
def officer(request: GuardedRequest, key: str) -> HttpResponse:
    """One officer: area, shift, dates."""
    row = _get(request, key)
    access.note_contact_read(of=row, by=request.user, at=now())  # type: ignore[arg-type]
    facts = {
        "officer": row, "shift": queries.two_weeks(row, now()), "capacity": capacity_of(row), "may_edit": request.access.allows(P.ROSTER_EDIT, row.agency),
        "sees_roster": request.access.allows(P.ROSTER_READ, row.agency), "own": row.person_id == request.user.pk,
        "history": queries.history(row) if request.access.allows(P.ROSTER_EDIT, row.agency) else [],
    }  # fmt: skip
    return render(request, "agencies/officer.jinja", facts)


@acts(P.ROSTER_EDIT)
@require_http_methods(FORMS)
def officer_edit(request: GuardedRequest, key: str) -> HttpResponse:
    """Status, area, shift, languages, transfer."""
    rows = Officer.objects.select_related("agency__scope__parent", "agency__territory")
    row: Officer = request.access.get(rows, key=key)
    if not request.access.allows(P.ROSTER_EDIT, row.agency):
        raise PermissionDenied
    form = OfficerForm(request.POST or None, instance=rows.get(pk=row.pk))
    if request.method == "POST" and form.is_valid():
        try:
            services.edit_officer(officer=row, by=request.user, at=now(), **form.cleaned_data)  # type: ignore[arg-type]
            messages.success(request, _("Saved."))
            return redirect("officer_detail", key)
        except Refused as refusal:
            form.add_error(None, refusal.reason)
    return render(request, "agencies/officer_edit.jinja", {"officer": row, "form": form}, status=422 if form.errors else 200)


@needs(P.HOME_OFFICER)
@require_http_methods(FORMS)
def me_edit(request: GuardedRequest) -> HttpResponse:
    """An officer's own languages and number of congregations."""
    row = Officer.objects.filter(person=request.user.pk).select_related("agency").order_by("id").first()
    if row is None:
        raise Http404
    form = OwnForm(request.POST or None, initial={"languages": row.languages, "capacity": row.capacity})
    if request.method == "POST" and form.is_valid():
        services.edit_own(officer=row, by=request.user, at=now(), **form.cleaned_data)  # type: ignore[arg-type]
        messages.success(request, _("Saved. Thank you!"))
        return redirect("officer_detail", row.key)
    return render(request, "agencies/me.jinja", {"officer": row, "form": form}, status=422 if form.errors else 200)
