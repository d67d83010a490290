"""One's own: the profile, the homes, an invitation, the very first page."""

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from onecop.access import queries, second_factor, services
from onecop.access.forms import AcceptForm, ProfileForm, StartForm
from onecop.access.roles import ROLES
from onecop.access.services.invitations import accepting_person
from onecop.access.services.start import has_staff
from onecop.access.views.account import enter
from onecop.kernel.clock import now
from onecop.kernel.errors import Refused
from onecop.kernel.gate import GuardedRequest, anyone, link, signed_in

HOME_SESSION_KEY = "onecop_home"
"""The session holds the key of the grant whose home a person works from."""


@signed_in
def profile(request: GuardedRequest) -> HttpResponse:
    """Name, phone, language, time zone; ways of signing in; roles."""
    form = ProfileForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.edit_profile(person=request.user, by=request.user, at=now(), **form.cleaned_data)
        messages.success(request, _("Your profile is saved."))
        return redirect("profile")
    kinds = second_factor.kinds_of(request.user)
    return render(
        request,
        "access/profile.jinja",
        {
            "form": form,
            "my_homes": queries.homes(request.user, chosen=request.session.get(HOME_SESSION_KEY, "")),
            "has_password": request.user.has_usable_password(),
            "has_app": Authenticator.Type.TOTP in kinds,
            "has_passkey": Authenticator.Type.WEBAUTHN in kinds,
        },
    )


@signed_in
@require_POST
def home_switch(request: GuardedRequest) -> HttpResponse:
    """Work from another of one's homes: `home` is the key of a grant of one's own; another key changes nothing."""
    chosen = request.POST.get("home", "")
    if chosen in {g.key for g in request.user.open_grants}:
        request.session[HOME_SESSION_KEY] = chosen
    return redirect("home")


@link
def invitation_accept(request: HttpRequest, token: str) -> HttpResponse:
    """Show an invitation; on POST make the person, give the role and sign them in."""
    at = now()
    try:
        found = services.find_invitation(token=token, at=at)
        known = accepting_person(found)
        form = AcceptForm(request.POST or None, initial={"name": found.name})
        if request.method == "POST" and (known or form.is_valid()):
            given = services.accept_invitation(token=token, name="" if known else form.cleaned_data["name"], at=at)
            request.session[HOME_SESSION_KEY] = given.key
            return redirect("home") if request.user == given.person else _enter_as(request, given.person)
    except Refused as no:
        return render(request, "access/link_ended.jinja", {"reason": no.reason, "instead": no.instead}, status=404)
    return render(request, "access/invitation_accept.jinja", {"invitation": found, "form": form, "known": known, "sentence": ROLES[found.role].sentence})


def _enter_as(request: HttpRequest, person: object) -> HttpResponse:
    from django.contrib.auth import logout

    if request.user.is_authenticated:
        logout(request)
    return enter(request, person)  # type: ignore[arg-type]


@anyone
def start(request: HttpRequest) -> HttpResponse:
    """The first visitor of an empty OneCOP becomes its first staff, with the code from the terminal."""
    if has_staff():
        return redirect("account_login")
    form = StartForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return enter(request, services.create_first_staff(**form.cleaned_data, at=now()))
        except Refused as no:
            form.add_error("code", f"{no.reason} {no.instead}")
    return render(request, "access/start.jinja", {"form": form})
