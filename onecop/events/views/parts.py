"""What the views of events share: finding an event and its date, and who may do what."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from onecop.access import links
from onecop.events import queries
from onecop.events.choices import Side
from onecop.events.models import Event, Invite, held_by
from onecop.events.people import side_of
from onecop.events.rules import Date, edit_permission
from onecop.kernel.errors import Refused
from onecop.kernel.gate import GuardedRequest
from onecop.kernel.permissions import Permission as P
from onecop.partnerships.models import Partnership
from onecop.ui.page import render

FORMS = ["GET", "HEAD", "POST"]
PARTNERSHIPS = ("congregation__scope__parent", "congregation__territory", "agency__scope__parent", "agency__territory")


def may_edit(request: GuardedRequest, event: Event) -> bool:
    return request.access.allows(edit_permission(event), event)


def works(request: GuardedRequest, event: Event) -> bool:
    """True for the host's people and those of co-hosts who said yes: they plan."""
    return Event.objects.worked_by(request.user).filter(pk=event.pk).exists()


def hosts_along(request: GuardedRequest, event: Event) -> bool:
    """True for whoever sees a congregation's event because their own organization hosts it along."""
    return Event.objects.hosted_with(request.user).filter(pk=event.pk).exists()


def knows_place(request: GuardedRequest, event: Event) -> bool:
    """True for whoever may read where an event is that keeps its place to itself: those who plan it, the house's own people, an officer who is asked."""
    if works(request, event) or request.access.allows(P.CONGREGATION_READ, event):
        return True
    own = event.partnership_id in set(held_by(request.user))
    return own or Invite.objects.live().filter(occurrence__event=event, officer__person=request.user).exists()


def planned_of(request: GuardedRequest, key: str) -> Event:
    """Return the visible event; 403 for whoever does not plan it."""
    event = event_of(request, key)
    if not works(request, event):
        raise PermissionDenied
    return event


@contextmanager
def saying(request: HttpRequest, words: str) -> Iterator[None]:
    """Do an act, and say that it is done or why it is not."""
    try:
        yield
        messages.success(request, words)
    except Refused as no:
        messages.error(request, said(no))


def event_of(request: GuardedRequest, key: str, *, edit: bool = False) -> Event:
    """Return the visible event; 403 where it is seen but may not be changed."""
    event: Event = request.access.get(Event.objects.with_hosts(), key=key)
    if edit and not may_edit(request, event):
        raise PermissionDenied
    return event


def day_of(request: GuardedRequest, key: str, on: str, *, edit: bool = False) -> tuple[Event, queries.DaySheet]:
    """Return one date of a visible event with what hangs on it. An officer sees, of a congregation's series, only dates with an invitation."""
    event = event_of(request, key, edit=edit)
    try:
        found = queries.date_of(event, date.fromisoformat(on))
    except ValueError:
        found = None
    if found is None:
        raise Http404
    partnership = queries.partnership_for(event, request.user)
    side = side_of(partnership, request.user) if partnership else None
    sheet = queries.day_sheet(found, partnership=partnership, side=side)
    if event.congregation_id and sheet.invite is None and not request.access.allows(P.CONGREGATION_READ, event) and not hosts_along(request, event):
        raise Http404
    return event, sheet


def dates_for(request: GuardedRequest, event: Event, dates: list[Date]) -> list[queries.Entry]:
    """Return the dates that a reader may see, with their invitations."""
    entries = queries.with_invites(dates)
    if event.congregation_id and not request.access.allows(P.CONGREGATION_READ, event) and not hosts_along(request, event):
        return [e for e in entries if e.invite and e.invite.officer.person_id == request.user.pk]
    return entries


def partnership_of(request: GuardedRequest, key: str) -> tuple[Partnership, Side]:
    """Return a partnership and for which side the reader acts in it."""
    partnership: Partnership = request.access.get(Partnership.objects.select_related(*PARTNERSHIPS), key=key, needs=P.PARTNERSHIP_ACT)
    side = side_of(partnership, request.user)
    if side is None:
        raise PermissionDenied
    return partnership, side


def said(no: Refused) -> str:
    return f"{no.reason} {no.instead}".strip()


def closed(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """Answer to a link that does nothing any more."""
    status = 410 if isinstance(refusal, links.LinkExpired) else 404 if isinstance(refusal, links.LinkInvalid) else 200
    context: dict[str, Any] = {"refusal": refusal, "title": _("Thank you!") if isinstance(refusal, links.LinkUsed) else _("Nothing to answer here")}
    return render(request, "events/closed.jinja", context, status=status)
