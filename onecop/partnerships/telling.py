"""What partnerships themselves have to tell of one: who came and went, pauses, endings; what waits; and the cards on its page."""

from collections.abc import Iterator
from datetime import date, datetime, time

from django.urls import reverse
from django.utils.translation import gettext as _

from onecop.access.middleware import PersonAccess
from onecop.access.models import Person
from onecop.congregations.choices import ContactKind
from onecop.kernel.permissions import Permission
from onecop.partnerships import rules
from onecop.partnerships.choices import CloseReason, FactKind, PartnershipState, TenureKind, WishKind
from onecop.partnerships.models import Ending, Leaving, Naming, Partnership, Pause, Tenure, Wish
from onecop.partnerships.registry import Ask, Fact, Line, Panel
from onecop.ui.words import day

SPEAKS_OF = {TenureKind.LEADER: "leader", TenureKind.COORDINATOR: "coordinator", TenureKind.LEAD: "officer", TenureKind.INTERIM: "officer"}
TALK_FIRST, CALL, LOOK = 60, 40, 30
"""Weights of asks: a side that wants to stop waits for nobody; then a part that is vacant; then what was put off until today."""


def facts(ids: list[int]) -> Iterator[Fact]:
    """Tell who came and went, pauses, endings and ways back (registry.facts). Five queries."""
    rows = Partnership.objects.select_related("agency__territory", "congregation").in_bulk(ids)
    for row in rows.values():
        words = _("The partnership of %(congregation)s with %(agency)s began.") % {"congregation": row.congregation, "agency": row.agency}
        yield Fact(row.pk, FactKind.STORY, row.began_at, f"partnerships.partnership:{row.key}", words)
    for tenure in Tenure.objects.filter(partnership__in=ids).select_related("officer", "contact"):
        yield from _of_tenure(tenure, rows[tenure.partnership_id])
    for pause in Pause.objects.filter(partnership__in=ids):
        reason = pause.get_reason_display()
        yield Fact(pause.partnership_id, FactKind.STORY, pause.began_at, f"partnerships.pause:{pause.pk}", _("A pause began: %(reason)s.") % {"reason": reason})
        if pause.ended_at:
            yield Fact(pause.partnership_id, FactKind.STORY, pause.ended_at, f"partnerships.pause:{pause.pk}:over", _("The pause was over."))
    for ending in Ending.objects.filter(partnership__in=ids):
        words = _("The partnership ended: %(reason)s.") % {"reason": ending.get_reason_display()}
        yield Fact(ending.partnership_id, FactKind.STORY, ending.at, f"partnerships.ending:{ending.pk}", words)
        if ending.reopened_at:
            yield Fact(
                ending.partnership_id, FactKind.STORY, ending.reopened_at, f"partnerships.ending:{ending.pk}:back", _("The partnership was taken up again.")
            )


def _of_tenure(tenure: Tenure, row: Partnership) -> Iterator[Fact]:
    facts = {"who": tenure.officer or tenure.contact, "part": tenure.get_kind_display()}
    kind = FactKind.COORDINATOR if tenure.kind == TenureKind.COORDINATOR else FactKind.STORY
    source, side = f"partnerships.tenure:{tenure.pk}", SPEAKS_OF.get(TenureKind(tenure.kind), "")
    opened = max(row.began_at, _morning(tenure.opened_on, row)) if tenure.opened_on == rules.local_day(row, row.began_at) else _morning(tenure.opened_on, row)
    yield Fact(row.pk, kind, opened, source, _("%(who)s became %(part)s.") % facts, by=str(facts["who"]), who=side)
    if tenure.closed_on and tenure.close_reason != CloseReason.ENDED:
        why = tenure.get_close_reason_display() if tenure.close_reason else _("handed over")
        words = _("%(who)s was no longer %(part)s: %(why)s.") % {**facts, "why": why}
        yield Fact(row.pk, FactKind.STORY, _morning(tenure.closed_on, row), f"{source}:over", words, by=str(facts["who"]), who=side)


def _morning(on: date, row: Partnership) -> datetime:
    return datetime.combine(on, time(), rules.zone_of(row))


