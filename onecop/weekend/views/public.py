"""The weekend for everybody: its page and map, and the form that registers an event."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from onecop.access import throttle
from onecop.kernel.clock import now
from onecop.kernel.errors import Refused
from onecop.kernel.gate import anyone
from onecop.ui import packed
from onecop.ui.page import render
from onecop.weekend import places, queries, services
from onecop.weekend.forms import HOST, WHAT, WHERE, SubmissionForm
from onecop.weekend.models import Weekend
from onecop.weekend.sheet import Sheet

RATES = ("20/h/ip", "5/m/ip")


EARLIER = 6
"""Other weekends that a page leads to."""


def _weekend(request: HttpRequest) -> Weekend | None:
    """Return the weekend that the address names, else the one that is next."""
    key = request.GET.get("of", "")
    return get_object_or_404(Weekend, key=key) if key else queries.current(now())


@anyone
@require_safe
def weekend_home(request: HttpRequest) -> HttpResponse:
    """A weekend: its numbers with their rule, the map, the list, and the way to the others."""
    weekend = _weekend(request)
    if weekend is None:
        return render(request, "weekend/home.jinja", {"weekend": None})
    found, text = Sheet(weekend), request.GET.get("page", "")
    page = found.page(request.GET.get("state", ""), int(text) if text.isdecimal() and len(text) < 6 else 1)
    others = Weekend.objects.exclude(pk=weekend.pk)[:EARLIER]
    facts = {"weekend": weekend, "totals": found.totals, "page": page, "states": sorted(found.facts.states), "open": weekend.is_open(now()), "others": others}
    return render(request, "weekend/home.jinja", facts)


@anyone
@require_safe
def weekend_points(request: HttpRequest) -> HttpResponse:
    """The points of the map: made once, kept zipped."""
    weekend = _weekend(request)
    return packed.answer(request, Sheet(weekend).points if weekend else packed.pack_json({}))


@anyone
@require_http_methods(["GET", "HEAD", "POST"])
def weekend_register(request: HttpRequest) -> HttpResponse:
    """Register an event. It counts from the click in our letter on."""
    at = now()
    weekend = queries.registering(at, request.GET.get("of", ""))
    if weekend is None:
        return render(request, "weekend/closed.jinja", {"title": _("Events cannot be registered now"), "weekend": _weekend(request), "refusal": None})
    form = SubmissionForm(request.POST if request.method == "POST" else None, weekend=weekend)
    if request.method == "POST":
        if request.POST.get("company"):  # a field that no person sees
            raise Http404
        if not throttle.allowed(request, "weekend", *RATES):
            form.is_valid()
            form.add_error(None, _("That was many events in a short time. Please wait an hour, or send us a list: we can take in a whole file."))
            return _form(request, weekend, form, 429)
        if form.is_valid():
            values = form.values()
            pin = places.find(street=values["street"], city=values["city"], state=values["state"], zip_code=values["zip"])
            try:
                made = services.register(weekend=weekend, values=values, pin=pin, at=at)
                return render(request, "weekend/sent.jinja", {"row": made})
            except Refused as no:
                form.add_error(None, f"{no.reason} {no.instead}".strip())
    return _form(request, weekend, form, 422 if form.errors else 200)


def _form(request: HttpRequest, weekend: Weekend, form: SubmissionForm, status: int) -> HttpResponse:
    return render(request, "weekend/register.jinja", {"weekend": weekend, "form": form, "host": HOST, "what": WHAT, "where": WHERE}, status=status)
