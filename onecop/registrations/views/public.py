"""The public page of a date: anyone reads it, and signs up by e-mail. A seat is kept once the address is confirmed."""

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from onecop.access import throttle
from onecop.access.enrolling.pages import TRAP
from onecop.events import queries as events
from onecop.events import rules as event_rules
from onecop.events.feed import where
from onecop.events.models import Event
from onecop.events.rules import Date
from onecop.kernel.clock import now
from onecop.kernel.errors import Refused
from onecop.kernel.gate import anyone
from onecop.registrations import emails, paper, queries, services
from onecop.registrations.forms import JoinForm
from onecop.registrations.models import Registration
from onecop.registrations.registry import parts
from onecop.registrations.views.parts import FORMS, public_day, row_of, said
from onecop.registrations.views.place import thanks
from onecop.ui.page import render

NEXT_WITHIN = timedelta(days=2 * 366)
"""How far ahead we look for the next date of a series: the 29th of February comes every fourth year, and nobody waits that long."""


@anyone
@require_safe
def event_public_next(request: HttpRequest, key: str) -> HttpResponse:
    """The next date of a public event; after the last one, the last."""
    event = Event.objects.public().filter(key=key).first()
    if event is None:
        raise Http404
    on = _next_on(event)
    return redirect("event_public", key, on)


def _next_on(event: Event) -> str:
    at = now()
    dates = events.dates_between([event], at, at + NEXT_WITHIN) if event.recurs else []
    coming = event_rules.upcoming(dates, at)
    return coming[0].key if coming else event.starts_on.isoformat()


@anyone
@never_cache
@require_http_methods(FORMS)
def event_public(request: HttpRequest, key: str, on: str) -> HttpResponse:
    """One date: what, when, where, for whom; and the form to sign up."""
    date = public_day(key, on)
    standing = queries.standing_of(date, now())
    known = request.user.is_authenticated
    mine = Registration.objects.standing().filter(occurrence=date.row, person=request.user.pk).first() if known and date.row else None
    form = JoinForm(request.POST if request.method == "POST" else None, most=date.event.party_most, known=known)
    if request.method == "POST":
        if request.POST.get(TRAP):
            return redirect("event_public", key, on)
        if not throttle.allowed(request, "join", "20/h/ip"):
            return render(request, "registrations/busy.jinja", {"date": date}, status=429)
        if form.is_valid():
            try:
                return _joined(request, date, form)
            except Refused as no:
                form.add_error(None, said(no))
    return render(request, "registrations/public.jinja", _facts(request, date, form, standing=standing, mine=mine), status=422 if form.errors else 200)


def _facts(request: HttpRequest, date: Date, form: JoinForm, **more: object) -> dict[str, object]:
    event, here = date.event, request.build_absolute_uri(request.path)
    city = event.city or getattr(event.house, "city", "")
    town = ", ".join(part for part in (city, event.state or getattr(event.house, "state", "")) if part) if city else ""
    return {
        "date": date, "event": event, "form": form, "trap": TRAP, "where": where(event, comes=False), "town": town, "here_url": here,
        "parts": list(parts(date, now())), "why": (date.row.cancel_words if date.row else "") or event.cancel_words, **more,
    }  # fmt: skip


def _joined(request: HttpRequest, date: Date, form: JoinForm) -> HttpResponse:
    """Whoever has signed in gets a seat at once; anyone else a letter first, the same one whether or not the address is on the list."""
    wants, row, language = form.wants(), row_of(date), get_language() or ""
    if request.user.is_authenticated:
        who = request.user
        made = services.register(
            occurrence=row, name=str(who), email=who.email, party=wants.party, needs=wants.needs, needs_words=wants.needs_words, words=wants.words,
            language=language, by=who, at=now(),
        )  # fmt: skip
        messages.success(request, thanks(made))
        return redirect(emails.place_link(made, at=now()))
    data = form.cleaned_data
    services.ask(occurrence=row, name=data["name"], email=data["email"], wants=wants, language=language, at=now())
    return render(request, "registrations/asked.jinja", {"date": date, "event": date.event, "email": data["email"]})


@anyone
@require_safe
def event_flyer(request: HttpRequest, key: str, on: str) -> HttpResponse:
    """The flyer to print, with a QR code of the page."""
    date = public_day(key, on)
    if date.cancelled:
        raise Http404
    if not throttle.allowed(request, "flyer", "120/h/ip"):
        return render(request, "registrations/busy.jinja", {"date": date}, status=429)
    response = HttpResponse(paper.flyer(date, at=now()), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{date.event.key}-{date.key}.pdf"'
    return response
