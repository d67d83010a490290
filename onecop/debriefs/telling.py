"""What debriefs and goals tell the page of a partnership, its story and its health (partnerships/registry.py)."""

from collections.abc import Iterable, Iterator
from datetime import datetime, time
from itertools import groupby

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from onecop.access.middleware import PersonAccess
from onecop.access.models import Person
from onecop.debriefs import queries, rules
from onecop.debriefs.choices import EffortState, GoalState
from onecop.debriefs.models import Debrief, Goal, OutreachEffort, Writer
from onecop.kernel.permissions import Permission
from onecop.partnerships.choices import FactKind, PartnershipState, Side
from onecop.partnerships.models import Partnership
from onecop.partnerships.registry import Ask, Fact, Line, Panel
from onecop.partnerships.rules import local_day, zone_of
from onecop.partnerships.sides import Member, members_of
from onecop.ui.words import day

SIDES = (Side.CONGREGATION, Side.OFFICER)


def facts(ids: list[int]) -> Iterator[Fact]:
    """Debriefs that took place, goals made and reached, and efforts done. Four queries, however many partnerships."""
    yield from _debriefed(ids)
    yield from _goals(ids)
    yield from _efforts(ids)


def _debriefed(ids: list[int]) -> Iterator[Fact]:
    """A debrief took place on the day that was given, else when the second side had written too."""
    rows = Debrief.objects.filter(partnership__in=ids).select_related("partnership__agency__territory").annotate(seen=Count("challenges"))
    writers: dict[int, list[Writer]] = {}
    for writer in Writer.objects.filter(debrief__partnership__in=ids).select_related("person"):
        writers.setdefault(writer.debrief_id, []).append(writer)
    for row in rows:
        wrote = writers.get(row.pk, [])
        if found := _held(row, wrote):
            seen: int = row.seen  # type: ignore[attr-defined]
            words = ngettext("You sat down together and wrote down %(n)s challenge.", "You sat down together and wrote down %(n)s challenges.", seen)
            source, names = f"debriefs.debrief:{row.key}", ", ".join(str(w.person) for w in wrote)
            yield Fact(row.partnership_id, FactKind.DEBRIEFED, found, source, words % {"n": seen}, names, row.get_absolute_url())


def _held(row: Debrief, writers: list[Writer]) -> datetime | None:
    if row.held_on:
        return datetime.combine(row.held_on, time(12), zone_of(row.partnership))
    first = {side: next((w.at for w in writers if w.side == side), None) for side in SIDES}
    moments = [moment for moment in first.values() if moment]
    return max(moments) if len(moments) == len(SIDES) else None


def _goals(ids: list[int]) -> Iterator[Fact]:
    for goal in Goal.objects.filter(partnership__in=ids).select_related("made_by"):
        by, url = str(goal.made_by or ""), goal.get_absolute_url()
        words = {"title": goal.title}
        yield Fact(goal.partnership_id, FactKind.GOAL, goal.made_at, f"debriefs.goal:{goal.key}", _("A goal you share: %(title)s.") % words, by, url)
        if goal.state == GoalState.REACHED and goal.state_at:
            yield Fact(goal.partnership_id, FactKind.STORY, goal.state_at, f"debriefs.reached:{goal.key}", _("Goal reached: %(title)s.") % words, url=url)


def _efforts(ids: list[int]) -> Iterator[Fact]:
    """What was done together for a goal. An effort that became an event is told by the app that keeps events."""
    for effort in OutreachEffort.objects.filter(goal__partnership__in=ids, state=EffortState.DONE, event_uid="").select_related("goal"):
        words = _("Done together: %(title)s.") % {"title": effort.title}
        at, source = effort.state_at or effort.made_at, f"debriefs.effort:{effort.key}"
        yield Fact(effort.goal.partnership_id, FactKind.TOGETHER, at, source, words, url=effort.goal.get_absolute_url())


