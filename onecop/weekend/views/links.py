"""What hosts do by the links in our letters: confirm, say whether it is one event, tell how many came. Opening a link changes nothing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from onecop.access import links
from onecop.kernel.clock import now
from onecop.kernel.errors import Refused
from onecop.kernel.gate import link
from onecop.ui.page import render
from onecop.weekend import emails, services
from onecop.weekend.choices import Reason, Verdict
from onecop.weekend.forms import AttendanceForm
from onecop.weekend.models import Submission

FORMS = ["GET", "HEAD", "POST"]


def _closed(request: HttpRequest, no: Refused) -> HttpResponse:
    status = 410 if isinstance(no, links.LinkExpired) else 404 if isinstance(no, links.LinkInvalid) else 200
    title = _("Thank you!") if isinstance(no, links.LinkUsed) else _("Nothing to answer here")
    return render(request, "weekend/closed.jinja", {"refusal": no, "title": title, "weekend": None}, status=status)


def _row(key: str) -> Submission:
    found = Submission.objects.select_related("weekend", "event", "joined__event").filter(key=key).first()
    if found is None:
        raise links.LinkInvalid(_("This registration is not here any more."), instead=_("Please register it again."))
    return found


@link
@require_http_methods(FORMS)
def weekend_confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The click that makes a registration count."""
    try:
        found = links.find(act=emails.CONFIRM, token=token, at=now())
        row = _row(found.target)
        if request.method != "POST":
            return render(request, "weekend/confirm.jinja", {"row": row})
        row, question = services.confirm(link=found, at=now())
    except Refused as no:
        return _closed(request, no)
    if question:
        return redirect("weekend_same", question)
    return render(request, "weekend/confirmed.jinja", {"row": row})


@link
@require_http_methods(FORMS)
def weekend_same(request: HttpRequest, token: str) -> HttpResponse:
    """Is it one event with another?"""
    try:
        found = links.find(act=emails.SAME, token=token, at=now())
        row = _row(found.target)
        if request.method == "POST":
            pair = row.resemblances.filter(key=request.POST.get("pair", "")[:12]).first()
            if pair is not None and request.POST.get("answer") in ("same", "other"):
                services.settle(resemblance=pair, same=request.POST["answer"] == "same", by=links.actor_of(found), at=now())
            return redirect("weekend_same", token)
    except Refused as no:
        return _closed(request, no)
    pairs = list(row.resemblances.filter(verdict=Verdict.OPEN).select_related("first"))
    if row.joined_id or not pairs:
        return render(request, "weekend/confirmed.jinja", {"row": row})
    told = [(pair, ", ".join(str(Reason(code).label) for code in pair.why)) for pair in pairs]
    return render(request, "weekend/same.jinja", {"row": row, "pairs": told})


@link
@require_http_methods(FORMS)
def weekend_attendance(request: HttpRequest, token: str) -> HttpResponse:
    """One number; it may be corrected for as long as the link works."""
    try:
        found = links.find(act=emails.ATTENDANCE, token=token, at=now())
        row = _row(found.target)
        form = AttendanceForm(request.POST or None, initial={"number": row.attendance})
        if request.method == "POST" and form.is_valid():
            row = services.tell_attendance(submission=row, number=form.cleaned_data["number"], by=links.actor_of(found), at=now())
            return render(request, "weekend/told.jinja", {"row": row})
    except Refused as no:
        return _closed(request, no)
    return render(request, "weekend/attendance.jinja", {"row": row, "form": form}, status=422 if form.errors else 200)
