"""The rider's pages, on a phone, and the officer's: applying, the booking, the waiver, in and out."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from onecop.access import links
from onecop.kernel.clock import now
from onecop.kernel.errors import Refused
from onecop.kernel.gate import GuardedRequest, acts, link
from onecop.kernel.permissions import Permission as P
from onecop.partnerships.models import Partnership
from onecop.ridealongs import emails, paper, queries, services, words
from onecop.ridealongs.choices import AgeBand, Kind
from onecop.ridealongs.forms import ApplyForm, CheckForm, DressForm, SignForm, WordsForm
from onecop.ridealongs.models import RideAlong
from onecop.ridealongs.sheet import ACTING, sheet, side_of
from onecop.ridealongs.views.saying import said, tell
from onecop.ui.page import render

FORMS = ["GET", "HEAD", "POST"]


def _ride(request: GuardedRequest, key: str) -> RideAlong:
    found: RideAlong = request.access.get(RideAlong.objects.with_people(), key=key)
    return found


def _acting(request: GuardedRequest, key: str) -> RideAlong:
    """Return a ride on which the reader's taps count: rider, officer, desk; not somebody else of the congregation."""
    ride = _ride(request, key)
    if side_of(ride, request.user, desk=request.access.allows(P.RIDE_APPROVE, ride)) not in ACTING:
        raise PermissionDenied
    return ride


@acts(P.PARTNERSHIP_ACT)
@require_http_methods(FORMS)
def apply(request: GuardedRequest, key: str) -> HttpResponse:
    """A rider applies, or somebody of the congregation for them. A refusal names the rule and the day that works, one tap away."""
    rows = Partnership.objects.select_related("congregation__scope", "agency__scope", "agency__territory", "area").defer("area__outline")
    partnership: Partnership = request.access.get(rows, key=key, needs=P.PARTNERSHIP_ACT)
    if not queries.applies_for(partnership, request.user):
        raise PermissionDenied
    rules = queries.rules_of(partnership.agency)
    facts: dict[str, Any] = {"partnership": partnership, "rules": rules, "refused": [], "spoken": words.in_words(rules.terms) if rules else []}
    if rules is None:
        return render(request, "ridealongs/apply.jinja", {**facts, "form": None})
    form = _apply_form(request, partnership, rules)
    if request.method == "POST" and form.is_valid():
        try:
            ride = _apply(partnership, form, request.user)
            messages.success(request, _("Your application is in. You are done for now; the answer comes by e-mail."))
            return redirect(ride)
        except Refused as no:
            facts["refused"] = said(no)
    return render(request, "ridealongs/apply.jinja", {**facts, "form": form}, status=422 if form.errors or facts["refused"] else 200)


def _apply_form(request: GuardedRequest, partnership: Partnership, rules: Any) -> ApplyForm:
    riders = queries.riders_of(partnership)
    own = next((c.key for c in riders.values() if c.person_id == request.user.pk), "")
    offered = {"rider": own, "kind": Kind.RIDE, **{name: request.GET[name] for name in ("on", "start", "rider", "kind") if name in request.GET}}
    return ApplyForm(
        request.POST if request.method == "POST" else None, initial=offered, riders=riders, starts=queries.starts_of(partnership.agency, rules),
        rules=rules, officer=next(iter(queries.leads_of(partnership)), None),
    )  # fmt: skip


def _apply(partnership: Partnership, form: ApplyForm, by: Any) -> RideAlong:
    given, at = form.cleaned_data, now()
    band, who = AgeBand(given["band"]), form.who
    if given["kind"] != Kind.RIDE:
        return services.propose_alternative(partnership=partnership, rider=who, kind=Kind(given["kind"]), on=given["on"], band=band, by=by, at=at)
    assert form.chosen is not None
    return services.apply(
        partnership=partnership, rider=who, on=given["on"], watch=form.chosen.watch, start=form.chosen.start, band=band,
        wants_partner=given.get("wants_partner", False), dress_question=given["dress_question"], by=by, at=at,
    )  # fmt: skip


@acts()
@require_safe
def detail(request: GuardedRequest, key: str) -> HttpResponse:
    """One application or booking: the one thing to do next, when and where, what to wear, what will happen, and what happened."""
    ride = _ride(request, key)
    told = sheet(ride, reader=request.user, desk=request.access.allows(P.RIDE_APPROVE, ride), now=now())
    sees = Partnership.objects.visible_to(request.user).filter(pk=ride.partnership_id).exists()
    forms = {"check_form": CheckForm(initial={"on": told.today}, auto_id="id_check_%s"), "dress_form": DressForm(auto_id="id_dress_%s")}
    return render(request, "ridealongs/detail.jinja", {"ride": ride, "sheet": told, "sees_partnership": sees, **forms})


