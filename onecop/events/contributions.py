"""What events tell about partnerships: facts, what waits for whom, and the card "Coming up together"."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from onecop.access.choices import RoleCode
from onecop.access.models import Grant, Person
from onecop.agencies.choices import PostKind
from onecop.agencies.models import Post
from onecop.events import planned, queries, rules
from onecop.events.choices import InviteState, Side
from onecop.events.models import Attendance, EventApproval, Introduction, Invite, Occurrence, Protocol, ProtocolReply
from onecop.events.people import People, people_of, side_of
from onecop.partnerships.choices import FactKind, PartnershipState
from onecop.partnerships.models import Partnership
from onecop.partnerships.registry import Ask, Fact, Line, Panel
from onecop.ui import words as ui

INTRODUCE, INVOLVE, EVENTS = "introduce", "involve", "events"
BEFORE_DATE = timedelta(days=7)
"""The protocol should be settled this long before the introduction."""
LOOKS = {InviteState.WAITING: "now", InviteState.YES: "well", InviteState.NO: "plain"}


def facts(ids: list[int]) -> Iterable[Fact]:
    """Introductions that took place, visits, and OneCOP events. Two queries."""
    held = Introduction.objects.filter(partnership__in=ids, held_at__isnull=False).select_related("occurrence", "officer")
    introduced = set()
    for intro in held:
        if intro.occurrence is not None:  # the database holds it
            introduced.add((intro.partnership_id, intro.occurrence_id))
            yield _introduced(intro, intro.occurrence)
    came = Attendance.objects.filter(partnership__in=ids, came=True, occurrence__cancelled_at=None)
    told = set()
    for row in came.select_related("occurrence__event", "officer", "partnership__congregation"):
        mark = (row.partnership_id, row.occurrence_id, row.who)
        if mark in told or (row.partnership_id, row.occurrence_id) in introduced:
            continue
        told.add(mark)
        yield _came(row)


def _introduced(row: Introduction, date: Occurrence) -> Fact:
    words = _("%(officer)s was introduced at a service.") % {"officer": row.officer}
    return Fact(row.partnership_id, FactKind.INTRODUCED, date.starts_at, f"events.introduction:{row.key}", words=words, who=Side.OFFICER)


def _came(row: Attendance) -> Fact:
    event = row.occurrence.event
    who = str(row.officer) if row.officer else row.partnership.congregation.name
    kind = FactKind.EVENT if event.is_onecop else FactKind.TOGETHER
    source = f"events.occurrence:{row.occurrence.key}:{row.who}"
    return Fact(
        row.partnership_id, kind, row.occurrence.starts_at, source, words=_("%(who)s came: %(title)s.") % {"who": who, "title": event.title}, who=row.who
    )


@dataclass
class _Case:
    """What one partnership's asks are read from."""

    partnership: Partnership
    people: People
    introductions: list[Introduction] = field(default_factory=list)
    invites: list[Invite] = field(default_factory=list)
    protocol: Protocol | None = None
    replies: list[ProtocolReply] = field(default_factory=list)

    @property
    def open(self) -> Introduction | None:
        return next((row for row in self.introductions if row.held_at is None), None)

    @property
    def reply(self) -> ProtocolReply | None:
        """The last word of the officer who holds it now on the newest version."""
        mine = [
            r for r in self.replies if self.protocol and self.people.officer and r.officer_id == self.people.officer.pk and r.protocol_id == self.protocol.pk
        ]
        return mine[-1] if mine else None

    def page(self, name: str = "partnership_introduction") -> str:
        return reverse(name, args=[self.partnership.key])


def _cases(ids: list[int]) -> dict[int, _Case]:
    """Gather the active ones in six queries."""
    rows = Partnership.objects.filter(pk__in=ids, state=PartnershipState.ACTIVE).select_related("congregation")
    who = people_of(ids)
    cases = {row.pk: _Case(row, who.get(row.pk, People())) for row in rows}
    for intro in Introduction.objects.filter(partnership__in=cases).select_related("occurrence"):
        cases[intro.partnership_id].introductions.append(intro)
    for protocol in Protocol.objects.filter(partnership__in=cases).order_by("version"):
        cases[protocol.partnership_id].protocol = protocol
    for reply in ProtocolReply.objects.filter(protocol__partnership__in=cases).select_related("protocol").order_by("at", "id"):
        cases[reply.protocol.partnership_id].replies.append(reply)
    live = Invite.objects.live().untold().filter(partnership__in=cases).exclude(state=InviteState.NO)
    for invite in live.select_related("occurrence__event").order_by("occurrence__starts_at", "id"):
        cases[invite.partnership_id].invites.append(invite)
    return cases


