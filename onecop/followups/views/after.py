"""The page after a date: what came of it, and the way to thanks, answers, pictures, materials; and the staff's list of what is missing."""

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from onecop.followups import queries, services
from onecop.followups.forms import RecordForm
from onecop.followups.models import Record
from onecop.followups.queries import After
from onecop.followups.tables import Waiting
from onecop.followups.views.parts import FORMS, HOSTS, hosted, row_of, said
from onecop.kernel.clock import now
from onecop.kernel.errors import Refused
from onecop.kernel.gate import GuardedRequest, acts, needs
from onecop.kernel.permissions import Permission as P
from onecop.ui.page import render


@acts(*HOSTS)
@require_http_methods(FORMS)
def event_after(request: GuardedRequest, key: str, on: str) -> HttpResponse:
    """Write down what became of a date, and see what else there is to do."""
    date = hosted(request, key, on)
    sheet = queries.after(date, request.user, at=now())
    form = _form(request, sheet)
    if request.method == "POST" and form.is_valid():
        try:
            services.record_after(occurrence=row_of(date), **form.cleaned_data, for_goal="reached" in form.fields, by=request.user, at=now())
            messages.success(request, _("Recorded. You can correct it at any time."))
            return redirect("event_after", key, on)
        except Refused as no:
            form.add_error(None, said(no))
    return render(request, "followups/after.jinja", {"event": date.event, "date": date, "sheet": sheet, "form": form}, status=422 if form.errors else 200)


def _form(request: GuardedRequest, sheet: After) -> RecordForm:
    """Return the form with what is known: what was written down, else the head count, else what the door noted."""
    record = sheet.record
    came = sheet.headcount if sheet.headcount is not None else sheet.at_the_door or None
    known = {"came": came, "outcome": record.outcome if record else "", "reached": record.reached if record else None}
    measure = sheet.goal.goal.measure if sheet.goal and sheet.goal.live else ""
    return RecordForm(request.POST if request.method == "POST" else None, initial=known, measure=measure)


@acts(*HOSTS)
@require_POST
def event_after_without(request: GuardedRequest, key: str, on: str) -> HttpResponse:
    """Say that there is nothing to record, or that it did not take place."""
    date = hosted(request, key, on)
    say = services.not_held if request.POST.get("why") == "not_held" else services.nothing_to_record
    try:
        say(occurrence=row_of(date), by=request.user, at=now())
        messages.success(request, _("Noted. We do not ask again."))
    except Refused as no:
        messages.error(request, said(no))
    return redirect("event_after", key, on)


@needs(P.HOME_STAFF)
@require_safe
def after_waiting(request: GuardedRequest) -> HttpResponseBase:
    """Dates that nobody has recorded after three letters: staff call."""
    hosts = ("congregation", "agency", "scope", "partnership__congregation", "partnership__agency")
    rows = Record.objects.visible_to(request.user).wants_a_hand().select_related(*(f"occurrence__event__{host}" for host in hosts))
    return Waiting(request, rows).answer("followups/waiting.jinja", {})
