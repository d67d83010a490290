"""The public site and each role's home."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from onecop.access.models import Scope
from onecop.agencies.models import Agency
from onecop.journey.queries import said
from onecop.kernel.clock import now
from onecop.kernel.gate import GuardedRequest, acts, anyone, needs, signed_in
from onecop.kernel.permissions import Permission
from onecop.partnerships.steps import STEPS
from onecop.territory.queries import find
from onecop.ui.page import render
from onecop.web import homes
from onecop.web.desk import desk, joined_agencies
from onecop.web.figures import public_figures
from onecop.web.maps import desk_map
from onecop.web.nav import current_home

AGENCIES_OFFERED = 50


@anyone
@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """The public front page, with the answer to "find your precinct" when asked."""
    where = "".join(c for c in request.GET.get("where", "") if c.isprintable()).strip()[:200]
    found = find(where) if where else None
    context = {"steps": STEPS, "where": where, "found": found, "figures": public_figures(), "demo": settings.DEMO}
    return render(request, "web/front.jinja", context, block="found")


@anyone
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept, and what is never kept."""
    return render(request, "web/privacy.jinja")


@anyone
@require_safe
def for_officers(request: HttpRequest) -> HttpResponse:
    """What it asks of an officer."""
    return render(request, "web/for_officers.jinja", {"steps": STEPS})


@signed_in
@require_safe
def home(request: GuardedRequest) -> HttpResponse:
    """Send whoever signed in to the home of the role they chose, or of their first one."""
    here = current_home(request)
    if here is None:
        return render(request, "web/no_role.jinja")
    return redirect(NAMES[here.home])


NAMES = {
    Permission.HOME_STAFF: "home_staff",
    Permission.HOME_LIAISON: "home_liaison",
    Permission.HOME_EXECUTIVE: "home_executive",
    Permission.HOME_SUPERVISOR: "ride_queue",  # what waits for an answer is all that they come for
    Permission.HOME_OFFICER: "home_officer",
    Permission.HOME_CONGREGATION: "home_congregation",
    Permission.HOME_FUNDER: "home_funder",
}


@needs(Permission.HOME_STAFF)
@require_safe
def staff(request: GuardedRequest) -> HttpResponse:
    """The desk: what waits for a person, and where partnerships are."""
    at = now()
    agencies = list(joined_agencies(request.user)[:AGENCIES_OFFERED])
    shown = next((a for a in agencies if a.key == request.GET.get("agency")), agencies[0] if agencies else None)
    return render(request, "web/staff.jinja", {"desk": desk(request.user, now=at), "agencies": agencies, "shown": shown, "now": at}, block="map")


@acts(Permission.HOME_STAFF)
@require_safe
def staff_map(request: GuardedRequest, key: str) -> HttpResponse:
    """The map of the desk as GeoJSON."""
    agency = request.access.get(Agency.objects, key=key, needs=Permission.HOME_STAFF)
    return JsonResponse(desk_map(agency, request.user))


@needs(Permission.HOME_LIAISON)
@require_safe
def liaison(request: GuardedRequest) -> HttpResponse:
    """An agency's liaison: roster, territory, proposals, partnerships."""
    found = homes.agency_homes(request.user.reach(Permission.HOME_LIAISON).scope_ids, now=now())
    return render(request, "web/liaison.jinja", {"homes_of_agency": found, "words_of": said})


@needs(Permission.HOME_EXECUTIVE)
@require_safe
def executive(request: GuardedRequest) -> HttpResponse:
    """An agency's executive: how its partnerships stand."""
    found = homes.agency_homes(request.user.reach(Permission.HOME_EXECUTIVE).scope_ids, now=now())
    return render(request, "web/executive.jinja", {"homes_of_agency": found, "words_of": said})


@needs(Permission.HOME_OFFICER)
@require_safe
def officer(request: GuardedRequest) -> HttpResponse:
    """An officer: the one next thing, the shift, and the congregations."""
    at = now()
    return render(request, "web/officer.jinja", {"mine": homes.officer_home(request.user, now=at), "now": at, "titles": [s.title for s in STEPS]})


@needs(Permission.HOME_CONGREGATION)
@require_safe
def congregation(request: GuardedRequest) -> HttpResponse:
    """A faith leader, coordinator or deputy: my partnership, who, what next."""
    mine = homes.congregation_homes(request.user, request.user.reach(Permission.HOME_CONGREGATION).scope_ids, now=now())
    if len(mine) == 1 and mine[0].partnership and not mine[0].asks:
        return redirect(mine[0].partnership)
    return render(request, "web/congregation.jinja", {"mine": mine})


@needs(Permission.HOME_FUNDER)
@require_safe
def funder(request: GuardedRequest) -> HttpResponse:
    """A funder: totals, never a person."""
    scopes = list(Scope.objects.filter(pk__in=request.user.reach(Permission.HOME_FUNDER).scope_ids))
    return render(request, "web/funder.jinja", {"found": homes.funder_homes(scopes, today=timezone.localdate(now()))})
