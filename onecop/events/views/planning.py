"""The planning page: the checklist, who does what, who hosts along."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from onecop.access import links
from onecop.events import kinds, planned, services
from onecop.events.feed import where
from onecop.events.models import Event, EventRole, EventTask
from onecop.events.planning_forms import HolderForm, RoleForm, TaskForm, YesNoForm
from onecop.events.views.events import EDIT
from onecop.events.views.parts import FORMS, closed, may_edit, planned_of, saying
from onecop.kernel.clock import now
from onecop.kernel.errors import Refused
from onecop.kernel.gate import GuardedRequest, acts, link
from onecop.ui.page import render

WITH_HOSTS = ("event__congregation", "event__agency__scope__parent", "event__scope", "event__partnership__congregation")


@acts(*EDIT)
@require_safe
def event_plan(request: GuardedRequest, key: str) -> HttpResponse:
    """Everything that is to be done for an event, and who does it."""
    event = planned_of(request, key)
    usual = kinds.of(event.kind)
    facts = {
        "event": event, "sheet": planned.sheet(event, now()), "may_edit": may_edit(request, event), "usual": bool(usual and usual.jobs),
        "task_form": TaskForm(people=planned.people_for(event), auto_id="task_%s"), "role_form": RoleForm(auto_id="role_%s"),
        "space": planned.space_of(event, officer=True),
        "told": planned.audience(event, now()),
    }  # fmt: skip
    return render(request, "events/plan.jinja", facts)


def _plan(event: Event) -> HttpResponse:
    return redirect("event_plan", event.key)


@acts(*EDIT)
@require_POST
def event_usual(request: GuardedRequest, key: str) -> HttpResponse:
    """Take the usual checklist and roles of its kind."""
    event = planned_of(request, key)
    services.set_up(event=event, by=request.user, at=now())
    messages.success(request, _("The usual list is there. Change what is different with you."))
    return _plan(event)


@acts(*EDIT)
@require_POST
def event_task_add(request: GuardedRequest, key: str) -> HttpResponse:
    """One more line."""
    event = planned_of(request, key)
    form = TaskForm(request.POST, people=planned.people_for(event))
    if not form.is_valid():
        return render(request, "events/task.jinja", {"event": event, "form": form, "task": None}, status=422)
    with saying(request, _("Added to the checklist.")):
        services.add_task(event=event, **form.values(), by=request.user, at=now())
    return _plan(event)


def _task(request: GuardedRequest, key: str) -> EventTask:
    found: EventTask = request.access.get(EventTask.objects.select_related("owner", *WITH_HOSTS), key=key)
    return found


@acts(*EDIT)
@require_POST
def event_task_tick(request: GuardedRequest, key: str) -> HttpResponse:
    """Done; or not yet."""
    task = _task(request, key)
    services.tick_task(task=task, done=request.POST.get("done") != "no", by=request.user, at=now())
    return redirect(f"{_plan(task.event)['Location']}#list")


@acts(*EDIT)
@require_http_methods(FORMS)
def event_task_edit(request: GuardedRequest, key: str) -> HttpResponse:
    """Word a line anew, give it another day or another owner."""
    task = _task(request, key)
    whose = f"person:{task.owner.email}" if task.owner else f"role:{task.role}" if task.role else ""
    given = request.POST if request.method == "POST" else None
    people = list({p.pk: p for p in [*planned.people_for(task.event), *([task.owner] if task.owner else [])]}.values())
    form = TaskForm(given, people=people, initial={"title": task.title, "due_on": task.due_on, "whose": whose})
    if given is not None and form.is_valid():
        with saying(request, _("Saved.")):
            services.change_task(task=task, **form.values(), by=request.user, at=now())
        return _plan(task.event)
    return render(request, "events/task.jinja", {"event": task.event, "form": form, "task": task}, status=422 if form.errors else 200)


@acts(*EDIT)
@require_POST
def event_task_remove(request: GuardedRequest, key: str) -> HttpResponse:
    """Take a line out."""
    task = _task(request, key)
    with saying(request, _("“%(title)s” is taken out.") % {"title": task.title}):
        services.remove_task(task=task, by=request.user, at=now())
    return _plan(task.event)


@acts(*EDIT)
@require_POST
def event_role_add(request: GuardedRequest, key: str) -> HttpResponse:
    """One more part."""
    event = planned_of(request, key)
    form = RoleForm(request.POST)
    if not form.is_valid():
        return render(request, "events/role.jinja", {"event": event, "form": form, "role": None}, status=422)
    with saying(request, _("Asked. You see the answer here and by e-mail.") if form.cleaned_data["ask"] else _("Added.")):
        services.add_role(event=event, **form.cleaned_data, by=request.user, at=now())
    return _plan(event)


def _role(request: GuardedRequest, key: str) -> EventRole:
    found: EventRole = request.access.get(EventRole.objects.select_related(*WITH_HOSTS), key=key)
    return found


@acts(*EDIT)
@require_http_methods(FORMS)
def event_role_edit(request: GuardedRequest, key: str) -> HttpResponse:
    """Give a part to somebody."""
    role = _role(request, key)
    given = request.POST if request.method == "POST" else None
    form = HolderForm(given, initial={"name": role.name, "email": role.email})
    if given is not None and form.is_valid():
        with saying(request, _("Asked. You see the answer here and by e-mail.") if form.cleaned_data["ask"] else _("Saved.")):
            services.fill_role(role=role, **form.cleaned_data, by=request.user, at=now())
        return _plan(role.event)
    return render(request, "events/role.jinja", {"event": role.event, "form": form, "role": role}, status=422 if form.errors else 200)


@acts(*EDIT)
@require_POST
def event_role_remove(request: GuardedRequest, key: str) -> HttpResponse:
    """Take a part out."""
    role = _role(request, key)
    with saying(request, _("Taken out. Whoever had it is told.") if role.email else _("Taken out.")):
        services.remove_role(role=role, by=request.user, at=now())
    return _plan(role.event)


@acts(*EDIT)
@require_POST
def event_role_send(request: GuardedRequest, key: str) -> HttpResponse:
    """Send whoever has a part the link to what is theirs to do."""
    role = _role(request, key)
    with saying(request, _("%(name)s gets a letter with the link.") % {"name": role.name}):
        services.send_tasks(role=role, by=request.user, at=now())
    return _plan(role.event)


@link
@never_cache
@require_http_methods(FORMS)
def event_help_link(request: HttpRequest, token: str) -> HttpResponse:
    """What is to be done by whoever has a part, without an account: GET shows it, POST ticks one line of theirs."""
    try:
        found, role = services.help_by_link(token, at=now())
    except Refused as refusal:
        return closed(request, refusal)
    tasks = planned.tasks_of(role)
    if request.method == "POST":
        task = next((one for one in tasks if one.key == request.POST.get("task")), None)
        if task is None:
            raise Http404
        services.tick_task(task=task, done=request.POST.get("done") != "no", by=links.actor_of(found), at=now())
        return redirect("event_help_link", token)
    event = role.event
    facts = {
        "role": role, "event": event, "token": token, "where": where(event), "starts": planned.when(event), "today": now().astimezone(event.tz).date(),
        "todo": [one for one in tasks if not one.done_at], "done": [one for one in tasks if one.done_at], "space": planned.space_of(event),
    }  # fmt: skip
    return render(request, "events/help.jinja", facts)


@link
@never_cache
@require_http_methods(FORMS)
def event_role_link(request: HttpRequest, token: str) -> HttpResponse:
    """Do you take this part? By an e-mailed link: GET shows it, POST answers it."""
    form = YesNoForm(request.POST if request.method == "POST" else None)
    try:
        found, role = services.role_by_link(token, at=now())
        if form.is_valid():
            yes, words = form.cleaned_data["answer"] == "yes", form.cleaned_data["words"]
            token = services.answer_role(role=role, comes=yes, words=words, link=found, by=links.actor_of(found), at=now()) or token
            messages.success(request, _("Thank you! The host is told.") if yes else _("Thank you for telling them. A no is fine."))
            return redirect("event_help_link" if yes else "event_role_link", token)
    except Refused as refusal:
        return closed(request, refusal)
    event = role.event
    facts = {
        "title": _("Could you help? %(part)s") % {"part": role.label}, "eyebrow": event.host, "event": event, "form": form, "yes": _("Yes, I do it"),
        "no": _("No, I cannot"), "facts": [(_("What"), event.title), (_("Where"), where(event))], "starts": planned.when(event), "said": event.words,
        "space": planned.space_of(event),
    }  # fmt: skip
    return render(request, "events/asked.jinja", facts, status=422 if form.errors else 200)