def asks(ids: list[int], at: datetime) -> Iterator[Ask]:
    """A debrief that one side has not written in; a goal past its day; a next debrief after a quarter. Four queries."""
    active = list(Partnership.objects.filter(pk__in=ids, state=PartnershipState.ACTIVE).select_related("agency__territory"))
    by_id = {row.pk: row for row in active}
    members = members_of(by_id)
    yield from _unwritten(by_id, members, at)
    yield from _past_due(by_id, members, at)


def _unwritten(rows: dict[int, Partnership], members: dict[int, list[Member]], at: datetime) -> Iterator[Ask]:
    found = Debrief.objects.filter(partnership__in=rows).prefetch_related("writers").order_by("partnership_id", "-number")
    for pk, some in groupby(found, key=lambda row: row.partnership_id):
        newest, people = next(iter(some)), members.get(pk, [])
        url = reverse("partnership_debrief", args=[rows[pk].key])
        if newest.closed_at:
            yield from _next_round(rows[pk], newest, people, url, at)
            continue
        writers = list(newest.writers.all())
        wrote = {writer.side for writer in writers}
        for side in SIDES:
            if side not in wrote:
                since = max([newest.opened_at, *(w.at for w in writers[:1])])
                detail = _("The other side has written already.") if wrote & set(SIDES) else _("A few words are enough. Both sides write on the same page.")
                yield Ask(pk, "debrief", _("Write down what you saw"), _owes(people, side), _names(people, side), since, url, detail, weight=50)


def _next_round(row: Partnership, last: Debrief, people: list[Member], url: str, at: datetime) -> Iterator[Ask]:
    assert last.closed_at is not None
    due = rules.next_debrief_on(local_day(row, last.closed_at))
    if due <= local_day(row, at):
        moment = datetime.combine(due, time(12), zone_of(row))
        detail = _("Three months have passed since the last one. What was carried on is there already.")
        owes = frozenset(m.person for m in people if m.person)
        yield Ask(row.pk, "debrief", _("Sit down for the next debrief"), owes, _("both sides"), moment, url, detail, weight=10)


def _past_due(rows: dict[int, Partnership], members: dict[int, list[Member]], at: datetime) -> Iterator[Ask]:
    for goal in Goal.objects.live().filter(partnership__in=rows).select_related("owner"):
        row = rows[goal.partnership_id]
        if not rules.is_overdue(goal.state, goal.due_on, local_day(row, at)):
            continue
        people = members.get(row.pk, [])
        owner = next((m for m in people if goal.owner_id and m.person == goal.owner_id), None)
        side = Side(goal.owner_side)
        one = goal.owner_id or (row.owner_id if side == Side.STAFF else None)
        owes = frozenset({one}) if one else _owes(people, side)
        who = owner.name if owner else str(goal.owner or _names(people, side))
        due = datetime.combine(goal.due_on, time(12), zone_of(row))
        title = _("Say what became of “%(goal)s”") % {"goal": goal.title}
        detail = _("Its day was %(day)s. Reached, let go, or carried on?") % {"day": day(goal.due_on)}
        yield Ask(row.pk, "", title, owes, who, due, goal.get_absolute_url(), detail, due, weight=30)


def _owes(people: Iterable[Member], side: Side) -> frozenset[int]:
    return frozenset(m.person for m in people if m.side == side and m.person)


def _names(people: Iterable[Member], side: Side) -> str:
    return ", ".join(m.name for m in people if m.side == side) or str(side.label)


def panel(partnership: Partnership, reader: Person, at: datetime) -> Panel:
    """The card "Goals": what both sides work on now."""
    rows = queries.open_goals(partnership, today=local_day(partnership, at))
    lines = tuple(Line(row.goal.title, row.words, row.goal.get_absolute_url(), row.state_text, row.state) for row in rows)
    goals = (str(_("All goals")), reverse("partnership_goals", args=[partnership.key]))
    debrief = (str(_("Open the debrief")), reverse("partnership_debrief", args=[partnership.key]))
    acts = (debrief, goals) if PersonAccess(reader).allows(Permission.PARTNERSHIP_ACT, partnership) else (goals,)
    return Panel("goals", 40, _("Goals"), lines, _("No goals yet. They come from a debrief: what did you see, and what will you do about it together?"), acts)
