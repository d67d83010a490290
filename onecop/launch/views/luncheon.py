"""What staff need at the luncheon, and what came of it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from onecop.access import services as access
from onecop.kernel.clock import now
from onecop.kernel.gate import GuardedRequest, acts
from onecop.kernel.permissions import Permission as P
from onecop.launch import services
from onecop.launch.emails import site
from onecop.launch.models import Pledge
from onecop.launch.paper import Drawn
from onecop.launch.tables import Pledges
from onecop.launch.views.parts import frame, launch_of
from onecop.ui.page import render


@acts(P.LAUNCH_RUN)
@require_safe
def launch_pledges(request: GuardedRequest, key: str) -> HttpResponse:
    """Who pledged, how to reach them, and what became of it. That somebody read it is noted."""
    launch = launch_of(request, key, P.LAUNCH_RUN)
    table = Pledges(request, Pledge.objects.filter(launch=launch).select_related("enrollment"))
    shown: list[Any] = list(table.filtered) if request.GET.get("format") == "csv" else [row.thing for row in table.rows]
    access.note_contacts_read(of=shown, by=request.user, at=now())
    return table.answer("launch/pledges.jinja", {**frame(request, launch, "launch_pledges"), "address": site("pledge_page", launch.code)})


@acts(P.LAUNCH_RUN)
@require_POST
def launch_pledge_settle(request: GuardedRequest, key: str, pledge: str) -> HttpResponse:
    """Staff have seen to it."""
    launch = launch_of(request, key, P.LAUNCH_RUN)
    row = launch.pledges.filter(key=pledge).first()
    if row is None:
        raise Http404
    services.settle_pledge(pledge=row, by=request.user, at=now())
    messages.success(request, _("Seen to. Thank you!"))
    return redirect("launch_pledges", launch.key)


@acts(P.LAUNCH_RUN)
@require_safe
def launch_code(request: GuardedRequest, key: str) -> HttpResponse:
    """The code for the screen, large enough for the last row."""
    launch = launch_of(request, key, P.LAUNCH_RUN)
    address = site("pledge_page", launch.code)
    return render(request, "launch/code.jinja", {"launch": launch, "address": address, "qr": Drawn(address)})
