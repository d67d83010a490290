"""The same acts by an e-mailed link, without signing in. GET shows, POST does."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from onecop.access.links import LinkExpired, LinkInvalid, LinkUsed, actor_of
from onecop.kernel.clock import now
from onecop.kernel.errors import Refused
from onecop.kernel.gate import link
from onecop.partnerships.rules import zone_of
from onecop.scheduling import queries, services
from onecop.scheduling.choices import MeetingState
from onecop.scheduling.exceptions import CannotChoose, NoTimes
from onecop.scheduling.services.agreeing import CHOOSE, MET
from onecop.scheduling.services.offering import by_link
from onecop.scheduling.views.parts import picked, refuse, wants_others
from onecop.ui.page import render


@link
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def meeting_choose_link(request: HttpRequest, token: str) -> HttpResponse:
    """The times offered, for one side."""
    at = now()
    try:
        found, meeting, side = by_link(CHOOSE, token, at=at)
        if request.method == "POST":
            by = actor_of(found)
            try:
                if wants_others(request):
                    done = services.others(meeting=meeting, side=side, by=by, at=at, link=found)
                else:
                    done = services.choose(meeting=meeting, side=side, offers=picked(request, meeting), by=by, at=at, link=found)
            except (CannotChoose, NoTimes) as no:
                refuse(request, no)
            else:
                messages.success(request, _said(agreed=done.state == MeetingState.AGREED, others=wants_others(request)))
            return redirect("meeting_choose_link", token)
    except Refused as no:
        return _closed(request, no)
    with timezone.override(zone_of(meeting.partnership)):
        return render(request, "scheduling/choose.jinja", {"meeting": meeting, "picking": queries.picking(meeting, side, at), "side": side})


@link
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def meeting_met_link(request: HttpRequest, token: str) -> HttpResponse:
    """Did you meet?"""
    at = now()
    try:
        found, meeting, side = by_link(MET, token, at=at)
        if request.method == "POST" and request.POST.get("met") in ("yes", "no"):
            services.say_met(meeting=meeting, side=side, met=request.POST["met"] == "yes", by=actor_of(found), at=at, link=found)
            messages.success(request, _("Thank you, it is written down."))
            return redirect("meeting_met_link", token)
    except Refused as no:
        return _closed(request, no)
    with timezone.override(zone_of(meeting.partnership)):
        return render(request, "scheduling/met.jinja", {"meeting": meeting, "side": side})


def _said(*, agreed: bool, others: bool) -> str:
    if others:
        return _("Three other times are on their way to both of you, by e-mail.")
    if agreed:
        return _("It is settled. The invitation is on its way to you.")
    return _("Thank you! The other side now takes one of them, and you get an invitation.")


def _closed(request: HttpRequest, no: Refused) -> HttpResponse:
    """A link that opens nothing any more."""
    status = 410 if isinstance(no, LinkExpired) else 404 if isinstance(no, LinkInvalid) else 200
    return render(request, "scheduling/closed.jinja", {"refusal": no, "thanks": isinstance(no, LinkUsed)}, status=status)
