"""The agency's desk: who applied, the answer, and who rides when."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from onecop.agencies.models import Agency
from onecop.kernel.clock import now
from onecop.kernel.errors import Refused
from onecop.kernel.gate import GuardedRequest, acts, needs
from onecop.kernel.permissions import Permission as P
from onecop.partnerships.rules import zone_of
from onecop.ridealongs import queries, services
from onecop.ridealongs.choices import AgeBand, CheckStatus, Kind, Rule
from onecop.ridealongs.forms import AlternativeForm, ApproveForm, CheckForm, DressForm, InsteadForm, RefuseForm
from onecop.ridealongs.models import RideAlong
from onecop.ridealongs.tables import Applications
from onecop.ridealongs.views.saying import said, tell
from onecop.ui.page import render

FORMS = ["GET", "HEAD", "POST"]
CALENDAR_DAYS = 35


def ride_for_desk(request: GuardedRequest, key: str) -> RideAlong:
    """Return a ride that the reader may decide on."""
    found: RideAlong = request.access.get(RideAlong.objects.with_people(), key=key, needs=P.RIDE_APPROVE)
    return found


@needs(P.RIDE_APPROVE)
@require_safe
def queue(request: GuardedRequest) -> HttpResponseBase:
    """Applications and bookings that are open (or, when asked for, all), the longest wait first; with the way to the agency's rules and calendar."""
    rows = RideAlong.objects.visible_to(request.user).select_related("rider", "partnership__congregation", "partnership__agency", "officer", "watch")
    agencies = list(queries.agencies_answered_by(request.user)[:2])
    everything = bool(request.GET)
    agency = agencies[0] if len(agencies) == 1 else None
    facts = {"agency": agency, "rules": agency and request.access.allows(P.RIDE_RULES, agency), "everything": everything}
    return Applications(request, rows if everything else rows.open()).answer("ridealongs/queue.jinja", facts)


@acts(P.RIDE_APPROVE)
@require_safe
def calendar(request: GuardedRequest, key: str) -> HttpResponse:
    """Who rides when: the booked seats of each watch, day by day."""
    agency: Agency = request.access.get(Agency.objects.filter(scope__isnull=False).select_related("scope__parent", "territory"), key=key, needs=P.RIDE_APPROVE)
    zone = ZoneInfo(agency.territory.timezone if agency.territory else "UTC")
    first = _day(request.GET.get("from", "")) or now().astimezone(zone).date()
    facts = {
        "agency": agency, "days": queries.calendar(agency, first=first, days=CALENDAR_DAYS), "first": first, "last": first + timedelta(days=CALENDAR_DAYS - 1),
        "before": first - timedelta(days=CALENDAR_DAYS), "after": first + timedelta(days=CALENDAR_DAYS),
    }  # fmt: skip
    return render(request, "ridealongs/calendar.jinja", facts, block="days")


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 2000 < found.year < 2200 else None


@acts(P.RIDE_APPROVE)
@require_http_methods(FORMS)
def approve(request: GuardedRequest, key: str) -> HttpResponse:
    """Book a ride with watch, sector and officer, or something other than a ride with time and place."""
    ride = ride_for_desk(request, key)
    form = _approve_form(request, ride)
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            done = _book(ride, form, request.user, now())
            messages.success(request, _("Booked. %(name)s has a letter with all there is to know.") % {"name": done.rider})
            return redirect(done)
        except Refused as no:
            refused = no
    facts = {"ride": ride, "form": form, "refused": said(refused) if refused else [], "check": queries.check_of(ride.partnership.agency, ride.rider)}
    return render(request, "ridealongs/approve.jinja", facts, status=422 if form.errors or refused else 200)


def _approve_form(request: GuardedRequest, ride: RideAlong) -> ApproveForm | AlternativeForm:
    data = request.POST if request.method == "POST" else None
    if not ride.is_ride:
        return AlternativeForm(data, initial={"on": ride.day, "place": ride.place})
    rules = queries.rules_of(ride.partnership.agency)
    starts = queries.starts_of(ride.partnership.agency, rules) if rules else []
    return ApproveForm(ride, data, starts=starts, zone=str(zone_of(ride.partnership)))


