"""The hours of officers change: what lies ahead follows."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from onecop.agencies import queries as agencies
from onecop.agencies.models import Officer
from onecop.agencies.registry import Worked
from onecop.imports import bulk
from onecop.kernel.actor import SYSTEM, Actor
from onecop.mail.language import letters_language
from onecop.partnerships.choices import PartnershipState
from onecop.partnerships.models import Partnership, Tenure
from onecop.partnerships.rules import local_day, zone_of
from onecop.scheduling import hours_email, slots, words
from onecop.scheduling.choices import OPEN_STATES, CancelReason, MeetingKind, MeetingState
from onecop.scheduling.exceptions import CannotOffer
from onecop.scheduling.models import DutyChange, Guest, Meeting, SlotOffer
from onecop.scheduling.people import holders, parts
from onecop.scheduling.services.agreeing import cancel
from onecop.scheduling.services.locking import lock, lock_partnership
from onecop.scheduling.services.offering import current, offer, renew, tell_no_times


def note_duty(*, was: Mapping[int, Worked | None], by: Actor, at: datetime) -> None:
    """Note whose hours have changed, of those who hold a partnership or come to a meeting (agencies.registry). `follow_duty` does the rest."""
    concerned: set[int] = set()
    for piece in bulk.pieces(list(was)):
        concerned |= set(
            Tenure.objects.filter(officer__in=piece, closed_on=None).exclude(partnership__state=PartnershipState.ENDED).values_list("officer", flat=True)
        )
        concerned |= set(Guest.objects.filter(officer__in=piece, meeting__state__in=OPEN_STATES).values_list("officer", flat=True))
    rows = []
    for pk in sorted(concerned):
        anchor_on, cycle = was[pk] or (None, None)
        rows.append(DutyChange(officer_id=pk, was_anchor_on=anchor_on, was_cycle=cycle, noted_at=at, noted_by_id=by.pk))
    DutyChange.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
@letters_language()
def follow_duty(*, change: DutyChange, by: Actor = SYSTEM, at: datetime) -> bool:
    """Let the meetings of an officer follow the hours that are worked now, and tell both sides. Returns False when that was done already.

    A time that was picked from offers and lies in duty, rest or leave now is called off, and others are offered; times that wait for a pick are
    looked for anew when one of them no longer fits. What people agreed on by themselves stands: they are asked to look at it.
    """
    row = DutyChange.objects.select_for_update(of=("self",)).get(pk=change.pk)
    if row.followed_at is not None:
        return False
    officer = agencies.with_duty((at - slots.SPARE).date()).select_related("agency__scope").get(pk=row.officer_id)
    worked = (officer.shift.anchor_on, officer.shift.cycle) if officer.shift else (None, None)
    other_shift = row.is_other_shift(*worked)
    row.followed_at = at
    row.save(update_fields=["followed_at"])
    held = Partnership.objects.open().filter(tenures__officer=officer, tenures__closed_on=None)
    invited = Meeting.objects.open().filter(guests__officer=officer)
    for pk in sorted({*held.values_list("pk", flat=True), *invited.values_list("partnership", flat=True)}):
        _follow(Partnership(pk=pk), officer, other_shift, by=by, at=at)
    return True


def _follow(found: Partnership, officer: Officer, other_shift: bool, *, by: Actor, at: datetime) -> None:
    partnership = lock_partnership(found)
    said = [line for meeting in partnership.meetings.open().order_by("starts", "id") if (line := _refit(meeting, officer, other_shift, by=by, at=at))]
    if said or (other_shift and partnership.state == PartnershipState.ACTIVE):
        for part in holders(partnership, local_day(partnership, at)):
            hours_email.other_hours(partnership, part, officer=str(officer), lines=said, by=by, at=at)


def _refit(meeting: Meeting, officer: Officer, other_shift: bool, *, by: Actor, at: datetime) -> str:
    """Return what became of a meeting, in a sentence; nothing where all stays as it is."""
    row = lock(meeting)
    if not any(part.officer and part.officer.pk == officer.pk for part in parts(row, at)):
        return ""
    if row.state == MeetingState.OFFERED:
        return _offered(row, officer, by=by, at=at)
    if row.starts is None or row.ends is None or row.has_begun(at) or slots.fits(officer, row.starts, row.ends):
        return ""
    facts = {"what": row.get_kind_display(), "when": words.when_of(row, zone_of(row.partnership))}
    if row.written_in or row.moves.exists():
        line = "Please look at your {what} on {when}: it lies in these hours. If it still holds, leave it; if not, move it on the page of your meetings."
        return line.format(**facts) if other_shift else ""
    return _offer_anew(row, officer, by=by, at=at).format(**facts)


def _offered(row: Meeting, officer: Officer, *, by: Actor, at: datetime) -> str:
    standing = [one for one in current(row) if one.starts > at]
    if all(slots.fits(officer, one.starts, one.ends) for one in _that_count(standing)):
        return ""
    renew(meeting=row, whatever=True, by=by, at=at)
    return f"Some of the times that we offered for your {row.get_kind_display()} no longer fit. What takes their place comes in a letter of its own."


def _that_count(standing: list[SlotOffer]) -> list[SlotOffer]:
    """Return what one side has picked already; all while nobody has."""
    return [one for one in standing if one.wishes.all()] or standing


def _offer_anew(row: Meeting, officer: Officer, *, by: Actor, at: datetime) -> str:
    guests = [guest.officer for guest in row.guests.select_related("officer")]
    cancel(meeting=row, reason=CancelReason.HOURS, by=by, at=at)
    try:
        with transaction.atomic():
            offer(partnership=row.partnership, kind=MeetingKind(row.kind), minutes=row.minutes, guests=guests, by=by, at=at)
    except CannotOffer as no:
        tell_no_times(row.partnership, MeetingKind(row.kind), no, by=by, at=at)
        return "Your {what} on {when} no longer fits, and is called off. Please agree on another time between you."
    return "Your {what} on {when} no longer fits, and is called off. Times that fit come in a letter of its own."
