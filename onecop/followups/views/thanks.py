"""The thank-you: words for each group, how many letters, sent and watched; or a sheet to read out."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from onecop.events.rules import Date
from onecop.followups import paper, queries, services
from onecop.followups.choices import Group, ThanksState
from onecop.followups.forms import ThanksForm
from onecop.followups.models import Thanked, Thanks
from onecop.followups.readers import hosts
from onecop.followups.services.thanking import usual_words
from onecop.followups.views.parts import FORMS, HOSTS, hosted, row_of, said
from onecop.kernel.clock import now
from onecop.kernel.errors import Refused
from onecop.kernel.gate import GuardedRequest, acts
from onecop.tasks.models import Job
from onecop.ui.page import render


@acts(*HOSTS)
@require_http_methods(FORMS)
def event_thanks(request: GuardedRequest, key: str, on: str) -> HttpResponse:
    """Words for each group; a look with the number of letters; how far the sending is."""
    date = hosted(request, key, on, letters=True)
    facts = _facts(request, date)
    form = ThanksForm(request.POST if request.method == "POST" else None, numbers=facts["numbers"], initial=facts["words"])
    if request.method == "POST" and form.is_valid():
        try:
            facts["thanks"] = services.prepare(occurrence=row_of(date), words=form.cleaned_data, by=request.user, at=now())
            return render(request, "followups/thanks_look.jinja", {**facts, "words": form.cleaned_data, "reply_to": request.user.email})
        except Refused as no:
            form.add_error(None, said(no))
    return render(request, "followups/thanks.jinja", {**facts, "form": form}, status=422 if form.errors else 200)


def _facts(request: GuardedRequest, date: Date) -> dict[str, Any]:
    """What the pages of a thank-you show. numbers: letters for each group, by code; none while it is on its way."""
    row = row_of(date)
    thanks = Thanks.objects.filter(occurrence=row).first()
    words = {group: thanks.words_to(group) for group in Group.values} if thanks else usual_words(row)
    numbers = queries.letters_to(row, sender=request.user.email) if date.ends_at <= now() else {}
    job = Job.objects.filter(key=thanks.job_key).first() if thanks else None
    facts = {"event": date.event, "date": date, "thanks": thanks, "numbers": numbers, "total": sum(numbers.values()), "job": job, "groups": dict(Group.choices)}
    return {**facts, "words": words, "usual": usual_words(row), "sent": Thanked.objects.filter(occurrence=row).count(), "over": date.ends_at <= now()}


@acts(*HOSTS)
@require_POST
def event_thanks_send(request: GuardedRequest, key: str, on: str) -> HttpResponse:
    """Send the letters."""
    date = hosted(request, key, on, letters=True)
    try:
        thanks = services.prepare(occurrence=row_of(date), by=request.user, at=now())
        services.send(thanks=thanks, by=request.user, at=now())
    except Refused as no:
        messages.error(request, said(no))
    return redirect("event_thanks", key, on)


@acts(*HOSTS)
@require_POST
def event_thanks_stop(request: GuardedRequest, key: str, on: str) -> HttpResponse:
    """Stop a sending: who has a letter keeps it, the others can be thanked later."""
    thanks = Thanks.objects.filter(occurrence=row_of(hosted(request, key, on, letters=True))).first()
    job = Job.objects.filter(key=thanks.job_key).first() if thanks else None
    try:
        if thanks and job:
            services.stop(thanks=thanks, job=job, by=request.user, at=now())
    except Refused as no:
        messages.error(request, said(no))
    return redirect("event_thanks", key, on)


@acts(*HOSTS)
@require_safe
def event_thanks_progress(request: GuardedRequest, key: str, on: str) -> HttpResponse:
    """How far the sending is; when it has ended, htmx loads the page anew."""
    facts = _facts(request, hosted(request, key, on, letters=True))
    answer = render(request, "followups/progress.jinja", facts)
    if facts["thanks"] is None or facts["thanks"].state != ThanksState.SENDING:
        answer["HX-Refresh"] = "true"
    return answer


@acts(*HOSTS)
@require_safe
def event_thanks_sheet(request: GuardedRequest, key: str, on: str) -> HttpResponse:
    """A thank-you to hang up or read out, for those whose names nobody wrote down."""
    date = hosted(request, key, on)
    if not hosts(request.user, date.event):
        raise PermissionDenied
    thanks = Thanks.objects.filter(occurrence=date.row).first() if date.row else None
    words = (thanks.guest_words if thanks else "") or usual_words(row_of(date))[Group.GUEST]
    answer = HttpResponse(paper.thank_you(date, words, at=now()), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="thanks-{date.event.key}-{date.key}.pdf"'
    return answer
