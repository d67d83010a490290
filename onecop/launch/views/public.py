"""What people without an account open: the link on their letter, and the pledge at the luncheon."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from onecop.access import links, throttle
from onecop.congregations.choices import CongregationStanding
from onecop.congregations.folding import fold_name
from onecop.congregations.models import Congregation
from onecop.kernel.clock import now
from onecop.kernel.errors import Refused
from onecop.kernel.gate import anyone, link
from onecop.kernel.wizard import quiet
from onecop.launch import services
from onecop.launch.choices import Source
from onecop.launch.forms import PledgeForm
from onecop.launch.models import Launch
from onecop.launch.services.opening import invited_by
from onecop.launch.views.parts import FORMS
from onecop.ui.page import render

LETTERS = 3
"""So many letters of a name before we show what we know, so that nobody reads the list from end to end."""
MOST = 6
OPENED = "launch_opened"
"""Where a session remembers which invitations it began."""


@link
@never_cache
@require_http_methods(FORMS)
def launch_invited(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows whom the letter is for; Start opens the form. A camera's preview or a scanner's visit is no opening."""
    try:
        _found, invitation = invited_by(token, at=now())
        if request.method != "POST":
            return render(request, "launch/invited.jinja", {"invitation": invitation})
        mine = request.session.get(OPENED, [])
        _draft, url = services.start_from_link(invitation=invitation, begun_here=invitation.key in mine, at=now())
    except Refused as refusal:
        status = 404 if isinstance(refusal, links.LinkInvalid) else 410 if isinstance(refusal, links.LinkExpired) else 200
        return render(request, "launch/invited_no.jinja", {"refusal": refusal}, status=status)
    request.session[OPENED] = [*(key for key in mine if key != invitation.key), invitation.key][-20:]
    return redirect(url)


def _launch(code: str) -> Launch:
    found = Launch.objects.open().select_related("agency__territory", "agency__scope__parent", "lead").filter(code=code).first()
    if found is None:
        raise Http404
    return found


def _like(launch: Launch, typed: str) -> list[Congregation]:
    """Return up to six congregations on the agency's ground whose names hold what was typed: names and streets' towns, nothing else of them."""
    folded = fold_name(typed)
    if len(folded) < LETTERS or launch.agency.territory_id is None:
        return []
    rows: QuerySet[Congregation] = Congregation.objects.filter(territory=launch.agency.territory_id).exclude(standing=CongregationStanding.LEFT)
    for word in folded.split():
        rows = rows.filter(name_folded__contains=word)
    return list(rows.only("key", "name", "city", "state").order_by("name", "pk")[:MOST])


@anyone
@never_cache
@require_safe
def pledge_find(request: HttpRequest, code: str) -> HttpResponse:
    """Names that fit, while somebody types."""
    launch = _launch(code)
    if not throttle.allowed(request, "launch.find", "1200/h/ip"):
        return render(request, "launch/found.jinja", {"found": [], "typed": "", "chosen": ""})
    typed = request.GET.get("house", "")[:200].replace("\0", "")
    return render(request, "launch/found.jinja", {"found": _like(launch, typed), "typed": typed, "chosen": ""})


@anyone
@never_cache
@require_http_methods(FORMS)
def pledge_page(request: HttpRequest, code: str) -> HttpResponse:
    """A pledge on one's own phone."""
    return _pledge(request, _launch(code), Source.PAGE)


@anyone
@never_cache
@require_http_methods(FORMS)
def pledge_tablet(request: HttpRequest, code: str) -> HttpResponse:
    """The same on the tablet by the door: empty again for each person."""
    return _pledge(request, _launch(code), Source.TABLET)


def _pledge(request: HttpRequest, launch: Launch, source: str) -> HttpResponse:
    form = PledgeForm(request.POST if request.method == "POST" else None)
    looks = request.method == "POST" and "find" in request.POST
    if request.method == "POST" and not looks:
        _settle_house(request, launch, form)
    if looks or request.method != "POST" or not form.is_valid():
        return _form(request, launch, form, source, looks=looks)
    if not throttle.allowed(request, "launch.pledge", "300/h/ip"):
        return render(request, "launch/pledge_busy.jinja", {}, status=429)
    data: dict[str, Any] = form.cleaned_data
    house = next((row for row in _like(launch, data["house"]) if row.key == request.POST.get("chosen")), None)
    words = {name: data[name] for name in ("name", "email", "role", "wish")}
    made = services.pledge(launch=launch, congregation=house, congregation_name=data["house"], phone=str(data["phone"] or ""), source=source, at=now(), **words)
    how = "known" if made.already else "mail" if made.email else "call"
    return redirect("pledge_thanks", launch.code, f"{how}-tablet" if source == Source.TABLET else how)


def _settle_house(request: HttpRequest, launch: Launch, form: PledgeForm) -> None:
    """Ask which one it is where names of our list fit and nobody has said: a second row for one congregation helps nobody."""
    typed = request.POST.get("house", "")[:200].replace("\0", "")
    found = _like(launch, typed)
    if found and not request.POST.get("chosen") and not any(fold_name(row.name) == fold_name(typed) for row in found):
        form.add_error("house", _("Choose yours from the list below, or say that it is another one."))


def _form(request: HttpRequest, launch: Launch, form: PledgeForm, source: str, *, looks: bool) -> HttpResponse:
    typed = request.POST.get("house", "")[:200].replace("\0", "")
    if looks:
        quiet(form)
    page = {"launch": launch, "form": form, "tablet": source == Source.TABLET, "typed": typed, "chosen": request.POST.get("chosen", "")}
    page["found"] = _like(launch, typed)
    return render(request, "launch/pledge.jinja", page, status=422 if form.is_bound and not looks else 200)


@anyone
@never_cache
@require_safe
def pledge_thanks(request: HttpRequest, code: str, how: str) -> HttpResponse:
    """Thank you, without a word about who it was. On the tablet it goes back to the empty form by itself."""
    launch = _launch(code)
    kind, _sep, tablet = how.partition("-")
    if kind not in ("known", "mail", "call") or tablet not in ("", "tablet"):
        raise Http404
    return render(request, "launch/thanks.jinja", {"launch": launch, "kind": kind, "tablet": bool(tablet)})
