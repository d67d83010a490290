"""The acts of staff along the path of a handover."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from onecop.agencies.models import Officer
from onecop.handover import queries, rules, services
from onecop.handover.exceptions import CannotHandOver
from onecop.handover.forms import DayForm
from onecop.handover.models import Handover
from onecop.handover.views.lists import handover_of
from onecop.kernel.clock import now
from onecop.kernel.errors import Refused
from onecop.kernel.gate import GuardedRequest, acts
from onecop.kernel.permissions import Permission
from onecop.partnerships import services as partnerships
from onecop.partnerships.choices import EndReason
from onecop.partnerships.rules import local_day
from onecop.ui.page import render

MAY = Permission.PARTNERSHIP_EDIT


def change(request: GuardedRequest, row: Handover, act: Callable[[], object], said: str) -> HttpResponse:
    """Do one act and say so, or say why not."""
    try:
        act()
        messages.success(request, said)
    except Refused as refusal:
        messages.error(request, f"{refusal.reason} {refusal.instead}".strip())
    return redirect(row)


def _officer(request: GuardedRequest, row: Handover) -> Officer | None:
    """Return the officer that the form or the link names, of this agency."""
    key = (request.POST if request.method == "POST" else request.GET).get("officer", "").replace("\0", "")
    found = row.partnership.agency.officers.select_related("agency__scope", "person").filter(key=key).first()
    if found is None:
        messages.error(request, _("Choose one of the officers on the page."))
    return found


@acts(MAY)
@require_POST
def handover_cover(request: GuardedRequest, key: str) -> HttpResponse:
    """Let an officer stand in."""
    row = handover_of(request, key, MAY)
    officer = _officer(request, row)
    if officer is None:
        return redirect(row)
    said = _("%(officer)s stands in. Both sides are told.") % {"officer": officer}
    return change(request, row, lambda: services.cover(handover=row, officer=officer, by=request.user, at=now()), said)


@acts(MAY)
@require_POST
def handover_propose(request: GuardedRequest, key: str) -> HttpResponse:
    """Ask an officer and the congregation."""
    row = handover_of(request, key, MAY)
    officer = _officer(request, row)
    if officer is None:
        return redirect(row)
    said = _("%(officer)s and the congregation are being asked. They have a week.") % {"officer": officer}
    return change(request, row, lambda: services.propose(handover=row, officer=officer, by=request.user, at=now()), said)


@acts(MAY)
@require_http_methods(["GET", "HEAD", "POST"])
def handover_agree(request: GuardedRequest, key: str) -> HttpResponse:
    """Write in that both sides have said yes to an officer elsewhere, after a question: it cannot be taken back."""
    row = handover_of(request, key, MAY)
    officer = _officer(request, row)
    if officer is None:
        return redirect(row)
    if request.method != "POST":
        today = local_day(row.partnership, now())
        first = rules.takes_over(leaves_on=row.leaves_on, today=today)
        return render(request, "handover/agree.jinja", {"h": row, "officer": officer, "first": first, "at_once": first <= today})
    said = _("Written in: %(officer)s comes next.") % {"officer": officer}
    return change(request, row, lambda: services.agree(handover=row, officer=officer, by=request.user, at=now()), said)


@acts(MAY)
@require_POST
def handover_take_back(request: GuardedRequest, key: str) -> HttpResponse:
    """Take the question that waits back."""
    row = handover_of(request, key, MAY)
    return change(request, row, lambda: services.take_back(handover=row, by=request.user, at=now()), _("Taken back. Both sides are told kindly."))


@acts(MAY)
@require_POST
def handover_day(request: GuardedRequest, key: str) -> HttpResponse:
    """Note the first day without the old officer."""
    row, at = handover_of(request, key, MAY), now()
    form = DayForm(request.POST, today=local_day(row.partnership, at))
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return redirect(row)
    return change(request, row, lambda: services.set_date(handover=row, leaves_on=form.cleaned_data["leaves_on"], by=request.user, at=at), _("Saved."))


@acts(MAY)
@require_POST
def handover_overlap(request: GuardedRequest, key: str) -> HttpResponse:
    """Look for an hour for old and new officer with the congregation."""
    row = handover_of(request, key, MAY)

    def offer() -> None:
        done = services.meet_by_name(handover=row, by=request.user, at=now())
        if queries.overlap_state(done) != "planned":
            raise CannotHandOver(done.no_overlap_because or _("There are no two officers who could meet."))

    return change(request, row, offer, _("Times are on their way to everyone."))


@acts(MAY)
@require_POST
def handover_skip(request: GuardedRequest, key: str) -> HttpResponse:
    """Note that old and new officer do not meet."""
    row = handover_of(request, key, MAY)
    return change(request, row, lambda: services.skip_overlap(handover=row, by=request.user, at=now()), _("Noted. The brief has to do."))


@acts(MAY)
@require_POST
def handover_finish(request: GuardedRequest, key: str) -> HttpResponse:
    """Close a handover whose new officer is there."""
    row = handover_of(request, key, MAY)
    return change(request, row, lambda: services.finish(handover=row, by=request.user, at=now()), _("Done. The partnership goes on."))


@acts(MAY)
@require_http_methods(["GET", "HEAD", "POST"])
def handover_call_off(request: GuardedRequest, key: str) -> HttpResponse:
    """Say what calling it off will do, and do it on POST."""
    row = handover_of(request, key, MAY)
    if request.method != "POST":
        return render(request, "handover/call_off.jinja", {"h": row})
    return change(
        request, row, lambda: services.call_off(handover=row, by=request.user, at=now()), _("Called off. The officer stays, and the congregation is told.")
    )


@acts(MAY)
@require_http_methods(["GET", "HEAD", "POST"])
def handover_end(request: GuardedRequest, key: str) -> HttpResponse:
    """The congregation stands on another agency's ground: end here, so that a partner can be matched there."""
    row = handover_of(request, key, MAY)
    if request.method != "POST":
        return render(request, "handover/end.jinja", {"h": row})
    said = _("Ended. The congregation can be matched where it stands now.")
    return change(request, row, lambda: partnerships.end(partnership=row.partnership, reason=EndReason.MOVED, by=request.user, at=now()), said)
