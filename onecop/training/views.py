"""Courses, certificates that anyone may check by their code, and an agency's hours."""

import csv
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from onecop.access import throttle
from onecop.access.choices import ScopeKind
from onecop.access.models import Scope
from onecop.agencies.models import Agency
from onecop.events.choices import Duty
from onecop.events.models import Event
from onecop.kernel.clock import now
from onecop.kernel.errors import Refused
from onecop.kernel.gate import GuardedRequest, acts, anyone, needs, signed_in
from onecop.kernel.permissions import Permission as P
from onecop.training import paper, queries, services
from onecop.training.forms import CodeForm, CourseForm, LessonsForm, RevokeForm, SpanForm
from onecop.training.models import Certificate, Course
from onecop.training.tables import Certificates, Courses, Hours
from onecop.ui.download import safe
from onecop.ui.page import render
from onecop.ui.words import day

FORMS = ["GET", "HEAD", "POST"]
MOST_EVENTS = 60


@needs(P.AGENCY_EDIT)
@require_safe
def course_list(request: GuardedRequest) -> HttpResponseBase:
    """All courses that one may see."""
    rows = Course.objects.visible_to(request.user).select_related("agency", "scope")
    counted = rows.annotate(events=Count("lessons", distinct=True), holders=Count("certificates", distinct=True))
    return Courses(request, counted).answer("training/list.jinja", {}, block="list")


def _schools(request: GuardedRequest) -> dict[str, str]:
    staff, desks = request.user.reach(P.PARTNERSHIP_EDIT), request.user.reach(P.AGENCY_EDIT)
    places = Scope.objects.filter(kind__in=[ScopeKind.NATION, ScopeKind.REGION]).order_by("kind", "name")
    scopes = places if staff.everywhere else places.filter(pk__in=staff.scope_ids)
    agencies = Agency.objects.none() if desks.everywhere else Agency.objects.filter(desks.over("scope")).order_by("name")[:200]
    return {f"scope-{s.key}": s.name for s in scopes} | {f"agency-{a.key}": a.name for a in agencies}


@needs(P.AGENCY_EDIT)
@require_http_methods(FORMS)
def course_new(request: GuardedRequest) -> HttpResponse:
    """A new course."""
    form = CourseForm(request.POST or None, schools=_schools(request))
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        kind, _dash, key = data.pop("school").partition("-")
        school = Agency.objects.get(key=key) if kind == "agency" else Scope.objects.get(key=key)
        return redirect("course_lessons", services.make_course(school=school, **data, by=request.user, at=now()).key)
    return render(request, "training/new.jinja", {"form": form}, status=422 if form.errors else 200)


def _course(request: GuardedRequest, key: str) -> Course:
    found: Course = request.access.get(Course.objects.select_related("agency__scope__parent", "scope"), key=key)
    if not request.access.allows(P.AGENCY_EDIT if found.agency_id else P.PARTNERSHIP_EDIT, found):
        raise PermissionDenied
    return found


@acts(P.AGENCY_EDIT)
@require_safe
def course_detail(request: GuardedRequest, key: str) -> HttpResponseBase:
    """A course, its events, and who holds its certificate."""
    course = _course(request, key)
    rows = Certificate.objects.visible_to(request.user).filter(course=course).select_related("officer", "course__agency__territory")
    facts = {"course": course, "lessons": list(course.lessons.select_related("event")), "all": course.certificates.filter(revoked_at=None).count()}
    return Certificates(request, rows).answer("training/course.jinja", facts, block="list")


@acts(P.AGENCY_EDIT)
@require_http_methods(FORMS)
def course_lessons(request: GuardedRequest, key: str) -> HttpResponse:
    """Choose the events of a course."""
    course = _course(request, key)
    rows = Event.objects.visible_to(request.user).in_force().filter(agency=course.agency_id, scope=course.scope_id)
    lessons = list(course.lessons.select_related("event"))
    events = {event.pk: event for event in rows.order_by("-starts_on")[:MOST_EVENTS]} | {one.event_id: one.event for one in lessons}
    kept = {"events": [one.event_id for one in lessons], "required": [one.event_id for one in lessons if one.required]}
    offered = sorted(events.values(), key=lambda event: (event.starts_on, event.pk))
    form = LessonsForm(request.POST or None, initial=kept, events=[(one.pk, f"{one.title}, {day(one.starts_on)}, {one.starts_on.year}") for one in offered])
    if request.method == "POST" and form.is_valid():
        try:
            chosen = {name: [events[number] for number in form.cleaned_data[name]] for name in ("events", "required")}
            services.set_lessons(course=course, **chosen, by=request.user, at=now())
            return redirect(course)
        except Refused as no:
            form.add_error(None, f"{no.reason} {no.instead}".strip())
    return render(request, "training/lessons.jinja", {"course": course, "form": form, "some": bool(events)}, status=422 if form.errors else 200)


@acts(P.AGENCY_EDIT)
@require_POST
def course_retire(request: GuardedRequest, key: str) -> HttpResponse:
    """Offer a course no more."""
    course = _course(request, key)
    services.retire(course=course, by=request.user, at=now())
    messages.success(request, _("The course is no longer offered. Certificates go on counting."))
    return redirect(course)


