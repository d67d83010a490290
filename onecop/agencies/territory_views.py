"""The map of an agency: its versions, what is in them, bringing one into force. Permissions are those over the agency."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from onecop.agencies.models import Agency
from onecop.agencies.territory_queries import ground_of
from onecop.kernel.clock import now
from onecop.kernel.errors import Refused
from onecop.kernel.gate import GuardedRequest, acts
from onecop.kernel.permissions import Permission
from onecop.territory import drawing, services
from onecop.territory.models import TerritoryVersion
from onecop.territory.queries import area_rows
from onecop.ui.page import render
from onecop.ui.table import Column, Table
from onecop.ui.words import count

SQUARE_METERS_PER_MILE = 2_589_988.11


class Areas(Table):
    columns = [
        Column("name", gettext_lazy("Area"), sort="name"),
        Column("code", gettext_lazy("Id"), sort="code"),
        Column("level", gettext_lazy("Kind"), sort="level", text="get_level_display"),
        Column("parent", gettext_lazy("Lies in"), text="parent.name"),
        Column("square_m", gettext_lazy("Square miles"), sort="square_m", text=lambda a: f"{a.square_m / SQUARE_METERS_PER_MILE:,.2f}", kind="number"),
    ]
    sort = "code"
    search = ("name__icontains", "code__istartswith")
    size = 60
    downloads = True
    id = "areas"
    empty = gettext_lazy("No area yet")


def _find(request: GuardedRequest, key: str, needs: Permission) -> tuple[Agency, TerritoryVersion]:
    """Return the agency and its version, through what the person may see."""
    agencies = Agency.objects.select_related("scope__parent", "territory")
    agency = request.access.get(agencies, territory__versions__key=key, needs=needs)
    return agency, TerritoryVersion.objects.select_related("territory").get(key=key)


@acts(Permission.TERRITORY_READ)
@require_GET
def agency_territory(request: GuardedRequest, key: str) -> HttpResponse:
    """The map in force, with its areas beside it, and every version there has been."""
    agency = request.access.get(Agency.objects.select_related("scope__parent", "territory"), key=key, needs=Permission.TERRITORY_READ)
    may_edit = request.access.allows(Permission.TERRITORY_EDIT, agency)
    return render(request, "agencies/territory.jinja", {"agency": agency, "ground": ground_of(agency), "may_edit": may_edit})


@acts(Permission.TERRITORY_READ)
@require_GET
def territory_version(request: GuardedRequest, key: str) -> HttpResponse:
    """One version: its map, its areas, and what was found wrong with its files."""
    agency, version = _find(request, key, Permission.TERRITORY_READ)
    problems = [{**problem, "level": level} for level, told in version.problems.items() for problem in told]
    may_edit = request.access.allows(Permission.TERRITORY_EDIT, agency)
    context = {"agency": agency, "version": version, "problems": problems, "may_edit": may_edit}
    rows = area_rows(version).order_by().defer("outline", "parent__outline")
    return Areas(request, rows).answer("agencies/territory_version.jinja", context)


@acts(Permission.TERRITORY_READ)
@require_GET
def territory_version_map(request: GuardedRequest, key: str) -> HttpResponse:
    """The outlines for the map component, thinned; answered with 304 while nothing has changed."""
    _, version = _find(request, key, Permission.TERRITORY_READ)
    mark = drawing.etag(version)
    unchanged = get_conditional_response(request, etag=f'"{mark}"')
    answer = unchanged or HttpResponse(drawing.drawing(version, mark), content_type="application/json")
    answer["ETag"] = f'"{mark}"'
    answer["Cache-Control"] = "private, no-cache"
    return answer


@acts(Permission.TERRITORY_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def territory_version_activate(request: GuardedRequest, key: str) -> HttpResponse:
    """Ask whether the draft shall come into force; on POST, bring it."""
    agency, version = _find(request, key, Permission.TERRITORY_EDIT)
    if request.method != "POST":
        early = version.effective_on > now().date()
        return render(request, "agencies/territory_activate.jinja", {"agency": agency, "version": version, "early": early})
    try:
        services.activate(version=version, by=request.user, at=now(), scope_id=agency.scope_id)
        messages.success(request, _("Version %(number)s is in force.") % {"number": version.number})
    except Refused as no:
        messages.error(request, f"{no.reason} {no.instead}".strip())
    return redirect("agency_territory", agency.key)


@acts(Permission.TERRITORY_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def territory_version_delete(request: GuardedRequest, key: str) -> HttpResponse:
    """Ask whether the draft shall go; on POST, throw it away."""
    agency, version = _find(request, key, Permission.TERRITORY_EDIT)
    if request.method != "POST":
        return render(request, "agencies/territory_delete.jinja", {"agency": agency, "version": version, "areas": count(version.areas.count())})
    try:
        services.delete_draft(version=version, by=request.user, at=now(), scope_id=agency.scope_id)
        messages.success(request, _("The draft is gone."))
    except Refused as no:
        messages.error(request, f"{no.reason} {no.instead}".strip())
    return redirect("agency_territory", agency.key)
