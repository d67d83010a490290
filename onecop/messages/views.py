"""The messages of a partnership, and those that were reported."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from onecop.kernel.clock import now
from onecop.kernel.errors import Refused
from onecop.kernel.gate import GuardedRequest, acts, link, needs
from onecop.kernel.permissions import Permission as P
from onecop.messages import inbound, queries, rules, services
from onecop.messages.choices import Settlement
from onecop.messages.forms import PostForm, ReportForm, SettleForm
from onecop.messages.models import Post, Report, Thread
from onecop.messages.tables import Reports
from onecop.partnerships.choices import Side
from onecop.partnerships.models import Partnership
from onecop.ui.page import render

ENDS = ("congregation__scope__parent", "agency__scope__parent", "agency__territory", "area", "owner")


def _refused(request: GuardedRequest, no: Refused) -> None:
    messages.error(request, f"{no.reason} {no.instead}".strip())


@acts(P.PARTNERSHIP_ACT)
@require_http_methods(["GET", "HEAD", "POST"])
def thread(request: GuardedRequest, key: str) -> HttpResponse:
    """What both sides wrote, and a field to write in."""
    partnership = request.access.get(Partnership.objects.select_related(*ENDS).defer("area__outline"), key=key, needs=P.PARTNERSHIP_ACT)
    form = PostForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.post(partnership=partnership, words=form.cleaned_data["words"], by=request.user, at=now())
            messages.success(request, _("Your message is on its way."))
            return redirect("partnership_messages", key)
        except Refused as no:
            form.add_error(None, f"{no.reason} {no.instead}".strip())
    return render(request, "messages/thread.jinja", _page(partnership, request) | {"form": form}, status=422 if form.errors else 200)


def _page(partnership: Partnership, request: GuardedRequest) -> dict[str, Any]:
    reader, q, until = request.user, request.GET.get("q", "").replace("\0", "").strip()[:100], request.GET.get("until", "").replace("\0", "")
    mine = queries.holder(partnership, reader)
    found = Thread.objects.filter(partnership=partnership).first()
    posts, older = queries.page(queries.readable(found, reader=reader), q=q, until=until) if found else ([], "")
    newest = not (q or until)
    waits = rules.waiting([(p.side, p.at) for p in reversed(posts)], found.quiet_at) if found and mine and newest else None
    return {
        "partnership": partnership, "by_mail": bool(settings.RELAY_DOMAIN),
        "mine": mine, "posts": posts, "q": q, "newest": newest, "many": bool(older) or not newest,
        "older": urlencode({"q": q, "until": older} if q else {"until": older}) if older else "",
        "others": [h for h in queries.holders(partnership) if h.person != reader],
        "before": queries.before(found, since=mine.since) if found and mine and mine.side != Side.STAFF and not (older or q) else None,
        "waits": bool(waits and mine and waits[0] != mine.side and mine.side != Side.STAFF),
    }  # fmt: skip


@acts(P.PARTNERSHIP_ACT)
@require_POST
def thread_quiet(request: GuardedRequest, key: str) -> HttpResponse:
    """Say that what was written needs no more answer."""
    partnership = request.access.get(Partnership.objects, key=key, needs=P.PARTNERSHIP_ACT)
    try:
        services.needs_no_answer(partnership=partnership, by=request.user, at=now())
    except Refused as no:
        _refused(request, no)
    return redirect("partnership_messages", key)


@acts(P.PARTNERSHIP_ACT)
@require_http_methods(["GET", "HEAD", "POST"])
def report_new(request: GuardedRequest, key: str) -> HttpResponse:
    """Ask staff to look at a message."""
    row: Post = request.access.get(Post.objects.select_related("thread__partnership__congregation__scope__parent", "author"), key=key, needs=P.PARTNERSHIP_ACT)
    if not queries.readable(row.thread, reader=request.user).filter(pk=row.pk).exists():
        raise Http404
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.report(post=row, reason=form.cleaned_data["reason"], by=request.user, at=now())
            messages.success(request, _("Thank you. OneCOP staff will look at it and write to you."))
            return redirect("partnership_messages", row.thread.partnership.key)
        except Refused as no:
            form.add_error(None, f"{no.reason} {no.instead}".strip())
    return render(request, "messages/report_new.jinja", {"post": row, "form": form}, status=422 if form.errors else 200)


@needs(P.RELAY_REVIEW)
@require_safe
def reports(request: GuardedRequest) -> HttpResponseBase:
    """Messages that were reported."""
    ends = ("by", "post__thread__partnership__congregation", "post__thread__partnership__agency", "post__thread__partnership__area")
    rows = Report.objects.visible_to(request.user).select_related(*ends).defer("post__words", "post__thread__partnership__area__outline")
    return Reports(request, rows).answer("messages/reports.jinja", block="list")


@acts(P.RELAY_REVIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: GuardedRequest, key: str) -> HttpResponse:
    """One report: the message, and what staff decide."""
    ends = ("by", "post__author", "post__thread__partnership__congregation__scope__parent", "post__thread__partnership__agency__scope__parent")
    row: Report = request.access.get(Report.objects.select_related(*ends), key=key, needs=P.RELAY_REVIEW)
    form = SettleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            data = form.cleaned_data
            services.settle_report(report=row, settlement=Settlement(data["settlement"]), note=data["note"], by=request.user, at=now())
            messages.success(request, _("Settled. Whoever reported it is told."))
        except Refused as no:
            _refused(request, no)
        return redirect("relay_reports")
    if request.method == "GET":
        services.note_read(report=row, by=request.user, at=now())
    return render(request, "messages/report.jinja", {"report": row, "form": form}, status=422 if form.errors else 200)


# A provider has no session. The signature in the address, and what the provider proves itself, are the proof.
@csrf_exempt
@link
def relay_hook(request: HttpRequest, provider: str, signature: str) -> HttpResponse:
    """A letter that a mail provider took in for the relay."""
    if not inbound.is_signed(provider, signature):
        raise Http404
    answer: HttpResponse = inbound.view_of(provider)(request)
    return answer
