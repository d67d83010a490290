"""Three questions to those who came: by the link in the thank-you, or by a code on paper. Nobody signs in, and nothing says who answered what."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from onecop.access import throttle
from onecop.access.enrolling.pages import TRAP
from onecop.events.models import Event
from onecop.followups import paper, rules, services
from onecop.followups.forms import FeedbackForm
from onecop.followups.views.parts import FORMS, HOSTS, closed, day_in, hosted, row_of, said
from onecop.kernel.clock import now
from onecop.kernel.errors import Refused
from onecop.kernel.gate import GuardedRequest, acts, anyone, link
from onecop.ui.page import render


@link
@never_cache
@require_http_methods(FORMS)
def after_asked(request: HttpRequest, token: str) -> HttpResponse:
    """Answer once by the link in a letter."""
    try:
        _link, row = services.open_link(token, at=now())
    except Refused as no:
        return closed(request, no)
    form = FeedbackForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.answer_by_link(token=token, said=form.answer(), at=now())
            return render(request, "followups/answered.jinja", {"event": row.event})
        except Refused as no:
            form.add_error(None, said(no))
    facts = {"event": row.event, "form": form, "trap": "", "police": row.event.agency_id is not None}
    return render(request, "followups/asked.jinja", facts, status=422 if form.errors else 200)


@anyone
@never_cache
@require_http_methods(FORMS)
def event_questions(request: HttpRequest, key: str, on: str) -> HttpResponse:
    """Answer by the code on paper. One address of the net may do so sixty times an hour: a whole hall may sit behind one."""
    date = day_in(Event.objects.in_force().with_hosts().filter(key=key).first(), on)
    if date.cancelled or not rules.feedback_is_open(date.starts_at, date.ends_at, now()):
        return render(request, "followups/questions_closed.jinja", {"event": date.event, "early": date.starts_at > now()}, status=410)
    form = FeedbackForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if request.POST.get(TRAP):
            return redirect("event_questions", key, on)
        if not throttle.allowed(request, "questions", "60/h/ip"):
            return render(request, "followups/busy.jinja", {"event": date.event}, status=429)
        if form.is_valid():
            try:
                services.answer(occurrence=row_of(date), said=form.answer(), on_paper=True, at=now())
                return render(request, "followups/answered.jinja", {"event": date.event})
            except Refused as no:
                form.add_error(None, said(no))
    facts = {"event": date.event, "form": form, "trap": TRAP, "police": date.event.agency_id is not None}
    return render(request, "followups/asked.jinja", facts, status=422 if form.errors else 200)


@acts(*HOSTS)
@require_safe
def event_questions_sheet(request: GuardedRequest, key: str, on: str) -> HttpResponse:
    """The three questions on a sheet with a code, for the tables or the way out."""
    date = hosted(request, key, on)
    if date.cancelled:
        raise Http404
    answer = HttpResponse(paper.questions(date, at=now()), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="questions-{date.event.key}-{date.key}.pdf"'
    return answer
