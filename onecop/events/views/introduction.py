"""The introduction as a short path: date, protocol, confirmed, run of show, done."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from onecop.events import paper, queries, services, show
from onecop.events.choices import Side
from onecop.events.exceptions import CannotAgree, CannotIntroduce
from onecop.events.forms import CameForm, CannotForm, ProtocolForm, ShowForm, WhenForm
from onecop.events.people import zone_of_house
from onecop.events.views.parts import FORMS, partnership_of, said
from onecop.kernel.clock import now
from onecop.kernel.errors import Refused
from onecop.kernel.gate import GuardedRequest, acts
from onecop.kernel.permissions import Permission as P
from onecop.partnerships.models import Partnership
from onecop.scheduling import slots
from onecop.ui import words as ui
from onecop.ui.page import render

HOUR = 90
"""Minutes of a service about which nothing is known."""


def _page(request: HttpRequest, template: str, partnership: Partnership, side: Side, sheet: queries.IntroductionSheet, **more: Any) -> HttpResponse:
    form = more.get("form")
    facts = {"partnership": partnership, "side": side, "sheet": sheet, "officer": sheet.people.officer, "zone": zone_of_house(partnership.congregation), **more}
    return render(request, f"events/{template}.jinja", facts, status=422 if form is not None and getattr(form, "errors", None) else 200)


@acts(P.PARTNERSHIP_ACT)
@require_safe
def introduction(request: GuardedRequest, key: str) -> HttpResponse:
    """Where the introduction stands, and the one thing to do next."""
    partnership, side = partnership_of(request, key)
    sheet, at = queries.introduction_sheet(partnership), now()
    over = bool(sheet.date and sheet.date.starts_at <= at)
    clash = queries.clash(sheet.people.officer, sheet.date) if sheet.date and sheet.people.officer and side == Side.OFFICER and not over else None
    return _page(request, "introduction", partnership, side, sheet, over=over, clash=clash, now=at)


@acts(P.PARTNERSHIP_ACT)
@require_http_methods(FORMS)
def introduction_date(request: GuardedRequest, key: str) -> HttpResponse:
    """Choose a service that suits the shift, or write one in."""
    partnership, side = partnership_of(request, key)
    zone = ZoneInfo(zone_of_house(partnership.congregation))
    form = WhenForm(request.POST if request.method == "POST" and not request.POST.get("slot") else None)
    if request.method == "POST":
        try:
            starts_at, minutes = _chosen(request.POST.get("slot", ""), form, zone)
            services.choose_date(partnership=partnership, starts_at=starts_at, minutes=minutes, side=side, by=request.user, at=now())
            messages.success(request, _("The date is chosen."))
            return redirect("partnership_introduction", key)
        except Refused as no:
            form = form if form.is_bound else WhenForm({})
            form.errors.clear()
            form.add_error(None, said(no))
    search = slots.find(partnership, minutes=HOUR, at=now(), want=4, kind="service")
    options = [_option(slot, zone) for slot in search.slots]
    return _page(request, "date", partnership, side, queries.introduction_sheet(partnership), form=form, search=search, options=options)


def _option(slot: slots.Slot, zone: ZoneInfo) -> dict[str, str]:
    """Return a slot as the page offers it, by the wall clock of the house."""
    begins, ends = slot.starts.astimezone(zone), slot.ends.astimezone(zone)
    minutes = int((slot.ends - slot.starts).total_seconds() // 60)
    return {
        "value": f"{slot.starts.isoformat()}/{minutes}",
        "title": f"{ui.weekday(begins.date())}, {ui.day(begins.date())}",
        "words": _("%(begins)s to %(ends)s") % {"begins": ui.clock(begins.time()), "ends": ui.clock(ends.time())},
        "reason": slot.words,
    }


def _chosen(slot: str, form: WhenForm, zone: ZoneInfo) -> tuple[datetime, int]:
    """Return the time that was ticked or written in."""
    begins, _slash, minutes = slot.partition("/")
    try:
        if slot:
            found = datetime.fromisoformat(begins)
            if found.tzinfo is not None:
                return found, int(minutes)
    except ValueError:
        pass
    if slot or not form.is_valid():
        raise CannotIntroduce(_("Choose one of the dates, or write one in."))
    return form.starts_at(zone), form.minutes


@acts(P.PARTNERSHIP_ACT)
@require_http_methods(FORMS)
def introduction_protocol(request: GuardedRequest, key: str) -> HttpResponse:
    """What the congregation asks for in its sacred space."""
    partnership, side = partnership_of(request, key)
    sheet = queries.introduction_sheet(partnership)
    kept = sheet.protocol.answers if sheet.protocol else None
    cannot = sheet.reply.cannot if sheet.reply and sheet.questioned else None
    form = ProtocolForm(request.POST if request.method == "POST" else None, tradition=partnership.congregation.tradition, answers=kept, cannot=cannot)
    if request.method == "POST":
        try:
            if side == Side.OFFICER:
                raise CannotAgree(_("The congregation answers this."), instead=_("You confirm it afterward."))
            if form.is_valid():
                services.answer_protocol(partnership=partnership, answers=form.answers(), by=request.user, at=now())
                messages.success(request, _("Saved. %(officer)s is asked to confirm.") % {"officer": sheet.people.officer or _("The officer")})
                return redirect("partnership_introduction", key)
        except Refused as no:
            form.add_error(None, said(no))
    return _page(request, "protocol", partnership, side, sheet, form=form)


@acts(P.PARTNERSHIP_ACT)
@require_http_methods(FORMS)
def introduction_confirm(request: GuardedRequest, key: str) -> HttpResponse:
    """The officer agrees, or says which point cannot be met."""
    partnership, side = partnership_of(request, key)
    sheet = queries.introduction_sheet(partnership)
    form = CannotForm(request.POST if request.POST.get("answer") == "cannot" else None)
    if request.method == "POST":
        try:
            _confirm(sheet, side, form, agrees=request.POST.get("answer") == "agree", version=request.POST.get("version", ""), by=request.user)
            messages.success(request, _("Thank you. The congregation is told."))
            return redirect("partnership_introduction", key)
        except Refused as no:
            if form.is_bound:
                form.add_error(None, said(no))
            else:
                messages.error(request, said(no))
                return redirect("partnership_introduction_confirm", key)
    return _page(request, "confirm", partnership, side, sheet, form=form)


def _confirm(sheet: queries.IntroductionSheet, side: Side, form: CannotForm, *, agrees: bool, version: str, by: Any) -> None:
    officer, protocol = sheet.people.officer, sheet.protocol
    if side != Side.OFFICER or officer is None or officer.person_id != by.pk:
        raise CannotAgree(_("Only the officer who holds the partnership now can answer this."))
    if protocol is None or version != str(protocol.version):
        raise CannotAgree(_("The congregation changed something meanwhile."), instead=_("Read the newest version and answer that one."))
    if agrees:
        services.confirm_protocol(protocol=protocol, officer=officer, by=by, at=now())
    elif form.is_valid():
        services.cannot_meet(protocol=protocol, officer=officer, points=form.points(), by=by, at=now())
    else:
        raise CannotAgree(_("Look at your answers again."))


def items_of(sheet: queries.IntroductionSheet) -> list[show.Item]:
    """Return the run of show: as it was kept, else the usual one with the names of these people."""
    if sheet.introduction and sheet.introduction.show:
        return list(sheet.introduction.show)
    keeper = sheet.people.keeper
    leader = next((str(c) for c in sheet.people.contacts if c.kind == "leader"), str(keeper or _("The leader")))
    where = next((str(line.instead or line.asked) for line in sheet.lines if line.point.key == "standing"), "")
    officer = str(sheet.people.officer or _("the officer"))
    return show.usual(leader=leader, coordinator=str(keeper or leader), officer=officer, where=where, goals=list(sheet.goals))


@acts(P.PARTNERSHIP_ACT)
@require_http_methods(FORMS)
def introduction_show(request: GuardedRequest, key: str) -> HttpResponse:
    """Who greets, where to stand, what is said."""
    partnership, side = partnership_of(request, key)
    sheet = queries.introduction_sheet(partnership)
    if sheet.introduction is None:
        messages.error(request, _("Choose a date first."))
        return redirect("partnership_introduction", key)
    form = ShowForm(items_of(sheet), request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.keep_show(introduction=sheet.introduction, items=form.items(), by=request.user, at=now())
        messages.success(request, _("Kept. You can print it."))
        return redirect("partnership_introduction", key)
    return _page(request, "show", partnership, side, sheet, rows=form.rows)


@acts(P.PARTNERSHIP_ACT)
@require_safe
def introduction_print(request: GuardedRequest, key: str) -> HttpResponse:
    """The run of show on one page, for the printer of a browser."""
    partnership, side = partnership_of(request, key)
    sheet = queries.introduction_sheet(partnership)
    return _page(request, "print", partnership, side, sheet, items=items_of(sheet))


@acts(P.PARTNERSHIP_ACT)
@require_safe
def introduction_pdf(request: GuardedRequest, key: str) -> HttpResponse:
    """The same as an accessible PDF."""
    partnership, _side = partnership_of(request, key)
    sheet = queries.introduction_sheet(partnership)
    answer = HttpResponse(paper.run_of_show(sheet, items_of(sheet), at=now()), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="introduction-{partnership.key}.pdf"'
    return answer


@acts(P.PARTNERSHIP_ACT)
@require_POST
def introduction_held(request: GuardedRequest, key: str) -> HttpResponse:
    """It took place, or it did not."""
    partnership, side = partnership_of(request, key)
    row, form = partnership.introductions.open().first(), CameForm(request.POST)
    try:
        if row is None or not form.is_valid():
            raise CannotIntroduce(_("No introduction is being prepared."), instead=_("Choose a date first."))
        took_place = form.cleaned_data["came"] == "yes"
        services.introduced(introduction=row, took_place=took_place, side=side, by=request.user, at=now())
        messages.success(request, _("Wonderful. It is part of your story now.") if took_place else _("Noted. Choose another date."))
    except Refused as no:
        messages.error(request, said(no))
    return redirect("partnership_introduction", key)
