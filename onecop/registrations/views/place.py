"""A guest's own page, by the link of a letter: answer, change, hand over, take back. GET changes nothing."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from onecop.access import links
from onecop.access.models import ActionLink
from onecop.events import queries as events
from onecop.events.feed import where
from onecop.kernel.actor import Actor
from onecop.kernel.clock import now
from onecop.kernel.errors import Refused
from onecop.kernel.gate import GuardedRequest, acts, link
from onecop.kernel.permissions import Permission as P
from onecop.registrations import codes, emails, services
from onecop.registrations.choices import GuestSide, RegistrationState
from onecop.registrations.forms import PlaceForm, SubstituteForm, place_form
from onecop.registrations.models import Registration
from onecop.registrations.sections import other_side
from onecop.registrations.views.parts import FORMS, closed, said
from onecop.ui.page import render

WITH_EVENT = (
    "person",
    "officer__agency",
    "partnership__congregation",
    "occurrence__event__congregation",
    "occurrence__event__agency",
    "occurrence__event__scope",
    "occurrence__event__partnership__congregation",
    "occurrence__event__partnership__agency",
)


def _by_link(token: str) -> tuple[ActionLink, Registration]:
    found = links.find(act=emails.PLACE, token=token, at=now())
    return found, Registration.objects.select_related(*WITH_EVENT).get(key=found.target)


@link
@never_cache
@require_http_methods(FORMS)
def registration_place(request: HttpRequest, token: str) -> HttpResponse:
    """One's place at a date: yes or no, how many, what one needs."""
    try:
        found, row = _by_link(token)
    except Refused as refusal:
        return closed(request, refusal)
    form = place_form(row, request.POST if request.method == "POST" else None)
    if form.is_valid() and _answered(request, row, form, by=links.actor_of(found)):
        return redirect("registration_place", token)
    return _page(request, row, form, token=token)


@link
@require_POST
def registration_hand_over(request: HttpRequest, token: str) -> HttpResponse:
    """Somebody else comes in one's place."""
    try:
        found, row = _by_link(token)
        form = SubstituteForm(request.POST)
        if not form.is_valid():
            return _page(request, row, place_form(row), token=token, substitute=form)
        heir = services.hand_over(registration=row, by=links.actor_of(found), at=now(), **form.cleaned_data)
        messages.success(request, _("Your place is %(name)s’s now. Both of you get a letter.") % {"name": heir.name})
    except links.LinkInvalid as refusal:
        return closed(request, refusal)
    except Refused as no:
        messages.error(request, said(no))
    return redirect("registration_place", token)


@acts(P.PARTNERSHIP_ACT)
@never_cache
@require_http_methods(FORMS)
def registration_mine(request: GuardedRequest, key: str) -> HttpResponse:
    """The same page for whoever is on the list and has signed in."""
    row: Registration = request.access.get(_Mine(), key=key)
    form = place_form(row, request.POST if request.method == "POST" else None)
    if form.is_valid() and _answered(request, row, form, by=request.user):
        return redirect("registration_mine", key)
    return _page(request, row, form)


class _Mine:
    """Registrations of the reader, whoever hosts."""

    def visible_to(self, person: Any) -> Any:
        return Registration.objects.standing().filter(person=person).select_related(*WITH_EVENT)


def _answered(request: HttpRequest, row: Registration, form: PlaceForm, *, by: Actor) -> bool:
    wants, duty = form.wants(), form.cleaned_data.get("duty", "")
    try:
        row = services.answer(
            registration=row, comes=form.comes_said, party=wants.party, needs=wants.needs, needs_words=wants.needs_words, words=wants.words,
            duty=duty, by=by, at=now(),
        )  # fmt: skip
    except Refused as no:
        form.add_error(None, said(no))
        return False
    messages.success(request, thanks(row))
    return True


def thanks(row: Registration) -> str:
    if row.state == RegistrationState.YES:
        return _("You have a place. A letter with your code and an entry for your calendar is on its way.")
    if row.state == RegistrationState.WAITING:
        return _("You are in line. We write as soon as a seat is free for you.")
    return _("Thank you for telling the host. A no is fine.")


def _page(request: HttpRequest, row: Registration, form: PlaceForm, *, token: str = "", substitute: SubstituteForm | None = None) -> HttpResponse:
    date, event = row.occurrence, row.occurrence.event
    comes = row.state == RegistrationState.YES
    facts = {
        "row": row, "event": event, "date": date, "form": form, "token": token, "comes": comes, "over": date.starts_at <= now(),
        "where": where(event, comes=comes), "qr": codes.for_door(row.code) if comes else "", "substitute": substitute or SubstituteForm(),
        "off": date.cancelled_at or event.cancelled_at or row.state == RegistrationState.CANCELLED,
        "other": other_side(date, row.partnership, row.side) if row.partnership and row.side != GuestSide.GUEST else [],
        "clash": events.clash(row.officer, date) if row.officer and date.starts_at > now() else None,
    }  # fmt: skip
    wrong = form.errors or (substitute is not None and substitute.errors)
    return render(request, "registrations/place.jinja", facts, status=422 if wrong else 200)


@link
@never_cache
@require_http_methods(FORMS)
def registration_confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The link that confirms an address: GET shows the question, POST keeps the seat."""
    try:
        _link, asking = services.asked(token, at=now())
        if request.method == "POST":
            row = services.confirm(token, at=now())
            messages.success(request, thanks(row))
            return redirect(emails.place_link(row, at=now()))
    except Refused as refusal:
        return closed(request, refusal)
    return render(request, "registrations/confirm.jinja", {"asking": asking, "event": asking.occurrence.event, "date": asking.occurrence})
