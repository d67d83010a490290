"""Congregations as a list, and one of them, for staff and for its own people."""

from typing import Any

from django.contrib import messages
from django.db.models import Prefetch, QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from onecop.access import services as access
from onecop.congregations import queries, services
from onecop.congregations.enrolling import steps, times
from onecop.congregations.forms import ContactForm, DetailsForm, PlaceForm
from onecop.congregations.maps import around, collection, point_feature
from onecop.congregations.models import Congregation, Contact
from onecop.congregations.rules import kinds_named_by
from onecop.congregations.services.enrolling import hours_of
from onecop.congregations.tables import Congregations
from onecop.kernel import wizard
from onecop.kernel.clock import now
from onecop.kernel.errors import Refused
from onecop.kernel.gate import GuardedRequest, acts, needs
from onecop.kernel.permissions import Permission as P
from onecop.territory import queries as ground
from onecop.ui.page import render

FORMS = ["GET", "HEAD", "POST"]


def _rows() -> QuerySet[Congregation]:
    people = Prefetch("contacts", Contact.objects.filter(ended_on=None).select_related("person").order_by("id"), to_attr="people")
    return Congregation.objects.select_related("scope__parent", "area", "territory", "merged_into").prefetch_related(people, "service_times")


@needs(P.CONGREGATION_READ)
@require_safe
def congregations(request: GuardedRequest) -> HttpResponseBase:
    """The congregations one may see. Whose own there is only one is taken to it."""
    rows = Congregation.objects.visible_to(request.user).select_related("area", "territory").defer("area__outline")  # type: ignore[arg-type]
    if not request.access.allows(P.CONGREGATION_REVIEW):
        own = list(rows[:2])
        if len(own) == 1:
            return redirect("congregation_detail", own[0].key)
    table = Congregations(request, rows)
    shown = [row.thing for row in table.rows if row.thing.lon is not None]
    points = collection(point_feature(c.lon, c.lat, c.name, kind="dot" if c.standing == "accepted" else "wait", url=c.get_absolute_url()) for c in shown)
    return table.answer("congregations/list.jinja", {"map": {"points": points} if shown else None})


@acts(P.CONGREGATION_READ)
@require_safe
def detail(request: GuardedRequest, key: str) -> HttpResponse:
    """One congregation: its people, times, place and history."""
    row: Congregation = request.access.get(_rows(), key=key, needs=P.CONGREGATION_READ)
    access.note_contacts_read(of=row.people, by=request.user, at=now())  # type: ignore[attr-defined,arg-type]
    staff = request.access.allows(P.CONGREGATION_REVIEW, row)
    found = ground.locate(row.lon, row.lat) if row.lon is not None and row.lat is not None else None
    facts = {
        "row": row, "staff": staff, "may_edit": request.access.allows(P.CONGREGATION_EDIT, row), "kinds": _kinds(request, row), "ground": steps.describe(found),
        "map": _map(row, found), "history": queries.history(row) if staff else [],
        "enrollment": row.enrollments.order_by("-sent_at").first() if staff else None,
    }  # fmt: skip
    return render(request, "congregations/detail.jinja", facts)


def _map(row: Congregation, found: Any) -> dict[str, Any] | None:
    if row.lon is None or row.lat is None:
        return None
    return {**around(row.lon, row.lat, found), "points": collection([point_feature(row.lon, row.lat, row.name, kind="place")])}


def _kinds(request: GuardedRequest, row: Congregation) -> list[str]:
    reach = {s for scope in row.scopes for s in scope.lineage} | {g.scope_id for g in request.user.open_grants if g.scope.kind == "nation"}  # type: ignore[union-attr]
    return kinds_named_by(request.user.open_grants, reach)  # type: ignore[union-attr]


@acts(P.CONGREGATION_EDIT)
@require_http_methods(FORMS)
def edit(request: GuardedRequest, key: str) -> HttpResponse:
    """Languages, hours, hopes."""
    row: Congregation = request.access.get(Congregation.objects.select_related("scope__parent"), key=key, needs=P.CONGREGATION_EDIT)
    form = DetailsForm(request.POST or None, instance=Congregation.objects.get(pk=row.pk))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        words = {name: data[name] for name in DetailsForm.Meta.fields}
        services.edit_details(congregation=row, by=request.user, at=now(), languages=data["languages"], coordinator_hours=hours_of(data), **words)  # type: ignore[arg-type]
        messages.success(request, _("Saved."))
        return redirect("congregation_detail", key)
    return render(request, "congregations/edit.jinja", {"row": row, "form": form}, status=422 if form.errors else 200)


