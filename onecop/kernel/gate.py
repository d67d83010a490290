"""Who may open a page. Every view carries exactly one gate; tests/house walks them all.

What a person may not see does not exist: 404, the body of an absent id. A forbidden act on a visible thing is 403.
`access.middleware` puts `request.access` in place, so that floors below `access` can be guarded too.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Protocol, TypeVar, cast

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponseNotAllowed
from django.http.response import HttpResponseBase

from onecop.kernel.permissions import Permission

View = Callable[..., HttpResponseBase]
V = TypeVar("V", bound=View)
"""A gate leaves the type of its view as it was."""


@dataclass(frozen=True)
class Gate:
    """kind: anyone, signed_in, needs (a page), acts (on an object) or link (an e-mailed token is the key)."""

    kind: str
    permissions: frozenset[Permission] = frozenset()


class Access(Protocol):
    """What `request.access` can do."""

    def allows(self, permission: Permission, thing: Any = None) -> bool:
        """True when some grant gives the permission: anywhere, or over `thing` (a Scope or an object with `scopes`)."""
        ...

    def get(self, queryset: Any, *, needs: Permission | None = None, **lookup: Any) -> Any:
        """The one visible object, else Http404; PermissionDenied when it is visible but the act is not allowed."""
        ...


class GuardedRequest(HttpRequest):
    """A request that passed a gate. `user` is an access.Person, which this floor cannot name."""

    access: Access
    user: Any


METHODS = ("GET", "HEAD", "POST")
"""All that a page of this house answers to. A page that only shows itself says so with `@require_safe` under its gate."""


def _mark(view: V, gate: Gate) -> V:
    @wraps(view)
    def marked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        return view(request, *args, **kwargs)

    marked.gate = gate  # type: ignore[attr-defined]
    return cast(V, marked)


def anyone(view: V) -> V:
    """A public page."""
    return _mark(view, Gate("anyone"))


def link(view: V) -> V:
    """A page opened by an e-mailed token; the view itself checks the token."""
    return _mark(view, Gate("link"))


def signed_in(view: V) -> V:
    """A page for whoever has signed in."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    return cast(V, _mark(guarded, Gate("signed_in")))


def needs(*permissions: Permission) -> Callable[[V], V]:
    """A page for whoever holds one of the permissions in some scope. For the others it does not exist."""

    def decorate(view: V) -> V:
        @wraps(view)
        def guarded(request: GuardedRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not any(request.access.allows(p) for p in permissions):
                raise Http404
            return view(request, *args, **kwargs)

        return cast(V, _mark(guarded, Gate("needs", frozenset(permissions))))

    return decorate


def acts(*permissions: Permission) -> Callable[[V], V]:
    """A page of one object. The view fetches it by `request.access.get(..., needs=P)`, which answers 404 or 403."""

    def decorate(view: V) -> V:
        guarded = signed_in(view)
        return _mark(guarded, Gate("acts", frozenset(permissions)))

    return decorate


__all__ = ["Access", "Gate", "GuardedRequest", "acts", "anyone", "link", "needs", "signed_in"]