def asks(ids: list[int], at: datetime) -> Iterator[Ask]:
    """Tell what waits: a part to be filled, an answer to give, a wish to settle, a pause to look at (registry.asks). Six queries."""
    rows = {p.pk: p for p in Partnership.objects.filter(pk__in=ids).select_related("congregation__territory", "agency__territory", "owner")}
    held: dict[int, dict[str, Tenure]] = {pk: {} for pk in rows}
    vacant: dict[tuple[int, str], datetime] = {}
    for tenure in Tenure.objects.filter(partnership__in=ids, officer=None).select_related("contact").order_by("closed_on", "pk"):
        if tenure.closed_on is None:
            held[tenure.partnership_id][tenure.kind] = tenure
        else:
            vacant[tenure.partnership_id, tenure.kind] = _morning(tenure.closed_on, rows[tenure.partnership_id])
    temples = {p.congregation_id: p.pk for p in rows.values() if p.state != PartnershipState.ENDED}
    namings: dict[tuple[int, str], Naming] = {(temples[n.congregation_id], n.kind): n for n in Naming.objects.open().filter(congregation__in=temples)}
    by_email = dict(Person.objects.filter(email__in=[n.email for n in namings.values()]).values_list("email", "pk"))
    for pk, row in rows.items():
        if row.state == PartnershipState.ACTIVE:
            yield from _of_parts(row, held[pk], vacant, namings, by_email)
    yield from _of_leavings(rows, temples, held)
    yield from _of_staff(rows, at)


def _of_parts(
    row: Partnership, held: dict[str, Tenure], vacant: dict[tuple[int, str], datetime], namings: dict[tuple[int, str], Naming], by_email: dict[str, int]
) -> Iterator[Ask]:
    """A coordinator is the leader's to find; a leader is for the coordinator to tell us of, and staff ask. Who is asked owes an answer."""
    temple = row.congregation
    for kind in (ContactKind.COORDINATOR, ContactKind.LEADER):
        asked = namings.get((row.pk, kind))
        if asked is not None and asked.answered_at is None:
            owes = _of(by_email.get(asked.email))
            title = _("Say yes or no to being the %(part)s") % {"part": asked.part}
            yield Ask(
                row.pk, "coordinator", title, owes, str(asked), asked.asked_at, reverse("naming_mine", args=[asked.key]), due=asked.answer_by, weight=CALL
            )
        elif asked is None and kind not in held and (kind == ContactKind.COORDINATOR or ContactKind.COORDINATOR in held):
            leader = held[TenureKind.LEADER].contact if TenureKind.LEADER in held else None
            person, who = (leader.person_id, str(leader)) if leader else (row.owner_id, str(row.owner))
            title = _("Name a coordinator") if kind == ContactKind.COORDINATOR else _("Ask who leads the congregation now")
            url = f"{reverse('congregation_invite', args=[temple.key])}?kind={kind}"
            yield Ask(row.pk, "coordinator", title, _of(person), who, vacant.get((row.pk, kind), row.began_at), url, weight=CALL)


def _of(person: int | None) -> frozenset[int]:
    return frozenset({person} if person else set())


def _of_leavings(rows: dict[int, Partnership], temples: dict[int, int], held: dict[int, dict[str, Tenure]]) -> Iterator[Ask]:
    for note in Leaving.objects.filter(settled_at=None, contact__congregation__in=temples).select_related("contact"):
        row = rows[temples[note.contact.congregation_id]]
        leader = held[row.pk].get(TenureKind.LEADER)
        chief = leader.contact if leader and leader.contact_id != note.contact_id else None
        person, words = (chief.person_id, str(chief)) if chief else (row.owner_id, str(row.owner))
        title = _("Find who follows %(who)s") % {"who": note.contact}
        url = f"{reverse('congregation_invite', args=[row.congregation.key])}?kind={note.contact.kind}"
        yield Ask(row.pk, "coordinator", title, _of(person), words, note.noted_at, url, due=_morning(note.on, row), weight=CALL)


