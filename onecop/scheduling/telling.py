"""What scheduling has to say about partnerships: facts, asks, and a panel (partnerships.registry). Registered in `apps.py`."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from onecop.access.models import Person
from onecop.partnerships.choices import FactKind, PartnershipState
from onecop.partnerships.models import Partnership, Tenure
from onecop.partnerships.registry import Ask, Fact, Line, Panel
from onecop.partnerships.rules import zone_of
from onecop.scheduling import rules, words
from onecop.scheduling.choices import BOTH, OPEN_STATES, MeetingKind, MeetingState, Side
from onecop.scheduling.models import Meeting
from onecop.scheduling.people import Part, parts_from

STEPS = {MeetingKind.FIRST: "meet", MeetingKind.DEBRIEF: "debrief"}
PICK_WEIGHT, MET_WEIGHT, FIND_WEIGHT = 60, 70, 50


def page_of(partnership: Partnership) -> str:
    return reverse("meeting_list", args=[partnership.key])


# --- facts ------------------------------------------------------------------------------------------------------------


def facts(ids: list[int]) -> list[Fact]:
    """Meetings held, as evidence; and what was agreed, moved and called off, for the story."""
    related = ("partnership__agency__territory", "partnership__congregation")
    rows = list(Meeting.objects.filter(partnership__in=ids).exclude(state=MeetingState.OFFERED).select_related(*related).prefetch_related("moves"))
    who = {row.agreed_by_id for row in rows} | {row.cancelled_by_id for row in rows} | {move.by_id for row in rows for move in row.moves.all()}
    names = dict(Person.objects.filter(pk__in=who - {None}).values_list("pk", "name"))
    return [fact for row in rows for fact in _facts_of(row, names)]


def _facts_of(row: Meeting, names: dict[int, str]) -> Iterator[Fact]:
    def fact(kind: FactKind, at: datetime, said: str, by: int | None = None) -> Fact:
        return Fact(row.partnership_id, kind, at, f"scheduling.meeting:{row.key}", said, names.get(by or 0, ""), page_of(row.partnership))

    zone = zone_of(row.partnership)
    what = {"what": row.get_kind_display()}
    if row.agreed_at and row.ends and row.agreed_at < row.ends:  # what was written in afterward was never agreed here
        first = next(iter(row.moves.all()), None)
        time = {"when": words.day(first.was_starts if first else row.starts, zone)}  # type: ignore[arg-type] # agreed: it has a time
        yield fact(FactKind.STORY, row.agreed_at, _("A time was agreed for the %(what)s: %(when)s.") % (what | time), row.agreed_by_id)
    for move in row.moves.all():
        time = {"when": words.day(move.to_starts, zone)}
        yield fact(FactKind.STORY, move.at, _("The %(what)s was moved to %(when)s.") % (what | time), move.by_id)
    if row.cancelled_at and row.agreed_at:
        because = row.cancel_words.rstrip(".") or row.get_cancel_reason_display()
        yield fact(FactKind.STORY, row.cancelled_at, _("The %(what)s was called off: %(why)s.") % (what | {"why": because}), row.cancelled_by_id)
    if row.state == MeetingState.HELD and row.starts:
        if row.kind in (MeetingKind.FIRST, MeetingKind.OVERLAP):  # at the handover the new officer is met, too
            met = _("Both sides met for the first time.") if row.kind == MeetingKind.FIRST else _("The next officer met the congregation, introduced by name.")
            yield fact(FactKind.MET, row.starts, met)
        said = "" if row.kind in (MeetingKind.FIRST, MeetingKind.OVERLAP) else _("Both sides came together: %(what)s.") % what
        yield fact(FactKind.CONTACT, row.starts, said)


# --- asks -------------------------------------------------------------------------------------------------------------


def asks(ids: list[int], at: datetime) -> list[Ask]:
    """Whose turn it is to pick a time, who has not said whether they met, and where a first meeting is still to be found."""
    rows = list(Meeting.objects.filter(partnership__in=ids, state__in=OPEN_STATES).prefetch_related("offers__wishes", "words"))
    people = _people(ids)
    places = {p.pk: p for p in Partnership.objects.filter(pk__in=ids).select_related("owner")}
    found = []
    for row in rows:
        row.partnership = places[row.partnership_id]
        found += _picking(row, people[row.partnership_id], at) if row.state == MeetingState.OFFERED else _saying(row, people[row.partnership_id], at)
    return found + list(_finding(places, people, {row.partnership_id for row in rows if row.kind == MeetingKind.FIRST}, at))


def _people(ids: list[int]) -> dict[int, list[Part]]:
    held: dict[int, list[Tenure]] = defaultdict(list)
    for tenure in Tenure.objects.filter(partnership__in=ids, closed_on=None).select_related("officer", "contact"):
        held[tenure.partnership_id].append(tenure)
    return defaultdict(list, {pk: parts_from(tenures) for pk, tenures in held.items()})


def _ask(row: Meeting, sides: tuple[Side, ...], people: list[Part], *, title: str, detail: str, since: datetime, weight: int, due: datetime | None) -> Ask:
    whose = [part for part in people if part.side in sides]
    return Ask(
        partnership=row.partnership_id, step=STEPS.get(MeetingKind(row.kind), ""), title=title, detail=detail, since=since, due=due, weight=weight,
        owes=frozenset(part.person_id for part in whose if part.person_id), owes_words=", ".join(part.name for part in whose) or _("nobody yet"),
        url=page_of(row.partnership),
    )  # fmt: skip


def _picking(row: Meeting, people: list[Part], at: datetime) -> list[Ask]:
    offers = [offer for offer in row.offers.all() if offer.withdrawn_at is None and offer.starts > at]
    wishes = [wish for offer in offers for wish in offer.wishes.all()]
    turn = rules.turn({Side(wish.side) for wish in wishes})
    since = max((wish.at for wish in wishes), default=row.changed_at)
    due = min((offer.starts for offer in offers), default=None)
    if wishes:
        title, detail = _("Take one of the times"), _("The other side has picked the times at which it can come. Take one, and it is settled.")
    else:
        title, detail = _("Pick a time to meet"), _("Times that fit both sides are waiting. Tick those that suit you.")
    return [_ask(row, turn, people, title=title, detail=detail, since=since, weight=PICK_WEIGHT, due=due)]


def _saying(row: Meeting, people: list[Part], at: datetime) -> list[Ask]:
    if row.ends is None or row.ends > at:
        return []
    owner = row.partnership.owner
    if row.differ_at and owner:
        detail = _("One side says that they met, the other that they did not.")
        ask = _ask(row, (), people, title=_("Ask both whether they met"), detail=detail, since=row.differ_at, weight=MET_WEIGHT, due=None)
        return [Ask(**{**{name: getattr(ask, name) for name in Ask.__dataclass_fields__}, "owes": frozenset({owner.pk}), "owes_words": owner.name})]
    said = {word.side for word in row.words.all()}
    silent = tuple(side for side in BOTH if side not in said)
    detail = _("The day of your meeting has passed. One tap says whether it came about.")
    return [_ask(row, silent, people, title=_("Say whether you met"), detail=detail, since=row.ends, weight=MET_WEIGHT, due=None)]


def _finding(places: dict[int, Partnership], people: dict[int, list[Part]], on_their_way: set[int], at: datetime) -> Iterator[Ask]:
    """Active partnerships that have not met and have no first meeting on its way."""
    wanting = [pk for pk, p in places.items() if p.state == PartnershipState.ACTIVE and pk not in on_their_way]
    past = Meeting.objects.filter(partnership__in=wanting, kind=MeetingKind.FIRST).values_list("partnership", "state", "changed_at")
    met = {pk for pk, state, _changed in past if state == MeetingState.HELD}
    since: dict[int, datetime] = {}
    for pk, _state, changed in past:
        since[pk] = max(changed, since.get(pk, changed))
    for pk in wanting:
        if pk not in met:
            shell = Meeting(partnership=places[pk], kind=MeetingKind.FIRST)
            yield _ask(
                shell, (Side.CONGREGATION,), people[pk], title=_("Find a time to meet"), since=since.get(pk, places[pk].began_at), weight=FIND_WEIGHT, due=None,
                detail=_("Let the page look for times that fit both sides, or write in what you agreed between you."),
            )  # fmt: skip


# --- panel ------------------------------------------------------------------------------------------------------------


def panel(partnership: Partnership, reader: Person, at: datetime) -> Panel:
    """The next meeting, in the reader's own time."""
    rows = [row for row in partnership.meetings.open().order_by("starts", "id") if row.ends is None or row.ends > at]
    lines = tuple(_line(row) for row in sorted(rows, key=lambda row: (row.starts is None, row.starts or row.made_at)))
    empty = _("No meeting is planned. Pick a time, or write in what you agreed between you.")
    return Panel("scheduling.next", 20, _("Next meeting"), lines, "" if lines else empty, ((_("All meetings"), page_of(partnership)),))


def _line(row: Meeting) -> Line:
    kind = row.get_kind_display()
    if row.starts is None or row.ends is None:
        return Line(_("Times to pick from"), capfirst(kind), page_of(row.partnership), _("Waits for a pick"), "now")
    return Line(words.day(row.starts), f"{words.hours(row.starts, row.ends)}, {kind}", page_of(row.partnership), _("Agreed"), "well")
