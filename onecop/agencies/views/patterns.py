"""The shift patterns of an agency, and one pattern for many officers."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from onecop.agencies import months, rules, services
from onecop.agencies.models import Agency, Officer, ShiftPattern
from onecop.agencies.shift_forms import AssignForm, CycleForm, PatternForm
from onecop.agencies.tables import OfficersToPick, Patterns
from onecop.kernel.clock import now
from onecop.kernel.errors import Refused
from onecop.kernel.gate import GuardedRequest, acts
from onecop.kernel.permissions import Permission as P
from onecop.ui.page import render

FORMS = ["GET", "HEAD", "POST"]


def _agency(request: GuardedRequest, key: str, needs: P = P.ROSTER_EDIT) -> Agency:
    found: Agency = request.access.get(Agency.objects.select_related("scope__parent", "territory"), key=key, needs=needs)
    return found


def _zone(agency: Agency) -> str:
    return agency.territory.timezone if agency.territory else "America/New_York"


def _month(agency: Agency, anchor_on: date, cycle: list[Any]) -> months.Month:
    today = now().astimezone(ZoneInfo(_zone(agency))).date()
    return months.month(rules.pattern(anchor_on, cycle, _zone(agency)), (), today, today)


@acts(P.ROSTER_READ)
@require_safe
def patterns(request: GuardedRequest, key: str) -> HttpResponseBase:
    """The patterns of an agency, and how many officers work each."""
    agency = _agency(request, key, P.ROSTER_READ)
    rows = agency.shift_patterns.annotate(worked_by=Count("officers")).select_related("agency")
    return Patterns(request, rows).answer("agencies/shifts.jinja", {"agency": agency, "may_edit": request.access.allows(P.ROSTER_EDIT, agency)})


@acts(P.ROSTER_EDIT)
@require_http_methods(FORMS)
def new(request: GuardedRequest, key: str) -> HttpResponse:
    """A new pattern from one in general use."""
    agency = _agency(request, key)
    form = PatternForm(request.POST or None)
    month = None
    if request.method == "POST" and form.is_valid():
        entered = form.entered()
        if form.confirmed:
            return _made(request, agency, entered, form.cleaned_data["next_bid_on"])
        month = _month(agency, entered.anchor_on, entered.cycle)
        form.looked_at()
    return render(request, "agencies/shift_new.jinja", {"agency": agency, "form": form, "month": month}, status=422 if form.errors else 200)


def _made(request: GuardedRequest, agency: Agency, entered: Any, next_bid_on: date | None) -> HttpResponse:
    facts = {"name": entered.name, "anchor_on": entered.anchor_on, "cycle": entered.cycle, "recipe": entered.recipe, "next_bid_on": next_bid_on}
    row = services.make_pattern(agency=agency, by=request.user, at=now(), **facts)  # type: ignore[arg-type]
    if row.name == entered.name:
        messages.success(request, _("%(name)s is saved.") % {"name": row.name})
    else:
        messages.info(request, _("The same turns on the same dates are there already: %(name)s.") % {"name": row.name})
    return redirect("agency_shifts", agency.key)


@acts(P.ROSTER_EDIT)
@require_http_methods(FORMS)
def own(request: GuardedRequest, key: str) -> HttpResponse:
    """A new pattern, day by day."""
    return _edit(request, _agency(request, key), None)


@acts(P.ROSTER_EDIT)
@require_http_methods(FORMS)
def edit(request: GuardedRequest, key: str, code: str) -> HttpResponse:
    """A pattern, day by day."""
    agency = _agency(request, key)
    return _edit(request, agency, get_object_or_404(agency.shift_patterns, code=code))


def _edit(request: GuardedRequest, agency: Agency, row: ShiftPattern | None) -> HttpResponse:
    asked = request.POST.get("go")
    form = CycleForm(row, request.POST or None)
    month, wrong = None, False
    if asked == "days":
        form = CycleForm(row, initial={name: request.POST.get(name, "") for name in form.fields}, size=form.size)
    elif request.method == "POST" and form.is_valid():
        entered = form.entered()
        if form.confirmed and row is None:
            return _made(request, agency, entered, form.cleaned_data["next_bid_on"])
        if form.confirmed and row is not None:
            facts = {"name": entered.name, "anchor_on": entered.anchor_on, "cycle": entered.cycle, "next_bid_on": form.cleaned_data["next_bid_on"]}
            services.change_pattern(pattern=row, by=request.user, at=now(), **facts)  # type: ignore[arg-type]
            messages.success(request, _("%(name)s is saved.") % {"name": entered.name})
            return redirect("agency_shifts", agency.key)
        month = _month(agency, entered.anchor_on, entered.cycle)
        form.looked_at()
    else:
        wrong = bool(form.errors)
    worked_by = row.officers.count() if row else 0
    facts = {"agency": agency, "pattern": row, "form": form, "month": month, "worked_by": worked_by}
    return render(request, "agencies/shift_edit.jinja", facts, status=422 if wrong else 200)


@acts(P.ROSTER_EDIT)
@require_POST
def drop(request: GuardedRequest, key: str, code: str) -> HttpResponse:
    """Remove a pattern that nobody works."""
    agency = _agency(request, key)
    row = get_object_or_404(agency.shift_patterns, code=code)
    try:
        services.drop_pattern(pattern=row, by=request.user, at=now())  # type: ignore[arg-type]
        messages.success(request, _("%(name)s is removed.") % {"name": row.name})
    except Refused as refusal:
        messages.error(request, f"{refusal.reason} {refusal.instead}")
    return redirect("agency_shifts", key)


@acts(P.ROSTER_EDIT)
@require_http_methods(FORMS)
def assign(request: GuardedRequest, key: str) -> HttpResponseBase:
    """One pattern for many officers at once: those ticked, or everybody whom the filters leave."""
    agency = _agency(request, key)
    request.agency = agency  # type: ignore[attr-defined] # the filters offer its areas and shifts
    table = OfficersToPick(request, Officer.objects.filter(agency=agency).select_related("area", "shift").defer("area__outline"))
    form = AssignForm(agency, request.POST or None)
    facts: dict[str, Any] = {"agency": agency, "form": form, "ticked": set(request.POST.getlist("officer")), "month": None}
    if request.method != "POST":
        return table.answer("agencies/shift_assign.jinja", facts)
    if form.is_valid():
        chosen = _chosen(table, form, facts["ticked"])
        shift = form.cleaned_data["works"]
        facts["count"] = chosen.count()
        if not facts["count"]:
            form.add_error("who", _("Tick at least one officer."))
        elif form.confirmed:
            done = services.assign(agency=agency, officers=chosen, pattern=shift, by=request.user, at=now())  # type: ignore[arg-type]
            words = ngettext("%(n)s officer works %(shift)s now.", "%(n)s officers work %(shift)s now.", done)
            messages.success(request, words % {"n": done, "shift": shift.name})
            return redirect("agency_shifts", key)
        else:
            facts["month"] = _month(agency, shift.anchor_on, shift.cycle)
            form.looked_at()
    return render(request, "agencies/shift_assign.jinja", {**facts, "table": table}, status=422 if form.errors else 200)


def _chosen(table: OfficersToPick, form: AssignForm, ticked: set[str]) -> QuerySet[Officer]:
    rows: QuerySet[Officer] = table.filtered
    return rows if form.cleaned_data["who"] == "all" else table.given.filter(key__in=ticked)
