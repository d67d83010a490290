"""The list, the page of one handover, and the brief."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import BooleanField, Exists, OuterRef, Value
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from onecop.access.services import note_contacts_read
from onecop.handover import page, queries
from onecop.handover.choices import QuestionState
from onecop.handover.forms import DayForm
from onecop.handover.models import Handover, Question
from onecop.handover.tables import HandoverTable
from onecop.kernel.clock import now
from onecop.kernel.gate import GuardedRequest, acts, needs
from onecop.kernel.permissions import Permission
from onecop.partnerships import brief as briefs
from onecop.partnerships.rules import local_day
from onecop.ui.page import render


def handover_of(request: GuardedRequest, key: str, permission: Permission | None = None) -> Handover:
    """Return the handover that the visitor may see, with all that its page shows."""
    found: Handover = request.access.get(queries.whole(), key=key, needs=permission)
    return found


@needs(Permission.PARTNERSHIP_EDIT, Permission.ROSTER_EDIT)
@require_safe
def handover_list(request: GuardedRequest) -> HttpResponseBase:
    """The handovers that staff, or a liaison, may see."""
    staff = request.access.allows(Permission.PARTNERSHIP_EDIT)
    asked = Question.objects.filter(handover=OuterRef("pk"), state=QuestionState.WAITING)
    rows = Handover.objects.visible_to(request.user).annotate(asked=Exists(asked), told=Value(staff, output_field=BooleanField()))
    rows = rows.select_related("partnership__congregation", "partnership__agency", "old__officer", "successor")
    return HandoverTable(request, rows).answer("handover/list.jinja", {"resting": queries.half_paused(request.user) if staff else []}, block="list")


@acts()
@require_safe
def handover_detail(request: GuardedRequest, key: str) -> HttpResponse:
    """How a handover stands, as a path, with the one next act."""
    row, at = handover_of(request, key), now()
    staff = request.access.allows(Permission.PARTNERSHIP_EDIT, row)
    shown = page.sheet(row, staff=staff, at=at)
    context: dict[str, Any] = {"sheet": shown, "h": row, "staff": staff, "desk": not queries.takes_part(row, request.user)}
    context |= {"gap_words": page.gap_words(shown.gaps, closed=not row.is_open), "why": page.reason_words(row, staff=staff)}
    context["form"] = DayForm(today=local_day(row.partnership, at), initial={"leaves_on": row.leaves_on})
    return render(request, "handover/detail.jinja", context)


@acts()
@require_safe
def handover_brief(request: GuardedRequest, key: str) -> HttpResponse:
    """What the next officer should know: what happened, what is planned, whom to call. It prints."""
    row, at = handover_of(request, key), now()
    if not request.access.allows(Permission.PARTNERSHIP_EDIT, row) and not queries.takes_part(row, request.user):
        raise PermissionDenied
    people = [tenure.officer or tenure.contact for tenure in briefs.people_to_call(row.partnership, reader=request.user)]
    note_contacts_read(of=[person for person in people if person is not None], by=request.user, at=at)
    return render(request, "handover/brief.jinja", {"h": row, "brief": briefs.brief(row.partnership, at=at, reader=request.user)})
