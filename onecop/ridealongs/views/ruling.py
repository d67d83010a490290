"""The liaison's rules, watches, and days without ride-alongs."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from onecop.agencies.models import Agency
from onecop.kernel.clock import now
from onecop.kernel.errors import Refused
from onecop.kernel.gate import GuardedRequest, acts
from onecop.kernel.permissions import Permission as P
from onecop.ridealongs import queries, services, words
from onecop.ridealongs.forms import RULE_SECTIONS, BlackoutForm, RulesForm, WatchForm
from onecop.ridealongs.views.saying import tell
from onecop.ui.page import render

ROWS = Agency.objects.filter(scope__isnull=False).select_related("scope__parent", "territory")
FORMS = ["GET", "HEAD", "POST"]


def _agency(request: GuardedRequest, key: str) -> Agency:
    found: Agency = request.access.get(ROWS.all(), key=key, needs=P.RIDE_RULES)
    return found


@acts(P.RIDE_RULES)
@require_http_methods(FORMS)
def rules(request: GuardedRequest, key: str) -> HttpResponse:
    """The rules and the waiver, with what they say in plain language beside them. "Preview" shows without saving; htmx does so while one types."""
    agency = _agency(request, key)
    present = queries.rules_of(agency)
    form = RulesForm.of(present, request.POST or None)
    saves = request.method == "POST" and "save" in request.POST
    if form.is_valid() and saves:
        made = services.set_rules(agency=agency, terms=form.terms, waiver=form.cleaned_data["waiver"], by=request.user, at=now())
        changed = present is None or made.pk != present.pk
        messages.success(request, _("Version %(n)s is in force.") % {"n": made.number} if changed else _("Nothing changed, so the rules stay as they are."))
        return redirect("ride_rules", key)
    in_force = present.terms if present and not form.is_bound else None
    terms = form.terms if form.is_bound and form.is_valid() else in_force
    facts = {
        "agency": agency, "form": form, "present": present, "sections": RULE_SECTIONS, "drafted": form.is_bound and form.is_valid(),
        "preview": words.in_words(terms) if terms else [], "watches": queries.watches_of(agency).exists(),
    }  # fmt: skip
    return render(request, "ridealongs/rules.jinja", facts, block="preview", status=422 if form.errors and saves else 200)


@acts(P.RIDE_RULES)
@require_safe
def watches(request: GuardedRequest, key: str) -> HttpResponse:
    """Watches, and days without ride-alongs."""
    return _watches(request, _agency(request, key))


def _watches(request: GuardedRequest, agency: Agency, *, watch: WatchForm | None = None, blackout: BlackoutForm | None = None) -> HttpResponse:
    facts = {
        "agency": agency, "watches": list(queries.watches_of(agency)), "blackouts": list(queries.blackouts_of(agency)),
        "watch_form": watch or WatchForm(auto_id="id_watch_%s"), "blackout_form": blackout or BlackoutForm(auto_id="id_blackout_%s"),
    }  # fmt: skip
    return render(request, "ridealongs/watches.jinja", facts, status=422 if watch or blackout else 200)


@acts(P.RIDE_RULES)
@require_POST
def watch_add(request: GuardedRequest, key: str) -> HttpResponse:
    """Add a watch."""
    agency, form = _agency(request, key), WatchForm(request.POST, auto_id="id_watch_%s")
    if not form.is_valid():
        return _watches(request, agency, watch=form)
    try:
        services.add_watch(agency=agency, by=request.user, at=now(), **form.cleaned_data)
        messages.success(request, _("%(name)s is there. Riders can ask for it now.") % {"name": form.cleaned_data["name"]})
    except Refused as no:
        tell(request, no)
    return redirect("ride_watches", key)


@acts(P.RIDE_RULES)
@require_POST
def watch_end(request: GuardedRequest, key: str, watch: str) -> HttpResponse:
    """End a watch."""
    row = get_object_or_404(queries.watches_of(_agency(request, key)), key=watch)
    try:
        services.end_watch(watch=row, by=request.user, at=now())
        messages.success(request, _("%(name)s is taken off the list.") % {"name": row})
    except Refused as no:
        tell(request, no)
    return redirect("ride_watches", key)


@acts(P.RIDE_RULES)
@require_POST
def blackout_add(request: GuardedRequest, key: str) -> HttpResponse:
    """Close days; what is booked on them is called off."""
    agency, form = _agency(request, key), BlackoutForm(request.POST, auto_id="id_blackout_%s")
    if not form.is_valid():
        return _watches(request, agency, blackout=form)
    _made, off = services.add_blackout(agency=agency, by=request.user, at=now(), **form.cleaned_data)
    messages.success(
        request,
        ngettext("Closed. %(n)s booking was called off.", "Closed. %(n)s bookings were called off.", off) % {"n": off} if off else _("These days are closed."),
    )
    return redirect("ride_watches", key)


@acts(P.RIDE_RULES)
@require_POST
def blackout_lift(request: GuardedRequest, key: str, blackout: str) -> HttpResponse:
    """Open closed days again."""
    row = get_object_or_404(queries.blackouts_of(_agency(request, key)).select_related("agency"), key=blackout)
    services.lift_blackout(blackout=row, by=request.user, at=now())
    messages.success(request, _("These days are open again."))
    return redirect("ride_watches", key)