def _of_staff(rows: dict[int, Partnership], at: datetime) -> Iterator[Ask]:
    """What only its owner settles: a wish of one side, and a pause whose day has come."""
    titles = {
        WishKind.PAUSE: _("Answer the wish for a pause"),
        WishKind.STOP: _("Talk with both sides: one of them would like to stop"),
        WishKind.AGAIN: _("Answer the wish to take it up again"),
    }
    for wish in Wish.objects.filter(partnership__in=rows, settled_at=None).select_related("asked_by"):
        row = rows[wish.partnership_id]
        yield _for_owner(row, titles[WishKind(wish.kind)], wish.asked_at, _("%(who)s asked.") % {"who": wish.asked_by}, TALK_FIRST)
    for pause in Pause.objects.filter(partnership__in=rows, ended_at=None, until_on__isnull=False):
        row = rows[pause.partnership_id]
        assert pause.until_on is not None  # as filtered
        if pause.until_on <= rules.local_day(row, at):
            yield _for_owner(row, _("Look at the pause again"), _morning(pause.until_on, row), str(pause.get_reason_display()), LOOK)


def _for_owner(row: Partnership, title: str, since: datetime, detail: str, weight: int) -> Ask:
    return Ask(row.pk, "", title, _of(row.owner_id), str(row.owner), since, reverse("partnership_standing", args=[row.key]), detail=detail, weight=weight)


def people_panel(partnership: Partnership, reader: Person, at: datetime) -> Panel | None:
    """Who keeps the congregation's side moving, who is being asked, who leaves (registry.panel)."""
    may = PersonAccess(reader).allows(Permission.CONGREGATION_READ, partnership.congregation)
    if not may or partnership.state == PartnershipState.ENDED:
        return None
    lines = [
        Line(
            words=_("%(who)s is asked to be the %(part)s") % {"who": one, "part": one.part},
            detail=_("said yes") if one.answered_at else _("no answer yet"),
            tag=str(one.get_state_display()),
            tag_state="well" if one.answered_at else "now",
        )
        for one in partnership.congregation.namings.open()
    ]
    notes = Leaving.objects.filter(settled_at=None, contact__congregation=partnership.congregation_id).select_related("contact")
    lines += [Line(words=_("%(who)s leaves on %(day)s") % {"who": n.contact, "day": day(n.on)}, tag=_("Leaves"), tag_state="now") for n in notes]
    acts = (
        (_("Who has which part"), reverse("congregation_parts", args=[partnership.congregation.key])),
        (_("The brief"), reverse("partnership_brief", args=[partnership.key])),
    )
    empty = _("Nobody is being asked, and nobody leaves.")
    return Panel(key="people", order=70, title=_("Your coordinator and deputy"), lines=tuple(lines), empty=empty, acts=acts)


def standing_panel(partnership: Partnership, reader: Person, at: datetime) -> Panel | None:
    """How the partnership stands, and where one asks for a pause or an end (registry.panel)."""
    if not PersonAccess(reader).allows(Permission.PARTNERSHIP_ACT, partnership):
        return None
    lines: list[Line] = []
    pause = partnership.pauses.filter(ended_at=None).first()
    ending = partnership.endings.filter(reopened_at=None).first()
    if pause:
        lines.append(Line(words=_("Paused: %(reason)s") % {"reason": pause.get_reason_display()}, detail=pause.words, tag=_("Pause"), tag_state="now"))
    if ending:
        lines.append(Line(words=_("Ended: %(reason)s") % {"reason": ending.get_reason_display()}, detail=ending.words, tag=_("Ended")))
    for wish in partnership.wishes.filter(settled_at=None).select_related("asked_by"):
        words = _("%(who)s asked %(what)s") % {"who": wish.asked_by, "what": wish.get_kind_display()}
        lines.append(Line(words=words, tag=_("Staff answer"), tag_state="now"))
    label = _("Owner, pause, end") if PersonAccess(reader).allows(Permission.PARTNERSHIP_EDIT, partnership) else _("Ask for a pause, or to stop")
    url = reverse("partnership_standing", args=[partnership.key])
    return Panel(key="standing", order=90, title=_("Pause or end"), lines=tuple(lines), empty=_("The partnership goes on."), acts=((label, url),))
