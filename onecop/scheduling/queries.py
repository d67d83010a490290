"""Reads about meetings."""

from dataclasses import dataclass
from datetime import datetime

from onecop.access.models import Person
from onecop.partnerships.models import Partnership
from onecop.scheduling import rules
from onecop.scheduling.choices import BOTH, MeetingKind, MeetingState, Side
from onecop.scheduling.models import Meeting, MeetingQuerySet, SlotOffer
from onecop.scheduling.people import side_of


def meetings(partnership: Partnership) -> MeetingQuerySet:
    """Return all meetings of a partnership, the latest first."""
    found: MeetingQuerySet = partnership.meetings.all()
    return found


def has_met(partnership: Partnership) -> bool:
    """True when the first meeting was held."""
    return bool(partnership.meetings.filter(kind=MeetingKind.FIRST, state=MeetingState.HELD).exists())


@dataclass(frozen=True)
class Picking:
    """Times that wait for a pick. turn: who may move it on. theirs: the offers that the other side can, as the reader's side sees it."""

    meeting: Meeting
    offers: tuple[SlotOffer, ...]
    turn: tuple[Side, ...]
    mine: frozenset[int]
    theirs: frozenset[int]

    @property
    def shown(self) -> tuple[SlotOffer, ...]:
        """What the reader may pick from: what the other side can, once it has picked."""
        return tuple(offer for offer in self.offers if offer.pk in self.theirs) if self.theirs else self.offers


def picking(meeting: Meeting, side: Side | None, at: datetime) -> Picking:
    """Return how the picking of a time stands, for a reader on a side (None: somebody who only looks)."""
    offers = tuple(offer for offer in meeting.offers.filter(withdrawn_at=None).prefetch_related("wishes") if offer.starts > at)
    wished = {(Side(wish.side), offer.pk) for offer in offers for wish in offer.wishes.all()}
    mine = frozenset(pk for by, pk in wished if by == side)
    theirs = frozenset(pk for by, pk in wished if side in BOTH and by != side)
    return Picking(meeting, offers, rules.turn({by for by, _pk in wished}), mine, theirs)


@dataclass(frozen=True)
class Sheet:
    """The page of a partnership's meetings. ask: meetings of which the reader may still say whether they happened."""

    side: Side | None
    picking: tuple[Picking, ...]
    ahead: tuple[Meeting, ...]
    ask: tuple[Meeting, ...]
    behind: tuple[Meeting, ...]
    has_met: bool

    @property
    def first_open(self) -> bool:
        return self.is_open(MeetingKind.FIRST)

    def is_open(self, kind: str) -> bool:
        """True while a meeting of a kind is on its way."""
        return any(m.kind == kind for m in (*self.ahead, *self.ask, *(p.meeting for p in self.picking)))


def sheet(partnership: Partnership, *, reader: Person, at: datetime) -> Sheet:
    """Gather the meetings of one partnership: a fixed number of queries, and three for each meeting that still waits for a time."""
    side = side_of(partnership, reader)
    rows = list(partnership.meetings.prefetch_related("words").order_by("starts", "id"))
    for row in rows:
        row.partnership = partnership
    agreed = [row for row in rows if row.state == MeetingState.AGREED]
    return Sheet(
        side=side,
        picking=tuple(picking(row, side, at) for row in rows if row.state == MeetingState.OFFERED),
        ahead=tuple(row for row in agreed if not row.has_begun(at)),
        ask=tuple(row for row in agreed if row.has_begun(at)),
        behind=tuple(row for row in reversed(rows) if not row.is_open),
        has_met=any(row.kind == MeetingKind.FIRST and row.state == MeetingState.HELD for row in rows),
    )


def said_by(meeting: Meeting, side: Side | None) -> bool | None:
    """Return what a side said last about whether they met; None when it has not. Reads `words`."""
    return next((word.met for word in sorted(meeting.words.all(), key=lambda w: (w.at, w.pk), reverse=True) if word.side == side), None)
