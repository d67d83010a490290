"""Asking the officer, the answer by a tap or by an e-mailed link, and who came."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from onecop.access import links
from onecop.events import planned, queries, services
from onecop.events.choices import Side
from onecop.events.feed import where
from onecop.events.forms import AnswerForm, CameForm, HeadcountForm, InviteForm
from onecop.events.models import Event, Invite
from onecop.events.views.parts import FORMS, closed, day_of, partnership_of, said
from onecop.kernel.clock import now
from onecop.kernel.errors import Refused
from onecop.kernel.gate import GuardedRequest, acts, link
from onecop.kernel.permissions import Permission as P
from onecop.partnerships.choices import PartnershipState
from onecop.ui.page import render


@acts(P.PARTNERSHIP_ACT)
@require_safe
def partnership_together(request: GuardedRequest, key: str) -> HttpResponse:
    """Everything a partnership was asked to, to come and past. Nobody but the officer and a number is ever named."""
    partnership, side = partnership_of(request, key)
    at = now()
    rows = Invite.objects.live().filter(partnership=partnership).select_related("occurrence__event", "officer").order_by("-occurrence__starts_at", "-id")[:200]
    coming = [row for row in rows if row.occurrence.ends_at > at]
    past = [row for row in rows if row.occurrence.ends_at <= at]
    ours = Event.objects.filter(partnership=partnership, cancelled_at=None).filter(queries.still_to_come(at)).order_by("starts_on", "starts", "id")[:20]
    facts = {"partnership": partnership, "side": side, "coming": coming[::-1], "past": past, "ours": ours}
    facts["may_plan"] = partnership.state == PartnershipState.ACTIVE
    return render(request, "events/together.jinja", facts)


@acts(P.PARTNERSHIP_ACT)
@require_POST
def event_day_invite(request: GuardedRequest, key: str, on: str) -> HttpResponse:
    """Ask the officer to this date."""
    event, sheet = day_of(request, key, on)
    form = InviteForm(request.POST)
    try:
        if sheet.partnership is None or sheet.side not in (Side.CONGREGATION, Side.STAFF):
            raise Refused(_("Only the congregation invites to this."), instead=_("Ask its coordinator."))
        if form.is_valid():
            row = services.occurrence_for(event=event, on=sheet.date.on, at=now())
            made = services.invite(occurrence=row, partnership=sheet.partnership, words=form.cleaned_data["words"], by=request.user, at=now())
            messages.success(request, _("%(officer)s is asked. You see the answer here and by e-mail.") % {"officer": made.officer})
    except Refused as no:
        messages.error(request, said(no))
    return redirect("event_day", key, on)


@acts(P.PARTNERSHIP_ACT)
@require_POST
def event_day_withdraw(request: GuardedRequest, key: str, on: str) -> HttpResponse:
    """Take the invitation to this date back."""
    _event, sheet = day_of(request, key, on)
    try:
        if sheet.invite is None or sheet.side not in (Side.CONGREGATION, Side.STAFF):
            raise Refused(_("There is no invitation of yours to take back."))
        services.withdraw(invite=sheet.invite, by=request.user, at=now())
        messages.success(request, _("The invitation is taken back, and the officer is told."))
    except Refused as no:
        messages.error(request, said(no))
    return redirect("event_day", key, on)


@acts(P.PARTNERSHIP_ACT)
@require_POST
def event_day_came(request: GuardedRequest, key: str, on: str) -> HttpResponse:
    """One tap: the officer came, or could not; at a OneCOP event also: we were there."""
    event, sheet = day_of(request, key, on)
    form = CameForm(request.POST)
    who = Side.CONGREGATION if event.is_onecop and sheet.side == Side.CONGREGATION else Side.OFFICER
    try:
        if sheet.partnership is None or sheet.side is None:
            raise Refused(_("Only the two sides say who came."))
        if form.is_valid():
            row = services.occurrence_for(event=event, on=sheet.date.on, at=now())
            came = form.cleaned_data["came"] == "yes"
            services.tell_attendance(occurrence=row, partnership=sheet.partnership, who=who, came=came, told_by=sheet.side, by=request.user, at=now())
            messages.success(request, _("Noted. Thank you!"))
    except Refused as no:
        messages.error(request, said(no))
    return redirect("event_day", key, on)


@acts(P.PARTNERSHIP_ACT)
@require_POST
def event_day_count(request: GuardedRequest, key: str, on: str) -> HttpResponse:
    """How many came: a number, for the congregation alone."""
    event, sheet = day_of(request, key, on)
    form = HeadcountForm(request.POST)
    try:
        if sheet.side not in (Side.CONGREGATION, Side.STAFF):
            raise Refused(_("Only the congregation counts."))
        if form.is_valid():
            row = services.occurrence_for(event=event, on=sheet.date.on, at=now())
            services.set_headcount(occurrence=row, number=form.cleaned_data["headcount"], by=request.user, at=now())
            messages.success(request, _("The number is kept."))
    except Refused as no:
        messages.error(request, said(no))
    return redirect("event_day", key, on)


class _Mine:
    """Invitations that the reader is asked by."""

    def visible_to(self, person: object) -> object:
        rows = Invite.objects.answerable_by(person)  # type: ignore[arg-type]
        return rows.select_related(
            "occurrence__event__congregation", "occurrence__event__partnership__congregation", "officer__agency", "partnership__congregation"
        )


@acts(P.PARTNERSHIP_ACT)
@never_cache
@require_http_methods(FORMS)
def event_answer(request: GuardedRequest, key: str) -> HttpResponse:
    """The question to the officer who has signed in."""
    invite: Invite = request.access.get(_Mine(), key=key)
    try:
        services.must_be_open(invite, now())
    except Refused as refusal:
        return closed(request, refusal)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            _answer(invite, form, by=request.user)
            messages.success(request, thanks(form))
            return redirect("event_day", invite.occurrence.event.key, invite.occurrence.on.isoformat())
        except Refused as no:
            form.add_error(None, said(no))
    return _question(request, invite, form)


@link
@never_cache
@require_http_methods(FORMS)
def event_answer_link(request: HttpRequest, token: str) -> HttpResponse:
    """The same question by an e-mailed link: GET shows it, POST answers it."""
    try:
        found, invite = services.by_link(token, at=now())
    except Refused as refusal:
        return closed(request, refusal)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            _answer(invite, form, by=links.actor_of(found), link=found)
            messages.success(request, thanks(form))
            return redirect("event_answer_link", token)
        except Refused as no:
            form.add_error(None, said(no))
    return _question(request, invite, form)


def _answer(invite: Invite, form: AnswerForm, **who: object) -> None:
    data = form.cleaned_data
    services.answer(invite=invite, comes=data["comes"] == "yes", duty=data["duty"], words=data["words"], at=now(), **who)  # type: ignore[arg-type]


def _question(request: HttpRequest, invite: Invite, form: AnswerForm) -> HttpResponse:
    clash = queries.clash(invite.officer, invite.occurrence)
    if not form.is_bound:
        form.initial["duty"] = invite.duty or clash.likely
    date, event = invite.occurrence, invite.occurrence.event
    facts = {"invite": invite, "event": event, "date": date, "form": form, "clash": clash, "where": where(event)}
    facts["space"] = planned.space_of(event, officer=True)
    return render(request, "events/answer.jinja", facts, status=422 if form.errors else 200)


def thanks(form: AnswerForm) -> str:
    if form.cleaned_data["comes"] == "yes":
        return _("Thank you! They are told that you come. You are done.")
    return _("Thank you for telling them. A no is fine.")


@link
@never_cache
@require_http_methods(FORMS)
def event_came_link(request: HttpRequest, token: str) -> HttpResponse:
    """Did the officer come? By the link of the letter of the day after."""
    try:
        found, invite = services.came_by_link(token, at=now())
        form = CameForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            came = form.cleaned_data["came"] == "yes"
            services.tell_attendance(
                occurrence=invite.occurrence, partnership=invite.partnership, who=Side.OFFICER, came=came, told_by=Side.CONGREGATION,
                by=links.actor_of(found), at=now(), link=found,
            )  # fmt: skip
            messages.success(request, _("Noted. Thank you!"))
            return redirect("event_came_link", token)
    except Refused as refusal:
        return closed(request, refusal)
    return render(request, "events/came.jinja", {"invite": invite, "date": invite.occurrence}, status=422 if form.errors else 200)
