"""Before and around an event: published, deleted while a draft, copied, taking place after all, and what matters in the house."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from onecop.events import planned, services
from onecop.events.planning_forms import CopyForm, SpaceForm
from onecop.events.services.preparing import next_year
from onecop.events.views.events import EDIT
from onecop.events.views.parts import FORMS, day_of, event_of, said, saying
from onecop.kernel.clock import now
from onecop.kernel.errors import Refused
from onecop.kernel.gate import GuardedRequest, acts
from onecop.ui.page import render


@acts(*EDIT)
@require_POST
def event_publish(request: GuardedRequest, key: str) -> HttpResponse:
    """Put a draft into the calendar."""
    event = event_of(request, key, edit=True)
    with saying(request, _("It is in the calendar now.")):
        services.publish_event(event=event, by=request.user, at=now())
    return redirect("event_day", event.key, event.starts_on.isoformat())


@acts(*EDIT)
@require_http_methods(FORMS)
def event_delete(request: GuardedRequest, key: str) -> HttpResponse:
    """Delete a draft."""
    event = event_of(request, key, edit=True)
    if request.method == "POST":
        with saying(request, _("The draft is deleted.")):
            services.delete_draft(event=event, by=request.user, at=now())
        return redirect("event_list")
    facts = {
        "event": event, "title": _("Delete the draft “%(title)s”?") % {"title": event.title}, "act": _("Yes, delete it"), "back": event.get_absolute_url(),
        "words": [_("It is gone with its checklist and roles. Nobody was invited, so nobody is told.")],
    }  # fmt: skip
    return render(request, "events/sure.jinja", facts)


@acts(*EDIT)
@require_http_methods(FORMS)
def event_copy(request: GuardedRequest, key: str) -> HttpResponse:
    """Copy an event to another date, as a draft: last year's to this year."""
    event = event_of(request, key, edit=True)
    proposed = next_year(event, now().astimezone(event.tz).date() + timedelta(days=1))
    form = CopyForm(request.POST if request.method == "POST" else None, initial={"starts_on": proposed})
    if request.method == "POST" and form.is_valid():
        try:
            made = services.copy_event(event=event, starts_on=form.cleaned_data["starts_on"], by=request.user, at=now())
            messages.success(request, _("Copied as a draft, with its checklist and roles. Nobody is invited yet."))
            return redirect("event_day", made.key, made.starts_on.isoformat())
        except Refused as no:
            form.add_error(None, said(no))
    return render(request, "events/copy.jinja", {"event": event, "form": form, "proposed": proposed}, status=422 if form.errors else 200)


@acts(*EDIT)
@require_http_methods(FORMS)
def event_restore(request: GuardedRequest, key: str) -> HttpResponse:
    """Take the cancellation of an event back."""
    event = event_of(request, key, edit=True)
    if request.method == "POST":
        with saying(request, _("It takes place after all. Whoever had been told is told again.")):
            services.restore_event(event=event, by=request.user, at=now())
        return redirect(event)
    return _restoring(request, event.get_absolute_url(), event.title)


@acts(*EDIT)
@require_http_methods(FORMS)
def event_day_restore(request: GuardedRequest, key: str, on: str) -> HttpResponse:
    """Take the cancellation of one date back."""
    event, sheet = day_of(request, key, on, edit=True)
    if request.method == "POST":
        with saying(request, _("It takes place after all. Whoever had been told is told again.")):
            row = services.occurrence_for(event=event, on=sheet.date.on, at=now())
            services.restore_date(occurrence=row, by=request.user, at=now())
        return redirect("event_day", key, on)
    return _restoring(request, event.get_absolute_url(), event.title)


def _restoring(request: GuardedRequest, back: str, name: str) -> HttpResponse:
    words = [_("Everybody who was told that it does not take place gets a letter that it does."), _("Officers are asked anew, for they may have other plans.")]
    facts = {"title": _("Does “%(title)s” take place after all?") % {"title": name}, "act": _("Yes, it takes place"), "back": back, "words": words}
    return render(request, "events/sure.jinja", facts)


@acts(*EDIT)
@require_http_methods(FORMS)
def event_space(request: GuardedRequest, key: str) -> HttpResponse:
    """What whoever comes should know about the sacred space."""
    event = event_of(request, key, edit=True)
    kept, given = planned.protocol_of(event), request.POST if request.method == "POST" else None
    venues = {} if event.house else planned.venues_for(event, request.user)
    chosen = venues.get((given or request.GET).get("venue", event.venue.key if event.venue else ""))
    answers = event.space if chosen == event.venue else {}
    tradition = event.house.tradition if event.house else chosen.tradition if chosen else ""
    form = SpaceForm(given, tradition=tradition, answers=answers or (kept.answers if kept else {}), propose=bool(event.house or chosen))
    if given is not None and form.is_valid():
        services.attach_space(event=event, answers=form.answers(), venue=chosen, by=request.user, at=now())
        messages.success(request, _("Saved. Whoever comes reads it on the page of the event.") if form.answers() else _("Nothing is said about it any more."))
        return redirect("event_plan", event.key)
    facts = {"event": event, "form": form, "venues": venues, "chosen": chosen}
    return render(request, "events/space_edit.jinja", facts, status=422 if form.errors else 200)