def _book(ride: RideAlong, form: Any, by: Any, at: datetime) -> RideAlong:
    if isinstance(form, ApproveForm):
        return services.approve(ride=ride, by=by, at=at, **form.booking)
    given = form.cleaned_data
    begins = datetime.combine(given["on"], given["starts"], zone_of(ride.partnership))
    ends = begins + timedelta(minutes=float(given["hours"] * 60))
    return services.approve_alternative(ride=ride, starts_at=begins, ends_at=ends, place=given["place"], by=by, at=at)


@acts(P.RIDE_APPROVE)
@require_http_methods(FORMS)
def refuse(request: GuardedRequest, key: str) -> HttpResponse:
    """Say no, and which rule."""
    ride = ride_for_desk(request, key)
    form = RefuseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.refuse(ride=ride, rule=Rule(form.cleaned_data["rule"]), words=form.cleaned_data["words"], by=request.user, at=now())
            messages.success(request, _("%(name)s has been told which rule, and what is possible.") % {"name": ride.rider})
        except Refused as no:
            tell(request, no)
        return redirect(ride)
    return render(request, "ridealongs/refuse.jinja", {"ride": ride, "form": form}, status=422 if form.errors else 200)


@acts(P.RIDE_APPROVE)
@require_POST
def check(request: GuardedRequest, key: str) -> HttpResponse:
    """Note status, date and expiry of a background check."""
    ride, form = ride_for_desk(request, key), CheckForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("The date of the check is missing or wrong."))
        return redirect(ride)
    given = form.cleaned_data
    try:
        services.note_check(
            agency=ride.partnership.agency, rider=ride.rider, status=CheckStatus(given["status"]), on=given["on"], expires=given["expires"], by=request.user,
            at=now(),
        )  # fmt: skip
        messages.success(request, _("Noted: status, date and expiry, and nothing else."))
    except Refused as no:
        tell(request, no)
    return redirect(ride)


@acts(P.RIDE_APPROVE)
@require_POST
def dress(request: GuardedRequest, key: str) -> HttpResponse:
    """Settle a question about dress."""
    ride, form = ride_for_desk(request, key), DressForm(request.POST)
    try:
        services.answer_dress(ride=ride, answer=form.cleaned_data["answer"] if form.is_valid() else "", by=request.user, at=now())
        messages.success(request, _("Settled. The rider has your answer."))
    except Refused as no:
        tell(request, no)
    return redirect(ride)


@acts(P.RIDE_APPROVE)
@require_http_methods(FORMS)
def instead(request: GuardedRequest, key: str) -> HttpResponse:
    """Offer something other than the ride that was asked for; booking it comes next."""
    ride = ride_for_desk(request, key)
    kinds = tuple(kind for kind in ride.rules.terms.alternatives if kind != ride.kind)
    if not ride.is_open or not kinds:
        raise PermissionDenied
    form = InsteadForm(request.POST if request.method == "POST" else None, kinds=kinds, initial={"on": ride.day})
    if request.method == "POST" and form.is_valid():
        try:
            made = services.propose_alternative(
                partnership=ride.partnership, rider=ride.rider, kind=Kind(form.cleaned_data["kind"]), on=form.cleaned_data["on"],
                band=AgeBand(ride.age_band), instead_of=ride, by=request.user, at=now(),
            )  # fmt: skip
            return redirect("ride_approve", made.key)
        except Refused as no:
            form.add_error(None, f"{no.reason} {no.instead}")
    return render(request, "ridealongs/instead.jinja", {"ride": ride, "form": form}, status=422 if form.errors else 200)


@acts(P.RIDE_APPROVE)
@require_POST
def took_place(request: GuardedRequest, key: str) -> HttpResponse:
    """It took place as planned, and nobody tapped."""
    ride = ride_for_desk(request, key)
    try:
        services.note_taken_place(ride=ride, by=request.user, at=now())
        messages.success(request, _("Noted. It counts for step 3."))
    except Refused as no:
        tell(request, no)
    return redirect(ride)
