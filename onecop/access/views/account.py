"""Sign-in pages: allauth's views behind our gates, and the little that they lack."""

from typing import Any

from allauth.account import views as account
from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from allauth.mfa.base import views as mfa
from allauth.usersessions import views as usersessions
from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST, require_safe

from onecop.access import queries, second_factor, services
from onecop.access.models import Person
from onecop.access.services.people import confirm_address
from onecop.kernel.clock import now
from onecop.kernel.gate import anyone


class Login_(account.LoginView):
    """Sign in with a password or a passkey; in the demo also by one press."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "demo_people": queries.demo_signins()}


class SecondFactor(mfa.IndexView):
    """The page where second factors are made; it says so when the person must make one."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        due, exempt = second_factor.missing(self.request) is not None, second_factor.is_waived(self.request.user)
        return {**super().get_context_data(**kwargs), "due": due, "exempt": exempt}


class Email(account.EmailView):
    """Change one's address. allauth takes an unconfirmed present address for the one being changed to, and would drop it."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        confirm_address(request.user)  # type: ignore[arg-type]
        return super().dispatch(request, *args, **kwargs)


class ConfirmEmail(account.ConfirmEmailView):
    """A link that does not work is an absent page."""

    def get(self, *args: Any, **kwargs: Any) -> HttpResponse:
        answer = super().get(*args, **kwargs)
        if self.object is None:
            answer.status_code = 404
        return answer


class PasswordResetFromKey(account.PasswordResetFromKeyView):
    """As ConfirmEmail."""

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        return super().render_to_response(context, status=404 if context.get("token_fail") else 200, **kwargs)


class Sessions(usersessions.ListUserSessionsView):
    """Sessions, and “sign out everywhere else”: every other one ends, those without a row as well."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = super().get_context_data(**kwargs)
        return {**found, "sessions": [queries.open_session(session, current=session.is_current()) for session in found["sessions"]]}

    def form_valid(self, form: Any) -> HttpResponse:
        services.end_sessions(person=self.request.user, by=self.request.user, at=now(), keep=self.request.session.session_key or "", why="asked")
        update_session_auth_hash(self.request, self.request.user)
        return super().form_valid(form)


def enter(request: HttpRequest, person: Person, *, to: str | None = None) -> HttpResponse:
    """Sign a person in whose address was just proven, through every stage that they need (a second factor)."""
    return perform_login(request, Login(user=person, redirect_url=to))


@anyone
@require_POST
def demo_signin(request: HttpRequest, key: str) -> HttpResponse:
    """Sign in as one of the people of the demo city. It exists in the demo only, and for nobody else."""
    if not settings.DEMO:
        raise Http404
    return enter(request, get_object_or_404(queries.demo_people(), key=key))


@anyone
@require_safe
def no_signup(request: HttpRequest) -> HttpResponse:
    """Where those end who look for a way to sign up: how one comes in instead."""
    return render(request, "access/no_signup.jinja")


def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Too many tries in a short time."""
    return render(request, "access/too_many.jinja", status=429)
