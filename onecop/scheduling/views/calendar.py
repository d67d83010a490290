"""Everybody's private calendar: its address, made and stopped by its owner, and the feed behind it."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from onecop.access.models import Person
from onecop.kernel.clock import now
from onecop.kernel.gate import GuardedRequest, link, signed_in
from onecop.scheduling import feeds, services
from onecop.scheduling.models import Feed
from onecop.ui.page import render


def _own(person: Person) -> Feed | None:
    return Feed.objects.filter(person=person, revoked_at=None).first()


@signed_in
@require_safe
def calendar(request: GuardedRequest) -> HttpResponse:
    """Whether one has a calendar address, and what it shows."""
    return render(request, "scheduling/calendar.jinja", {"feed": _own(request.user), "address": ""})


@signed_in
@require_POST
def calendar_new(request: GuardedRequest) -> HttpResponse:
    """Make an address and show it, this once: it is kept nowhere, so the answer is the page itself."""
    feed = _own(request.user)
    shows = request.POST.get("places") == "yes" if "asked" in request.POST else bool(feed and feed.shows_places)
    token = services.open_feed(person=request.user, shows_places=shows, by=request.user, at=now())
    address = f"{settings.SITE_URL}{reverse('calendar_feed', args=[token])}"
    return render(request, "scheduling/calendar.jinja", {"feed": _own(request.user), "address": address})


@signed_in
@require_POST
def calendar_places(request: GuardedRequest) -> HttpResponse:
    """Choose whether the calendar says where."""
    shows = request.POST.get("places") == "yes"
    services.show_places(person=request.user, shows=shows, by=request.user, at=now())
    messages.success(request, _("Your calendar now says where.") if shows else _("Your calendar no longer says where."))
    return redirect("calendar")


@signed_in
@require_POST
def calendar_stop(request: GuardedRequest) -> HttpResponse:
    """Let the address stop."""
    if services.revoke_feed(person=request.user, by=request.user, at=now()):
        messages.success(request, _("The address works no more. Calendars that had it stay as they are, and hear of nothing new."))
    return redirect("calendar")


@link
@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """The feed. A wrong address and a stopped one are the same 404."""
    feed = feeds.by_token(token)
    if feed is None:
        raise Http404
    found = feeds.answer(feed, at=now())
    response = HttpResponse(found.body, content_type="text/calendar; charset=utf-8")
    changed = int(found.changed_at.timestamp()) if found.changed_at else None
    if changed is not None:
        response["Last-Modified"] = http_date(changed)
    response["ETag"] = found.etag
    response["Cache-Control"] = "private, no-cache"
    response["Content-Disposition"] = 'inline; filename="onecop.ics"'
    # By its tag alone: what was taken out leaves no later date behind.
    return get_conditional_response(request, etag=found.etag, last_modified=None, response=response) or response
