"""At the door: who came, by name or by number, from several phones that may send late and twice."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from onecop.access import links
from onecop.access.models import ActionLink
from onecop.audit.services import record
from onecop.events import services as events
from onecop.events.choices import Side
from onecop.events.exceptions import CannotTell
from onecop.events.models import Occurrence
from onecop.events.people import people
from onecop.kernel.actor import SYSTEM, Actor
from onecop.registrations import rules
from onecop.registrations.choices import DOOR, HEADS, NAMED, GuestSide, RegistrationState, Source, TapKind
from onecop.registrations.exceptions import DoorClosed, NotStanding
from onecop.registrations.models import Registration, Seats, Tap
from onecop.registrations.services.seats import seats_of


@dataclass(frozen=True)
class Press:
    """A tap as a phone sends it. who: the key of a registration. number: of a party, or how many more (or fewer) heads. name: with NAMED alone."""

    uid: uuid.UUID
    kind: str
    at: datetime
    number: int = 1
    who: str = ""
    name: str = ""


def key_of(uid: uuid.UUID) -> str:
    """Return the key of whoever a tap writes onto the list: the phone knows it before it has a network, and taps on."""
    return f"w{uid.hex[:11]}"


@transaction.atomic
def hear(*, occurrence: Occurrence, presses: Iterable[Press], by: Actor, at: datetime) -> int:
    """Take in what a phone tapped, in any order, as often as it is sent. Returns how many taps were new.

    A tap about somebody who is not on the list of this date is passed over: it was taken off meanwhile.

    Raises:
        DoorClosed: the date was called off, lies too far ahead, or is long over.
    """
    seats = seats_of(occurrence)
    date = seats.occurrence
    if date.cancelled_at or date.event.cancelled_at:
        raise DoorClosed(_("It does not take place."))
    if not rules.door_is_open(date.starts_at, date.ends_at, at):
        raise DoorClosed(_("The door opens twelve hours before, and closes two days after."))
    given = {press.uid: press for press in presses}
    for known in Tap.objects.filter(occurrence=date, uid__in=given).values_list("uid", flat=True):
        del given[known]
    _write_down(date, [press for press in given.values() if press.kind == NAMED], by=by, at=at)
    given = {uid: replace(press, kind=TapKind.CAME, who=key_of(uid)) if press.kind == NAMED else press for uid, press in given.items()}
    rows = Registration.objects.filter(Q(source=Source.DOOR) | ~Q(state=RegistrationState.CANCELLED))
    guests = {row.key: row for row in rows.filter(occurrence=date, key__in=[press.who for press in given.values() if press.who])}
    taps = [tap for press in given.values() if (tap := _tap(date, press, guests, by, at))]
    Tap.objects.bulk_create(taps)
    for row in {tap.registration for tap in taps if tap.registration}:
        _settle(row, by=by, at=at)
    _count(seats, sum(tap.number for tap in taps if tap.kind == TapKind.HEADS), any(tap.kind == TapKind.HEADS for tap in taps))
    if taps:
        after = {"taps": len(taps)}
        record("door.heard", date, by=by, at=at, after=after, scope_id=date.event.scope_id_of_host)
        tell(occurrence=date, by=by, at=at)
    return len(taps)


def _write_down(date: Occurrence, presses: list[Press], *, by: Actor, at: datetime) -> None:
    """Put those onto the list who came without signing up and told their name. They hold no seat and get no letter."""
    Registration.objects.bulk_create(
        Registration(
            key=key_of(press.uid), occurrence=date, name=" ".join(press.name.split())[:120], source=Source.DOOR, state=RegistrationState.YES,
            party=max(1, min(press.number, rules.LARGEST)), made_at=at, made_by_id=by.pk,
        )
        for press in presses if press.name.strip()
    )  # fmt: skip


def _tap(date: Occurrence, press: Press, guests: dict[str, Registration], by: Actor, at: datetime) -> Tap | None:
    named = press.kind in (TapKind.CAME, TapKind.UNDO)
    row = guests.get(press.who) if named else None
    if named and row is None:
        return None
    number = max(1, min(press.number, rules.LARGEST)) if press.kind == TapKind.CAME else max(-rules.LARGEST, min(press.number, rules.LARGEST))
    return Tap(
        occurrence=date, uid=press.uid, kind=press.kind, registration=row, number=number,
        tapped_at=rules.tapped_at(press.at, at), heard_at=at, heard_by_id=by.pk,
    )  # fmt: skip


def _settle(row: Registration, *, by: Actor, at: datetime) -> None:
    """Write onto a registration what all phones together say of it."""
    taps = [rules.Pressed(tap.kind, tap.number, tap.tapped_at, tap.pk) for tap in row.taps.all()]
    number = rules.here(taps)
    row.came_at = max(tap.at for tap in taps) if number else None
    row.came_by_id, row.came_party = (by.pk, number) if number else (None, None)
    if row.source == Source.DOOR:  # whoever was written down by mistake is on no list
        row.state = RegistrationState.YES if number else RegistrationState.CANCELLED
    row.save(update_fields=["came_at", "came_by_id", "came_party", "state"])


def _count(seats: Seats, more: int, counted: bool) -> None:
    if counted:
        seats.heads = max(0, (seats.heads or 0) + more)
        seats.save(update_fields=["heads"])


def check_in(*, registration: Registration, party: int | None = None, uid: uuid.UUID | None = None, by: Actor, at: datetime) -> bool:
    """Note that somebody came, with so many of the party. False: it was noted before under the same number.

    Raises:
        DoorClosed: as in `hear`. NotStanding: they are not on the list any more.
    """
    if registration.state == RegistrationState.CANCELLED:
        raise NotStanding(_("Their name is no longer on this list."))
    press = Press(uid or uuid.uuid4(), TapKind.CAME, at, party or registration.party, registration.key)
    return bool(hear(occurrence=registration.occurrence, presses=[press], by=by, at=at))


def undo_check_in(*, registration: Registration, uid: uuid.UUID | None = None, by: Actor, at: datetime) -> bool:
    """Take a check-in back."""
    return bool(hear(occurrence=registration.occurrence, presses=[Press(uid or uuid.uuid4(), TapKind.UNDO, at, 0, registration.key)], by=by, at=at))


def walk_in(*, occurrence: Occurrence, number: int = 1, uid: uuid.UUID | None = None, by: Actor, at: datetime) -> bool:
    """Count people who came without signing up: a number, no names."""
    return bool(hear(occurrence=occurrence, presses=[Press(uid or uuid.uuid4(), TapKind.WALK_IN, at, number)], by=by, at=at))


def walk_in_by_name(*, occurrence: Occurrence, name: str, number: int = 1, uid: uuid.UUID | None = None, by: Actor, at: datetime) -> bool:
    """Write down somebody who came without signing up, with so many, where the host keeps names. They are counted by name, not among the others."""
    return bool(hear(occurrence=occurrence, presses=[Press(uid or uuid.uuid4(), NAMED, at, number, name=name)], by=by, at=at))


def count_heads(*, occurrence: Occurrence, number: int, uid: uuid.UUID | None = None, by: Actor, at: datetime) -> bool:
    """Count so many more heads (or fewer, with a minus): numbers alone, told to the event when it has begun."""
    return bool(hear(occurrence=occurrence, presses=[Press(uid or uuid.uuid4(), TapKind.HEADS, at, number)], by=by, at=at))


@transaction.atomic
def tell(*, occurrence: Occurrence, by: Actor = SYSTEM, at: datetime) -> None:
    """Tell events what the door learned: the headcount, and for each partnership whether its officer, and somebody of its congregation, came.

    Never a name. Before it begins nothing is told; the worker does it then.
    """
    if occurrence.starts_at > at:
        return
    seats = seats_of(occurrence)
    if seats.heads != seats.heads_told:
        events.set_headcount(occurrence=occurrence, number=seats.heads, by=by, at=at)
        seats.heads_told = seats.heads
        seats.save(update_fields=["heads_told"])
    rows = Registration.objects.filter(occurrence=occurrence, partnership__isnull=False).exclude(side=GuestSide.GUEST)
    groups: dict[tuple[int, str], list[Registration]] = {}
    for row in rows.select_related("partnership", "officer"):
        groups.setdefault((row.partnership_id or 0, row.side), []).append(row)
    for (_number, side), those in groups.items():
        _tell_side(occurrence, side, those, by=by, at=at)


def _tell_side(occurrence: Occurrence, side: str, rows: list[Registration], *, by: Actor, at: datetime) -> None:
    """Tell of one side of a partnership once for all who came for it; a check-in taken back is told as well."""
    came = any(row.came_at for row in rows)
    told = any(row.told_came for row in rows)
    partnership = rows[0].partnership
    if came == told or partnership is None:
        return
    if side == GuestSide.OFFICER and not _holds(occurrence, rows):
        return
    who, teller = Side(side), Side.CONGREGATION if occurrence.event.house else Side.STAFF
    try:
        events.tell_attendance(occurrence=occurrence, partnership=partnership, who=who, came=came, told_by=teller, by=by, at=at)
    except CannotTell:
        return
    Registration.objects.filter(pk__in=[row.pk for row in rows]).update(told_came=came)


def _holds(occurrence: Occurrence, rows: list[Registration]) -> bool:
    """Attendance speaks of the officer who is asked or who holds the partnership: nobody else's presence is told as theirs."""
    partnership = rows[0].partnership
    assert partnership is not None
    asked = occurrence.invites.live().filter(partnership=partnership).first()
    holder = asked.officer_id if asked else getattr(people(partnership).officer, "pk", None)
    return any(row.officer_id == holder for row in rows if row.came_at or row.told_came)


