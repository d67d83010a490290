"""When one officer works: the month, the shift, and days that differ. For the officer and for whoever keeps the roster."""

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from onecop.agencies import months, queries, rules, services
from onecop.agencies.duty import Change
from onecop.agencies.models import Officer
from onecop.agencies.shift_forms import AwayForm, OwnShiftForm
from onecop.kernel.clock import now
from onecop.kernel.errors import Refused
from onecop.kernel.gate import GuardedRequest, acts, needs
from onecop.kernel.permissions import Permission as P
from onecop.ui.page import render

FORMS = ["GET", "HEAD", "POST"]
BACK = timedelta(days=62)
"""So far back one sees what differed."""


@needs(P.HOME_OFFICER)
@require_safe
def mine(request: GuardedRequest) -> HttpResponse:
    """One's own shift."""
    row = Officer.objects.filter(person=request.user.pk).order_by("id").first()
    if row is None:
        raise Http404
    return redirect("officer_shift", row.key)


def _get(request: GuardedRequest, key: str) -> Officer:
    """Return an officer whose shift one may change: one's own, or of a roster that one keeps."""
    rows = queries.with_duty((now() - BACK).date()).select_related("agency__scope__parent")
    row: Officer = request.access.get(rows, key=key)
    if row.person_id != request.user.pk and not request.access.allows(P.ROSTER_EDIT, row.agency):
        raise PermissionDenied
    return row


def _facts(request: GuardedRequest, row: Officer) -> dict[str, Any]:
    today = now().astimezone(ZoneInfo(queries.zone_of(row))).date()
    return {"officer": row, "own": row.person_id == request.user.pk, "desk": request.access.allows(P.ROSTER_READ, row.agency), "today": today}


@acts(P.ROSTER_READ)
@require_safe
def shift(request: GuardedRequest, key: str) -> HttpResponse:
    """A month of duty, and the days that differ from it."""
    row = _get(request, key)
    facts = _facts(request, row)
    try:
        around = date.fromisoformat(request.GET.get("month", ""))
        around = around if 2000 <= around.year <= 2100 else facts["today"]
    except ValueError:
        around = facts["today"]
    month = months.month(queries.shift_of(row), queries.changes_of(row), around, facts["today"])
    differs = [one for one in row.differs if one.last_on >= facts["today"]]  # type: ignore[attr-defined]
    return render(request, "agencies/officer_shift.jinja", {**facts, "month": month, "differs": differs})


@acts(P.ROSTER_READ)
@require_http_methods(FORMS)
def change(request: GuardedRequest, key: str) -> HttpResponse:
    """What an officer works: chosen, looked at as a month, saved."""
    row = _get(request, key)
    facts = _facts(request, row)
    form = OwnShiftForm(row.agency, request.POST or None, today=facts["today"])
    month = None
    if request.method == "POST" and form.is_valid():
        entered = form.entered()
        if form.confirmed:
            words = {"cycle": entered.cycle, "anchor_on": entered.anchor_on, "name": entered.name, "recipe": entered.recipe}
            try:
                services.set_shift(officer=row, by=request.user, at=now(), **words)  # type: ignore[arg-type]
                messages.success(request, _("The shift is saved."))
                return redirect("officer_shift", key)
            except Refused as refusal:
                form.add_error(None, refusal.reason)
        else:
            pattern = rules.pattern(entered.anchor_on, entered.cycle, queries.zone_of(row))
            month = months.month(pattern, queries.changes_of(row), facts["today"], facts["today"])
            form.looked_at()
    return render(request, "agencies/officer_shift_change.jinja", {**facts, "form": form, "month": month}, status=422 if form.errors else 200)


@acts(P.ROSTER_READ)
@require_http_methods(FORMS)
def away(request: GuardedRequest, key: str) -> HttpResponse:
    """Note leave, a day off, court, training or an extra turn."""
    row = _get(request, key)
    facts = _facts(request, row)
    form, month = AwayForm(request.POST or None, initial={"first_on": facts["today"]}), None
    if request.method == "POST" and form.is_valid():
        words = {name: form.cleaned_data[name] for name in ("kind", "first_on", "last_on", "from_time", "to_time")}
        try:
            if form.confirmed:
                services.add_exception(officer=row, by=request.user, at=now(), **words)  # type: ignore[arg-type]
                messages.success(request, _("Noted. No meeting will be offered then."))
                return redirect("officer_shift", key)
            services.check_exception(**words)
            month = months.month(queries.shift_of(row), (*queries.changes_of(row), Change(**words)), words["first_on"], facts["today"])
            form.looked_at()
        except Refused as refusal:
            form.add_error(None, " ".join(filter(None, (refusal.reason, refusal.instead))))
    return render(request, "agencies/officer_away.jinja", {**facts, "form": form, "month": month}, status=422 if form.errors else 200)


@acts(P.ROSTER_READ)
@require_POST
def away_drop(request: GuardedRequest, key: str, exception: str) -> HttpResponse:
    """Take such days back."""
    row = _get(request, key)
    services.drop_exception(exception=get_object_or_404(row.exceptions, key=exception), by=request.user, at=now())  # type: ignore[arg-type]
    messages.success(request, _("Taken back."))
    return redirect("officer_shift", key)
