"""People and their roles, invitations, regions."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from onecop.access import queries, rules, services, throttle
from onecop.access.forms import InvitationForm, RegionForm
from onecop.access.models import Grant, Invitation, Person, Scope
from onecop.access.tables import People
from onecop.access.views.account import too_many
from onecop.kernel.clock import now
from onecop.kernel.errors import Refused
from onecop.kernel.gate import GuardedRequest, acts, needs
from onecop.kernel.permissions import Permission as P
from onecop.kernel.wizard import quiet
from onecop.ui.page import render


@needs(P.PEOPLE_READ)
@require_safe
def people(request: GuardedRequest) -> HttpResponseBase:
    """Who holds which role, as far as one reaches."""
    table = People(request, queries.people_of(request.user))
    services.note_contacts_read(of=[row.thing.person for row in table.rows], by=request.user, at=now())
    return table.answer("access/people.jinja", {"may_invite": request.access.allows(P.PEOPLE_INVITE), "may_grant": request.access.allows(P.PEOPLE_GRANT)})


@acts(P.PEOPLE_REVOKE)
def grant_revoke(request: GuardedRequest, key: str) -> HttpResponse:
    """Take a role back, after asking."""
    grant: Grant = request.access.get(Grant.objects.in_force().select_related("person", "scope", "scope__parent"), key=key, needs=P.PEOPLE_REVOKE)
    back = "people" if request.access.allows(P.PEOPLE_READ) else "invitations"
    allowed = rules.may_revoke(request.user.open_grants, role=grant.role, scope=grant.scope)
    if request.method == "POST":
        try:
            services.take_back(grant=grant, by=request.user, at=now())
        except Refused as no:
            messages.error(request, f"{no.reason} {no.instead}")
        else:
            messages.success(request, _("%(name)s is no longer %(role)s.") % {"name": grant.person, "role": grant})
        return redirect(back)
    return render(request, "access/grant_revoke.jinja", {"grant": grant, "allowed": allowed, "back": back})


@needs(P.PEOPLE_INVITE)
@require_safe
def invitations(request: GuardedRequest) -> HttpResponse:
    """Invitations that wait for an answer, and those that had one."""
    at = now()
    rows = [(row, row.state(at)) for row in queries.invitations_of(request.user, at=at)]
    return render(request, "access/invitations.jinja", {"rows": rows, "holders": queries.given_roles(request.user)})


@needs(P.PEOPLE_INVITE)
def invitation_new(request: GuardedRequest) -> HttpResponse:
    """Invite somebody to a role."""
    form = InvitationForm(request.user, request.POST or None)
    if request.POST.get("go") == "search":
        quiet(form)
    elif request.method == "POST" and form.is_valid():
        # A letter with a name of one's choice to an address of one's choice: not a hundred of them an hour.
        if not throttle.allowed(request, "invite", "100/h/user"):
            return too_many(request)
        words = form.cleaned_data
        sent = services.invite(email=words["email"], name=words["name"], role=words["role"], scope=words["scope"], by=request.user, at=now())
        messages.success(request, _("The invitation is on its way to %(email)s.") % {"email": sent.email})
        return redirect("invitations")
    return render(request, "access/invitation_new.jinja", {"form": form})


@needs(P.PEOPLE_INVITE)
@require_safe
def invitation_lookup(request: GuardedRequest) -> HttpResponse:
    """The organizations that fit a search, for htmx while one types or chooses another role."""
    asked = {"role": request.GET.get("role", ""), "where": request.GET.get("where", "")}
    return render(request, "access/invitation_new.jinja", {"form": quiet(InvitationForm(request.user, asked))}, block="found")


def _answer(request: GuardedRequest, key: str, act: str, done: str) -> HttpResponse:
    found: Invitation = request.access.get(Invitation.objects.select_related("scope", "scope__parent"), key=key, needs=P.PEOPLE_INVITE)
    try:
        getattr(services, act)(invitation=found, by=request.user, at=now())
        messages.success(request, done)
    except Refused as no:
        messages.error(request, f"{no.reason} {no.instead}")
    return redirect("invitations")


@acts(P.PEOPLE_INVITE)
@require_POST
def invitation_resend(request: GuardedRequest, key: str) -> HttpResponse:
    """Send an invitation again."""
    return _answer(request, key, "resend_invitation", _("The invitation is on its way again. The old link no longer works."))


@acts(P.PEOPLE_INVITE)
@require_POST
def invitation_revoke(request: GuardedRequest, key: str) -> HttpResponse:
    """Take an invitation back."""
    return _answer(request, key, "revoke_invitation", _("The invitation is taken back."))


@acts(P.PEOPLE_GRANT)
@require_POST
def person_sign_out(request: GuardedRequest, key: str) -> HttpResponse:
    """End every session of somebody within reach: a lost phone, a doubt."""
    person: Person = request.access.get(Person.objects, key=key, needs=P.PEOPLE_GRANT)
    services.end_sessions(person=person, by=request.user, at=now(), why="staff")
    messages.success(request, _("%(name)s is signed out everywhere.") % {"name": person})
    return redirect("people")


def _account(request: GuardedRequest, key: str, act: Callable[..., None], template: str, done: str) -> HttpResponse:
    person: Person = request.access.get(Person.objects, key=key, needs=P.PEOPLE_GRANT)
    if request.method != "POST":
        grants = list(person.grants.in_force().select_related("scope__parent"))
        allowed = person != request.user and rules.may_close(request.user.open_grants, grants)
        return render(request, template, {"person": person, "grants": grants, "allowed": allowed})
    try:
        act(person=person, by=request.user, at=now())
        messages.success(request, done % {"name": person})
    except Refused as no:
        messages.error(request, f"{no.reason} {no.instead}")
    return redirect("people")


@acts(P.PEOPLE_GRANT)
def person_close(request: GuardedRequest, key: str) -> HttpResponse:
    """Close somebody's account, after asking: nobody signs in with it, and every session ends."""
    return _account(request, key, services.close_account, "access/person_close.jinja", _("The account of %(name)s is closed."))


@acts(P.PEOPLE_GRANT)
def person_open(request: GuardedRequest, key: str) -> HttpResponse:
    """Open somebody's account again, after asking."""
    return _account(request, key, services.open_account, "access/person_open.jinja", _("The account of %(name)s is open again."))


@needs(P.REGION_EDIT)
@require_safe
def regions(request: GuardedRequest) -> HttpResponse:
    """The regions and their states."""
    return render(request, "access/regions.jinja", {"regions": queries.regions()})


@needs(P.REGION_EDIT)
def region_new(request: GuardedRequest) -> HttpResponse:
    """Make a region."""
    return _region(request, None)


@acts(P.REGION_EDIT)
def region_edit(request: GuardedRequest, key: str) -> HttpResponse:
    """Change a region's name and states."""
    return _region(request, request.access.get(Scope.objects.filter(kind="region"), key=key, needs=P.REGION_EDIT))


def _region(request: GuardedRequest, region: Scope | None) -> HttpResponse:
    form = RegionForm(request.POST or None, region=region)
    if request.method == "POST" and form.is_valid():
        try:
            if region:
                services.edit_region(region=region, **form.cleaned_data, by=request.user, at=now())
            else:
                services.new_region(**form.cleaned_data, by=request.user, at=now())
            return redirect("regions")
        except services.RegionRefused as no:
            form.add_error("states", f"{no.reason} {no.instead}")
    return render(request, "access/region.jinja", {"form": form, "region": region})
