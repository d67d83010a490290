"""Hosting together: asked by the host, answered on the page or by a link, ended by either."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from onecop.access import links
from onecop.events import parties, planned, services
from onecop.events.models import CoHost, Event
from onecop.events.planning_forms import CoHostForm, YesNoForm
from onecop.events.services.cohosting import must_be_asked
from onecop.events.views.events import EDIT
from onecop.events.views.parts import FORMS, closed, event_of, said
from onecop.kernel.clock import now
from onecop.kernel.errors import Refused
from onecop.kernel.gate import GuardedRequest, acts, link
from onecop.ui.page import render


@acts(*EDIT)
@require_http_methods(FORMS)
def event_cohost_ask(request: GuardedRequest, key: str) -> HttpResponse:
    """Find somebody to host it together, and ask."""
    event = event_of(request, key, edit=True)
    words = " ".join(str(request.GET.get("q", "")).split())[:60]
    found = parties.find(event, words, request.user) if len(words) > 1 else {}
    if request.method == "POST":
        party = parties.by_code(str(request.POST.get("who", "")))
        found = {**found, **({parties.code(party): str(party)} if party else {})}
    form = CoHostForm(request.POST if request.method == "POST" else None, found=found)
    if request.method == "POST" and form.is_valid() and party is not None:
        try:
            made = services.ask_cohost(event=event, party=party, words=form.cleaned_data["words"], by=request.user, at=now())
            messages.success(request, _("%(who)s is asked. You see the answer here and by e-mail.") % {"who": made.party})
            return redirect("event_plan", event.key)
        except Refused as no:
            form.add_error(None, said(no))
    return render(request, "events/cohost.jinja", {"event": event, "form": form, "words": words, "found": found}, status=422 if form.errors else 200)


def _cohost(request: GuardedRequest, key: str) -> CoHost:
    rows = CoHost.objects.with_names().select_related("event__congregation", "event__agency", "event__scope", "event__partnership__congregation")
    found: CoHost = request.access.get(rows, key=key)
    return found


@acts(*EDIT)
@never_cache
@require_http_methods(FORMS)
def event_cohost_answer(request: GuardedRequest, key: str) -> HttpResponse:
    """The question to those who answer for the one that was asked."""
    row = _cohost(request, key)
    if not CoHost.objects.answerable_by(request.user).filter(pk=row.pk).exists():
        raise PermissionDenied
    form = YesNoForm(request.POST if request.method == "POST" else None)
    try:
        must_be_asked(row)
        if form.is_valid():
            _answer(request, row, form, by=request.user)
            return redirect("event_plan", row.event.key) if form.cleaned_data["answer"] == "yes" else redirect("event_list")
    except Refused as refusal:
        return closed(request, refusal)
    return _question(request, row, form)


@link
@never_cache
@require_http_methods(FORMS)
def event_cohost_link(request: HttpRequest, token: str) -> HttpResponse:
    """The same question by an e-mailed link: GET shows it, POST answers it."""
    form = YesNoForm(request.POST if request.method == "POST" else None)
    try:
        found, row = services.cohost_by_link(token, at=now())
        if form.is_valid():
            _answer(request, row, form, by=links.actor_of(found), link=found)
            return redirect("event_cohost_link", token)
    except Refused as refusal:
        return closed(request, refusal)
    return _question(request, row, form)


def _answer(request: HttpRequest, row: CoHost, form: YesNoForm, **who: object) -> None:
    accepts = form.cleaned_data["answer"] == "yes"
    services.answer_cohost(cohost=row, accepts=accepts, words=form.cleaned_data["words"], at=now(), **who)  # type: ignore[arg-type]
    messages.success(request, _("Thank you! You host it together now.") if accepts else _("Thank you for telling them. A no is fine."))


def _question(request: HttpRequest, row: CoHost, form: YesNoForm) -> HttpResponse:
    event = row.event
    facts = {
        "title": _("Do you host it together? %(title)s") % {"title": event.title}, "eyebrow": event.host, "event": event, "form": form,
        "yes": _("Yes, we do"), "no": _("No, we cannot"), "facts": [(_("Who is asked"), row.party), (_("Kind"), event.get_kind_display())],
        "starts": planned.when(event), "said": f"“{row.words}”" if row.words else event.words,
        "note": _("With a yes you both see the planning page and work through the same checklist. It stays one event."),
    }  # fmt: skip
    return render(request, "events/asked.jinja", facts, status=422 if form.errors else 200)


@acts(*EDIT)
@require_POST
def event_cohost_end(request: GuardedRequest, key: str) -> HttpResponse:
    """Take the question back, or stop hosting together: by the host, or by the one that was asked."""
    row = _cohost(request, key)
    mine = CoHost.objects.answerable_by(request.user).filter(pk=row.pk).exists()
    if not mine:
        event_of(request, row.event.key, edit=True)
    services.end_cohost(cohost=row, by=request.user, at=now())
    messages.success(request, _("%(who)s does not host it along any more.") % {"who": row.party})
    still = Event.objects.worked_by(request.user).filter(pk=row.event_id).exists()
    return redirect("event_plan", row.event.key) if still else redirect("event_list")