def asks(ids: list[int], at: datetime) -> Iterable[Ask]:
    """What waits for somebody: the introduction, step by step, and open invitations."""
    cases = _cases(ids)
    for case in cases.values():
        if case.people.officer is None:
            continue
        yield from _introduction(case, at)
        yield from _invites(case, at)
    yield from _approvals([case for case in cases.values() if any(invite.if_approved for invite in case.invites)], at)
    yield from _late(cases, at)


def _approvals(cases: list[_Case], at: datetime) -> Iterator[Ask]:
    """A yes in paid time that waits for the agency: for its liaisons and supervisors. Three queries where there is one."""
    agencies = {case.partnership.agency_id for case in cases}
    desks: dict[int, list[tuple[int, str]]] = {}
    for post in Post.objects.filter(agency__in=agencies, kind=PostKind.LIAISON, ended_on=None, person__isnull=False) if agencies else ():
        desks.setdefault(post.agency_id, []).append((post.person_id or 0, post.name))
    rows = EventApproval.objects.waiting().filter(invite__partnership__in=[case.partnership.pk for case in cases]) if cases else ()
    for agency, person, name in _supervisors(agencies) if agencies else ():
        if person not in {number for number, _name in desks.get(agency, [])}:
            desks.setdefault(agency, []).append((person, name))
    keys = {row.invite_id: row.key for row in rows}
    for case in cases:
        found = desks.get(case.partnership.agency_id, [])
        for invite in case.invites:
            if invite.pk in keys and found and invite.occurrence.ends_at > at:
                date = invite.occurrence
                step = EVENTS if date.event.is_onecop else INVOLVE
                words = _("Say whether %(officer)s may come in paid time: %(title)s") % {"officer": case.people.officer, "title": date.event.title}
                owes, url = frozenset(number for number, _name in found), reverse("event_approval", args=[keys[invite.pk]])
                since = invite.answered_at or invite.invited_at
                yield Ask(case.partnership.pk, step, words, owes, found[0][1], since, url, ui.day_time(date.starts_at), date.starts_at, 28)


def _supervisors(agencies: set[int]) -> Iterable[tuple[int, int, str]]:
    held = Grant.objects.in_force().filter(role=RoleCode.SUPERVISOR, scope__agency__in=agencies, person__is_active=True).order_by("id")
    return held.values_list("scope__agency", "person", "person__name")


def _late(cases: dict[int, _Case], at: datetime) -> Iterator[Ask]:
    """The first late line of each congregation's checklists: what to do when nothing else waits. One query."""
    houses = {case.partnership.congregation_id: case for case in cases.values()}
    told = set()
    for task in planned.late_of(list(houses), at):
        house = task.event.congregation_id or (task.event.partnership.congregation_id if task.event.partnership else 0)
        if house in houses and house not in told:
            told.add(house)
            case = houses[house]
            ours, words = _congregation(case)
            owes = frozenset([task.owner_id]) if task.owner_id in ours else ours
            title, since = _("Late: %(task)s") % {"task": task.title}, datetime.combine(task.due_on, time(), task.event.tz)
            yield Ask(case.partnership.pk, INVOLVE, title, owes, words, since, reverse("event_plan", args=[task.event.key]), task.event.title, weight=-5)


def _congregation(case: _Case) -> tuple[frozenset[int], str]:
    keeper = case.people.keeper
    return case.people.congregation_persons, keeper.name if keeper else case.partnership.congregation.name


def _officer(case: _Case) -> tuple[frozenset[int], str]:
    return case.people.officer_persons, str(case.people.officer)