@signed_in
@require_safe
def certificate_mine(request: GuardedRequest) -> HttpResponse:
    """One's own certificates."""
    rows = list(Certificate.objects.filter(email_folded=request.user.email).select_related("course__agency__territory", "course__scope"))
    return render(request, "training/mine.jinja", {"rows": rows, "at": now(), "under_way": queries.under_way(request.user.email, rows)})


def _by_code(code: str) -> Certificate | None:
    return (
        Certificate.objects.select_related("course__agency__scope__parent", "course__agency__territory", "course__scope", "officer").filter(code=code).first()
    )


@anyone
@require_safe
def certificate_check(request: GuardedRequest) -> HttpResponse:
    """Type the code of a certificate, and see whether it counts. A code has 59 bits, and nobody may try more than 60 in an hour."""
    form = CodeForm(request.GET if "code" in request.GET else None)
    if form.is_valid():
        if not throttle.allowed(request, "certificate", "60/h/ip"):
            return render(request, "training/check.jinja", {"form": form, "busy": True}, status=429)
        if _by_code(form.cleaned_data["code"]) is not None:
            return redirect("certificate", form.cleaned_data["code"])
        return _no_such(request, form)
    return render(request, "training/check.jinja", {"form": form}, status=422 if form.errors else 200)


def _no_such(request: HttpRequest, form: CodeForm) -> HttpResponse:
    return render(request, "training/check.jinja", {"form": form, "wrong": True}, status=404)


@anyone
@require_safe
def certificate(request: GuardedRequest, code: str) -> HttpResponse:
    """Whether a certificate counts: for its holder, and for whoever the holder gave the code to."""
    row = _by_code(code)
    if row is None:
        return _no_such(request, CodeForm(initial={"code": code[:40]}))
    may_revoke = request.user.is_authenticated and row.revoked_at is None and request.access.allows(P.PARTNERSHIP_EDIT, row)
    answer = render(request, "training/certificate.jinja", {"row": row, "counts": row.counts(now()), "may_revoke": may_revoke})
    answer["X-Robots-Tag"] = "noindex"
    return answer


@anyone
@require_safe
def certificate_pdf(request: GuardedRequest, code: str) -> HttpResponse:
    """The certificate to print."""
    row = _by_code(code)
    if row is None or row.revoked_at:
        raise Http404
    answer = HttpResponse(paper.certificate(row), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="certificate-{row.code}.pdf"'
    answer["X-Robots-Tag"] = "noindex"
    return answer


@acts(P.PARTNERSHIP_EDIT)
@require_http_methods(FORMS)
def certificate_revoke(request: GuardedRequest, key: str) -> HttpResponse:
    """Take a certificate back, with the reason."""
    row: Certificate = request.access.get(Certificate.objects.select_related("course__agency__scope__parent", "course__scope"), key=key)
    if not request.access.allows(P.PARTNERSHIP_EDIT, row):
        raise PermissionDenied
    form = RevokeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.revoke(certificate=row, words=form.cleaned_data["words"], by=request.user, at=now())
        except Refused as no:
            messages.error(request, no.reason)
        return redirect(row)
    return render(request, "training/revoke.jinja", {"row": row, "form": form}, status=422 if form.errors else 200)


@acts(P.ROSTER_READ)
@require_safe
def agency_hours(request: GuardedRequest, key: str) -> HttpResponse:
    """An agency's hours at events, as a page and for its academy's records as CSV."""
    agency: Agency = request.access.get(Agency.objects.select_related("territory"), key=key, needs=P.ROSTER_READ)
    zone = ZoneInfo(agency.territory.timezone if agency.territory else "America/New_York")
    today = now().astimezone(zone).date()
    form = SpanForm(request.GET if "first" in request.GET else {"first": today.replace(month=1, day=1), "last": today})
    lines: list[queries.Line] = []
    if form.is_valid():
        begin, end = (datetime.combine(day, time(), zone) for day in (form.cleaned_data["first"], form.cleaned_data["last"] + timedelta(days=1)))
        lines = queries.hours_of(agency, begin, end)
        if request.GET.get("format") == "csv":
            return _as_csv(lines, agency)
    facts = {"agency": agency, "form": form, "count": len(lines), "minutes": sum(one.minutes for one in lines), "table": Hours(request, lines)}
    return render(request, "training/hours.jinja", facts, block="list", status=422 if form.errors else 200)


def _as_csv(lines: list[queries.Line], agency: Agency) -> HttpResponse:
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="hours-{agency.ori or agency.key}.csv"'
    write = csv.writer(answer).writerow
    write(["badge", "last_name", "first_name", "date", "event", "kind", "minutes", "hours", "duty", "noted_by_officer"])
    for one in lines:
        who = one.officer
        name, length = [who.badge, who.last_name, who.first_name], [one.minutes, round(one.minutes / 60, 2)]
        write([safe(value) for value in [*name, one.on, one.title, one.kind, *length, Duty(one.duty).name.lower(), one.noted]])
    return answer
