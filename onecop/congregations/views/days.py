"""Blocked days, and the holy days of the next year as the congregation keeps them."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from onecop.congregations import holydays, queries, services
from onecop.congregations.choices import HolyDayAct
from onecop.congregations.forms import BlockedForm, HolyDayAddForm, HolyDayForm
from onecop.congregations.models import Congregation
from onecop.kernel.clock import now
from onecop.kernel.errors import Refused
from onecop.kernel.gate import GuardedRequest, acts
from onecop.kernel.permissions import Permission as P
from onecop.ui.page import render

FORMS = ["GET", "HEAD", "POST"]
YEAR = timedelta(days=365)


def _get(request: GuardedRequest, key: str, needs: P = P.CONGREGATION_EDIT) -> Congregation:
    rows = Congregation.objects.select_related("scope__parent", "territory").prefetch_related("holy_day_overrides")
    found: Congregation = request.access.get(rows, key=key, needs=needs)
    return found


def _today(row: Congregation) -> date:
    return now().astimezone(_zone(row)).date()


def _zone(row: Congregation) -> ZoneInfo:
    return queries.zone_of(row) or ZoneInfo("America/New_York")


@acts(P.CONGREGATION_EDIT)
@require_http_methods(FORMS)
def blocked(request: GuardedRequest, key: str) -> HttpResponse:
    """Days on which nobody there has time."""
    row = _get(request, key)
    form = BlockedForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.block_dates(congregation=row, by=request.user, at=now(), **form.cleaned_data)  # type: ignore[arg-type]
            messages.success(request, _("Noted. No meeting will be offered then."))
            return redirect("congregation_blocked", key)
        except Refused as refusal:
            form.add_error("last_on", refusal.reason)
    there = row.blocked_dates.filter(last_on__gte=_today(row))
    return render(request, "congregations/blocked.jinja", {"row": row, "form": form, "blocked": there}, status=422 if form.errors else 200)


@acts(P.CONGREGATION_EDIT)
@require_POST
def unblock(request: GuardedRequest, key: str, days: str) -> HttpResponse:
    """Open such days again."""
    row = _get(request, key)
    services.unblock_dates(blocked=get_object_or_404(row.blocked_dates, key=days), by=request.user, at=now())  # type: ignore[arg-type]
    messages.success(request, _("These days are open again."))
    return redirect("congregation_blocked", key)


@dataclass(frozen=True)
class Line:
    """A holy day with its first and last moment on the clock of the place."""

    day: holydays.HolyDay
    starts: Any
    ends: Any


def _lines(row: Congregation, days: Any) -> list[Line]:
    zone = _zone(row)
    return [Line(day, day.starts.astimezone(zone), day.ends.astimezone(zone)) for day in days]


@acts(P.CONGREGATION_READ)
@require_safe
def holy_days(request: GuardedRequest, key: str) -> HttpResponse:
    """The days of the next year: which, from when to when, whether estimated, and what they mean for appointments."""
    row = _get(request, key, P.CONGREGATION_READ)
    today = _today(row)
    days = holydays.kept(row.tradition, queries.overrides_of(row), today, today + YEAR, row.lon, row.lat, _zone(row))
    weekly = {day.code: day for day in reversed(days) if day.weekly}
    names = holydays.names(row.tradition, today.year)
    facts = {
        "row": row, "weekly": _lines(row, weekly.values()), "days": _lines(row, [day for day in days if not day.weekly]),
        "changes": [(one, one.name or names.get(one.code, one.code)) for one in row.holy_day_overrides.all()],
        "may_edit": request.access.allows(P.CONGREGATION_EDIT, row), "until": holydays.known_until(row.tradition),
        "unsure": row.lon is None,
    }  # fmt: skip
    return render(request, "congregations/holy_days.jinja", facts)


def _day(row: Congregation, code: str, on: str) -> holydays.HolyDay:
    """Return the day of this code that is meant: that on the date given, else the next one in the calendar of the tradition."""
    today = _today(row)
    days = holydays.holydays(row.tradition, today - YEAR, today + YEAR, row.lon, row.lat, _zone(row))
    found = [day for day in days if day.code == code]
    named = [day for day in found if day.on.isoformat() == on] or [day for day in found if day.last >= today] or found
    if not named:
        raise Http404
    return named[0]


@acts(P.CONGREGATION_EDIT)
@require_http_methods(FORMS)
def holy_day(request: GuardedRequest, key: str, code: str) -> HttpResponse:
    """How the congregation keeps one day of its tradition."""
    row = _get(request, key)
    day = _day(row, code, request.GET.get("on", ""))
    there = next((one.act for one in row.holy_day_overrides.all() if one.code == code and one.act != HolyDayAct.MOVE), "")
    form = HolyDayForm(day, request.POST or None, initial={"act": there, "first_on": day.on, "last_on": day.last, "from_sunset": day.by_sun})
    if request.method == "POST" and form.is_valid():
        try:
            services.keep_holy_day(congregation=row, code=code, was_on=day.on, by=request.user, at=now(), **form.cleaned_data)  # type: ignore[arg-type]
            messages.success(request, _("Noted. Meetings are offered accordingly."))
            return redirect("congregation_holy_days", key)
        except Refused as refusal:
            form.add_error("last_on" if "last_on" in form.fields else None, refusal.reason)
    facts = {"row": row, "line": _lines(row, [day])[0], "form": form}
    return render(request, "congregations/holy_day.jinja", facts, status=422 if form.errors else 200)


@acts(P.CONGREGATION_EDIT)
@require_http_methods(FORMS)
def holy_day_add(request: GuardedRequest, key: str) -> HttpResponse:
    """A day of the congregation's own."""
    row = _get(request, key)
    form = HolyDayAddForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_holy_day(congregation=row, by=request.user, at=now(), **form.cleaned_data)  # type: ignore[arg-type]
            messages.success(request, _("Noted. Meetings are offered accordingly."))
            return redirect("congregation_holy_days", key)
        except Refused as refusal:
            form.add_error("last_on", refusal.reason)
    return render(request, "congregations/holy_day.jinja", {"row": row, "line": None, "form": form}, status=422 if form.errors else 200)


@acts(P.CONGREGATION_EDIT)
@require_POST
def holy_day_drop(request: GuardedRequest, key: str, change: str) -> HttpResponse:
    """Take a change back."""
    row = _get(request, key)
    services.drop_override(override=get_object_or_404(row.holy_day_overrides, key=change), by=request.user, at=now())  # type: ignore[arg-type]
    messages.success(request, _("Taken back: the calendar counts again."))
    return redirect("congregation_holy_days", key)
