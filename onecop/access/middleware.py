"""Puts `request.access` in place: what the person who asks may do (see kernel/gate.py)."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from onecop.access import second_factor
from onecop.access.models import Person, Scope
from onecop.imports.readers import LIMITS
from onecop.kernel.errors import Refused
from onecop.kernel.permissions import Permission


class PersonAccess:
    """The answers for one person. An anonymous visitor has none of it."""

    def __init__(self, person: Person | None) -> None:
        self.person = person

    def allows(self, permission: Permission, thing: Any = None) -> bool:
        """True when some grant gives `permission`: anywhere, or over `thing` (a Scope, or an object with `scope` or `scopes`)."""
        if self.person is None:
            return False
        reach = self.person.reach(permission)
        if thing is None or reach.everywhere:
            return bool(reach)
        return any(reach.scope_ids.intersection(scope.lineage) for scope in _scopes(thing))

    def get(self, queryset: Any, *, needs: Permission | None = None, **lookup: Any) -> Any:
        """Return the one visible object.

        Args:
            queryset: a manager or queryset with `visible_to`.
            needs: a permission over that object.

        Raises:
            Http404: absent or not visible, indistinguishably.
            PermissionDenied: visible, but the act is not allowed.
        """
        if self.person is None:
            raise Http404
        found = queryset.visible_to(self.person).filter(**lookup).first()
        if found is None:
            raise Http404
        if needs is not None and not self.allows(needs, found):
            raise PermissionDenied
        return found


def _scopes(thing: Any) -> tuple[Scope, ...]:
    if isinstance(thing, Scope):
        return (thing,)
    if hasattr(thing, "scopes"):
        return tuple(s for s in thing.scopes if s)
    scope = getattr(thing, "scope", None)
    return (scope,) if isinstance(scope, Scope) else ()


LARGEST = settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 2**20
LARGEST_FILE = LIMITS.file_bytes + 2**20
"""Bytes of a form, and of one with a file for an import."""


class AccessMiddleware:
    """Nor does it let strangers fill the disk, nor browsers and proxies keep what is shown to one person."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.access = PersonAccess(request.user if request.user.is_authenticated else None)  # type: ignore[attr-defined,arg-type]
        _measure(request)
        response = self.get_response(request)
        if request.user.is_authenticated or _is_opened_by_link(request):
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """A refusal that no page caught (two at the same moment, mostly) is said in its words, not shown as a fault of ours."""
        if isinstance(exception, Refused) and not isinstance(exception, PermissionDenied):
            raise Forbidden(exception.reason, instead=exception.instead) from exception


class Forbidden(Refused, PermissionDenied):
    """A refusal as the page of forbidden acts shows it."""


def _measure(request: HttpRequest) -> None:
    """Refuse a body that is too large before anything reads it: the parser of forms writes files of any size to the disk, for anybody."""
    size = request.META.get("CONTENT_LENGTH") or "0"
    if not size.isdecimal() or int(size) <= LARGEST:
        return
    may_import = any(request.access.allows(p) for p in (Permission.IMPORT_RUN, Permission.IMPORT_OWN))  # type: ignore[attr-defined]
    if int(size) > LARGEST_FILE or not may_import:
        raise RequestDataTooBig


def _is_opened_by_link(request: HttpRequest) -> bool:
    gate = getattr(request.resolver_match.func, "gate", None) if request.resolver_match else None
    return gate is not None and gate.kind == "link"


class SecondFactorMiddleware:
    """Sends those whose role asks for a second factor to show or make one, before anything else."""

    OPEN = frozenset({"account_logout", "account_reauthenticate", "language", "mfa_reauthenticate", "mfa_reauthenticate_webauthn"})
    MAKING = frozenset({"mfa_activate_totp", "mfa_add_webauthn", "mfa_index"})
    """For those who have none yet. Whoever has one shows it first, else a session without it could make a second one of its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if request.resolver_match is None or request.resolver_match.url_name in self.OPEN:
            return None
        name = second_factor.missing(request)
        if name is None or (name == "mfa_index" and request.resolver_match.url_name in self.MAKING):
            return None
        return redirect(f"{reverse(name)}?{urlencode({'next': request.get_full_path()})}" if request.method == "GET" else reverse(name))