@transaction.atomic
def open_door(*, occurrence: Occurrence, name: str, names: bool, by: Actor, at: datetime) -> str:
    """Return the raw token of a link that opens the door of one date to somebody without an account, until it is long over.

    Args:
        names: with the names of the guests; else only to count. Only who may read the names may give them away: the caller has checked that.

    Raises:
        DoorClosed: it is called off or long over.
    """
    if occurrence.cancelled_at or occurrence.event.cancelled_at or at >= occurrence.ends_at + rules.DOOR_AFTER:
        raise DoorClosed(_("There is no door to keep for this date."))
    until = occurrence.ends_at + rules.DOOR_AFTER
    token = links.issue(act=DOOR if names else HEADS, target=occurrence, email="", name=name.strip()[:120], until=until, at=at)
    record("door.given", occurrence, by=by, at=at, after={"name": name[:120]}, scope_id=occurrence.event.scope_id_of_host)
    return token


@transaction.atomic
def close_doors(*, occurrence: Occurrence, names: bool, by: Actor, at: datetime) -> int:
    """Take back every link that counts at the door of a date, and with `names` those that show names. Returns how many worked until now."""
    number = sum(links.withdraw(act=act, target=occurrence, at=at) for act in ((DOOR, HEADS) if names else (HEADS,)))
    if number:
        record("door.taken_back", occurrence, by=by, at=at, after={"number": number}, scope_id=occurrence.event.scope_id_of_host)
    return number


def opened(token: str, *, at: datetime) -> tuple[ActionLink, Occurrence]:
    """Return what a door link opens. Changes nothing.

    Raises:
        LinkInvalid, LinkExpired, LinkUsed.
    """
    act = HEADS if ActionLink.objects.filter(act=HEADS, token_hash=links.digest(token)).exists() else DOOR
    found = links.find(act=act, token=token, at=at)
    dates = Occurrence.objects.select_related("event__congregation", "event__agency", "event__scope", "event__partnership__congregation")
    return found, dates.get(key=found.target)
