"""How a partnership stands: who looks after it, pauses, its end, and the way back."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from onecop.access.models import Person
from onecop.kernel.clock import now
from onecop.kernel.errors import Refused
from onecop.kernel.gate import GuardedRequest, acts
from onecop.kernel.permissions import Permission as P
from onecop.partnerships import rules, services
from onecop.partnerships.choices import PartnershipState, WishKind
from onecop.partnerships.forms import WISH_WORDS, EndForm, LookAgainForm, OwnerForm, PauseForm, WishForm
from onecop.partnerships.models import Partnership, Wish
from onecop.partnerships.people_views import FORMS, ROWS, posted, tell
from onecop.ui.page import render

WISHES = {
    PartnershipState.ACTIVE: (WishKind.PAUSE, WishKind.STOP),
    PartnershipState.PAUSED: (WishKind.AGAIN, WishKind.STOP),
    PartnershipState.ENDED: (WishKind.AGAIN,),
}


def _row(request: GuardedRequest, key: str, needs: P = P.PARTNERSHIP_EDIT) -> Partnership:
    found: Partnership = request.access.get(ROWS.select_related("owner"), key=key, needs=needs)
    return found


def _form(request: GuardedRequest, row: Partnership, form: Form, template: str, act: Callable[..., Any], said: str) -> HttpResponse:
    """Show a form of a partnership, or do what it says and go back to how the partnership stands."""
    if request.method == "POST" and form.is_valid():
        try:
            act(partnership=row, by=request.user, at=now(), **form.cleaned_data)
            messages.success(request, said)
            return redirect("partnership_standing", row.key)
        except Refused as refusal:
            form.add_error(None, f"{refusal.reason} {refusal.instead}".strip())
    return render(request, template, {"partnership": row, "form": form, "wishes": _wishes(row)}, status=422 if form.errors else 200)


def _wishes(row: Partnership) -> list[Wish]:
    return list(row.wishes.filter(settled_at=None).select_related("asked_by"))


@acts(P.PARTNERSHIP_ACT)
@require_safe
def partnership_standing(request: GuardedRequest, key: str) -> HttpResponse:
    """How it stands, what either side asked for, and what can be done."""
    row = _row(request, key, P.PARTNERSHIP_ACT)
    facts = {
        "partnership": row,
        "staff": request.access.allows(P.PARTNERSHIP_EDIT, row),
        "wishes": _wishes(row),
        "pause": row.pauses.filter(ended_at=None).first(),
        "endings": list(row.endings.order_by("-at")),
        "due": _due(row),
        "may_talk": row.state != PartnershipState.ACTIVE and rules.may_talk_at_last(row, now()),
    }
    return render(request, "partnerships/standing.jinja", facts)


def _due(row: Partnership) -> bool:
    pause = row.pauses.filter(ended_at=None).first()
    return bool(pause and pause.until_on and pause.until_on <= rules.local_day(row, now()))


@acts(P.PARTNERSHIP_ACT)
@require_http_methods(FORMS)
def partnership_wish(request: GuardedRequest, key: str) -> HttpResponse:
    """One side asks for a pause, to stop, or to take it up again."""
    row = _row(request, key, P.PARTNERSHIP_ACT)
    kinds = [(str(kind), WISH_WORDS[kind]) for kind in WISHES[PartnershipState(row.state)]]
    form = WishForm(kinds, posted(request), initial={"kind": request.GET.get("kind", "")})
    said = _("Thank you for telling us. %(name)s gets in touch with you.") % {"name": row.owner or _("Somebody of our staff")}
    return _form(request, row, form, "partnerships/wish.jinja", services.ask_staff, said)


@acts(P.PARTNERSHIP_EDIT)
@require_POST
def partnership_wish_settle(request: GuardedRequest, key: str) -> HttpResponse:
    """Staff have talked with both sides: it stays as it is."""
    row = _row(request, key)
    for wish in _wishes(row):
        services.settle_wish(wish=wish, by=request.user, at=now())
    messages.success(request, _("Noted: you have talked, and it stays as it is."))
    return redirect("partnership_standing", key)


@acts(P.PARTNERSHIP_EDIT)
@require_http_methods(FORMS)
def partnership_owner(request: GuardedRequest, key: str) -> HttpResponse:
    """Let another staff member look after it."""
    row = _row(request, key)
    staff = Person.objects.filter(pk__in=services.staff_for(row.congregation).values("person")).order_by("name", "pk")
    form = OwnerForm(staff, posted(request), initial={"owner": row.owner.key if row.owner else ""})
    return _form(request, row, form, "partnerships/owner.jinja", services.assign_owner, _("Noted. They see it on their desk."))


@acts(P.PARTNERSHIP_EDIT)
@require_http_methods(FORMS)
def partnership_pause(request: GuardedRequest, key: str) -> HttpResponse:
    """Pause it; of a paused one, say when to look again."""
    row = _row(request, key)
    if row.state == PartnershipState.PAUSED:
        return _form(
            request,
            row,
            LookAgainForm(posted(request)),
            "partnerships/pause.jinja",
            services.look_again,
            _("Noted. We look again then."),
        )
    form = PauseForm(posted(request))
    return _form(request, row, form, "partnerships/pause.jinja", services.pause, _("It pauses. Both sides are told."))


@acts(P.PARTNERSHIP_EDIT)
@require_POST
def partnership_resume(request: GuardedRequest, key: str) -> HttpResponse:
    """The pause is over."""
    row = _row(request, key)
    try:
        services.resume(partnership=row, by=request.user, at=now())
        messages.success(request, _("It goes on. Both sides are told."))
    except Refused as refusal:
        tell(request, refusal)
    return redirect("partnership_standing", key)


@acts(P.PARTNERSHIP_EDIT)
@require_http_methods(FORMS)
def partnership_end(request: GuardedRequest, key: str) -> HttpResponse:
    """End it well: the reason, the closing talk, the thanks, and what stays."""
    row = _row(request, key)
    if row.state == PartnershipState.ENDED:
        return redirect("partnership_standing", key)
    return _form(
        request,
        row,
        EndForm(posted(request)),
        "partnerships/end.jinja",
        services.end,
        _("It has ended. The thanks are on their way to both sides."),
    )


@acts(P.PARTNERSHIP_EDIT)
@require_http_methods(FORMS)
def partnership_reopen(request: GuardedRequest, key: str) -> HttpResponse:
    """Take an ended one up again, after saying what that means."""
    row = _row(request, key)
    if row.state != PartnershipState.ENDED:
        return redirect("partnership_standing", key)
    return _form(request, row, Form(request.POST), "partnerships/reopen.jinja", services.reopen, _("It is taken up again. Its congregation is told."))
