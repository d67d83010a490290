"""The congregation's own calendar, as a list and as a month; everybody's events; a new one."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from onecop.access.choices import ScopeKind
from onecop.access.models import Scope
from onecop.agencies.models import Agency
from onecop.congregations.models import Congregation
from onecop.events import queries, services
from onecop.events.forms import BASICS, MORE, EventForm, HostForm, month_of
from onecop.events.models import Event
from onecop.events.people import zone_of_house
from onecop.events.tables import Events
from onecop.events.views.parts import FORMS, said
from onecop.kernel.clock import now
from onecop.kernel.errors import Refused
from onecop.kernel.gate import GuardedRequest, acts, needs
from onecop.kernel.permissions import Permission as P
from onecop.ui import words as ui
from onecop.ui.page import render

READERS = (P.CONGREGATION_READ, P.PARTNERSHIP_READ, P.PARTNERSHIP_ACT)


def _house(request: GuardedRequest, key: str, permission: P) -> Congregation:
    found: Congregation = request.access.get(Congregation.objects.select_related("scope__parent", "territory"), key=key, needs=permission)
    return found


@acts(P.CONGREGATION_READ)
@require_safe
def congregation_calendar(request: GuardedRequest, key: str) -> HttpResponse:
    """What comes up at a congregation in the next twelve weeks."""
    house, at = _house(request, key, P.CONGREGATION_READ), now()
    entries = queries.calendar(house, start=at, end=at + timedelta(weeks=queries.WEEKS))
    facts = {"house": house, "entries": entries, "may_edit": request.access.allows(P.CONGREGATION_EDIT, house), "zone": zone_of_house(house)}
    return render(request, "events/calendar.jinja", facts)


@acts(P.CONGREGATION_READ)
@require_safe
def congregation_month(request: GuardedRequest, key: str) -> HttpResponse:
    """One month of a congregation."""
    house = _house(request, key, P.CONGREGATION_READ)
    zone = ZoneInfo(zone_of_house(house))
    first = month_of(request.GET.get("month", ""), now().astimezone(zone).date())
    start = datetime.combine(first - timedelta(days=7), time(), zone)
    entries = queries.calendar(house, start=start, end=start + timedelta(days=50))
    today = now().astimezone(zone).date()
    shown = [entry for entry in entries if entry.month == f"{first:%Y-%m}"]
    facts = {
        "house": house, "first": first, "title": ui.month(first), "weeks": queries.month_grid(first, entries, zone), "entries": shown, "today": today,
        "before": first - timedelta(days=1), "after": first + timedelta(days=32), "may_edit": request.access.allows(P.CONGREGATION_EDIT, house),
    }  # fmt: skip
    return render(request, "events/month.jinja", facts)


@acts(P.CONGREGATION_EDIT)
@require_http_methods(FORMS)
def congregation_event_new(request: GuardedRequest, key: str) -> HttpResponse:
    """A new event of a congregation."""
    house = _house(request, key, P.CONGREGATION_EDIT)
    form = EventForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            event = services.plan_event(host=house, plan=form.plan(), by=request.user, at=now())
            messages.success(request, _("“%(title)s” is in your calendar.") % {"title": event.title})
            return redirect("event_day", event.key, event.starts_on.isoformat())
        except Refused as no:
            form.add_error(None, said(no))
    facts = {"house": house, "form": form, "basics": BASICS, "more": MORE}
    return render(request, "events/new.jinja", facts, status=422 if form.errors else 200)


@needs(*READERS)
@require_safe
def event_list(request: GuardedRequest) -> HttpResponseBase:
    """All events that one may see."""
    rows = Event.objects.visible_to(request.user).in_force().with_hosts()
    houses = list(Congregation.objects.filter(scope__in=[g.scope_id for g in request.user.open_grants])[:3])
    return Events(request, rows).answer("events/list.jinja", {"houses": houses, "may_plan": bool(_hosts(request))})


def _hosts(request: GuardedRequest) -> dict[str, str]:
    """Return for whom the reader may plan a OneCOP event: a liaison's agencies, the regions and the nation of staff."""
    staff, liaison = request.user.reach(P.PARTNERSHIP_EDIT), request.user.reach(P.AGENCY_EDIT)
    places = Scope.objects.filter(kind__in=[ScopeKind.NATION, ScopeKind.REGION]).order_by("kind", "name")
    scopes = places if staff.everywhere else places.filter(pk__in=staff.scope_ids)
    agencies = Agency.objects.none() if liaison.everywhere else Agency.objects.filter(scope__in=liaison.scope_ids)
    return {f"agency-{a.key}": a.name for a in agencies} | {f"scope-{s.key}": s.name for s in scopes}


@needs(P.AGENCY_EDIT)
@require_http_methods(FORMS)
def event_new(request: GuardedRequest) -> HttpResponse:
    """A new OneCOP event: a briefing, a workshop, a forum."""
    who = HostForm(request.POST or None, hosts=_hosts(request))
    form = EventForm(request.POST or None, onecop=True)
    if request.method == "POST" and all([who.is_valid(), form.is_valid()]):
        kind, _dash, key = who.cleaned_data["host"].partition("-")
        host = Agency.objects.get(key=key) if kind == "agency" else Scope.objects.get(key=key)
        try:
            event = services.plan_event(host=host, plan=form.plan(), by=request.user, at=now())
            messages.success(request, _("“%(title)s” is planned.") % {"title": event.title})
            return redirect("event_day", event.key, event.starts_on.isoformat())
        except Refused as no:
            form.add_error(None, said(no))
    facts = {"house": None, "who": who, "form": form, "basics": BASICS, "more": MORE}
    return render(request, "events/new.jinja", facts, status=422 if form.errors or who.errors else 200)
