"""Paid time: the agency's policy, approvals, and the hours an officer notes."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from onecop.access import links
from onecop.agencies.models import Agency, Officer
from onecop.events import queries, services, stays
from onecop.events.choices import ApprovalState, Duty, InviteState
from onecop.events.models import DutyPolicy, EventApproval, OfficerHours
from onecop.events.planning_forms import HoursForm, PolicyForm, YesNoForm
from onecop.events.services.approving import must_wait
from onecop.events.views.parts import FORMS, closed, day_of, said
from onecop.kernel.clock import now
from onecop.kernel.errors import Refused
from onecop.kernel.gate import GuardedRequest, acts, link, needs
from onecop.kernel.permissions import Permission as P
from onecop.ui.page import render

WITH_ALL = ("invite__officer__agency__scope__parent", "invite__officer__agency__territory", "invite__occurrence__event", "invite__partnership__congregation")

OLDEST = timedelta(days=730)
"""How far back hours can be noted and are shown."""


def _agency(request: GuardedRequest, key: str, permission: P) -> Agency:
    found: Agency = request.access.get(Agency.objects.filter(scope__isnull=False).select_related("scope__parent"), key=key, needs=permission)
    return found


@acts(P.RIDE_APPROVE)
@require_safe
def event_duty(request: GuardedRequest, key: str) -> HttpResponse:
    """Who waits for an approval of paid time at events; and, for the liaison, whether one is needed."""
    agency = _agency(request, key, P.RIDE_APPROVE)
    present = DutyPolicy.objects.filter(agency=agency).first()
    rows = EventApproval.objects.visible_to(request.user).filter(invite__officer__agency=agency).select_related(*WITH_ALL)
    decided = rows.filter(state__in=[ApprovalState.APPROVED, ApprovalState.DECLINED]).order_by("-decided_at")[:20]
    waiting = rows.open_at(now()).order_by("invite__occurrence__starts_at")
    facts = {
        "agency": agency, "form": PolicyForm(initial={"needs_approval": bool(present and present.needs_approval)}), "policy": present,
        "may_set": request.access.allows(P.AGENCY_EDIT, agency), "waiting": list(waiting), "decided": list(decided),
    }  # fmt: skip
    return render(request, "events/duty.jinja", facts)


@acts(P.AGENCY_EDIT)
@require_POST
def event_duty_policy(request: GuardedRequest, key: str) -> HttpResponse:
    """Say whether a yes in paid time waits for the agency."""
    agency, form = _agency(request, key, P.AGENCY_EDIT), PolicyForm(request.POST)
    if form.is_valid():
        services.set_policy(agency=agency, needs_approval=form.cleaned_data["needs_approval"], by=request.user, at=now())
        messages.success(request, _("Saved. It counts for answers from now on."))
    return redirect("event_duty", key)


@acts(P.RIDE_APPROVE)
@never_cache
@require_http_methods(FORMS)
def event_approval(request: GuardedRequest, key: str) -> HttpResponse:
    """May the officer come in paid time?"""
    row: EventApproval = request.access.get(EventApproval.objects.select_related(*WITH_ALL), key=key)
    form = YesNoForm(request.POST if request.method == "POST" else None)
    try:
        must_wait(row, now())
    except Refused as refusal:
        return closed(request, refusal)
    if form.is_valid() and _decide(request, row, form, by=request.user):
        return redirect("event_duty", row.invite.officer.agency.key)
    return _question(request, row, form)


@link
@never_cache
@require_http_methods(FORMS)
def event_approval_link(request: HttpRequest, token: str) -> HttpResponse:
    """The same question by an e-mailed link: GET shows it, POST answers it."""
    form = YesNoForm(request.POST if request.method == "POST" else None)
    try:
        found, row = services.approval_by_link(token, at=now())
    except Refused as refusal:
        return closed(request, refusal)
    if form.is_valid() and _decide(request, row, form, by=links.actor_of(found), link=found):
        return redirect("event_approval_link", token)
    return _question(request, row, form)


def _decide(request: HttpRequest, row: EventApproval, form: YesNoForm, **who: Any) -> bool:
    approve = form.cleaned_data["answer"] == "yes"
    try:
        services.decide(approval=row, approve=approve, words=form.cleaned_data["words"], at=now(), **who)
    except Refused as no:
        form.add_error("words", said(no))
        return False
    messages.success(request, _("Approved. Both are told.") if approve else _("Both are told, and the officer is asked how else to come."))
    return True


def _question(request: HttpRequest, row: EventApproval, form: YesNoForm) -> HttpResponse:
    invite, date = row.invite, row.invite.occurrence
    duty = Duty(row.duty).label
    form.fields["words"].label, form.fields["words"].help_text = _("The reason, with a no"), _("The officer reads it. A yes needs none.")
    facts = {
        "title": _("%(officer)s, %(duty)s?") % {"officer": invite.officer, "duty": duty}, "eyebrow": date.event.title, "event": date.event, "form": form,
        "yes": _("Approve"), "no": _("Do not approve"), "starts": (date.starts_at, date.ends_at),
        "facts": [(_("Who invites"), invite.partnership.congregation), (_("In whose time"), duty), (_("The shift"), queries.clash(invite.officer, date).about)],
        "note": _("Until you answer it stands as “yes, if approved”."),
    }  # fmt: skip
    return render(request, "events/asked.jinja", facts, status=422 if form.errors else 200)


def hours_card(request: GuardedRequest, sheet: queries.DaySheet, at: datetime) -> dict[str, Any] | None:
    """Return the form in which an officer notes the hours of a date that has begun, filled in with its length; None for everybody else."""
    invite, date = sheet.invite, sheet.date
    if invite is None or invite.officer.person_id != request.user.pk or invite.state != InviteState.YES or date.starts_at > at or date.cancelled:
        return None
    kept = OfficerHours.objects.filter(occurrence=date.row, officer=invite.officer).first()
    minutes = kept.minutes if kept else int((date.ends_at - date.starts_at).total_seconds() // 60)
    return {"kept": kept, "form": HoursForm(initial={"duty": kept.duty if kept else invite.duty or Duty.OFF, "minutes": minutes})}


@acts(P.PARTNERSHIP_ACT)
@require_POST
def event_day_hours(request: GuardedRequest, key: str, on: str) -> HttpResponse:
    """Note how long it was, and in whose time."""
    event, sheet = day_of(request, key, on)
    form = HoursForm(request.POST)
    try:
        if sheet.invite is None or sheet.invite.officer.person_id != request.user.pk:
            raise Refused(_("Only the officer who came notes hours."))
        if form.is_valid():
            row = services.occurrence_for(event=event, on=sheet.date.on, at=now())
            services.note_hours(occurrence=row, officer=sheet.invite.officer, **form.cleaned_data, by=request.user, at=now())
            messages.success(request, _("Your hours are noted."))
        else:
            messages.error(request, _("Say how long it was, in minutes, and in whose time."))
    except Refused as no:
        messages.error(request, said(no))
    return redirect("event_day", key, on)


@needs(P.HOME_OFFICER)
@require_safe
def event_hours(request: GuardedRequest) -> HttpResponse:
    """An officer's own hours at events in the last two years, by the time they were given in."""
    at = now()
    rows = [
        line
        for officer in Officer.objects.filter(person=request.user).select_related("agency")
        for line in queries.hours(officer, at.replace(year=at.year - 2, day=min(at.day, 28)), at)
    ]
    open_ones = stays.unnoted(request.user, at)
    totals = [(Duty(code).label, minutes) for code in (Duty.ON, Duty.OVERTIME, Duty.OFF) if (minutes := sum(r.minutes for r in rows if r.duty == code))]
    return render(request, "events/hours.jinja", {"rows": rows[::-1], "totals": totals, "names": dict(Duty.choices), "open": open_ones})


@needs(P.HOME_OFFICER)
@require_http_methods(FORMS)
def event_hours_note(request: GuardedRequest, key: str, on: str) -> HttpResponse:
    """Note the hours of a date one said yes to, however one was asked. Any other date is no page."""
    at = now()
    mine = (one for one in stays.stays(request.user, at - OLDEST, at) if (one.occurrence.event.key, one.occurrence.on.isoformat()) == (key, on))
    if (stay := next(mine, None)) is None:
        raise Http404
    form = HoursForm(request.POST or None, initial={"duty": stay.in_time, "minutes": stay.minutes})
    if form.is_valid():
        try:
            services.note_hours(occurrence=stay.occurrence, officer=stay.officer, **form.cleaned_data, by=request.user, at=at)
            messages.success(request, _("Your hours are noted."))
            return redirect("event_hours")
        except Refused as no:
            form.add_error(None, said(no))
    return render(request, "events/hours_note.jinja", {"stay": stay, "form": form}, status=422 if form.is_bound else 200)
