"""Pausing, taking up again, ending well, and the way back."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from onecop.audit.services import record
from onecop.kernel.actor import Actor
from onecop.kernel.errors import Refused
from onecop.partnerships.choices import CloseReason, EndReason, PartnershipState, PauseReason
from onecop.partnerships.models import Ending, Partnership, Pause
from onecop.partnerships.registry import tell_standing
from onecop.partnerships.rules import local_day
from onecop.partnerships.services.owning import owner_for
from onecop.partnerships.services.tenures import close_tenure, locked


class CannotChange(Refused):
    """The partnership is not in a state for this."""


@transaction.atomic
def pause(*, partnership: Partnership, reason: PauseReason, words: str = "", until_on: date | None = None, by: Actor, at: datetime) -> Pause:
    """Let nothing be expected of a partnership for a while.

    Raises:
        CannotChange: it is not active.
    """
    row = locked(partnership)
    _must_be(row, PartnershipState.ACTIVE)
    made = Pause.objects.create(partnership=row, reason=reason, words=words[:300], until_on=until_on, began_at=at, began_by_id=by.pk)
    turn = _turn(row, PartnershipState.PAUSED)
    record("partnership.paused", row, by=by, at=at, before=turn.before, after={**turn.after, "reason": str(reason)}, scope_id=row.congregation.scope_id)
    tell_standing(partnership=row, was=turn.was, by=by, at=at)
    return made


@transaction.atomic
def resume(*, partnership: Partnership, by: Actor, at: datetime) -> Partnership:
    """Take a paused partnership up again.

    Raises:
        CannotChange: it is not paused.
    """
    row = locked(partnership)
    _must_be(row, PartnershipState.PAUSED)
    row.pauses.filter(ended_at=None).update(ended_at=at, ended_by_id=by.pk)
    turn = _turn(row, PartnershipState.ACTIVE)
    record("partnership.resumed", row, by=by, at=at, before=turn.before, after=turn.after, scope_id=row.congregation.scope_id)
    tell_standing(partnership=row, was=turn.was, by=by, at=at)
    return row


@transaction.atomic
def end(*, partnership: Partnership, reason: EndReason, words: str = "", thanks: str = "", by: Actor, at: datetime) -> Ending:
    """End a partnership: every open tenure closes today, what is planned is called off by the apps above, all that happened stays.

    Raises:
        CannotChange: it has ended already.
    """
    row = locked(partnership)
    _must_be(row, PartnershipState.ACTIVE, PartnershipState.PAUSED)
    row.pauses.filter(ended_at=None).update(ended_at=at, ended_by_id=by.pk)
    today = local_day(row, at)
    for tenure in row.tenures.filter(closed_on=None):
        close_tenure(tenure=tenure, on=max(today, tenure.opened_on), reason=CloseReason.ENDED, by=by, at=at)
    made = Ending.objects.create(partnership=row, reason=reason, words=words[:600], thanks=thanks, at=at, by_id=by.pk)
    row.ended_at, row.ended_by_id = at, by.pk
    turn = _turn(row, PartnershipState.ENDED)
    record("partnership.ended", row, by=by, at=at, before=turn.before, after={**turn.after, "reason": str(reason)}, scope_id=row.congregation.scope_id)
    tell_standing(partnership=row, was=turn.was, by=by, at=at)
    return made


@transaction.atomic
def reopen(*, partnership: Partnership, by: Actor, at: datetime) -> Partnership:
    """Take an ended partnership up again: its history goes on. Its people are named anew.

    Raises:
        CannotChange: it has not ended, or the congregation has another open one.
        NoOwner: no staff member is there to look after it.
    """
    row = locked(partnership)
    _must_be(row, PartnershipState.ENDED)
    row.endings.filter(reopened_at=None).update(reopened_at=at, reopened_by_id=by.pk)
    row.ended_at, row.ended_by_id = None, None
    row.owner = owner_for(row.congregation)
    try:
        with transaction.atomic():
            turn = _turn(row, PartnershipState.ACTIVE)
    except IntegrityError:
        raise CannotChange(_("The congregation has another partnership now."), instead=_("End that one first.")) from None
    record("partnership.reopened", row, by=by, at=at, before=turn.before, after=turn.after, scope_id=row.congregation.scope_id)
    tell_standing(partnership=row, was=turn.was, by=by, at=at)
    return row


def _must_be(row: Partnership, *states: PartnershipState) -> None:
    if row.state not in states:
        raise CannotChange(_("This partnership is %(state)s.") % {"state": row.get_state_display()}, instead=_("Look at its page again."))


@dataclass(frozen=True)
class _Turn:
    was: PartnershipState
    now: PartnershipState

    @property
    def before(self) -> dict[str, str]:
        return {"state": str(self.was)}

    @property
    def after(self) -> dict[str, str]:
        return {"state": str(self.now)}


def _turn(row: Partnership, state: PartnershipState) -> _Turn:
    turn = _Turn(PartnershipState(row.state), state)
    row.state = state
    row.save(update_fields=["state", "owner", "ended_at", "ended_by_id"])
    return turn
