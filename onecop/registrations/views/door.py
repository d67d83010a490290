"""The door: links for volunteers, the phone's page, its list, and what it sends. Works without a network in between."""

import json
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.loader import get_template
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from onecop.access import links
from onecop.access.models import ActionLink
from onecop.events.models import Occurrence
from onecop.kernel.clock import now
from onecop.kernel.errors import Refused
from onecop.kernel.gate import GuardedRequest, acts, anyone, link
from onecop.registrations import codes, queries, services
from onecop.registrations.choices import DOOR, NAMED, TapKind
from onecop.registrations.exceptions import DoorClosed
from onecop.registrations.forms import DoorForm, TapForm
from onecop.registrations.services import Press
from onecop.registrations.views.guests import HOSTS
from onecop.registrations.views.parts import FORMS, closed, hosted_day, reads_names, row_of, said
from onecop.ui.page import render

MOST = 500
"""Taps in one sending. A phone that has more sends again."""


@acts(*HOSTS)
@never_cache
@require_http_methods(FORMS)
def event_door(request: GuardedRequest, key: str, on: str) -> HttpResponse:
    """Give the door of a date to somebody: the link is shown once, as words and as a picture."""
    date = hosted_day(request, key, on, names=False)
    names, row, address = reads_names(request, date.event), row_of(date), ""
    form = DoorForm(request.POST or None, names=names)
    if "back" in request.POST:
        services.close_doors(occurrence=row, names=names, by=request.user, at=now())
        messages.success(request, _("No link to this door works any more."))
        return redirect("event_door", key, on)
    if form.is_valid():
        try:
            token = services.open_door(occurrence=row, name=form.cleaned_data["name"], names=form.with_names, by=request.user, at=now())
            address = request.build_absolute_uri(reverse("door", args=[token]))
        except Refused as no:
            form.add_error(None, said(no))
    facts = {
        "event": date.event, "date": date, "form": form if not address else DoorForm(names=names),
        "address": address, "qr": codes.Drawn(address) if address else "",
        "given": queries.doors(row, now()), "names": names,
    }  # fmt: skip
    return render(request, "registrations/give_door.jinja", facts, status=422 if form.errors else 200)


@link
@never_cache
@require_safe
def door(request: HttpRequest, token: str) -> HttpResponse:
    """The phone's page. It holds no name: those come with the list, and stay on the phone until it is done."""
    try:
        found, date = services.opened(token, at=now())
    except Refused as refusal:
        return closed(request, refusal, title=_("This door is closed"))
    return render(request, "registrations/door.jinja", {"event": date.event, "date": date, "token": token, "names": found.act == DOOR})


@link
@never_cache
@require_safe
def door_list(request: HttpRequest, token: str) -> HttpResponse:
    """The names of that date alone, and what all phones together noted, as JSON."""
    try:
        found, date = services.opened(token, at=now())
    except Refused as refusal:
        return _refused(refusal)
    return JsonResponse(_answer(date, found))


# What is sent is let in by the token of the link, not by a cookie; and a page that was kept for days would hold an old CSRF token.
@csrf_exempt
@link
@never_cache
@require_POST
def door_taps(request: HttpRequest, token: str) -> HttpResponse:
    """Take in what a phone noted, and answer with what all phones together know."""
    try:
        found, date = services.opened(token, at=now())
        heard = services.hear(occurrence=date, presses=_presses(request.body, found), by=links.actor_of(found), at=now())
    except Refused as refusal:
        return _refused(refusal)
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        return JsonResponse({"error": "not taps"}, status=400)
    return JsonResponse({**_answer(date, found), "heard": heard})


def _presses(body: bytes, door: ActionLink) -> list[Press]:
    """Read taps as a phone sends them. Whoever only counts says nothing about names.

    Raises:
        ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError: it is something else.
    """
    taps = json.loads(body)["taps"][:MOST]
    found = []
    for tap in taps:
        at = datetime.fromisoformat(tap["at"])
        if at.tzinfo is None or tap["kind"] not in may_tap(door):
            raise ValueError
        who, name = str(tap.get("who", ""))[:12], str(tap.get("name", ""))[:120]
        found.append(Press(UUID(tap["uid"]), tap["kind"], at, int(tap.get("number", 1)), who, name))
    return found


def may_tap(door: ActionLink) -> tuple[str, ...]:
    """Return what a link may say: whoever only counts neither reads nor writes a name."""
    return (*TapKind.values, NAMED) if door.act == DOOR else (TapKind.WALK_IN, TapKind.HEADS)


@link
@never_cache
@require_http_methods(FORMS)
def door_plain(request: HttpRequest, token: str) -> HttpResponse:
    """The door without JavaScript: find, tick, count. Every button carries a number of its own, so that a second press counts nothing."""
    try:
        found, date = services.opened(token, at=now())
        form = TapForm(request.POST if request.method == "POST" else None, may=may_tap(found))
        if form.is_valid():
            services.hear(occurrence=date, presses=[form.press(now())], by=links.actor_of(found), at=now())
            return redirect(f"{reverse('door_plain', args=[token])}?{urlencode({'q': request.GET.get('q', '')})}")
    except DoorClosed as refusal:
        messages.error(request, said(refusal))
        return redirect("door_plain", token)
    except Refused as refusal:
        return closed(request, refusal, title=_("This door is closed"))
    asked = " ".join(request.GET.get("q", "").split())[:80]
    facts = {"event": date.event, "date": date, "token": token, "q": asked, "form": form, "uid": uuid4}
    facts |= queries.door_page(date, asked, names=found.act == DOOR)
    return render(request, "registrations/door_plain.jinja", facts, status=422 if form.errors else 200)


def _answer(date: Occurrence, door: ActionLink) -> dict[str, Any]:
    guests, walk_ins, heads = queries.at_the_door(date, names=door.act == DOOR)
    return {"guests": guests, "walk_ins": walk_ins, "heads": heads, "ends": date.ends_at.isoformat()}


def _refused(refusal: Refused) -> HttpResponse:
    gone = isinstance(refusal, links.LinkInvalid | links.LinkExpired | links.LinkUsed)
    return JsonResponse({"error": said(refusal)}, status=410 if gone else 409)


@anyone
@require_safe
def door_worker(request: HttpRequest) -> HttpResponse:
    """The service worker, which may look after nothing but doors: its address is above them."""
    files = [static(name) for name in ("ui/uswds.css", "ui/look.css", "ui/ui.js", "ui/mark.svg", "registrations/registrations.css", "registrations/door.js")]
    text = get_template("registrations/door_worker.js.jinja").render({"files": files}, request)
    response = HttpResponse(text, content_type="text/javascript; charset=utf-8")
    response["Service-Worker-Allowed"] = reverse("door_worker").rsplit("/", 1)[0] + "/"
    response["Cache-Control"] = "no-cache"
    return response
