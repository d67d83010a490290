"""The planning checklist and the roles: made from a template, ticked, handed on, asked for by a link."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from onecop.access import links
from onecop.access.models import ActionLink, Person
from onecop.audit.services import record
from onecop.events import kinds, notices, planned
from onecop.events.choices import AnswerState
from onecop.events.exceptions import CannotPlan, NotWaiting
from onecop.events.models import Event, EventRole, EventTask
from onecop.kernel.actor import SYSTEM, Actor

ROLE_ACT = "events.role"
MOST = 60
"""Lines of one checklist; more is no list any more."""


@transaction.atomic
def set_up(*, event: Event, by: Actor, at: datetime) -> int:
    """Give an event the usual checklist and roles of its kind, without what it has already. Returns how many lines are new."""
    row, template = Event.objects.select_for_update().get(pk=event.pk), kinds.of(event.kind)
    if template is None:
        return 0
    day, has = planned.day_of(row), set(row.tasks.values_list("title", flat=True))
    jobs = [job for job in template.jobs if str(job.title) not in has]
    EventTask.objects.bulk_create(
        EventTask(event=row, title=str(job.title), days=job.days, due_on=day + timedelta(days=job.days), role=job.role, made_at=at, made_by_id=by.pk)
        for job in jobs
    )
    there = set(row.roles.values_list("kind", flat=True))
    parts = [kind for kind in template.roles if kind not in there]
    EventRole.objects.bulk_create(EventRole(event=row, kind=kind, made_at=at, made_by_id=by.pk) for kind in parts)
    if jobs or parts:
        record("event.list_begun", row, by=by, at=at, after={"tasks": len(jobs), "roles": len(parts)}, scope_id=row.scope_id_of_host)
    return len(jobs) + len(parts)


@transaction.atomic
def add_task(*, event: Event, title: str, due_on: date, owner: Person | None = None, role: str = "", by: Actor, at: datetime) -> EventTask:
    """Add a line to the checklist. It keeps its distance to the date of the event when that moves.

    Raises:
        CannotPlan: there are sixty already.
    """
    row = Event.objects.select_for_update().get(pk=event.pk)
    if row.tasks.count() >= MOST:
        raise CannotPlan(_("This list is long enough."), instead=_("Take out what is not needed first."))
    days = (due_on - planned.day_of(row)).days
    made = EventTask.objects.create(event=row, title=title.strip()[:160], days=days, due_on=due_on, owner=owner, role=role, made_at=at, made_by_id=by.pk)
    record("event_task.added", made, by=by, at=at, scope_id=row.scope_id_of_host)
    return made


@transaction.atomic
def change_task(*, task: EventTask, title: str, due_on: date, owner: Person | None, role: str, by: Actor, at: datetime) -> EventTask:
    """Word a line anew, give it another day, or hand it to somebody else."""
    row = EventTask.objects.select_for_update(of=("self",)).select_related("event").get(pk=task.pk)
    before = {"title": row.title, "due_on": row.due_on.isoformat()}
    if row.due_on != due_on or row.owner_id != (owner.pk if owner else None):
        row.nudged_at = None
    row.title, row.due_on, row.owner, row.role = title.strip()[:160], due_on, owner, role
    row.days = (due_on - planned.day_of(row.event)).days
    row.save()
    after = {"title": row.title, "due_on": due_on.isoformat()}
    record("event_task.changed", row, by=by, at=at, before=before, after=after, scope_id=row.event.scope_id_of_host)
    return row


@transaction.atomic
def tick_task(*, task: EventTask, done: bool = True, by: Actor, at: datetime) -> EventTask:
    """Say that a line is done, or not yet. Saying the same twice changes nothing."""
    row = EventTask.objects.select_for_update(of=("self",)).select_related("event").get(pk=task.pk)
    if bool(row.done_at) == done:
        return row
    row.done_at, row.done_by_id = (at, by.pk) if done else (None, None)
    row.save(update_fields=["done_at", "done_by_id"])
    record("event_task.done" if done else "event_task.reopened", row, by=by, at=at, scope_id=row.event.scope_id_of_host)
    return row


@transaction.atomic
def remove_task(*, task: EventTask, by: Actor, at: datetime) -> None:
    record("event_task.removed", task, by=by, at=at, before={"title": task.title}, scope_id=task.event.scope_id_of_host)
    task.delete()


def follow_date(event: Event) -> None:
    """Let the open lines move along with the date of their event. Called in the transaction that moved it."""
    day, rows = planned.day_of(event), list(event.tasks.filter(done_at=None))
    for row in rows:
        row.due_on, row.nudged_at = day + timedelta(days=row.days), None
    EventTask.objects.bulk_update(rows, ["due_on", "nudged_at"])


@transaction.atomic
def nudge(*, email: str, tasks: Iterable[EventTask], at: datetime) -> bool:
    """Tell one owner, in one letter, what is late. Of two workers one writes.

    Args:
        tasks: as `planned.late` gives them, all of one owner.
    """
    rows = [t for t in tasks if EventTask.objects.filter(pk=t.pk, done_at=None, nudged_at=t.nudged_at).update(nudged_at=at)]
    if not rows:
        return False
    notices.late(email, rows, by=SYSTEM, at=at)
    record("event_task.nudged", rows[0].event, by=SYSTEM, at=at, after={"tasks": len(rows)}, scope_id=rows[0].event.scope_id_of_host)
    return True


@transaction.atomic
def add_role(*, event: Event, kind: str, title: str = "", name: str = "", email: str = "", ask: bool = False, by: Actor, at: datetime) -> EventRole:
    """Add a part. With a name and no letter it is settled: the host has spoken with them.

    Args:
        ask: write to them and let them answer by a link; needs a name and an address.

    Raises:
        CannotPlan: a letter is wanted, and the name or the address is missing.
    """
    made = EventRole.objects.create(event=event, kind=kind, title=title.strip()[:80], made_at=at, made_by_id=by.pk)
    record("event_role.added", made, by=by, at=at, after={"kind": kind}, scope_id=event.scope_id_of_host)
    return fill_role(role=made, name=name, email=email, ask=ask, by=by, at=at) if name or ask else made


@transaction.atomic
def fill_role(*, role: EventRole, name: str, email: str = "", ask: bool = False, by: Actor, at: datetime) -> EventRole:
    """Give a part to somebody: by a letter with a link, or as agreed by word of mouth. Whoever was asked before is not any more.

    Raises:
        CannotPlan: as in `add_role`.
    """
    row = EventRole.objects.select_for_update(of=("self",)).select_related("event").get(pk=role.pk)
    name, email = " ".join(name.split())[:120], email.strip().lower()
    if ask and not (name and email):
        raise CannotPlan(_("A name and an e-mail address are needed to ask somebody."), instead=_("Without a letter a name is enough."))
    _end_links(row, at)
    row.name, row.email, row.words = name, email, ""
    row.person = Person.objects.filter(email=email, is_active=True).first() if email else None
    row.state = AnswerState.ASKED if ask else AnswerState.YES if name else AnswerState.OPEN
    row.asked_at, row.asked_by_id = (at, by.pk) if ask else (None, None)
    row.answered_at, row.answered_by_id = (at, by.pk) if row.state == AnswerState.YES else (None, None)
    row.save()
    record("event_role.asked" if ask else "event_role.filled", row, by=by, at=at, after={"who": name}, scope_id=row.event.scope_id_of_host)
    if ask:
        token = links.issue(act=ROLE_ACT, target=row, email=email, name=name, until=planned.ends_of(row.event), at=at)
        notices.ask_role(row, token=token, by=by, at=at)
    return row


def _end_links(row: EventRole, at: datetime) -> None:
    for act in (ROLE_ACT, notices.HELP_ACT):
        links.withdraw(act=act, target=row, at=at)


@transaction.atomic
def remove_role(*, role: EventRole, by: Actor, at: datetime) -> None:
    """Take a part out. Whoever was asked or had said yes is told."""
    row = EventRole.objects.select_related("event").get(pk=role.pk)
    _end_links(row, at)
    record("event_role.removed", row, by=by, at=at, before={"kind": row.kind, "who": row.name}, scope_id=row.event.scope_id_of_host)
    if row.email and row.state in (AnswerState.ASKED, AnswerState.YES):
        notices.role_ended(row, by=by, at=at)
    row.delete()


def role_by_link(token: str, *, at: datetime) -> tuple[ActionLink, EventRole]:
    """Return what an e-mailed link asks about. Changes nothing.

    Raises:
        LinkInvalid, LinkExpired, LinkUsed, NotWaiting.
    """
    link = links.find(act=ROLE_ACT, token=token, at=at)
    return link, _part(link)


def _part(link: ActionLink) -> EventRole:
    row = EventRole.objects.select_related("event__congregation", "event__partnership__congregation").filter(key=link.target).first()
    if row is None or row.email != link.email:
        raise links.LinkInvalid(_("Somebody else has this part now."), instead=_("Write to the host if that is not right."))
    if row.event.cancelled_at:
        raise NotWaiting(_("It does not take place."))
    return row


@transaction.atomic
def answer_role(*, role: EventRole, comes: bool, words: str = "", link: ActionLink, by: Actor, at: datetime) -> str:
    """Somebody takes a part, or does not. A reason is never required.

    Returns:
        The token of the link to what is theirs to do, which they get by letter as well; empty after a no.

    Raises:
        LinkUsed: it was answered with this link already.
    """
    row = EventRole.objects.select_for_update(of=("self",)).select_related("event").get(pk=role.pk)
    links.use(link, at)
    row.state, row.words = AnswerState.YES if comes else AnswerState.NO, " ".join(words.split())[:300]
    row.answered_at, row.answered_by_id = at, by.pk
    row.save(update_fields=["state", "words", "answered_at", "answered_by_id"])
    record("event_role.accepted" if comes else "event_role.declined", row, by=by, at=at, after={"who": row.name}, scope_id=row.event.scope_id_of_host)
    notices.role_answered(row, by=by, at=at)
    return send_tasks(role=row, by=by, at=at) if comes else ""


@transaction.atomic
def send_tasks(*, role: EventRole, by: Actor, at: datetime) -> str:
    """Send somebody who has a part the link to what is theirs to do. Returns its token.

    Raises:
        CannotPlan: nobody has the part yet, or we know no address.
    """
    if role.state != AnswerState.YES or not role.email:
        raise CannotPlan(_("Nobody with an e-mail address has this part yet."), instead=_("Write the name and the address first."))
    token = notices.help_link(role, at=at)
    notices.role_mine(role, token=token, by=by, at=at)
    record("event_role.linked", role, by=by, at=at, after={"who": role.name}, scope_id=role.event.scope_id_of_host)
    return token


def help_by_link(token: str, *, at: datetime) -> tuple[ActionLink, EventRole]:
    """Return whose part a link shows. Changes nothing.

    Raises:
        LinkInvalid, LinkExpired, NotWaiting: somebody else has the part now, or it does not take place.
    """
    link = links.find(act=notices.HELP_ACT, token=token, at=at)
    return link, _part(link)
