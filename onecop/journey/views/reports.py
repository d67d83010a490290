"""The progress report: five questions, two minutes."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from onecop.journey import prefill, services
from onecop.journey.exceptions import LostUpdate
from onecop.journey.forms import ReportForm
from onecop.journey.models import ProgressReport
from onecop.journey.services.reports import ANSWERS
from onecop.journey.views.page import rows
from onecop.journey.words import quarter_name
from onecop.kernel.clock import now
from onecop.kernel.errors import Refused
from onecop.kernel.gate import GuardedRequest, acts
from onecop.kernel.permissions import Permission
from onecop.partnerships.models import Partnership
from onecop.ui.page import render

FORM = (*ANSWERS, "help_wanted", "help_words")


@acts(Permission.PARTNERSHIP_ACT)
@require_http_methods(["GET", "HEAD", "POST"])
def journey_report(request: GuardedRequest, key: str) -> HttpResponse:
    """Write the report of the quarter that is over, or go on writing it."""
    partnership = request.access.get(rows(), key=key, needs=Permission.PARTNERSHIP_ACT)
    if request.method != "POST":
        return _page(request, partnership, None)
    form = ReportForm(request.POST)
    if not form.is_valid():
        return _page(request, partnership, form)
    said = form.cleaned_data
    try:
        services.write_report(
            partnership=partnership, answers={name: said[name] for name in ANSWERS}, help_wanted=said["help_wanted"], help_words=said["help_words"],
            version=said["version"], by=request.user, at=now(),
        )  # fmt: skip
    except LostUpdate as no:
        form.add_error(None, f"{no.reason} {no.instead}")
        return _page(request, partnership, form, theirs=no.theirs)
    except Refused as no:
        form.add_error(None, f"{no.reason} {no.instead}".strip())
        return _page(request, partnership, form)
    messages.success(
        request, _("Thank you. You are done until next quarter.") if not said["help_wanted"] else _("Thank you. We heard you, and will be in touch.")
    )
    return redirect(partnership)


def _page(request: GuardedRequest, partnership: Partnership, form: ReportForm | None, *, theirs: Any = None) -> HttpResponse:
    at = now()
    quarter = services.quarter_to_report(partnership, at)
    report = ProgressReport.objects.filter(partnership=partnership, quarter=quarter).first()
    if form is None:
        given = {name: getattr(report, name) for name in FORM} if report else {"together": prefill.together(partnership, quarter, at)}
        form = ReportForm(initial={**given, "version": report.version if report else 0})
    elif theirs is not None:
        form.data = {name: theirs.version if name == "version" else form.data.get(name, "") for name in form.fields}
    context = {
        "partnership": partnership,
        "form": form,
        "quarter_name": quarter_name(quarter),
        "report": report,
        "theirs": theirs,
        "mine": [(form[name].label, getattr(theirs, name), form[name].value()) for name in ANSWERS] if theirs else [],
        "earlier": [(one, quarter_name(one.quarter)) for one in ProgressReport.objects.filter(partnership=partnership).exclude(quarter=quarter)],
    }
    return render(request, "journey/report.jinja", context, status=422 if form.is_bound else 200)


@acts(Permission.PARTNERSHIP_ACT)
@require_safe
def journey_report_read(request: GuardedRequest, key: str) -> HttpResponse:
    """Read a report."""
    report = request.access.get(ProgressReport.objects.select_related("partnership__congregation__scope"), key=key, needs=Permission.PARTNERSHIP_ACT)
    answers = [(ReportForm.base_fields[name].label, getattr(report, name)) for name in ANSWERS]
    staff = request.access.allows(Permission.PARTNERSHIP_EDIT, report.partnership)
    context = {"report": report, "partnership": report.partnership, "answers": answers, "quarter_name": quarter_name(report.quarter), "staff": staff}
    return render(request, "journey/report_read.jinja", context)


@acts(Permission.PARTNERSHIP_EDIT)
@require_POST
def journey_help_answered(request: GuardedRequest, key: str) -> HttpResponse:
    """Note that a call for help has been answered."""
    report = request.access.get(ProgressReport.objects.select_related("partnership__congregation"), key=key, needs=Permission.PARTNERSHIP_EDIT)
    services.answer_help(report=report, by=request.user, at=now())
    messages.success(request, _("Noted."))
    return redirect(report.partnership)
