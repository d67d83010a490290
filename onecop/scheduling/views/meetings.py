"""One meeting: pick a time, move it, call it off, say whether it happened."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from onecop.kernel.clock import now
from onecop.kernel.errors import Refused
from onecop.kernel.gate import GuardedRequest, acts
from onecop.kernel.permissions import Permission
from onecop.partnerships.rules import zone_of
from onecop.scheduling import services
from onecop.scheduling.choices import CancelReason, MeetingState, Side
from onecop.scheduling.exceptions import CannotChoose
from onecop.scheduling.forms import CancelForm, TimeForm
from onecop.scheduling.models import Meeting
from onecop.scheduling.people import side_of
from onecop.scheduling.views.parts import picked, refuse, wants_others
from onecop.ui.page import render


def _get(request: GuardedRequest, key: str) -> Meeting:
    rows = Meeting.objects.select_related("partnership__congregation__scope", "partnership__agency__scope", "partnership__agency__territory")
    found: Meeting = request.access.get(rows, key=key, needs=Permission.PARTNERSHIP_ACT)
    return found


def _side(request: GuardedRequest, meeting: Meeting) -> Side:
    """Return for whom the reader speaks: their own side, or staff."""
    side = side_of(meeting.partnership, request.user)
    if side is None and not request.access.allows(Permission.PARTNERSHIP_EDIT, meeting.partnership):
        raise PermissionDenied
    return side or Side.STAFF


@acts(Permission.PARTNERSHIP_ACT)
@require_POST
def meeting_choose(request: GuardedRequest, key: str) -> HttpResponse:
    """Pick the times that suit, or ask for three others."""
    meeting = _get(request, key)
    side, at = _side(request, meeting), now()
    try:
        if wants_others(request):
            services.others(meeting=meeting, side=side, by=request.user, at=at)
            messages.success(request, _("Three other times are on their way to both sides."))
        elif side == Side.STAFF:
            raise CannotChoose(_("Only the two sides pick a time."), instead=_("Write in what they told you."))
        else:
            done = services.choose(meeting=meeting, side=side, offers=picked(request, meeting), by=request.user, at=at)
            agreed = done.state == MeetingState.AGREED
            messages.success(request, _("It is settled. Invitations are on their way.") if agreed else _("Thank you! The other side now takes one of them."))
    except Refused as no:
        refuse(request, no)
    return redirect(meeting)


@acts(Permission.PARTNERSHIP_ACT)
@require_http_methods(["GET", "HEAD", "POST"])
def meeting_move(request: GuardedRequest, key: str) -> HttpResponse:
    """Choose another time or place; every calendar changes with it."""
    meeting = _get(request, key)
    zone = zone_of(meeting.partnership)
    local = meeting.starts.astimezone(zone) if meeting.starts else None
    initial = {"day": local.date(), "clock": local.time(), "minutes": meeting.minutes, "place": meeting.place} if local else {}
    form = TimeForm(request.POST if request.method == "POST" else None, zone=zone, initial=initial)
    if form.is_valid() and form.span:
        try:
            services.move(meeting=meeting, starts=form.span[0], ends=form.span[1], place=form.cleaned_data["place"], by=request.user, at=now())
        except Refused as no:
            form.add_error(None, f"{no.reason} {no.instead}")
        else:
            messages.success(request, _("It is moved, and every calendar changes with it."))
            return redirect(meeting)
    return render(request, "scheduling/move.jinja", {"meeting": meeting, "form": form}, status=422 if form.is_bound else 200)


@acts(Permission.PARTNERSHIP_ACT)
@require_http_methods(["GET", "HEAD", "POST"])
def meeting_cancel(request: GuardedRequest, key: str) -> HttpResponse:
    """Call it off, after a second look."""
    meeting = _get(request, key)
    form = CancelForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        words = form.cleaned_data["words"]
        try:
            services.cancel(meeting=meeting, reason=CancelReason.OTHER if words else CancelReason.TIME, words=words, by=request.user, at=now())
            messages.success(request, _("It is called off, and everyone is told."))
        except Refused as no:
            refuse(request, no)
        return redirect(meeting)
    return render(request, "scheduling/cancel.jinja", {"meeting": meeting, "form": form}, status=422 if form.is_bound else 200)


@acts(Permission.PARTNERSHIP_ACT)
@require_POST
def meeting_met(request: GuardedRequest, key: str) -> HttpResponse:
    """Say whether they met."""
    meeting = _get(request, key)
    try:
        services.say_met(meeting=meeting, side=_side(request, meeting), met=request.POST.get("met") == "yes", by=request.user, at=now())
        messages.success(request, _("Thank you, it is written down."))
    except Refused as no:
        refuse(request, no)
    return redirect(meeting)
