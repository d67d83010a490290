"""What the views of guests share: finding a date, who may read names, and pages of refusal."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from onecop.access import links
from onecop.events import queries as events
from onecop.events import services as event_services
from onecop.events.models import Event, Occurrence
from onecop.events.rules import Date
from onecop.kernel.clock import now
from onecop.kernel.errors import Refused
from onecop.kernel.gate import GuardedRequest
from onecop.kernel.permissions import Permission as P
from onecop.ui.page import render

FORMS = ["GET", "HEAD", "POST"]


def day_in(event: Event, on: str) -> Date:
    """Return one date of an event, else 404."""
    try:
        found = events.date_of(event, date.fromisoformat(on))
    except ValueError:
        found = None
    if found is None:
        raise Http404
    return found


def public_day(key: str, on: str) -> Date:
    """Return a date that anyone may look at."""
    event = Event.objects.public().with_hosts().filter(key=key).first()
    if event is None:
        raise Http404
    return day_in(event, on)


def row_of(found: Date) -> Occurrence:
    """Return the row of a date, made now when nothing hung on it before."""
    row = found.row or event_services.occurrence_for(event=found.event, on=found.on, at=now())
    row.event = found.event
    return row


def reads_names(request: GuardedRequest, event: Event) -> bool:
    """True for whoever may read who comes: the congregation that hosts, and staff. Never an agency, whoever hosts."""
    if event.house is not None:
        return request.access.allows(P.CONGREGATION_EDIT, event.house)
    return request.access.allows(P.PARTNERSHIP_EDIT, event)


def reads_numbers(request: GuardedRequest, event: Event) -> bool:
    """True also for the liaison of an agency that hosts."""
    return reads_names(request, event) or (event.agency_id is not None and request.access.allows(P.AGENCY_EDIT, event))


def hosted_day(request: GuardedRequest, key: str, on: str, *, names: bool = True) -> Date:
    """Return a date that the reader hosts: 404 for what they do not see, 403 for what they see and do not host."""
    event: Event = request.access.get(Event.objects.with_hosts(), key=key)
    if not (reads_names if names else reads_numbers)(request, event):
        raise PermissionDenied
    return day_in(event, on)


def said(no: Refused) -> str:
    return f"{no.reason} {no.instead}".strip()


def closed(request: HttpRequest, refusal: Refused, *, title: str = "") -> HttpResponse:
    """Answer to a link that does nothing any more."""
    status = 410 if isinstance(refusal, links.LinkExpired) else 404 if isinstance(refusal, links.LinkInvalid) else 200
    facts: dict[str, Any] = {"refusal": refusal, "title": title or (_("Thank you!") if isinstance(refusal, links.LinkUsed) else _("Nothing to answer here"))}
    return render(request, "registrations/closed.jinja", facts, status=status)
