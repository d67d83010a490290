"""A city's plan as people read it: every task with its day, its owner, and whether it is done and how we know."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from onecop.launch import evidence, rules
from onecop.launch.models import Launch, LaunchTask
from onecop.launch.owners import Someone, owner_words, owners_of
from onecop.ui import words


@dataclass(frozen=True)
class Line:
    """One task. state: done, late, now (due within a week), next or dropped. told: how we know, or why not."""

    task: LaunchTask
    due_on: date
    owner: Someone
    owner_words: str
    state: str
    told: str

    @property
    def is_open(self) -> bool:
        return self.state not in ("done", "dropped")

    @property
    def state_words(self) -> str:
        said = {"done": _("done"), "late": _("overdue"), "now": _("due this week"), "next": _("to come"), "dropped": _("left out")}
        return said[self.state]

    @property
    def tag(self) -> str:
        return {"done": "done", "late": "late", "now": "now"}.get(self.state, "plain")


def lines(launch: Launch, at: datetime) -> list[Line]:
    """Return the plan by day, in a fixed number of queries."""
    tasks = list(launch.tasks.all())
    for task in tasks:
        task.launch = launch
    owners, proofs = owners_of(tasks), evidence.gather(launch)
    today = at.astimezone(launch.zone).date()
    found = [_line(task, owners[task.pk], proofs.get(task.evidence), today) for task in tasks]
    return sorted(found, key=lambda line: (line.state == "dropped", line.due_on, line.task.pk))


def _line(task: LaunchTask, owner: Someone, proof: evidence.Proof | None, today: date) -> Line:
    due = task.due_on
    done = task.done_at is not None or proof is not None
    late = rules.is_overdue(due, today, done=done, dropped=task.dropped_at is not None)
    state = "dropped" if task.dropped_at else "done" if done else "late" if late else "now" if (due - today).days <= 7 else "next"
    return Line(task, due, owner, owner_words(task, owner), state, _told(task, proof))


def _told(task: LaunchTask, proof: evidence.Proof | None) -> str:
    if task.dropped_at:
        return task.drop_reason
    if proof is not None:
        return f"{proof.words} {_('Since %(day)s.') % {'day': words.day(proof.at)}}" if proof.at else proof.words
    if task.done_at:
        said = _("%(who)s, %(day)s") % {"who": task.done_by_label, "day": words.day(task.done_at)}
        return f"{said}: {task.done_note}" if task.done_note else said
    return _("OneCOP sees this for itself.") if task.evidence else ""


def overdue(launches: Iterable[Launch], at: datetime) -> list[Line]:
    """Return the overdue tasks of these launches whose owners may be nudged now."""
    return [line for launch in launches for line in lines(launch, at) if line.state == "late" and rules.may_nudge(line.task.nudged_at, at)]