@acts()
@require_http_methods(FORMS)
def sign(request: GuardedRequest, key: str) -> HttpResponse:
    """The rider reads the waiver and signs it."""
    ride = _ride(request, key)
    if ride.rider.person_id != request.user.pk:
        raise PermissionDenied
    return _sign(request, ride, by=request.user, done=lambda: redirect(ride))


@link
@never_cache
@require_http_methods(FORMS)
def sign_link(request: HttpRequest, token: str) -> HttpResponse:
    """The same by an e-mailed link: GET shows, POST signs."""
    try:
        found = links.find(act=emails.SIGN, token=token, at=now())
    except links.LinkUsed as used:
        return render(request, "ridealongs/signed.jinja", {"refusal": used, "thanks": True})
    except Refused as no:
        status = 410 if isinstance(no, links.LinkExpired) else 404
        return render(request, "ridealongs/signed.jinja", {"refusal": no, "thanks": False}, status=status)
    ride = RideAlong.objects.with_people().get(key=found.target)

    def done() -> HttpResponse:
        return render(request, "ridealongs/signed.jinja", {"refusal": None, "thanks": True, "ride": ride})

    return _sign(request, ride, by=links.actor_of(found), done=done)


def _sign(request: HttpRequest, ride: RideAlong, *, by: Any, done: Callable[[], HttpResponse]) -> HttpResponse:
    rules = queries.rules_of(ride.partnership.agency)
    if rules is None or not ride.is_ride:
        raise Http404
    form = SignForm(ride, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.sign_waiver(ride=ride, name=form.cleaned_data["name"], guardian=form.cleaned_data.get("guardian", ""), by=by, at=now())
            messages.success(request, _("Signed. You both have the document by e-mail."))
            return done()
        except Refused as no:
            form.add_error(None, f"{no.reason} {no.instead}".strip())
    paragraphs = [part for part in rules.waiver.text.split("\n\n") if part.strip()]
    facts = {"ride": ride, "form": form, "rules": rules, "paragraphs": paragraphs, "spoken": words.in_words(rules.terms)}
    return render(request, "ridealongs/sign.jinja", facts, status=422 if form.errors else 200)


@acts()
@require_safe
def waiver(request: GuardedRequest, key: str) -> HttpResponse:
    """The signed waiver as PDF, for the rider and for whoever approves rides."""
    ride = _ride(request, key)
    if ride.rider.person_id != request.user.pk and not request.access.allows(P.RIDE_APPROVE, ride):
        raise PermissionDenied
    signature = ride.signatures.select_related("rules__waiver", "rules__agency").order_by("-at", "-id").first()
    if signature is None:
        raise Http404
    answer = HttpResponse(paper.signed_waiver(signature), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="waiver-{ride.key}-{signature.rules.number}.pdf"'
    return answer


@acts()
@require_http_methods(FORMS)
def cancel(request: GuardedRequest, key: str) -> HttpResponse:
    """Call it off, from either side, with or without a word."""
    ride = _ride(request, key)
    form = WordsForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _do(request, ride, services.cancel, _("It is called off, and everybody has been told."), words=form.cleaned_data["words"])
    return render(request, "ridealongs/cancel.jinja", {"ride": ride, "form": form, "sheet": sheet(ride, reader=request.user, desk=False, now=now())})


@acts()
@require_POST
def check_in(request: GuardedRequest, key: str) -> HttpResponse:
    """The rider has come: a tap by the rider or the officer."""
    return _do(request, _acting(request, key), services.check_in, _("Checked in. Have a good time together."))


@acts()
@require_POST
def check_out(request: GuardedRequest, key: str) -> HttpResponse:
    """The ride is over."""
    return _do(request, _acting(request, key), services.check_out, _("Checked out. Thank you! It counts for step 3."))


@acts()
@require_POST
def missed(request: GuardedRequest, key: str) -> HttpResponse:
    """They missed each other."""
    return _do(request, _acting(request, key), services.miss, _("Noted. Both sides have been told and can choose another day."))


@acts()
@require_POST
def hours(request: GuardedRequest, key: str) -> HttpResponse:
    """The officer keeps a booking in other hours, or hands it back."""
    ride = _ride(request, key)
    if ride.officer is None or ride.officer.person_id != request.user.pk:
        raise PermissionDenied
    comes = request.POST.get("comes") == "yes"
    thanks = _("Thank you! Everybody is told that you come.") if comes else _("Handed back. Your agency names somebody else, and everybody is told.")
    return _do(request, ride, services.answer_hours, thanks, comes=comes)


def _do(request: GuardedRequest, ride: RideAlong, act: Callable[..., Any], well: str, **options: Any) -> HttpResponse:
    try:
        act(ride=ride, by=request.user, at=now(), **options)
        messages.success(request, well)
    except Refused as no:
        tell(request, no)
    return redirect(ride)
