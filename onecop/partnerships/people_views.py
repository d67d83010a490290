"""Who has which part in a congregation: asking, answering, handing over, leaving. And the brief for whoever comes new."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from onecop.access import links
from onecop.access.services import note_contacts_read
from onecop.congregations.models import Congregation, Contact
from onecop.kernel.clock import now
from onecop.kernel.errors import Refused
from onecop.kernel.gate import GuardedRequest, acts, link
from onecop.kernel.permissions import Permission as P
from onecop.partnerships import queries, rules, services
from onecop.partnerships.brief import brief, people_to_call
from onecop.partnerships.forms import AskForm, PartAnswerForm, StepDownForm
from onecop.partnerships.models import Naming, Partnership
from onecop.partnerships.paper import brief_pdf
from onecop.ui.page import render

FORMS = ["GET", "HEAD", "POST"]
TEMPLES = Congregation.objects.select_related("scope__parent", "territory")


def tell(request: HttpRequest, refusal: Refused) -> None:
    """Show a refusal: which rule, and what to do instead."""
    messages.error(request, f"{refusal.reason} {refusal.instead}".strip())


def posted(request: HttpRequest) -> QueryDict | None:
    """Return what a form is bound to: nothing while it is only shown."""
    return request.POST if request.method == "POST" else None


def _kinds(request: GuardedRequest, row: Congregation) -> list[str]:
    reach = {s for scope in row.scopes for s in scope.lineage} | {g.scope_id for g in request.user.open_grants if g.scope.kind == "nation"}
    return rules.kinds_asked_by(request.user.open_grants, reach)


@acts(P.CONGREGATION_READ)
@require_safe
def congregation_parts(request: GuardedRequest, key: str) -> HttpResponse:
    """Who has which part, since when; who had it; who is being asked; who leaves."""
    row: Congregation = request.access.get(TEMPLES, key=key, needs=P.CONGREGATION_READ)
    parts = queries.parts(row)
    note_contacts_read(of=parts.now, by=request.user, at=now())
    return render(request, "partnerships/parts.jinja", {"row": row, "parts": parts, "kinds": _kinds(request, row)})


@acts(P.CONGREGATION_EDIT)
@require_http_methods(FORMS)
def congregation_invite(request: GuardedRequest, key: str) -> HttpResponse:
    """Ask somebody to take a part."""
    row: Congregation = request.access.get(TEMPLES, key=key, needs=P.CONGREGATION_EDIT)
    kinds, wanted = _kinds(request, row), request.GET.get("kind", "")
    form = AskForm(kinds, posted(request), initial={"kind": wanted if wanted in kinds else kinds[0] if kinds else ""})
    if request.method == "POST" and form.is_valid():
        try:
            made = services.ask_for_part(congregation=row, by=request.user, at=now(), **form.cleaned_data)
            messages.success(request, _("%(name)s is asked, and has ten days to answer. We write to you either way.") % {"name": made})
            return redirect("congregation_parts", key)
        except Refused as refusal:
            form.add_error(None, f"{refusal.reason} {refusal.instead}".strip())
    return render(request, "partnerships/invite.jinja", {"row": row, "form": form}, status=422 if form.errors else 200)


@acts(P.CONGREGATION_EDIT)
@require_http_methods(FORMS)
def contact_step_down(request: GuardedRequest, key: str, contact: str) -> HttpResponse:
    """End somebody's time, on a day: with a successor asked first, or with none."""
    row: Congregation = request.access.get(TEMPLES, key=key, needs=P.CONGREGATION_EDIT)
    held: Contact | None = row.contacts.filter(key=contact, ended_on=None).first()
    kinds = _kinds(request, row)
    if held is None or held.kind not in kinds:
        messages.error(request, _("They have no part that you can end."))
        return redirect("congregation_parts", key)
    form = StepDownForm(posted(request), initial={"on": rules.day_there(row, now())})
    if request.method == "POST" and form.is_valid():
        try:
            note = services.step_down(contact=held, on=form.cleaned_data["on"], by=request.user, at=now())
            messages.success(request, _("Noted. There is time to find who follows.") if note else _("Noted. Thank you for the time they gave."))
            return redirect("congregation_parts", key)
        except Refused as refusal:
            form.add_error("on", f"{refusal.reason} {refusal.instead}".strip())
    facts = {"row": row, "contact": held, "form": form, "keeps": queries.who_keeps(row, held)}
    return render(request, "partnerships/step_down.jinja", facts, status=422 if form.errors else 200)


@acts(P.CONGREGATION_EDIT)
@require_POST
def contact_stay(request: GuardedRequest, key: str, contact: str) -> HttpResponse:
    """They keep their part after all."""
    row: Congregation = request.access.get(TEMPLES, key=key, needs=P.CONGREGATION_EDIT)
    held = row.contacts.filter(key=contact, ended_on=None).select_related("congregation").first()
    if held is not None and held.kind in _kinds(request, row) and services.stay(contact=held, by=request.user, at=now()):
        messages.success(request, _("%(name)s stays. Good!") % {"name": held})
    return redirect("congregation_parts", key)