@acts(P.CONGREGATION_EDIT)
@require_http_methods(FORMS)
def edit_times(request: GuardedRequest, key: str) -> HttpResponse:
    """Weekly gatherings, row by row."""
    row: Congregation = request.access.get(Congregation.objects.select_related("scope__parent"), key=key, needs=P.CONGREGATION_EDIT)
    typed, go = wizard.typed(request.POST), request.POST.get("go", "next")
    stored = list(row.service_times.all())
    kept = times.kept_of(stored)
    if request.method != "POST":
        form = times.TimesForm(data=wizard.query(times.typed_of(stored)), kept=kept) if stored else times.TimesForm()
    elif go == "add" or go.startswith("remove-"):
        typed = times.add_row(typed) if go == "add" else times.remove_row(typed, go.removeprefix("remove-"))
        form = wizard.quiet(times.TimesForm(data=wizard.query(typed), kept=kept))
    else:
        form = times.TimesForm(data=request.POST, kept=kept)
        if form.is_valid():
            services.set_times(congregation=row, times=form.cleaned_data["times"], by=request.user, at=now())  # type: ignore[arg-type]
            messages.success(request, _("Your times are saved."))
            return redirect("congregation_detail", key)
    return render(request, "congregations/times.jinja", {"row": row, "form": form}, status=422 if form.errors else 200)


@acts(P.CONGREGATION_EDIT)
@require_http_methods(FORMS)
def contact_set(request: GuardedRequest, key: str) -> HttpResponse:
    """Name a coordinator, a deputy, or (staff) a leader."""
    row: Congregation = request.access.get(Congregation.objects.select_related("scope__parent"), key=key, needs=P.CONGREGATION_EDIT)
    kinds = _kinds(request, row)
    form = ContactForm(kinds, request.POST or None, initial={"kind": request.GET.get("kind", kinds[0] if kinds else "")})
    if request.method == "POST" and form.is_valid():
        data = {**form.cleaned_data, "phone": str(form.cleaned_data["phone"] or "")}
        try:
            contact = services.set_contact(congregation=row, by=request.user, at=now(), **data)  # type: ignore[arg-type]
            messages.success(request, _("%(name)s is named. They sign in with their e-mail address.") % {"name": contact.name})
            return redirect("congregation_detail", key)
        except Refused as refusal:
            form.add_error(None, refusal.reason)
    return render(request, "congregations/contact.jinja", {"row": row, "form": form}, status=422 if form.errors else 200)


@acts(P.CONGREGATION_EDIT)
@require_http_methods(FORMS)
def place(request: GuardedRequest, key: str) -> HttpResponse:
    """Move the pin."""
    row: Congregation = request.access.get(Congregation.objects.select_related("scope__parent"), key=key, needs=P.CONGREGATION_EDIT)
    form = PlaceForm(request.POST or None, initial={"lat": row.lat, "lon": row.lon})
    if request.method == "POST" and form.is_valid():
        try:
            services.set_place(congregation=row, by=request.user, at=now(), **form.cleaned_data)  # type: ignore[arg-type]
            messages.success(request, _("The pin is moved."))
            return redirect("congregation_detail", key)
        except Refused as refusal:
            form.add_error(None, refusal.reason)
    found = ground.locate(row.lon, row.lat) if row.lon is not None and row.lat is not None else None
    data = around(row.lon, row.lat, found) if row.lon is not None and row.lat is not None else None
    return render(request, "congregations/place.jinja", {"row": row, "form": form, "map": data}, status=422 if form.errors else 200)


@acts(P.CONGREGATION_REVIEW)
@require_http_methods(["POST"])
def assign(request: GuardedRequest, key: str) -> HttpResponse:
    """Say by hand whose ground it stands on, where no map tells."""
    row: Congregation = request.access.get(Congregation.objects.select_related("scope__parent"), key=key, needs=P.CONGREGATION_REVIEW)
    chosen = queries.territories_for(row)
    number = request.POST.get("territory", "")
    found = next((t for t in chosen if str(t.pk) == number), None)
    services.set_territory(congregation=row, territory=found, by=request.user, at=now())  # type: ignore[arg-type]
    messages.success(request, _("Noted: %(agency)s.") % {"agency": found or _("nobody’s ground yet")})
    return redirect("enrollment_review" if row.enrollments.exists() else "congregation_detail", key)
