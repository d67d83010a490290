"""What the views after a date share: finding the date of a host, answers with files, pages of refusal."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models.fields.files import FieldFile
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from onecop.access import links
from onecop.events import queries as events
from onecop.events import services as event_services
from onecop.events.models import Event, Occurrence
from onecop.events.rules import Date
from onecop.followups import readers
from onecop.kernel.clock import now
from onecop.kernel.errors import Refused
from onecop.kernel.gate import GuardedRequest
from onecop.kernel.permissions import Permission as P
from onecop.ui.page import render

FORMS = ["GET", "HEAD", "POST"]
HOSTS = (P.CONGREGATION_EDIT, P.AGENCY_EDIT, P.PARTNERSHIP_ACT, P.PARTNERSHIP_EDIT)


def day_in(event: Event | None, on: str) -> Date:
    """Return one date of an event, else 404."""
    try:
        found = events.date_of(event, date.fromisoformat(on)) if event else None
    except ValueError:
        found = None
    if found is None:
        raise Http404
    return found


def hosted(request: GuardedRequest, key: str, on: str, *, letters: bool = False) -> Date:
    """Return a date that the reader hosts, or hosts along: 404 for what they do not see, 403 for what they see and do not host.

    Args:
        letters: only for whoever may write to its guests.
    """
    event: Event = request.access.get(Event.objects.with_hosts().select_related("goal"), key=key)
    may = readers.writes_letters if letters else readers.records
    if not may(request.user, event):
        raise PermissionDenied
    return day_in(event, on)


def row_of(found: Date) -> Occurrence:
    """Return the row of a date, made now when nothing hung on it before."""
    row = found.row or event_services.occurrence_for(event=found.event, on=found.on, at=now())
    row.event = found.event
    return row


def public_day(key: str, on: str) -> Date:
    """Return a date whose page anyone may open."""
    return day_in(Event.objects.public().with_hosts().filter(key=key).first(), on)


def said(no: Refused) -> str:
    return f"{no.reason} {no.instead}".strip()


def hand_out(file: FieldFile, mime: str = "image/jpeg", *, name: str = "") -> HttpResponse:
    """Hand out a file. A picture is never kept by the browser, so that one that is taken down is gone at once.

    Args:
        name: as a download of that name, which no browser runs on our address.
    """
    try:
        with file.open("rb") as opened:
            answer = HttpResponse(opened.read(), content_type=mime)
    except FileNotFoundError:
        raise Http404 from None
    if name:
        answer.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def closed(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """Answer to a link that does nothing any more."""
    status = 410 if isinstance(refusal, links.LinkExpired) else 404 if isinstance(refusal, links.LinkInvalid) else 200
    facts: dict[str, Any] = {"refusal": refusal, "title": _("Thank you!") if isinstance(refusal, links.LinkUsed) else _("Nothing to answer here")}
    return render(request, "followups/closed.jinja", facts, status=status)