def _naming(request: GuardedRequest, key: str) -> Naming:
    found: Naming = request.access.get(Naming.objects.select_related("congregation__scope__parent"), key=key, needs=P.CONGREGATION_EDIT)
    return found


@acts(P.CONGREGATION_EDIT)
@require_POST
def naming_resend(request: GuardedRequest, key: str) -> HttpResponse:
    """Send the question again, with a new link."""
    naming = _naming(request, key)
    try:
        services.resend(naming=naming, by=request.user, at=now())
        messages.success(request, _("The question is on its way again."))
    except Refused as refusal:
        tell(request, refusal)
    return redirect("congregation_parts", naming.congregation.key)


@acts(P.CONGREGATION_EDIT)
@require_POST
def naming_withdraw(request: GuardedRequest, key: str) -> HttpResponse:
    """Take the question back."""
    naming = _naming(request, key)
    try:
        services.withdraw(naming=naming, by=request.user, at=now())
        messages.success(request, _("The question is taken back, and %(name)s is told.") % {"name": naming})
    except Refused as refusal:
        tell(request, refusal)
    return redirect("congregation_parts", naming.congregation.key)


@link
@never_cache
@require_http_methods(FORMS)
def naming_answer(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows what it means, POST answers. A scanner's visit changes nothing."""
    at = now()
    try:
        found, naming = services.by_link(token, at=at)
        form = PartAnswerForm(posted(request))
        if not form.is_valid():
            return _question(request, naming, form)
        done = services.answer(naming=naming, **_answered(form), by=links.actor_of(found), at=at, link=found)
    except Refused as refusal:
        status = 410 if isinstance(refusal, links.LinkExpired) else 404 if isinstance(refusal, links.LinkInvalid) else 200
        return render(request, "partnerships/answered.jinja", {"refusal": refusal, "thanks": isinstance(refusal, links.LinkUsed)}, status=status)
    messages.success(request, _thanks(done))
    return redirect("naming_answer", token)


@acts()
@never_cache
@require_http_methods(FORMS)
def naming_mine(request: GuardedRequest, key: str) -> HttpResponse:
    """The same question for whoever was asked and has signed in; the congregation's people and staff read along."""
    rows = Naming.objects.select_related("congregation__scope__parent", "congregation__territory", "asked_by")
    naming: Naming = request.access.get(rows, key=key)
    mine = naming.email == request.user.email
    form = PartAnswerForm(posted(request))
    if not mine or not form.is_valid():
        return _question(request, naming, form, mine=mine)
    try:
        done = services.answer(naming=naming, **_answered(form), by=request.user, at=now())
    except Refused as refusal:
        return render(request, "partnerships/answered.jinja", {"refusal": refusal})
    messages.success(request, _thanks(done))
    return redirect("home")


def _answered(form: PartAnswerForm) -> dict[str, Any]:
    return {"accepts": form.cleaned_data["accepts"] == "yes", "words": form.cleaned_data["words"]}


def _question(request: HttpRequest, naming: Naming, form: PartAnswerForm, *, mine: bool = True) -> HttpResponse:
    facts = {"naming": naming, "form": form, "mine": mine, "outlook": queries.part_outlook(naming)}
    return render(request, "partnerships/question.jinja", facts, status=422 if form.is_bound and form.errors else 200)


def _thanks(done: Naming) -> str:
    if done.state == "declined":
        return _("Thank you for telling us. You need do nothing more.")
    if done.state == "agreed":
        return _("Thank you! We write to you when your first day comes. You are done for now.")
    return _("Thank you! You are the %(part)s now. Sign in with your e-mail address: the brief tells you the rest.") % {"part": done.part}


ROWS = Partnership.objects.select_related("congregation__scope__parent", "agency__scope__parent", "agency__territory", "area").defer("area__outline")


@acts(P.PARTNERSHIP_ACT)
@require_safe
def partnership_brief(request: GuardedRequest, key: str) -> HttpResponse:
    """What whoever comes new should know."""
    partnership: Partnership = request.access.get(ROWS, key=key, needs=P.PARTNERSHIP_ACT)
    at = now()
    _note(request, partnership)
    return render(request, "partnerships/brief.jinja", {"partnership": partnership, "brief": brief(partnership, at=at, reader=request.user)})


@acts(P.PARTNERSHIP_ACT)
@require_safe
def partnership_brief_pdf(request: GuardedRequest, key: str) -> HttpResponse:
    """The same to print, or to give to somebody."""
    partnership: Partnership = request.access.get(ROWS, key=key, needs=P.PARTNERSHIP_ACT)
    at = now()
    _note(request, partnership)
    page = brief_pdf(brief(partnership, at=at, reader=request.user))
    return HttpResponse(page, content_type="application/pdf", headers={"Content-Disposition": 'inline; filename="brief.pdf"'})


def _note(request: GuardedRequest, partnership: Partnership) -> None:
    people = [tenure.officer or tenure.contact for tenure in people_to_call(partnership, reader=request.user)]
    note_contacts_read(of=[who for who in people if who is not None], by=request.user, at=now())
