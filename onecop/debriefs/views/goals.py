"""Goals of a partnership: the list, one of them, and what is planned for it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from onecop.debriefs import queries, registry, services
from onecop.debriefs.choices import ActivityKind, EffortState, GoalState, Pillar
from onecop.debriefs.forms import EffortForm, GoalForm, ProgressForm, SettleForm
from onecop.debriefs.models import Goal, Idea, OutreachEffort
from onecop.debriefs.rules import next_debrief_on
from onecop.debriefs.services import Changed
from onecop.debriefs.views.common import FORMS, Shown, attempt, mine, partnership_of, refused, side_by_side, today_at
from onecop.kernel.clock import now
from onecop.kernel.errors import Refused
from onecop.kernel.gate import GuardedRequest, acts
from onecop.kernel.permissions import Permission as P
from onecop.partnerships.choices import Side
from onecop.partnerships.models import Partnership
from onecop.partnerships.sides import members_of, side_of
from onecop.ui.page import render
from onecop.ui.words import count, day
from onecop.ui.words import month as month_name


@acts()
@require_safe
def goals(request: GuardedRequest, key: str) -> HttpResponse:
    """All goals of a partnership."""
    partnership = partnership_of(request, key, needs=None)
    rows = queries.all_goals(partnership, today=today_at(partnership))
    may = request.access.allows(P.PARTNERSHIP_ACT, partnership)
    return render(request, "debriefs/goals.jinja", {"partnership": partnership, "rows": rows, "may": may})


@acts(P.PARTNERSHIP_ACT)
@require_http_methods(FORMS)
def goal_new(request: GuardedRequest, key: str) -> HttpResponse:
    """Make a goal, from an idea or on its own."""
    partnership = partnership_of(request, key)
    idea = Idea.objects.filter(debrief__partnership=partnership, key=request.GET.get("idea", ""), goal=None).select_related("challenge", "debrief").first()
    members = members_of([partnership.pk]).get(partnership.pk, [])
    first = {
        "due_on": next_debrief_on(today_at(partnership)),
        "title": idea.words[:120] if idea else "",
        "keeper": _first_keeper(request, partnership, members),
    }
    form = GoalForm(request.POST or None, members=members, initial=first)
    made: list[Goal] = []
    debrief = queries.current(partnership)
    if attempt(form, lambda: made.append(services.make_goal(partnership=partnership, idea=idea, debrief=debrief, by=request.user, at=now(), **form.words))):
        messages.success(request, _("A goal you share now. Both sides see it on the partnership’s page."))
        return redirect(made[0])
    return render(request, "debriefs/goal_new.jinja", {"partnership": partnership, "form": form, "idea": idea}, status=422 if form.errors else 200)


def _first_keeper(request: GuardedRequest, partnership: Partnership, members: list[Any]) -> str:
    return f"p{request.user.pk}" if any(m.person == request.user.pk for m in members) else str(side_of(partnership, request.user))


def _page(request: GuardedRequest, row: Goal, *, progress: Any = None, effort: Any = None, status: int = 200) -> HttpResponse:
    goal = queries.with_number(Goal.objects.with_partnership().filter(pk=row.pk)).get()
    facts = {
        "goal": goal, "partnership": goal.partnership, "row": queries.row_of(goal, today_at(goal.partnership)), "progress": progress or ProgressForm(goal=goal),
        "effort": effort or EffortForm(initial={"kind": goal.activity}, auto_id="effort-%s"), "planning": effort is not None,
        "notes": list(goal.progress.select_related("by").order_by("-at", "-id")),
        "efforts": [(e, registry.event_url(e.event_uid)) for e in queries.efforts_of([goal])], "can_plan": registry.can_plan(),
        "may": request.access.allows(P.PARTNERSHIP_ACT, goal), "today": today_at(goal.partnership),
    }  # fmt: skip
    return render(request, "debriefs/goal.jinja", facts, status=status)


@acts()
@require_safe
def goal(request: GuardedRequest, key: str) -> HttpResponse:
    """One goal: how far it has come and what is planned for it."""
    return _page(request, mine(request, Goal.objects, key, needs=None))


@acts(P.PARTNERSHIP_ACT)
@require_http_methods(FORMS)
def goal_edit(request: GuardedRequest, key: str) -> HttpResponse:
    """Change a goal."""
    row: Goal = mine(request, Goal.objects, key)
    members = members_of([row.partnership_id]).get(row.partnership_id, [])

    def build(data: Any) -> GoalForm:
        return GoalForm(data, members=members, goal=row, initial=GoalForm.of(row))

    form = build(request.POST or None)
    try:
        if attempt(form, lambda: services.edit_goal(goal=row, version=form.cleaned_data["version"] or 0, by=request.user, at=now(), **form.words)):
            messages.success(request, _("Saved."))
            return redirect(row)
    except Changed as lost:
        return side_by_side(request, lost, build, shows=_goal_words, text="measure", back=row.get_absolute_url())
    return render(request, "debriefs/goal_edit.jinja", {"goal": row, "form": form}, status=422 if form.errors else 200)


def _goal_words(words: dict[str, Any]) -> Shown:
    return [
        (_("The goal"), words["title"]),
        (_("Reached when"), words["measure"]),
        (_("Number"), count(words["target"])),
        (_("Kept by"), str(words["owner"] or Side(words["owner_side"]).label)),
        (_("By"), day(words["due_on"])),
        (_("Activity"), str(ActivityKind(words["activity"]).label)),
        (_("Pillar"), str(Pillar(words["pillar"]).label)),
    ]


@acts(P.PARTNERSHIP_ACT)
@require_POST
def goal_progress(request: GuardedRequest, key: str) -> HttpResponse:
    """Say how far it has come."""
    row: Goal = mine(request, Goal.objects, key)
    form = ProgressForm(request.POST, goal=row)
    if attempt(form, lambda: services.note_progress(goal=row, by=request.user, at=now(), **form.cleaned_data)):
        messages.success(request, _("Noted. Thank you."))
        return redirect(row)
    return _page(request, row, progress=form, status=422)


@acts(P.PARTNERSHIP_ACT)
@require_POST
def goal_settle(request: GuardedRequest, key: str) -> HttpResponse:
    """Say that it is reached, or let it go; or work on it again."""
    row: Goal = mine(request, Goal.objects, key)
    if request.POST.get("state") == GoalState.OPEN:
        return _goal_reopen(request, row)
    form = SettleForm(request.POST)
    try:
        if form.is_valid():
            services.settle_goal(goal=row, state=GoalState(form.cleaned_data["state"]), words=form.cleaned_data["words"], by=request.user, at=now())
            messages.success(request, _("Well done, both of you.") if row.state == GoalState.REACHED else _("The goal is let go. What you wrote stays."))
    except Refused as no:
        refused(request, no)
    return redirect(row)


def _goal_reopen(request: GuardedRequest, row: Goal) -> HttpResponse:
    try:
        services.reopen_goal(goal=row, by=request.user, at=now())
        messages.success(request, _("You work on it again."))
    except Refused as no:
        refused(request, no)
    return redirect(row)


@acts(P.PARTNERSHIP_ACT)
@require_POST
def effort_add(request: GuardedRequest, key: str) -> HttpResponse:
    """Plan something to do for a goal."""
    row: Goal = mine(request, Goal.objects, key)
    form = EffortForm(request.POST, auto_id="effort-%s")
    if attempt(form, lambda: services.plan_effort(goal=row, by=request.user, at=now(), **form.words)):
        messages.success(request, _("Planned. Both sides see it here."))
        return redirect(row)
    return _page(request, row, effort=form, status=422)


@acts(P.PARTNERSHIP_ACT)
@require_http_methods(FORMS)
def effort_edit(request: GuardedRequest, key: str) -> HttpResponse:
    """Change what is planned."""
    row: OutreachEffort = mine(request, OutreachEffort.objects, key)

    def build(data: Any) -> EffortForm:
        return EffortForm(data, initial=EffortForm.of(row))

    form = build(request.POST or None)
    try:
        if attempt(form, lambda: services.edit_effort(effort=row, version=form.cleaned_data["version"] or 0, by=request.user, at=now(), **form.words)):
            messages.success(request, _("Saved."))
            return redirect(row.goal)
    except Changed as lost:
        return side_by_side(request, lost, build, shows=_effort_words, text="title", back=row.goal.get_absolute_url())
    return render(request, "debriefs/effort_edit.jinja", {"goal": row.goal, "form": form}, status=422 if form.errors else 200)


def _effort_words(words: dict[str, Any]) -> Shown:
    on, month = words["planned_on"], words["planned_month"]
    return [
        (_("What"), words["title"]),
        (_("Kind"), str(ActivityKind(words["kind"]).label)),
        (_("When"), day(on) if on else month_name(month)),
    ]


@acts(P.PARTNERSHIP_ACT)
@require_http_methods(FORMS)
def effort_settle(request: GuardedRequest, key: str) -> HttpResponse:
    """Say that it was done or called off, take that back, or put it into the calendar of events. GET asks before an event is called off."""
    row: OutreachEffort = mine(request, OutreachEffort.objects, key)
    if request.method != "POST":
        return render(request, "debriefs/call_off.jinja", {"effort": row, "goal": row.goal})
    said, by, at = request.POST.get("state", ""), request.user, now()
    try:
        if said == "event":
            services.make_event(effort=row, by=by, at=at)
            messages.success(request, _("It is in the calendar now."))
        elif said == EffortState.PLANNED:
            services.reopen_effort(effort=row, by=by, at=at)
            messages.success(request, _("It is planned again."))
        elif said in (EffortState.DONE, EffortState.CALLED_OFF):
            services.settle_effort(effort=row, state=EffortState(said), by=by, at=at)
            messages.success(request, _("Well done.") if said == EffortState.DONE else _("It is called off."))
    except Refused as no:
        refused(request, no)
    return redirect(row.goal)
