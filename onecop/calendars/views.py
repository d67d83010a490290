"""Public calendars: a list, a month, a map, for everybody, for one region, or inside another site; and their feeds."""

from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from csp.decorators import csp_replace
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from onecop.access.models import Scope
from onecop.calendars import queries
from onecop.calendars.drawn import Drawn
from onecop.calendars.filters import Filters
from onecop.calendars.forms import FilterForm
from onecop.calendars.services import AHEAD, BEHIND, TOPIC
from onecop.events.shelf import Shelf
from onecop.kernel.clock import now
from onecop.kernel.gate import anyone
from onecop.ui import packed
from onecop.ui import words as ui
from onecop.ui.page import render

LOOKS = ("", "_month", "_map")
SHOWN_INSIDE = 20
SOONEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)


class Asked:
    """What a visitor asked for: the board as it stands, the form, the choice, the region whose page it is."""

    def __init__(self, request: HttpRequest, key: str = "") -> None:
        self.at: datetime = now()
        self.shelf = Shelf(TOPIC)
        regions = queries.regions()
        self.region: Scope | None = next((scope for scope in regions if scope.key == key), None)
        if key and self.region is None:
            raise Http404
        self.form = FilterForm(request.GET, offered=queries.offered(self.shelf), regions=regions, fixed=self.region)
        self.filters: Filters = self.form.read()
        zone = getattr(request.user, "timezone", "")
        self.reader = ZoneInfo(zone) if zone else None
        self.regions = regions

    @property
    def start(self) -> datetime:
        """From when on: now, or the first moment of a day that was asked for."""
        day = self.form.start_day
        return queries.midnight(day) if day and SOONEST < day < LATEST else self.at

    @property
    def query(self) -> str:
        return f"?{self.filters.query}" if self.filters.query else ""

    def choose(self, this: str, names: list[str]) -> Drawn:
        """Return the form, drawn once for each choice: its states and languages are those of the calendar as it stands."""
        key = ("form", this, urlencode(sorted(self.form.data.items()))[:1_000], tuple(names), tuple((scope.key, scope.name) for scope in self.regions))
        return self.shelf.keep(key, lambda: Drawn("calendars/choose.jinja", {"form": self.form, "this": this, "names": names}))

    def facts(self, look: str) -> dict[str, Any]:
        name, args = ("region_calendar", [self.region.key]) if self.region else ("public_calendar", [])
        query = self.query
        looks = [{"look": one, "url": f"{reverse(f'{name}{one}', args=args)}{query}", "current": one == look} for one in LOOKS]
        return {
            "choose": partial(self.choose, reverse(f"{name}{look}", args=args)),
            "region": self.region, "regions": self.regions, "filters": self.filters, "looks": looks,
            "feed": f"{reverse('public_calendar_feed')}{query}",
            "share": f"{reverse('public_calendar_share')}{query}",
            "this": reverse(f"{name}{look}", args=args),
        }  # fmt: skip


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 6 else 1


@anyone
@require_safe
def calendar_list(request: HttpRequest, key: str = "") -> HttpResponse:
    """What is coming, soonest first."""
    asked = Asked(request, key)
    found = queries.page(asked.shelf, asked.filters, asked.start, _number(request.GET.get("page", "")), asked.reader)
    return render(request, "calendars/list.jinja", {**asked.facts(""), "page": found})


@anyone
@require_safe
def calendar_month(request: HttpRequest, key: str = "") -> HttpResponse:
    """One month in squares."""
    asked = Asked(request, key)
    today = asked.at.astimezone(asked.reader).date() if asked.reader else asked.at.date()
    first = _month(request.GET.get("month", ""), today)
    facts = {
        "first": first, "title": ui.month(first), "today": today, "before": first - timedelta(days=1), "after": first + timedelta(days=32),
        "beyond": not -BEHIND < queries.midnight(first) - asked.at < AHEAD,
        "weeks": queries.month(asked.shelf, asked.filters, first, asked.reader),
    }  # fmt: skip
    return render(request, "calendars/month.jinja", {**asked.facts("_month"), **facts})


def _month(text: str, today: date) -> date:
    """Return the first day of a month given as 2026-11, else of this one."""
    try:
        found = datetime.strptime(text, "%Y-%m").date()  # noqa: DTZ007 - a month has no zone
    except ValueError:
        return today.replace(day=1)
    return found if SOONEST < found < LATEST else today.replace(day=1)


@anyone
@require_safe
def calendar_map(request: HttpRequest, key: str = "") -> HttpResponse:
    """The same on a map, with the list beside it."""
    asked = Asked(request, key)
    found = queries.page(asked.shelf, asked.filters, asked.at, _number(request.GET.get("page", "")), asked.reader)
    facts = asked.facts("_map")
    return render(request, "calendars/map.jinja", {**facts, "page": found, "points": f"{reverse('public_calendar_points')}{asked.query}"})


@anyone
@require_safe
def calendar_points(request: HttpRequest) -> HttpResponse:
    """The points of the map."""
    asked = Asked(request)
    return packed.answer(request, queries.points(asked.shelf, asked.filters, asked.at))


@anyone
@require_safe
def calendar_feed(request: HttpRequest) -> HttpResponse:
    """A calendar file that programs read again and again."""
    asked = Asked(request)
    return packed.answer(request, queries.public_feed(asked.shelf, asked.filters, asked.at), filename="onecop-events.ics")


@anyone
@require_safe
def calendar_share(request: HttpRequest) -> HttpResponse:
    """How to subscribe, and what to paste into one's own site."""
    asked = Asked(request)
    facts = asked.facts("")
    addresses = {
        "feed_url": f"{settings.SITE_URL}{facts['feed']}",
        "embed_url": f"{settings.SITE_URL}{reverse('embed_events')}{asked.query}",
    }
    return render(request, "calendars/share.jinja", {**facts, **addresses, "choose": partial(asked.choose, reverse("public_calendar_share"))})


@anyone
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})
@require_safe
def embed_events(request: HttpRequest) -> HttpResponse:
    """The list inside another site: the only page that others may frame. It sets no cookie."""
    asked = Asked(request)
    found = queries.page(asked.shelf, asked.filters, asked.at, 1, None, SHOWN_INSIDE)
    response = render(request, "calendars/embed.jinja", {**asked.facts(""), "page": found})
    response["Cache-Control"] = f"public, max-age={packed.SECONDS}"
    return response
