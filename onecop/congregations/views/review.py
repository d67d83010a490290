"""Staff: the queue of enrollments, one enrollment, and congregations that look alike."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from onecop.access import services as access
from onecop.congregations import queries, services
from onecop.congregations.enrolling import finding, steps
from onecop.congregations.enrolling.reading import place_of
from onecop.congregations.forms import ANSWERS, MergeForm
from onecop.congregations.maps import around
from onecop.congregations.models import Congregation, DuplicateSuggestion, Enrollment
from onecop.congregations.registry import outlook_of
from onecop.congregations.services.reviewing import REVIEWED, why_not_reopen
from onecop.congregations.tables import Duplicates, Enrollments
from onecop.kernel.clock import now
from onecop.kernel.errors import Refused
from onecop.kernel.gate import GuardedRequest, acts, needs
from onecop.kernel.permissions import Permission as P
from onecop.ui.page import render

ACTS: dict[str, tuple[Callable[..., Any], Any]] = {
    "accept": (services.accept_enrollment, gettext_lazy("%(name)s is in. Everybody named has a welcome by e-mail.")),
    "ask_back": (services.ask_back, gettext_lazy("Your question about %(name)s is on its way.")),
    "waitlist": (services.waitlist, gettext_lazy("%(name)s is on the waiting list, and has been told why.")),
    "decline": (services.decline, gettext_lazy("%(name)s is declined, and has been told why.")),
}


def _get(request: GuardedRequest, key: str) -> Enrollment:
    rows = Enrollment.objects.select_related("congregation__area", "congregation__territory", "claims", "settled_by").order_by("-sent_at")
    found: Enrollment = request.access.get(rows, congregation__key=key, needs=P.CONGREGATION_REVIEW)
    return found


@needs(P.CONGREGATION_REVIEW)
@require_safe
def queue(request: GuardedRequest) -> HttpResponseBase:
    """What congregations have sent us, the longest wait first."""
    rows = Enrollment.objects.visible_to(request.user).select_related("congregation")  # type: ignore[arg-type]
    if not request.GET:
        rows = rows.waiting()
    alike = DuplicateSuggestion.objects.visible_to(request.user).waiting().count()  # type: ignore[arg-type]
    return Enrollments(request, rows).answer("congregations/queue.jinja", {"alike": alike})


@acts(P.CONGREGATION_REVIEW)
@require_safe
def review(request: GuardedRequest, key: str) -> HttpResponse:
    """One enrollment: what was written, where it is, what looks like it, and the four answers."""
    return _page(request, _get(request, key), {})


def _page(request: GuardedRequest, row: Enrollment, bound: dict[str, Any], status: int = 200) -> HttpResponse:
    congregation = row.congregation
    assert congregation is not None
    access.note_contacts_read(of=congregation.contacts.filter(ended_on=None), by=request.user, at=now())  # type: ignore[arg-type]
    spot = place_of(row.answers)
    ground = finding.located(spot)
    placed = spot is not None and spot.lon is not None and spot.lat is not None
    facts = {
        "row": row, "congregation": congregation, "parts": steps.told(row), "ground": ground, "ground_words": steps.describe(ground), "spot": spot,
        "map": around(spot.lon, spot.lat, ground) if placed else None,  # type: ignore[union-attr, arg-type]
        "suggestions": list(queries.suggestions_about(congregation, request.user)), "others": queries.others_alike(congregation, row.answers, request.user),
        "history": queries.history(row, congregation), "open": row.standing in REVIEWED, "why_not_reopen": why_not_reopen(row, now()),
        "forms": {act: bound.get(act) or form(auto_id=f"id_{act}_%s") for act, form in ANSWERS.items()},
        "territories": queries.territories_for(congregation) if ground is None or ground.area is None else [],
    }  # fmt: skip
    return render(request, "congregations/review.jinja", facts, status=status)


@acts(P.CONGREGATION_REVIEW)
@require_POST
def answer(request: GuardedRequest, key: str, act: str) -> HttpResponse:
    """Accept, ask back, waitlist or decline."""
    row = _get(request, key)
    if act not in ACTS:
        raise Http404
    do, said = ACTS[act]
    form = ANSWERS[act](request.POST, auto_id=f"id_{act}_%s")
    if not form.is_valid():
        return _page(request, row, {act: form}, status=422)
    try:
        do(enrollment=row, by=request.user, at=now(), **form.cleaned_data)
        messages.success(request, said % {"name": row})
    except Refused as refusal:
        messages.error(request, f"{refusal.reason} {refusal.instead}")
    return redirect("enrollment_review", key)


@acts(P.CONGREGATION_REVIEW)
@require_POST
def reopen(request: GuardedRequest, key: str) -> HttpResponse:
    """Take an answer back."""
    try:
        services.reopen(enrollment=_get(request, key), by=request.user, at=now())  # type: ignore[arg-type]
        messages.success(request, _("It waits for your answer again."))
    except Refused as refusal:
        messages.error(request, refusal.reason)
    return redirect("enrollment_review", key)


@acts(P.CONGREGATION_REVIEW)
@require_POST
def compare(request: GuardedRequest, key: str, other: str) -> HttpResponse:
    """Put an applicant beside a row that looks like it."""
    row = _get(request, key)
    second: Congregation = request.access.get(Congregation.objects, key=other)
    if row.congregation is None or second == row.congregation:
        raise Http404
    made = services.suggest(first=row.congregation, second=second, at=now())
    return redirect("duplicate_detail", made.key)


@needs(P.CONGREGATION_REVIEW)
@require_safe
def duplicates(request: GuardedRequest) -> HttpResponseBase:
    """Pairs of rows that may be one congregation."""
    rows = DuplicateSuggestion.objects.visible_to(request.user).select_related("first", "second")  # type: ignore[arg-type]
    return Duplicates(request, rows if request.GET else rows.waiting()).answer("congregations/duplicates.jinja")


@acts(P.CONGREGATION_REVIEW)
@require_safe
def duplicate(request: GuardedRequest, key: str) -> HttpResponse:
    """Two rows side by side."""
    pairs = DuplicateSuggestion.objects.select_related("first__area", "first__territory", "second__area", "second__territory", "settled_by")
    pair: DuplicateSuggestion = request.access.get(pairs, key=key, needs=P.CONGREGATION_REVIEW)
    kept, gone = services.further_along(pair.first, pair.second)
    outlook = outlook_of(kept, gone)
    facts = {"pair": pair, "kept": kept, "outlook": outlook, "form": MergeForm(outlook.options)}
    return render(request, "congregations/duplicate.jinja", facts)


@acts(P.CONGREGATION_REVIEW)
@require_POST
def duplicate_settle(request: GuardedRequest, key: str) -> HttpResponse:
    """Say whether the two are one."""
    pair: DuplicateSuggestion = request.access.get(DuplicateSuggestion.objects, key=key, needs=P.CONGREGATION_REVIEW)
    try:
        if request.POST.get("verdict") == "same":
            kept = services.merge(suggestion=pair, choice=request.POST.get("choice", ""), by=request.user, at=now())  # type: ignore[arg-type]
            messages.success(request, _("They are one now: %(name)s.") % {"name": kept})
        else:
            services.keep_apart(suggestion=pair, by=request.user, at=now())  # type: ignore[arg-type]
            messages.success(request, _("Noted: two congregations."))
    except Refused as refusal:
        messages.error(request, f"{refusal.reason} {refusal.instead}")
        return redirect("duplicate_detail", key)
    return redirect("duplicate_list")
