"""Letters about debriefs and goals: to whoever holds the partnership, each with the page where to go on."""

from collections.abc import Iterable
from datetime import date, datetime

from babel.dates import format_date
from django.conf import settings
from django.db.models import Model
from django.urls import reverse

from onecop.agencies.models import Officer
from onecop.congregations.models import Contact
from onecop.debriefs import letters
from onecop.debriefs.models import Debrief, Goal
from onecop.kernel.actor import Actor
from onecop.mail.language import letters_language
from onecop.mail.services import queue_template
from onecop.mail.templates import Template
from onecop.partnerships.choices import Side
from onecop.partnerships.models import Partnership


def _holders(partnership: Partnership) -> list[tuple[str, Officer | Contact]]:
    """Return who holds a partnership now and can be written to, each with their side."""
    rows = partnership.tenures.filter(closed_on=None).select_related("officer", "contact").order_by("kind", "pk")
    held = [(Side.OFFICER if row.officer else Side.CONGREGATION, row.officer or row.contact) for row in rows]
    return [(side, who) for side, who in held if who is not None and who.email]


def _day(day: date) -> str:
    return format_date(day, "EEEE, MMMM d", locale="en")


def _write(
    template: Template, to: Iterable[Officer | Contact], partnership: Partnership, *, about: Model, by: Actor, at: datetime, optional: bool = False, **more: str
) -> None:
    """One letter to each, at an hour at which they read letters. optional: one that a reader may turn off."""
    temple = partnership.congregation
    for who in {who.email: who for who in to}.values():
        words = {"name": str(who), "congregation": temple.name, **more}
        queue_template(
            template.kind, to=who.email, name=str(who), words=words, about=about, by=by, at=at, transactional=not optional, scope_id=temple.scope_id,
            patient=True,
        )  # fmt: skip


def opened(debrief: Debrief, *, by: Actor, at: datetime) -> None:
    _to_others(letters.OPENED, debrief, by=by, at=at)


def closed(debrief: Debrief, *, by: Actor, at: datetime) -> None:
    _to_others(letters.CLOSED, debrief, by=by, at=at)


def _to_others(template: Template, debrief: Debrief, *, by: Actor, at: datetime) -> None:
    others = [who for _side, who in _holders(debrief.partnership) if by.pk is None or who.person_id != by.pk]
    link = f"{settings.SITE_URL}{debrief.get_absolute_url()}"
    _write(template, others, debrief.partnership, about=debrief, by=by, at=at, other=by.audit_label, link=link)


@letters_language()
def agreed(debrief: Debrief, goals: list[Goal], *, by: Actor, at: datetime) -> None:
    rows = "\n".join(f"• {goal.title}: {goal.owner or goal.get_owner_side_display()}, by {_day(goal.due_on)}" for goal in goals)
    link = f"{settings.SITE_URL}{reverse('partnership_goals', args=[debrief.partnership.key])}"
    everyone = [who for _side, who in _holders(debrief.partnership)]
    _write(letters.AGREED, everyone, debrief.partnership, about=debrief, by=by, at=at, list=rows, link=link)


def due(goal: Goal, *, overdue: bool, by: Actor, at: datetime) -> None:
    """To whoever keeps it moving: its owner, or everybody of the side that owns it."""
    holders = _holders(goal.partnership)
    owner = [who for _side, who in holders if goal.owner_id and who.person_id == goal.owner_id]
    to = owner or [who for side, who in holders if side == goal.owner_side]
    link = f"{settings.SITE_URL}{goal.get_absolute_url()}"
    template = letters.OVERDUE if overdue else letters.SOON
    _write(template, to, goal.partnership, about=goal, by=by, at=at, goal=goal.title, due=_day(goal.due_on), link=link)


def written(debrief: Debrief, *, person: int, names: list[str], by: Actor, at: datetime) -> int:
    """To one person who holds the partnership, about what others wrote. Returns how many letters that is: none where there is no address."""
    to = [who for _side, who in _holders(debrief.partnership) if who.person_id == person][:1]
    link = f"{settings.SITE_URL}{debrief.get_absolute_url()}"
    _write(letters.WRITTEN, to, debrief.partnership, about=debrief, by=by, at=at, optional=True, other=", ".join(names), link=link)
    return len(to)
