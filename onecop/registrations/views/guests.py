"""A host's list of guests: found, added, changed, taken off, written to. An agency that hosts reads numbers alone."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from onecop.events.rules import Date
from onecop.kernel.clock import now
from onecop.kernel.errors import Refused
from onecop.kernel.gate import GuardedRequest, acts
from onecop.kernel.permissions import Permission as P
from onecop.registrations import queries, services
from onecop.registrations.choices import RegistrationState, SendingState, Source
from onecop.registrations.forms import TO, ChangeForm, GuestForm, LetterForm
from onecop.registrations.models import Registration, Sending
from onecop.registrations.rules import DOOR_AFTER
from onecop.registrations.tables import Guests
from onecop.registrations.views.parts import FORMS, hosted_day, reads_names, row_of, said
from onecop.ui.page import render

HOSTS = (P.CONGREGATION_EDIT, P.PARTNERSHIP_EDIT, P.AGENCY_EDIT)


@acts(*HOSTS)
@require_safe
def event_guests(request: GuardedRequest, key: str, on: str) -> HttpResponseBase:
    """Who comes to a date: the list and its numbers; for an agency the numbers."""
    date = hosted_day(request, key, on, names=False)
    row = row_of(date)
    facts = {"event": date.event, "date": date, "totals": queries.totals(row), "names": reads_names(request, date.event)}
    facts |= {"over": date.ends_at <= now(), "door": now() < date.ends_at + DOOR_AFTER}
    if not facts["names"]:
        return render(request, "registrations/numbers.jinja", facts)
    rows = Registration.objects.visible_to(request.user).filter(occurrence=row).exclude(state=RegistrationState.CANCELLED)
    return Guests(request, rows).answer("registrations/guests.jinja", facts)


@acts(*HOSTS)
@require_http_methods(FORMS)
def event_guest_add(request: GuardedRequest, key: str, on: str) -> HttpResponse:
    """Put somebody on the list: invited, or with a place at once."""
    date = hosted_day(request, key, on)
    form = GuestForm(request.POST or None)
    if form.is_valid():
        try:
            made = _add(request, date, form)
            messages.success(request, _("%(name)s is on the list and gets a letter.") % {"name": made.name})
            return redirect("event_guests", key, on)
        except Refused as no:
            form.add_error(None, said(no))
    return render(request, "registrations/add.jinja", {"event": date.event, "date": date, "form": form}, status=422 if form.errors else 200)


def _add(request: GuardedRequest, date: Date, form: GuestForm) -> Registration:
    data, wants, at = form.cleaned_data, form.wants(), now()
    who = {"occurrence": row_of(date), "name": data["name"], "email": data["email"], "by": request.user, "at": at}
    if data["how"] == "yes":
        return services.register(**who, party=wants.party, needs=wants.needs, needs_words=wants.needs_words, source=Source.HOST)
    return services.invite_by_letter(**who, words=data["words"])


@acts(*HOSTS)
@require_http_methods(FORMS)
def registration_guest(request: GuardedRequest, key: str) -> HttpResponse:
    """One guest: what they said, and what the host corrects."""
    row = _guest(request, key)
    before = {"party": row.party, "needs": row.needs, "needs_words": row.needs_words, "comes": "no" if row.state == RegistrationState.NO else "yes"}
    form = ChangeForm(request.POST or None, initial=before)
    if form.is_valid():
        wants, comes = form.wants(), form.cleaned_data["comes"] == "yes"
        try:
            services.answer(
                registration=row, comes=comes, party=wants.party, needs=wants.needs, needs_words=wants.needs_words, words=row.words,
                duty=row.duty, by=request.user, at=now(), host=True,
            )  # fmt: skip
            messages.success(request, _("Saved. %(name)s is told.") % {"name": row.name})
            return _back(row)
        except Refused as no:
            form.add_error(None, said(no))
    return render(request, "registrations/guest.jinja", {"row": row, "event": row.occurrence.event, "form": form}, status=422 if form.errors else 200)


@acts(*HOSTS)
@require_http_methods(FORMS)
def registration_take_out(request: GuardedRequest, key: str) -> HttpResponse:
    """Take a guest off the list, after a look at what will happen."""
    row = _guest(request, key)
    if request.method == "POST":
        services.cancel_place(registration=row, by=request.user, at=now())
        messages.success(request, _("%(name)s is off the list and is told.") % {"name": row.name})
        return _back(row)
    return render(request, "registrations/take_out.jinja", {"row": row, "event": row.occurrence.event})


def _guest(request: GuardedRequest, key: str) -> Registration:
    """Return a guest of a date that the reader hosts; one's own place is not enough (404 as for a stranger's)."""
    row: Registration = request.access.get(Registration.objects.standing().select_related("occurrence__event", "officer"), key=key)
    if not reads_names(request, row.occurrence.event):
        raise Http404
    return row


def _back(row: Registration) -> HttpResponse:
    return redirect("event_guests", row.occurrence.event.key, row.occurrence.on.isoformat())


@acts(*HOSTS)
@require_http_methods(FORMS)
def event_guests_write(request: GuardedRequest, key: str, on: str) -> HttpResponse:
    """One line to all guests: typed, looked at with the number of letters, sent."""
    date = hosted_day(request, key, on)
    row = row_of(date)
    numbers = queries.letters_to(row, {code: tuple(states) for code, states in TO.items()})
    form = LetterForm(request.POST or None, numbers=numbers)
    if form.is_valid():
        data = form.cleaned_data
        if "send" in request.POST:
            return _sent(request, date, services.write_to_guests(occurrence=row, words=data["words"], states=TO[data["to"]], by=request.user, at=now()))
        facts = {"event": date.event, "date": date, "data": data, "number": numbers[data["to"]], "to": dict(form.fields["to"].choices)[data["to"]]}  # type: ignore[attr-defined]
        return render(request, "registrations/write_look.jinja", facts)
    facts = {"event": date.event, "date": date, "form": form, "before": queries.sendings(row)}
    return render(request, "registrations/write.jinja", facts, status=422 if form.errors else 200)


def _sent(request: GuardedRequest, date: Date, sending: Sending | None) -> HttpResponse:
    """Answer to a letter to all guests: few are written already, many show how far they are."""
    if sending and sending.state == SendingState.SENDING:
        return redirect(sending)
    sent = sending.done if sending else 0
    messages.success(request, ngettext("%(n)s letter is on its way.", "%(n)s letters are on their way.", sent) % {"n": sent})
    return redirect("event_guests", date.event.key, date.key)
