"""What the views of events share: finding an event and its date, and who may do what."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from onecop.access import links
from onecop.events import queries
from onecop.events.choices import Side
from onecop.events.models import Event
from onecop.events.people import side_of
from onecop.events.rules import Date
from onecop.kernel.errors import Refused
from onecop.kernel.gate import GuardedRequest
from onecop.kernel.permissions import Permission as P
from onecop.partnerships.models import Partnership
from onecop.ui.page import render

FORMS = ["GET", "HEAD", "POST"]
PARTNERSHIPS = ("congregation__scope__parent", "congregation__territory", "agency__scope__parent", "agency__territory")


def edit_permission(event: Event) -> P:
    """Return what one must hold over an event's host to change it."""
    if event.congregation_id:
        return P.CONGREGATION_EDIT
    if event.agency_id:
        return P.AGENCY_EDIT
    return P.PARTNERSHIP_ACT if event.partnership_id else P.PARTNERSHIP_EDIT


def may_edit(request: GuardedRequest, event: Event) -> bool:
    return request.access.allows(edit_permission(event), event)


def knows_place(request: GuardedRequest, event: Event) -> bool:
    """True for whoever may read where an event is that keeps its place to itself: its own people, and an officer who is asked there."""
    return event.house is not None or may_edit(request, event)


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
    if event.congregation_id and sheet.invite is None and not request.access.allows(P.CONGREGATION_READ, event):
        raise Http404
    return event, sheet


def dates_for(request: GuardedRequest, event: Event, dates: list[Date]) -> list[queries.Entry]:
    """Return the dates that a reader may see, with their invitations."""
    entries = queries.with_invites(dates)
    if event.congregation_id and not request.access.allows(P.CONGREGATION_READ, event):
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
