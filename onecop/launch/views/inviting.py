"""Prospects, how they are reached, and the letters to them."""

from typing import Any

from django.contrib import messages
from django.db.models import Max, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from onecop.access import services as access
from onecop.congregations.maps import collection, point_feature
from onecop.congregations.models import Congregation
from onecop.kernel.clock import now
from onecop.kernel.errors import Refused
from onecop.kernel.gate import GuardedRequest, acts
from onecop.kernel.permissions import Permission as P
from onecop.launch import prospects, services
from onecop.launch.choices import Tongue
from onecop.launch.forms import AddressForm, InviteForm
from onecop.launch.models import Launch, Mailing
from onecop.launch.services.inviting import sample
from onecop.launch.tables import Mailings, Prospects, areas_of
from onecop.launch.views.parts import FORMS, frame, launch_of, paper, tell
from onecop.ui.page import render

MARKS = {"returned": services.mark_returned, "stop": services.stop_writing, "again": services.write_again}


def _rows(launch: Launch) -> QuerySet[Congregation]:
    listed = prospects.on_ground(launch).select_related("area", "prospect_address").defer("area__outline")
    return listed.annotate(invited=Max("launch_invitations__invited_at"))


@acts(P.LAUNCH_RUN)
@require_safe
def launch_prospects(request: GuardedRequest, key: str) -> HttpResponse:
    """Who has not enrolled, with the map of this page of the list, and the invitations so far."""
    launch = launch_of(request, key, P.LAUNCH_RUN)
    table = Prospects(request, _rows(launch))
    shown = [row.thing for row in table.rows if row.thing.lon is not None]
    points = collection(point_feature(c.lon, c.lat, c.name, kind="warm" if c.invited else "wait") for c in shown)
    mailings = Mailings(request, Mailing.objects.filter(launch=launch).select_related("job"))
    page = {**frame(request, launch, "launch_prospects"), "map": {"points": points} if shown else None, "mailings": mailings}
    return table.answer("launch/prospects.jinja", page)


def _house(request: GuardedRequest, launch: Launch, key: str) -> Any:
    house = prospects.on_ground(launch).select_related("prospect_address", "area").filter(key=key).first()
    if house is None:
        raise Http404
    return house


@acts(P.LAUNCH_RUN)
@require_http_methods(FORMS)
def launch_prospect(request: GuardedRequest, key: str, house: str) -> HttpResponse:
    """How one prospect is reached, what was sent to it, and the marks."""
    launch = launch_of(request, key, P.LAUNCH_RUN)
    row = _house(request, launch, house)
    known = getattr(row, "prospect_address", None)
    names = ("attention", "email", "street", "city", "state", "zip")
    form = AddressForm(request.POST or None, initial={name: getattr(known, name) for name in names} if known else None)
    if request.method == "POST" and form.is_valid():
        services.set_address(congregation=row, by=request.user, at=now(), **form.cleaned_data)
        messages.success(request, _("Kept."))
        return redirect("launch_prospects", launch.key)
    if known:
        access.note_contact_read(of=known, by=request.user, at=now())
    sent = row.launch_invitations.select_related("mailing")[:20]
    page = {**frame(request, launch, "launch_prospects"), "house": row, "known": known, "form": form, "sent": sent}
    return render(request, "launch/prospect.jinja", page, status=422 if form.is_bound else 200)


@acts(P.LAUNCH_RUN)
@require_POST
def launch_prospect_mark(request: GuardedRequest, key: str, house: str) -> HttpResponse:
    """A letter came back, or they asked us not to write; or neither is true any more."""
    launch = launch_of(request, key, P.LAUNCH_RUN)
    row = _house(request, launch, house)
    act = MARKS.get(request.POST.get("mark", ""))
    if act is not None:
        act(congregation=row, by=request.user, at=now())
        messages.success(request, _("Noted."))
    return redirect("launch_prospect", launch.key, row.key)


@acts(P.LAUNCH_RUN)
@require_http_methods(FORMS)
def launch_invite(request: GuardedRequest, key: str) -> HttpResponse:
    """Choose whom, see how many and who is left out, then begin. GET only looks."""
    launch = launch_of(request, key, P.LAUNCH_RUN)
    given = request.POST if request.method == "POST" else request.GET if "way" in request.GET else None
    form = InviteForm(given, areas=areas_of(request))
    page = {**frame(request, launch, "launch_prospects"), "form": form, "sorting": None}
    if given is None or not form.is_valid():
        return render(request, "launch/invite.jinja", page, status=422 if request.method == "POST" else 200)
    data = form.cleaned_data
    how = {"way": data["way"], "tongue": data["tongue"], "again": data["again"]}
    if request.method == "POST":
        try:
            mailing = services.invite(launch=launch, wanted=form.wanted, again_reason=data["again_reason"], by=request.user, at=now(), **how)
            return redirect("launch_mailing", mailing.key)
        except Refused as refusal:
            tell(request, refusal)
    page["sorting"] = prospects.sorting(launch, form.wanted, at=now(), **how)
    return render(request, "launch/invite.jinja", page)


@acts(P.LAUNCH_RUN)
@require_safe
def launch_sample(request: GuardedRequest, key: str) -> HttpResponse:
    """One letter as it would be printed, with a link that opens nothing."""
    launch = launch_of(request, key, P.LAUNCH_RUN)
    tongue = request.GET.get("tongue", "")
    return paper(sample(launch, tongue=tongue if tongue in Tongue.values else Tongue.ENGLISH, at=now()), "letter")


def _mailing(request: GuardedRequest, key: str) -> Mailing:
    found: Mailing = request.access.get(
        Mailing.objects.select_related("launch__agency__scope__parent", "launch__agency__territory", "launch__lead", "job"), key=key, needs=P.LAUNCH_RUN
    )
    return found


@acts(P.LAUNCH_RUN)
@require_safe
def launch_mailing(request: GuardedRequest, key: str) -> HttpResponse:
    """One round of invitations: how far it is, who was left out, and the letters to print."""
    mailing = _mailing(request, key)
    page = {**frame(request, mailing.launch, "launch_prospects"), "mailing": mailing, "bundles": mailing.bundles.defer("sealed")}
    return render(request, "launch/mailing.jinja", page, block="progress")


@acts(P.LAUNCH_RUN)
@require_POST
def launch_bundle(request: GuardedRequest, key: str, number: int) -> HttpResponse:
    """The letters as PDF. A POST, because who took them is noted."""
    mailing = _mailing(request, key)
    bundle = mailing.bundles.exclude(sealed=b"").filter(number=number).first() if number < 2**31 else None
    if bundle is None:
        raise Http404
    return paper(services.take_bundle(bundle=bundle, by=request.user, at=now()), f"letters-{mailing.key}-{bundle.number}")
