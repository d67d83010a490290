"""The meetings of one partnership."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from onecop.kernel.clock import now
from onecop.kernel.errors import Refused
from onecop.kernel.gate import GuardedRequest, acts
from onecop.kernel.permissions import Permission
from onecop.partnerships.models import Partnership
from onecop.partnerships.rules import may_talk_at_last, zone_of
from onecop.scheduling import queries, services
from onecop.scheduling.choices import OFFERED_BY_NAME, USUAL_MINUTES, WRITTEN_BY_NAME, MeetingKind
from onecop.scheduling.forms import TimeForm
from onecop.scheduling.views.parts import refuse
from onecop.ui.page import render

ROWS = Partnership.objects.select_related("congregation__scope", "agency__scope", "agency__territory")


@acts()
@require_safe
def meeting_list(request: GuardedRequest, key: str) -> HttpResponse:
    """What is planned, what waits for a pick, and what was."""
    partnership = request.access.get(ROWS, key=key)
    at = now()
    sheet = queries.sheet(partnership, reader=request.user, at=at)
    context = {"partnership": partnership, "sheet": sheet, "now": at, "said_by": queries.said_by}
    context |= {"may": request.access.allows(Permission.PARTNERSHIP_ACT, partnership), "staff": request.access.allows(Permission.PARTNERSHIP_EDIT, partnership)}
    context |= {"kind": _asked(request, OFFERED_BY_NAME), "may_talk": may_talk_at_last(partnership, at)}
    return render(request, "scheduling/meetings.jinja", context)


@acts(Permission.PARTNERSHIP_ACT)
@require_POST
def meeting_offer(request: GuardedRequest, key: str) -> HttpResponse:
    """Look for three times and send them to both sides: for the first meeting, later for another one, or for the kind that was named."""
    partnership = request.access.get(ROWS, key=key, needs=Permission.PARTNERSHIP_ACT)
    kind = _kind(request, partnership, OFFERED_BY_NAME)
    try:
        services.offer(partnership=partnership, kind=kind, minutes=USUAL_MINUTES.get(kind, 60), by=request.user, at=now())
        messages.success(request, _("Three times are on their way to both sides. You can pick here at once."))
    except Refused as no:
        refuse(request, no)
    return redirect("meeting_list", partnership.key)


@acts(Permission.PARTNERSHIP_ACT)
@require_http_methods(["GET", "HEAD", "POST"])
def meeting_write(request: GuardedRequest, key: str) -> HttpResponse:
    """Write in what was agreed elsewhere, or when they met."""
    partnership = request.access.get(ROWS, key=key, needs=Permission.PARTNERSHIP_ACT)
    kind = _kind(request, partnership, WRITTEN_BY_NAME)
    form = TimeForm(request.POST if request.method == "POST" else None, zone=zone_of(partnership), initial={"minutes": USUAL_MINUTES.get(kind, 60)})
    if form.is_valid() and form.span:
        starts, ends = form.span
        try:
            words = {"kind": kind, "starts": starts, "ends": ends, "place": form.cleaned_data["place"]}
            made = services.write_in(partnership=partnership, by=request.user, at=now(), **words)
        except Refused as no:
            form.add_error(None, f"{no.reason} {no.instead}")
        else:
            messages.success(request, _("It is written in, and the invitations are on their way.") if made.is_open else _("It is written in. Good to hear."))
            return redirect("meeting_list", partnership.key)
    return render(request, "scheduling/write.jinja", {"partnership": partnership, "form": form, "kind": kind}, status=422 if form.is_bound else 200)


def _asked(request: GuardedRequest, allowed: tuple[MeetingKind, ...]) -> MeetingKind | None:
    """Return the kind that the address or the form names, if people may name it."""
    named = request.POST.get("kind") or request.GET.get("kind")
    return next((kind for kind in allowed if kind == named), None)


def _kind(request: GuardedRequest, partnership: Partnership, allowed: tuple[MeetingKind, ...]) -> MeetingKind:
    return _asked(request, allowed) or (MeetingKind.OTHER if queries.has_met(partnership) else MeetingKind.FIRST)
