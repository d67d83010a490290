"""Staff: agencies that enrolled."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from onecop.access import services as access
from onecop.agencies import queries, services
from onecop.agencies.choices import EnrollmentStanding
from onecop.agencies.enrolling import steps
from onecop.agencies.forms import ANSWERS
from onecop.agencies.models import AgencyEnrollment
from onecop.agencies.services.reviewing import REVIEWED
from onecop.agencies.tables import AgencyEnrollments
from onecop.kernel.clock import now
from onecop.kernel.errors import Refused
from onecop.kernel.gate import GuardedRequest, acts, needs
from onecop.kernel.permissions import Permission as P
from onecop.ui.page import render

ACTS: dict[str, tuple[Callable[..., Any], Any]] = {
    "accept": (services.accept_enrollment, gettext_lazy("%(name)s is in. Liaison and executive have a welcome by e-mail.")),
    "ask_back": (services.ask_back, gettext_lazy("Your question about %(name)s is on its way.")),
    "waitlist": (services.waitlist, gettext_lazy("%(name)s is on the waiting list, and has been told why.")),
    "decline": (services.decline, gettext_lazy("%(name)s is declined, and has been told why.")),
}


def _get(request: GuardedRequest, key: str) -> AgencyEnrollment:
    rows = AgencyEnrollment.objects.select_related("agency__scope__parent", "settled_by")
    found: AgencyEnrollment = request.access.get(rows, key=key, needs=P.AGENCY_REVIEW)
    return found


@needs(P.AGENCY_REVIEW)
@require_safe
def queue(request: GuardedRequest) -> HttpResponseBase:
    """What agencies have sent us, the longest wait first."""
    rows = AgencyEnrollment.objects.visible_to(request.user).select_related("agency")  # type: ignore[arg-type]
    return AgencyEnrollments(request, rows if request.GET else rows.waiting()).answer("agencies/queue.jinja")


@acts(P.AGENCY_REVIEW)
@require_safe
def review(request: GuardedRequest, key: str) -> HttpResponse:
    """One enrollment: what was written, and the four answers."""
    return _page(request, _get(request, key), {})


def _page(request: GuardedRequest, row: AgencyEnrollment, bound: dict[str, Any], status: int = 200) -> HttpResponse:
    assert row.agency is not None
    access.note_contact_read(of=row, by=request.user, at=now())  # type: ignore[arg-type]
    facts = {
        "row": row, "agency": row.agency, "parts": steps.told(row), "history": queries.history(row, row.agency), "open": row.standing in REVIEWED,
        "may_reopen": row.standing in (EnrollmentStanding.ASKED_BACK, EnrollmentStanding.WAITLISTED, EnrollmentStanding.DECLINED),
        "forms": {act: bound.get(act) or form(auto_id=f"id_{act}_%s") for act, form in ANSWERS.items()},
    }  # fmt: skip
    return render(request, "agencies/review.jinja", facts, status=status)


@acts(P.AGENCY_REVIEW)
@require_POST
def answer(request: GuardedRequest, key: str, act: str) -> HttpResponse:
    """Accept, ask back, waitlist or decline."""
    row = _get(request, key)
    if act not in ACTS:
        raise Http404
    do, said = ACTS[act]
    form = ANSWERS[act](request.POST, auto_id=f"id_{act}_%s")
    if not form.is_valid():
        return _page(request, row, {act: form}, status=422)
    try:
        do(enrollment=row, by=request.user, at=now(), **form.cleaned_data)
        messages.success(request, said % {"name": row})
    except Refused as refusal:
        messages.error(request, f"{refusal.reason} {refusal.instead}")
    return redirect("agency_enrollment_review", key)


@acts(P.AGENCY_REVIEW)
@require_POST
def reopen(request: GuardedRequest, key: str) -> HttpResponse:
    """Take an answer back."""
    try:
        services.reopen(enrollment=_get(request, key), by=request.user, at=now())  # type: ignore[arg-type]
        messages.success(request, _("It waits for your answer again."))
    except Refused as refusal:
        messages.error(request, f"{refusal.reason} {refusal.instead}")
    return redirect("agency_enrollment_review", key)