def _introduction(case: _Case, at: datetime) -> Iterator[Ask]:
    row, number, officer = case.open, case.partnership.pk, str(case.people.officer)
    ours, our_words = _congregation(case)
    theirs, their_words = _officer(case)
    date = row.occurrence if row else None
    due = date.starts_at - BEFORE_DATE if date else None
    if date and row and date.ends_at <= at:
        title, owes = _("Say whether the introduction took place"), ours | theirs
        yield Ask(number, INTRODUCE, title, owes, _("Both of you"), date.ends_at, case.page(), _("One tap by either of you is enough."), weight=40)
        return
    if date is None and not any(one.held_at for one in case.introductions):
        title = _("Choose a service at which to introduce %(officer)s") % {"officer": officer}
        since = row.begun_at if row else case.partnership.began_at
        yield Ask(number, INTRODUCE, title, ours, our_words, since, case.page("partnership_introduction_date"), _("We show dates that suit the shift."))
    if case.protocol is None and date and row:
        title = _("Say what matters in your sacred space")
        detail = _("Nine short answers; the usual ones are filled in.")
        yield Ask(number, INTRODUCE, title, ours, our_words, row.begun_at, case.page("partnership_introduction_protocol"), detail, due, 20)
    elif case.protocol and case.reply is None:
        title = _("Read and confirm what %(congregation)s asks for") % {"congregation": case.partnership.congregation}
        yield Ask(number, INTRODUCE, title, theirs, their_words, case.protocol.at, case.page("partnership_introduction_confirm"), "", due, 20)
    elif case.reply and not case.reply.agrees:
        title = _("See what %(officer)s cannot meet, and settle it") % {"officer": officer}
        yield Ask(number, INTRODUCE, title, ours, our_words, case.reply.at, case.page("partnership_introduction_protocol"), "", due, 25)
    elif case.reply and date and row and row.show_at is None:
        title = _("Look over how the introduction goes")
        yield Ask(number, INTRODUCE, title, ours, our_words, case.reply.at, case.page("partnership_introduction_show"), "", date.starts_at, 10)


def _invites(case: _Case, at: datetime) -> Iterator[Ask]:
    own = case.open.occurrence_id if case.open else None
    for invite in case.invites:
        date, title = invite.occurrence, invite.occurrence.event.title
        step = INTRODUCE if date.pk == own else EVENTS if date.event.is_onecop else INVOLVE
        if invite.state == InviteState.WAITING and date.ends_at > at:
            owes, who = _officer(case)
            words, url = _("Say whether you come: %(title)s") % {"title": title}, reverse("event_answer", args=[invite.key])
            yield Ask(case.partnership.pk, step, words, owes, who, invite.invited_at, url, ui.day_time(date.starts_at), date.starts_at, 30)
        elif invite.wavers and date.ends_at > at:
            owes, who = _officer(case)
            words, url = _("Your hours have changed. Do you still come? %(title)s") % {"title": title}, reverse("event_answer", args=[invite.key])
            since = invite.asked_again_at or invite.invited_at
            yield Ask(case.partnership.pk, step, words, owes, who, since, url, ui.day_time(date.starts_at), date.starts_at, 30)
        elif invite.state == InviteState.YES and date.pk != own and date.ends_at <= at < date.ends_at + rules.ASK_FOR:
            owes, who = _congregation(case)
            words = _("Did %(officer)s come? %(title)s") % {"officer": case.people.officer, "title": title}
            yield Ask(case.partnership.pk, step, words, owes, who, date.ends_at, date.get_absolute_url(), _("One tap."), weight=30)


def panel(partnership: Partnership, reader: Person, at: datetime) -> Panel | None:
    """The card "Coming up together": the next three dates with the officer, for the two sides and staff."""
    side = side_of(partnership, reader)
    if side is None:
        return None
    lines = tuple(_line(invite) for invite in queries.coming([partnership.pk], at)[:3])
    acts = [(_("Invite the officer"), reverse("congregation_calendar", args=[partnership.congregation.key]))] if side != Side.OFFICER else []
    if partnership.state == PartnershipState.ACTIVE:
        acts.append((_("Plan something together"), reverse("partnership_event_new", args=[partnership.key])))
    acts.append((_("All dates"), reverse("partnership_together", args=[partnership.key])))
    acts.append((_("Introduction and sacred space"), reverse("partnership_introduction", args=[partnership.key])))
    return Panel("events", 30, _("Coming up together"), lines, _("Nothing is planned yet. A meal or a festival is a good beginning."), tuple(acts))


def _line(invite: Invite) -> Line:
    date = invite.occurrence
    detail = f"{ui.day_time(date.starts_at)} · {invite.get_duty_display()}" if invite.duty else ui.day_time(date.starts_at)
    return Line(date.event.title, detail, date.get_absolute_url(), invite.stand_words, "now" if invite.hangs else LOOKS[InviteState(invite.state)])
