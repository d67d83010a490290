"""The directory of agencies, one agency, and its settings."""

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from onecop.access import services as access
from onecop.agencies import queries, services
from onecop.agencies.forms import PostForm, SettingsForm
from onecop.agencies.models import Agency
from onecop.agencies.tables import Agencies
from onecop.kernel.clock import now
from onecop.kernel.gate import GuardedRequest, acts, needs
from onecop.kernel.permissions import Permission as P
from onecop.ui.page import render

FORMS = ["GET", "HEAD", "POST"]
ROWS = Agency.objects.select_related("scope__parent", "territory")


@needs(P.AGENCY_READ)
@require_safe
def agencies(request: GuardedRequest) -> HttpResponseBase:
    """The agencies one may see. Who has one of their own is taken to it."""
    rows = Agency.objects.visible_to(request.user)  # type: ignore[arg-type]
    if not request.access.allows(P.AGENCY_REVIEW):
        own = list(rows[:2])
        if len(own) == 1:
            return redirect("agency_detail", own[0].key)
    return Agencies(request, rows).answer("agencies/list.jinja")


@acts(P.AGENCY_READ)
@require_safe
def detail(request: GuardedRequest, key: str) -> HttpResponse:
    """One agency: its people, roster in numbers, ground and settings."""
    agency: Agency = request.access.get(ROWS.all(), key=key, needs=P.AGENCY_READ)
    posts = list(agency.posts.filter(ended_on=None).order_by("kind", "name"))
    access.note_contacts_read(of=posts, by=request.user, at=now())  # type: ignore[arg-type]
    staff = request.access.allows(P.AGENCY_REVIEW, agency)
    facts = {
        "agency": agency, "posts": posts, "roster": queries.roster_of(agency), "staff": staff,
        "may_edit": request.access.allows(P.AGENCY_EDIT, agency) and agency.scope_id,
        "sees_roster": request.access.allows(P.ROSTER_READ, agency) and agency.scope_id, "history": queries.history(agency) if staff else [],
    }  # fmt: skip
    return render(request, "agencies/detail.jinja", facts)


@acts(P.AGENCY_EDIT)
@require_http_methods(FORMS)
def settings(request: GuardedRequest, key: str) -> HttpResponse:
    """Capacity, rules, words and zone; for staff the standing too."""
    agency: Agency = request.access.get(ROWS.filter(scope__isnull=False), key=key, needs=P.AGENCY_EDIT)
    form = SettingsForm(agency, request.POST or None, staff=request.access.allows(P.AGENCY_REVIEW, agency))
    if request.method == "POST" and form.is_valid():
        try:
            services.edit_settings(agency=agency, by=request.user, at=now(), **form.cleaned_data)  # type: ignore[arg-type]
            messages.success(request, _("Saved."))
            return redirect("agency_detail", key)
        except services.NotHere as refusal:
            form.add_error("standing", f"{refusal.reason} {refusal.instead}")
    return render(request, "agencies/settings.jinja", {"agency": agency, "form": form}, status=422 if form.errors else 200)


@acts(P.AGENCY_REVIEW)
@require_http_methods(FORMS)
def post_set(request: GuardedRequest, key: str) -> HttpResponse:
    """Name a liaison or the executive."""
    agency: Agency = request.access.get(ROWS.filter(scope__isnull=False), key=key, needs=P.AGENCY_REVIEW)
    form = PostForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.set_post(agency=agency, by=request.user, at=now(), **form.cleaned_data)  # type: ignore[arg-type]
        messages.success(request, _("%(name)s is named. They sign in with their e-mail address.") % {"name": form.cleaned_data["name"]})
        return redirect("agency_detail", key)
    return render(request, "agencies/post.jinja", {"agency": agency, "form": form}, status=422 if form.errors else 200)
