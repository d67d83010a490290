"""One event and one of its dates: looked at, changed, moved, called off."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from onecop.events import planned, queries, registry, services
from onecop.events.choices import Side
from onecop.events.event_form import BASICS, EventForm, typed_of
from onecop.events.feed import where
from onecop.events.forms import AnswerForm, CancelForm, HeadcountForm, InviteForm, WhenForm
from onecop.events.series import repeat_of
from onecop.events.views.duty import hours_card
from onecop.events.views.parts import FORMS, dates_for, day_of, event_of, knows_place, may_edit, said, works
from onecop.kernel.clock import now
from onecop.kernel.errors import Refused
from onecop.kernel.gate import GuardedRequest, acts
from onecop.kernel.permissions import Permission as P
from onecop.ui.page import render

EDIT = (P.CONGREGATION_EDIT, P.AGENCY_EDIT, P.PARTNERSHIP_ACT, P.PARTNERSHIP_EDIT)


@acts(P.PARTNERSHIP_ACT)
@require_safe
def event_detail(request: GuardedRequest, key: str) -> HttpResponse:
    """An event with its next dates; one that takes place once leads to its date."""
    event, at = event_of(request, key), now()
    if not event.recurs:
        return redirect("event_day", event.key, event.starts_on.isoformat())
    dates = queries.dates_between([event], at - timedelta(weeks=4), at + timedelta(weeks=queries.WEEKS))
    facts = {
        "event": event, "entries": dates_for(request, event, dates), "may_edit": may_edit(request, event), "works": works(request, event),
        "where": where(event, comes=knows_place(request, event)), "cohosts": planned.cohosts(event), "space": planned.space_of(event),
    }  # fmt: skip
    return render(request, "events/event.jinja", facts)


@acts(P.PARTNERSHIP_ACT)
@require_safe
def event_day(request: GuardedRequest, key: str, on: str) -> HttpResponse:
    """One date: what it is, whom it is for, who was asked, who came."""
    event, sheet = day_of(request, key, on)
    at, date, invite = now(), sheet.date, sheet.invite
    mine = bool(invite and invite.officer.person_id == request.user.pk)
    facts = {
        "event": event, "sheet": sheet, "date": date, "invite": invite, "mine": mine, "may_edit": may_edit(request, event),
        "where": where(event, comes=invite is not None or knows_place(request, event)),
        "over": date.ends_at <= at, "begun": date.starts_at <= at, "invite_form": InviteForm(), "answer_form": AnswerForm(),
        "clash": queries.clash(invite.officer, date) if invite and mine and date.ends_at > at else None,
        "headcount": HeadcountForm(initial={"headcount": date.row.headcount if date.row else None}, together=event.partnership_id is not None),
        "sees_numbers": sheet.side in (Side.CONGREGATION, Side.STAFF), "works": works(request, event), "cohosts": planned.cohosts(event),
        "space": planned.space_of(event, officer=mine), "sections": registry.sections(date, request.user, at), "hours": hours_card(request, sheet, at),
    }  # fmt: skip
    return render(request, "events/day.jinja", facts)


@acts(*EDIT)
@require_http_methods(FORMS)
def event_edit(request: GuardedRequest, key: str) -> HttpResponse:
    """Change an event for all that is to come."""
    event = event_of(request, key, edit=True)
    other = event.rrule if repeat_of(event.rrule, event.starts_on) is None else ""
    form = EventForm(request.POST or None, initial=typed_of(event), host=event.host, wide=event.is_wide, kind=event.kind, other_rule=other)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_event(event=event, plan=form.plan(), by=request.user, at=now())
            messages.success(request, _("Saved. Whoever was invited to a date that changed is told."))
            return redirect(event)
        except Refused as no:
            form.add_error(None, said(no))
    facts = {"event": event, "form": form, "basics": BASICS, "told": planned.audience(event, now())}
    return render(request, "events/edit.jinja", facts, status=422 if form.errors else 200)


@acts(*EDIT)
@require_http_methods(FORMS)
def event_cancel(request: GuardedRequest, key: str) -> HttpResponse:
    """Call off an event with all its dates to come."""
    event = event_of(request, key, edit=True)
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.cancel_event(event=event, words=form.cleaned_data["words"], by=request.user, at=now())
        messages.success(request, _("“%(title)s” is called off. Whoever was invited is told.") % {"title": event.title})
        return redirect("event_list")
    title = _("Call off “%(title)s”?") % {"title": event.title}
    words = _("All dates to come are called off. What took place stays in the story.") if event.recurs else _("It does not take place.")
    facts = {"event": event, "form": form, "title": title, "words": words, "told": planned.audience(event, now()), "back": event.get_absolute_url()}
    return render(request, "events/cancel.jinja", facts)


@acts(*EDIT)
@require_http_methods(FORMS)
def event_day_cancel(request: GuardedRequest, key: str, on: str) -> HttpResponse:
    """Call off one date."""
    event, sheet = day_of(request, key, on, edit=True)
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            row = services.occurrence_for(event=event, on=sheet.date.on, at=now())
            services.cancel_date(occurrence=row, words=form.cleaned_data["words"], by=request.user, at=now())
            messages.success(request, _("This date is called off. Whoever was invited is told."))
        except Refused as no:
            messages.error(request, said(no))
        return redirect("event_day", key, on)
    title = _("Call off this date?")
    words = _("Only this date is called off; the others stay.") if event.recurs else _("It does not take place.")
    facts = {"event": event, "form": form, "title": title, "words": words, "date": sheet.date, "told": planned.audience(event, now(), on=sheet.date.on)}
    facts["back"] = event.get_absolute_url()
    return render(request, "events/cancel.jinja", facts)


@acts(*EDIT)
@require_http_methods(FORMS)
def event_day_move(request: GuardedRequest, key: str, on: str) -> HttpResponse:
    """Move one date."""
    event, sheet = day_of(request, key, on, edit=True)
    begins, ends = sheet.date.starts_at.astimezone(event.tz), sheet.date.ends_at.astimezone(event.tz)
    form = WhenForm(request.POST or None, initial={"on": begins.date(), "starts": begins.time(), "ends": ends.time()})
    if request.method == "POST" and form.is_valid():
        try:
            row = services.occurrence_for(event=event, on=sheet.date.on, at=now())
            services.move_date(occurrence=row, starts_at=form.starts_at(event.tz), minutes=form.minutes, by=request.user, at=now())
            messages.success(request, _("Moved. Whoever was invited is asked again."))
            return redirect("event_day", key, on)
        except Refused as no:
            form.add_error(None, said(no))
    facts = {"event": event, "date": sheet.date, "form": form, "told": planned.audience(event, now(), on=sheet.date.on)}
    return render(request, "events/move.jinja", facts, status=422 if form.errors else 200)
