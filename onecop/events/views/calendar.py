"""The congregation's own calendar, as a list and as a month; everybody's events; a new one."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from onecop.access.choices import ScopeKind
from onecop.access.models import Scope
from onecop.agencies.models import Agency
from onecop.congregations.models import Congregation
from onecop.events import kinds, parties, planned, queries, services
from onecop.events.choices import HOUSE_KINDS, WIDE_KINDS
from onecop.events.event_form import BASICS, EventForm, HostForm, ListForm, usual_of
from onecop.events.forms import month_of
from onecop.events.models import Event
from onecop.events.people import zone_of_house
from onecop.events.tables import Events
from onecop.events.views.parts import FORMS, partnership_of, said
from onecop.kernel.clock import now
from onecop.kernel.errors import Refused
from onecop.kernel.gate import GuardedRequest, acts, needs
from onecop.kernel.permissions import Permission as P
from onecop.partnerships.models import Partnership
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
    own = Event.objects.filter(Q(congregation=house) | Q(partnership__congregation=house))
    facts = {
        "house": house, "entries": entries, "may_edit": request.access.allows(P.CONGREGATION_EDIT, house), "zone": zone_of_house(house),
        "drafts": _drafts(request, own), "asked": planned.questions(request.user),
    }  # fmt: skip
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


def _drafts(request: GuardedRequest, rows: QuerySet[Event]) -> list[Event]:
    """Return the newest drafts that the reader may work on."""
    mine = Event.objects.worked_by(request.user).filter(pk__in=rows.values("pk"), published_at=None, cancelled_at=None)
    return list(mine.with_hosts().order_by("-changed_at", "-id")[:20])


@acts(P.CONGREGATION_EDIT)
@require_http_methods(FORMS)
def congregation_event_new(request: GuardedRequest, key: str) -> HttpResponse:
    """A new event of a congregation: its kind first, then a short form that the kind has filled in."""
    house = _house(request, key, P.CONGREGATION_EDIT)
    return _new(request, lambda _form: house, {"house": house}, host=house)


@acts(P.PARTNERSHIP_ACT)
@require_http_methods(FORMS)
def partnership_event_new(request: GuardedRequest, key: str) -> HttpResponse:
    """A new event that both sides of a partnership host: either side plans it, the other hears of it at once."""
    partnership, _side = partnership_of(request, key)
    return _new(request, lambda _form: partnership, {"house": None, "pair": partnership}, host=partnership)


@needs(*READERS)
@require_safe
def event_list(request: GuardedRequest) -> HttpResponseBase:
    """The events of one's own side and near it; with “Everywhere”, all that one may see."""
    rows = Event.objects.visible_to(request.user).in_force().with_hosts()
    houses = list(Congregation.objects.filter(scope__in=[g.scope_id for g in request.user.open_grants])[:3])
    more = {"drafts": _drafts(request, Event.objects.all()), "asked": planned.questions(request.user), "hours": request.access.allows(P.HOME_OFFICER)}
    more["desk"] = Agency.objects.filter(scope__in=request.user.reach(P.AGENCY_EDIT).scope_ids).first() if request.access.allows(P.HOME_LIAISON) else None
    return Events(request, rows).answer("events/list.jinja", {"houses": houses, "may_plan": bool(_hosts(request)), **more})


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
    who = HostForm(request.POST if request.method == "POST" else None, hosts=_hosts(request))
    return _new(request, lambda form: parties.by_code(form.cleaned_data["host"]), {"house": None, "who": who}, who=who)


def _new(request: GuardedRequest, host_of: Any, facts: dict[str, Any], *, who: HostForm | None = None, host: Any = None) -> HttpResponse:
    """Tiles of kinds; then the form; then the event, in the calendar or as a draft."""
    facts = {"house": None, "pair": None, "who": None, **facts}
    kind, offered = request.GET.get("kind", ""), WIDE_KINDS if who else HOUSE_KINDS
    if request.method != "POST" and kind not in (*offered, "other"):
        return render(request, "events/kinds.jinja", {**facts, "kinds": [kinds.TEMPLATES[one] for one in offered if one in kinds.TEMPLATES]})
    given = request.POST if request.method == "POST" else None
    form, extra = EventForm(given, host=host, wide=who is not None, initial=usual_of(kind)), ListForm(given)
    forms = [form, extra, *([who] if who else [])]
    if given is not None and len([one for one in forms if one.is_valid()]) == len(forms):
        try:
            event = _planned(request, host_of(who), form)
            if extra.cleaned_data["usual"]:
                services.set_up(event=event, by=request.user, at=now())
            words = _("“%(title)s” is kept as a draft. Only those who plan it see it.") if event.is_draft else _("“%(title)s” is in the calendar.")
            messages.success(request, words % {"title": event.title})
            return redirect("event_day", event.key, event.starts_on.isoformat())
        except Refused as no:
            form.add_error(None, said(no))
    found = kinds.of(kind)
    facts = {**facts, "form": form, "extra": extra, "basics": BASICS, "template": found if found and found.jobs else None}
    return render(request, "events/new.jinja", facts, status=422 if any(one.errors for one in forms) else 200)


def _planned(request: GuardedRequest, host: Any, form: EventForm) -> Event:
    how = {"plan": form.plan(), "draft": "draft" in request.POST, "by": request.user, "at": now()}
    return services.plan_together(partnership=host, **how) if isinstance(host, Partnership) else services.plan_event(host=host, **how)
