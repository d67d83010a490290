"""Staff: the weekends, the queue of what hosts registered, one registration."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from onecop.kernel.clock import now
from onecop.kernel.errors import Refused
from onecop.kernel.gate import GuardedRequest, acts, needs
from onecop.kernel.permissions import Permission as P
from onecop.ui.page import render
from onecop.weekend import places, services
from onecop.weekend.choices import Reason, Standing, Verdict
from onecop.weekend.forms import HOST, WHAT, WHERE, DeclineForm, SubmissionForm, WeekendForm, typed_of
from onecop.weekend.models import Resemblance, Submission, Weekend
from onecop.weekend.queries import CHOICE
from onecop.weekend.sheet import Sheet
from onecop.weekend.tables import Submissions

FORMS = ["GET", "HEAD", "POST"]
MOST = 100
"""Registrations that one press accepts."""


@needs(P.EVENT_REVIEW)
@require_safe
def weekend_list(request: GuardedRequest) -> HttpResponse:
    """Every weekend, and how much waits."""
    waiting = Submission.objects.visible_to(request.user).filter(standing=Standing.WAITING)
    counts: dict[int, int] = {}
    for number in waiting.values_list("weekend", flat=True):
        counts[number] = counts.get(number, 0) + 1
    rows = [(one, counts.get(one.pk, 0)) for one in Weekend.objects.visible_to(request.user)]
    return render(request, "weekend/list.jinja", {"rows": rows, "may_run": request.access.allows(P.REGION_EDIT)})


# Only national staff hold REGION_EDIT: what concerns every region is theirs to set.
@needs(P.REGION_EDIT)
@require_http_methods(FORMS)
def weekend_new(request: GuardedRequest) -> HttpResponse:
    """A new weekend."""
    return _edit(request, None)


@needs(P.REGION_EDIT)
@require_http_methods(FORMS)
def weekend_edit(request: GuardedRequest, key: str) -> HttpResponse:
    """Other days, other words."""
    return _edit(request, get_object_or_404(Weekend.objects.visible_to(request.user), key=key))


def _edit(request: GuardedRequest, row: Weekend | None) -> HttpResponse:
    form = WeekendForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        made = services.keep_weekend(weekend=row, values=form.values(), by=request.user, at=now())
        messages.success(request, _("%(name)s is kept.") % {"name": made.name})
        return redirect("weekend_queue", made.key)
    return render(request, "weekend/edit.jinja", {"row": row, "form": form}, status=422 if form.errors else 200)


@needs(P.EVENT_REVIEW)
@require_safe
def weekend_queue(request: GuardedRequest, key: str) -> HttpResponseBase:
    """What hosts registered, the longest wait first."""
    weekend = get_object_or_404(Weekend.objects.visible_to(request.user), key=key)
    open_ = Resemblance.objects.filter(second=OuterRef("pk"), verdict=Verdict.OPEN)
    rows = Submission.objects.visible_to(request.user).filter(weekend=weekend).annotate(alike=Exists(open_))
    if not request.GET:
        rows = rows.filter(standing=Standing.WAITING)
    all_url = f"{reverse('weekend_accept_all', args=[key])}?{urlencode({n: request.GET[n] for n in CHOICE if request.GET.get(n)})}".rstrip("?")
    may_run = request.access.allows(P.REGION_EDIT)
    facts = {"weekend": weekend, "all_url": all_url, "totals": Sheet(weekend).totals, "everything": bool(request.GET), "may_run": may_run}
    return Submissions(request, rows).answer("weekend/queue.jinja", facts)


@needs(P.EVENT_REVIEW)
@require_POST
def weekend_accept_many(request: GuardedRequest, key: str) -> HttpResponse:
    """Accept what is ticked. What looks like another one is left for a look."""
    weekend = get_object_or_404(Weekend.objects.visible_to(request.user), key=key)
    keys = request.POST.getlist("pick")[:MOST]
    rows = Submission.objects.visible_to(request.user).filter(weekend=weekend, key__in=keys).order_by("id")
    done, left = services.accept_many(submissions=rows, by=request.user, at=now())
    messages.success(request, ngettext("%(n)d event accepted.", "%(n)d events accepted.", done) % {"n": done})
    if left:
        messages.warning(request, ngettext("%(n)d was left: look at it by itself.", "%(n)d were left: look at each by itself.", left) % {"n": left})
    return redirect("weekend_queue", key)


def _get(request: GuardedRequest, key: str) -> Submission:
    rows = Submission.objects.select_related("weekend", "scope__parent", "joined", "event", "congregation", "agency")
    found: Submission = request.access.get(rows, key=key, needs=P.EVENT_REVIEW)
    return found


@acts(P.EVENT_REVIEW)
@require_safe
def submission_review(request: GuardedRequest, key: str) -> HttpResponse:
    """One registration: what was said, what looks like it, and the answers."""
    return _page(request, _get(request, key), DeclineForm())


def _page(request: GuardedRequest, row: Submission, form: DeclineForm) -> HttpResponse:
    pairs = [(pair, pair.first) for pair in row.resemblances.select_related("first")]
    pairs += [(pair, pair.second) for pair in row.resemblances_back.select_related("second")]
    told = [(pair, other, ", ".join(str(Reason(code).label) for code in pair.why)) for pair, other in pairs]
    house, agency = (row.congregation, row.agency) if row.decided_at else places.known_host(row)
    facts = {
        "row": row, "pairs": told, "known": house or agency, "form": form, "waits": row.standing == Standing.WAITING, "joiners": list(row.joiners.all()),
        "open_pairs": any(not pair.verdict for pair, _other, _why in told),
    }  # fmt: skip
    return render(request, "weekend/review.jinja", facts, status=422 if form.errors else 200)


def _act(request: GuardedRequest, row: Submission, do: Callable[[], Any], said: str) -> HttpResponse:
    try:
        do()
        messages.success(request, said)
    except Refused as no:
        messages.error(request, f"{no.reason} {no.instead}".strip())
    return redirect("submission_review", row.key)


@acts(P.EVENT_REVIEW)
@require_POST
def submission_accept(request: GuardedRequest, key: str) -> HttpResponse:
    row = _get(request, key)
    return _act(request, row, lambda: services.accept(submission=row, by=request.user, at=now()), _("Accepted. It stands on the map."))


@acts(P.EVENT_REVIEW)
@require_POST
def submission_decline(request: GuardedRequest, key: str) -> HttpResponse:
    row, form = _get(request, key), DeclineForm(request.POST)
    if not form.is_valid():
        return _page(request, row, form)
    words = form.cleaned_data["words"]
    return _act(request, row, lambda: services.decline(submission=row, words=words, by=request.user, at=now()), _("Declined; the host has our letter."))


@acts(P.EVENT_REVIEW)
@require_POST
def submission_ask(request: GuardedRequest, key: str) -> HttpResponse:
    row = _get(request, key)
    return _act(request, row, lambda: services.ask_whether_same(submission=row, by=request.user, at=now()), _("The host has our question."))


@acts(P.EVENT_REVIEW)
@require_POST
def submission_settle(request: GuardedRequest, key: str) -> HttpResponse:
    """Staff say for a host whom nobody can ask."""
    row = _get(request, key)
    pair = get_object_or_404(row.resemblances, key=request.POST.get("pair", "")[:12])
    same = request.POST.get("answer") == "same"
    return _act(request, row, lambda: services.settle(resemblance=pair, same=same, by=request.user, at=now()), _("Noted."))


@acts(P.EVENT_REVIEW)
@require_http_methods(FORMS)
def submission_edit(request: GuardedRequest, key: str) -> HttpResponse:
    """Correct what a host wrote."""
    row = _get(request, key)
    form = SubmissionForm(request.POST or None, weekend=row.weekend, by_staff=True, initial=typed_of(row))
    if request.method == "POST" and form.is_valid():
        values = form.values()
        pin = places.find(street=values["street"], city=values["city"], state=values["state"], zip_code=values["zip"])
        return _act(request, row, lambda: services.change(submission=row, values=values, pin=pin, by=request.user, at=now()), _("Corrected."))
    facts = {"row": row, "form": form, "host": HOST, "what": WHAT, "where": WHERE}
    return render(request, "weekend/change.jinja", facts, status=422 if form.errors else 200)
