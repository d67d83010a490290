"""The shared page of a debrief: what both sides saw, what could be done, and how it is closed."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from onecop.debriefs import queries, services
from onecop.debriefs.forms import HeldForm, OutcomeForm, challenge_form, idea_form
from onecop.debriefs.models import Challenge, Debrief, Goal, Idea
from onecop.debriefs.rules import next_debrief_on
from onecop.debriefs.services import Changed
from onecop.debriefs.views.common import FORMS, attempt, mine, partnership_of, refused, side_by_side, today_at
from onecop.kernel.clock import now
from onecop.kernel.errors import Refused
from onecop.kernel.gate import GuardedRequest, acts
from onecop.kernel.permissions import Permission as P
from onecop.partnerships.models import Partnership
from onecop.partnerships.rules import local_day
from onecop.partnerships.sides import side_of
from onecop.ui.page import render


def home(partnership: Partnership, anchor: str = "") -> str:
    return reverse("partnership_debrief", args=[partnership.key]) + (f"#{anchor}" if anchor else "")


def _page(request: GuardedRequest, partnership: Partnership, *, challenge: Any = None, idea: Any = None, about: str = "", status: int = 200) -> HttpResponse:
    """Draw the open debrief. challenge, idea: a form that did not pass; about: the key of the challenge that the idea was about."""
    debrief, today = queries.current(partnership), today_at(partnership)
    past = queries.past(partnership)
    facts: dict[str, Any] = {"partnership": partnership, "past": past, "debrief": debrief}
    if debrief is None:
        last = past[0].closed_at if past else None
        return render(request, "debriefs/begin.jinja", {**facts, "next_on": next_debrief_on(local_day(partnership, last)) if last else None}, status=status)
    sheet = queries.sheet(debrief, reader=request.user, today=today)
    forms = {row.challenge.key: idea_form(auto_id=f"idea-{row.challenge.key}-%s") for row in sheet.challenges} | {"": idea_form(auto_id="idea-%s")}
    if idea is not None:
        forms[about] = idea
    side = side_of(partnership, request.user)
    facts |= {
        "sheet": sheet,
        "side": side,
        "challenge": challenge or challenge_form(auto_id="challenge-%s"),
        "ideas": forms,
        "about": about,
        "failed": idea is not None,
    }
    return render(request, "debriefs/debrief.jinja", {**facts, "held": HeldForm(initial={"held_on": debrief.held_on or today}), "today": today}, status=status)


@acts(P.PARTNERSHIP_ACT)
@require_safe
def debrief(request: GuardedRequest, key: str) -> HttpResponse:
    """The page that both sides write on."""
    return _page(request, partnership_of(request, key))


@acts(P.PARTNERSHIP_ACT)
@require_POST
def debrief_open(request: GuardedRequest, key: str) -> HttpResponse:
    """Open the next debrief."""
    partnership = partnership_of(request, key)
    try:
        services.open_debrief(partnership=partnership, by=request.user, at=now())
    except Refused as no:
        refused(request, no)
    return redirect(home(partnership))


@acts(P.PARTNERSHIP_ACT)
@require_safe
def debrief_sheet(request: GuardedRequest, key: str) -> HttpResponse:
    """One debrief to read, and to print."""
    row: Debrief = mine(request, Debrief.objects, key)
    sheet = queries.sheet(row, reader=request.user, today=today_at(row.partnership))
    efforts: dict[int, list[Any]] = {}
    for effort in queries.efforts_of([g.goal for g in sheet.goals]):
        efforts.setdefault(effort.goal_id, []).append(effort)
    return render(request, "debriefs/sheet.jinja", {"debrief": row, "partnership": row.partnership, "sheet": sheet, "efforts": efforts})


@acts(P.PARTNERSHIP_ACT)
@require_POST
def debrief_held(request: GuardedRequest, key: str) -> HttpResponse:
    """Say on which day both sides sat together."""
    row: Debrief = mine(request, Debrief.objects, key)
    form = HeldForm(request.POST)
    if attempt(form, lambda: services.hold_debrief(debrief=row, on=form.cleaned_data["held_on"], by=request.user, at=now())):
        messages.success(request, _("Thank you, the day is kept."))
    else:
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
    return redirect(home(row.partnership))


@acts(P.PARTNERSHIP_ACT)
@require_POST
def challenge_add(request: GuardedRequest, key: str) -> HttpResponse:
    """Write down something one saw."""
    row: Debrief = mine(request, Debrief.objects, key)
    form = challenge_form(request.POST, auto_id="challenge-%s")
    if attempt(form, lambda: services.add_challenge(debrief=row, words=form.cleaned_data["words"], by=request.user, at=now())):
        return redirect(home(row.partnership, "saw"))
    return _page(request, row.partnership, challenge=form, status=422)


@acts(P.PARTNERSHIP_ACT)
@require_POST
def idea_add(request: GuardedRequest, key: str) -> HttpResponse:
    """Write down what could be done."""
    row: Debrief = mine(request, Debrief.objects, key)
    about = Challenge.objects.filter(debrief=row, key=request.POST.get("about", "")).first()
    form = idea_form(request.POST, auto_id=f"idea-{about.key}-%s" if about else "idea-%s")
    if attempt(form, lambda: services.add_idea(debrief=row, words=form.cleaned_data["words"], challenge=about, by=request.user, at=now())):
        return redirect(home(row.partnership, f"challenge-{about.key}" if about else "more"))
    return _page(request, row.partnership, idea=form, about=about.key if about else "", status=422)


def _written(words: dict[str, Any]) -> list[tuple[str, str]]:
    return [("", words["words"])]


@acts(P.PARTNERSHIP_ACT)
@require_http_methods(FORMS)
def challenge_edit(request: GuardedRequest, key: str) -> HttpResponse:
    """Change the words of a challenge."""
    row: Challenge = mine(request, Challenge.objects, key)
    return _edit(request, row, challenge_form, f"challenge-{key}", lambda **said: services.edit_challenge(challenge=row, **said))


@acts(P.PARTNERSHIP_ACT)
@require_http_methods(FORMS)
def idea_edit(request: GuardedRequest, key: str) -> HttpResponse:
    """Change the words of an idea."""
    row: Idea = mine(request, Idea.objects, key)
    return _edit(request, row, idea_form, f"idea-{key}", lambda **said: services.edit_idea(idea=row, **said))


def _edit(request: GuardedRequest, row: Challenge | Idea, build: Any, anchor: str, save: Any) -> HttpResponse:
    back = home(row.debrief.partnership, anchor)
    form = build(request.POST or None, initial={"words": row.words, "version": row.version})
    try:
        if attempt(form, lambda: save(words=form.cleaned_data["words"], version=form.cleaned_data["version"] or 0, by=request.user, at=now())):
            return redirect(back)
    except Changed as lost:
        return side_by_side(request, lost, build, shows=_written, text="words", back=back)
    return render(request, "debriefs/words.jinja", {"form": form, "back": back, "row": row}, status=422 if form.errors else 200)


@acts(P.PARTNERSHIP_ACT)
@require_POST
def idea_vote(request: GuardedRequest, key: str) -> HttpResponse:
    """Like an idea, or no more."""
    row: Idea = mine(request, Idea.objects, key)
    act = services.take_back_vote if request.POST.get("vote") == "back" else services.vote
    try:
        act(idea=row, by=request.user, at=now())
    except Refused as no:
        refused(request, no)
    return redirect(home(row.debrief.partnership, f"idea-{key}"))


@acts(P.PARTNERSHIP_ACT)
@require_http_methods(FORMS)
def debrief_close(request: GuardedRequest, key: str) -> HttpResponse:
    """Ask of each challenge and goal what became of it, then close."""
    row: Debrief = mine(request, Debrief.objects, key)
    if row.closed_at is not None:
        return redirect(row)
    goals = Goal.objects.live().filter(partnership=row.partnership).exclude(debrief=row)
    things: list[Challenge | Goal] = [*row.challenges.all(), *goals]
    forms = [OutcomeForm(request.POST or None, thing=thing) for thing in things]
    wrong = ""
    if request.method == "POST" and not [f for f in forms if not f.is_valid()]:
        try:
            services.close_debrief(debrief=row, outcomes={f.thing.key: f.settled for f in forms}, by=request.user, at=now())
            messages.success(request, _("The debrief is closed. What you carry on waits in the next one."))
            return redirect(row)
        except Refused as no:
            wrong = f"{no.reason} {no.instead}".strip()
    context = {"debrief": row, "partnership": row.partnership, "forms": forms, "wrong": wrong, "next_on": next_debrief_on(today_at(row.partnership))}
    return render(request, "debriefs/close.jinja", context, status=422 if request.method == "POST" else 200)
