"""How a handover is opened, dated, and called off."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from onecop.access.choices import RoleCode
from onecop.access.models import Person
from onecop.audit.services import record
from onecop.handover import emails
from onecop.handover.choices import BY_ITSELF, Origin, Wish
from onecop.handover.exceptions import CannotHandOver
from onecop.handover.models import Handover, Request
from onecop.kernel.actor import Actor
from onecop.partnerships.choices import CloseReason, PartnershipState, TenureKind
from onecop.partnerships.models import Partnership, Tenure

KINDS = frozenset(
    {CloseReason.TRANSFER, CloseReason.SHIFT, CloseReason.PROMOTION, CloseReason.LEAVE, CloseReason.LEFT, CloseReason.ASKED, CloseReason.CONGREGATION,
     CloseReason.MOVED, CloseReason.MAP}
)  # fmt: skip
"""Reasons that lead to a handover. The others are how one ends."""


def locked(handover: Handover) -> Handover:
    """Lock the partnership and then the handover: whoever changes either waits, and looks again."""
    Partnership.objects.select_for_update(of=("self",)).get(pk=handover.partnership_id)
    rows = Handover.objects.select_related("partnership__congregation__scope", "partnership__agency__scope", "partnership__agency__territory", "old__officer")
    return rows.select_related("successor", "interim__officer", "new__officer").select_for_update(of=("self",)).get(pk=handover.pk)


def still_open(handover: Handover) -> Handover:
    """Return the handover, locked.

    Raises:
        CannotHandOver: it has been closed.
    """
    row = locked(handover)
    if row.closed_at is not None:
        raise CannotHandOver(_("This handover is closed already."), instead=_("Look at the partnership’s page for how it stands now."))
    return row


@transaction.atomic
def ask(
    *,
    partnership: Partnership,
    reason: CloseReason | str,
    by: Actor,
    at: datetime,
    leaves_on: date | None = None,
    words: str = "",
    wish: str = "",
    origin: Origin | str = "",
) -> Handover:
    """Say that the partner officer moves on, or that somebody else is wanted. Opens a handover, or adds to the open one.

    Args:
        reason: one of `KINDS`. leaves_on: the first day without the officer, where it is known. words, wish: for staff alone.
        origin: who says so; worked out from `by` when blank.

    Raises:
        CannotHandOver: the partnership has ended, or the reason is none.
    """
    reason = CloseReason(reason)
    if reason not in KINDS:
        raise CannotHandOver(_("That is no reason for a new officer."), instead=_("Choose another reason."))
    row = Partnership.objects.select_for_update(of=("self",)).select_related("congregation__scope", "agency__scope", "agency__territory").get(pk=partnership.pk)
    if row.state == PartnershipState.ENDED:
        raise CannotHandOver(_("This partnership has ended."), instead=_("Take it up again first."))
    origin = Origin(origin or origin_of(row, by))
    handover = row.handovers.open().first()
    fresh = handover is None
    if handover is None:
        handover = _open(row, reason, origin, leaves_on, by=by, at=at)
    elif origin in BY_ITSELF:
        return handover  # two sweeps at once saw the same: the second has nothing to add
    asked = Request(handover=handover, origin=origin, reason=reason, wish=Wish(wish) if wish else "", words=words.strip()[:600], leaves_on=leaves_on)
    asked.asked_at, asked.asked_by_id = at, by.pk
    asked.save()
    if not fresh:
        record("handover.asked_again", handover, by=by, at=at, after={"origin": origin}, scope_id=handover.scope_id)
        if leaves_on is not None and handover.leaves_on is None and handover.agreed_at is None:
            handover = set_date(handover=handover, leaves_on=leaves_on, by=by, at=at)
    return handover


def _open(row: Partnership, reason: CloseReason, origin: Origin, leaves_on: date | None, *, by: Actor, at: datetime) -> Handover:
    held = row.tenures.filter(kind=TenureKind.LEAD, closed_on=None).select_related("officer").first()
    cover = row.tenures.filter(kind=TenureKind.INTERIM, closed_on=None).first()
    facts = {"reason": reason, "origin": origin, "leaves_on": leaves_on, "old": held, "interim": cover, "area": row.congregation.area}
    try:
        with transaction.atomic():
            made = Handover.objects.create(partnership=row, opened_at=at, opened_by_id=by.pk, **facts)
    except IntegrityError:  # on an engine where the lock above does not hold others off
        return Handover.objects.open().get(partnership=row)
    words = {"officer": str(held.officer) if held else "", "origin": origin, "on": leaves_on.isoformat() if leaves_on else ""}
    record("handover.opened", made, by=by, at=at, after=words, scope_id=made.scope_id)
    emails.opened(made, by=by, at=at)
    return made


def origin_of(partnership: Partnership, by: Actor) -> Origin:
    """Work out in what part somebody speaks: who holds the partnership before what role they have."""
    if not isinstance(by, Person):
        return Origin.ROSTER
    held = partnership.tenures.filter(closed_on=None)
    if held.filter(officer__person=by).exists():
        return Origin.OFFICER
    if held.filter(contact__person=by).exists():
        return Origin.CONGREGATION
    if by.grants.in_force().filter(role=RoleCode.LIAISON, scope=partnership.agency.scope_id).exists():  # type: ignore[attr-defined]
        return Origin.LIAISON
    return Origin.STAFF


@transaction.atomic
def set_date(*, handover: Handover, leaves_on: date | None, by: Actor, at: datetime) -> Handover:
    """Note, or correct, the first day without the old officer.

    Raises:
        CannotHandOver: it is closed, the old officer is gone already, or a successor has agreed to a day.
    """
    row = still_open(handover)
    if row.leaves_on == leaves_on:
        return row
    if row.agreed_at is not None or row.old is None or row.old.closed_on is not None:
        raise CannotHandOver(_("The day stands already."), instead=_("Call the handover off and begin anew if it is wrong."))
    if leaves_on is not None and leaves_on < row.old.opened_on:
        raise CannotHandOver(_("That is before the officer’s first day."), instead=_("Choose a later day."))
    before, row.leaves_on = row.leaves_on, leaves_on
    row.save(update_fields=["leaves_on"])
    was, now_on = before.isoformat() if before else "", leaves_on.isoformat() if leaves_on else ""
    record("handover.dated", row, by=by, at=at, before={"on": was}, after={"on": now_on}, scope_id=row.scope_id)
    return row


def opened_tenure(handover: Handover) -> Tenure | None:
    """Return the lead's time that is open now, if any."""
    return handover.partnership.tenures.filter(kind=TenureKind.LEAD, closed_on=None).select_related("officer").first()
