"""The launch board."""

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from onecop.kernel.clock import now
from onecop.kernel.gate import GuardedRequest, acts
from onecop.kernel.permissions import Permission as P
from onecop.launch import board, plan
from onecop.launch.tables import Board, StaffBoard
from onecop.launch.views.parts import frame, launch_of


@acts(P.LAUNCH_READ)
@require_safe
def launch_board(request: GuardedRequest, key: str) -> HttpResponse:
    """How far the congregations of a city have come. Liaison and executive read names and stages, never how somebody is reached."""
    launch = launch_of(request, key)
    page = frame(request, launch, "launch_board")
    listed = board.rows(launch).select_related("area").defer("area__outline")
    table = (StaffBoard if page["staff"] else Board)(request, listed)
    if request.htmx or request.GET.get("format") == "csv":  # type: ignore[attr-defined]
        return table.answer("launch/board.jinja", page)
    found = board.steps(listed)
    act = board.next_act(launch, plan.lines(launch, now()), found, board.waiting_pledges(launch)) if page["staff"] and launch.is_open else None
    return table.answer("launch/board.jinja", {**page, "steps": found, "act": act, "unlisted": board.unlisted_pledges(launch)})


@acts(P.LAUNCH_READ)
@require_safe
def launch_map(request: GuardedRequest, key: str) -> HttpResponse:
    """What the map of the board draws."""
    return JsonResponse(board.map_of(launch_of(request, key)))
