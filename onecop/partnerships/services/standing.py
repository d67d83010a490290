"""Pausing, taking up again, ending well, and the way back."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from onecop.access import services as access
from onecop.access.models import Person
from onecop.audit.services import record
from onecop.congregations.choices import CongregationStanding
from onecop.kernel.actor import Actor
from onecop.kernel.errors import Refused
from onecop.partnerships import standing_emails as emails
from onecop.partnerships.choices import CloseReason, EndReason, PartnershipState, PauseReason, WishKind
from onecop.partnerships.models import Ending, Partnership, Pause, Tenure, Wish
from onecop.partnerships.registry import tell_standing
from onecop.partnerships.rules import local_day
from onecop.partnerships.services.owning import owner_for
from onecop.partnerships.services.people import follow_contacts
from onecop.partnerships.services.tenures import close_tenure, locked


class CannotChange(Refused):
    """The partnership is not in a state for this."""


@transaction.atomic
def pause(*, partnership: Partnership, reason: PauseReason, words: str = "", until_on: date | None = None, by: Actor, at: datetime) -> Pause:
    """Let nothing be expected of a partnership for a while, and tell both sides.

    Args:
        words: what both sides may read. until_on: when its owner looks again; the pause does not end by itself.

    Raises:
        CannotChange: it is not active, or the day to look again is not after today.
    """
    row = locked(partnership)
    _must_be(row, PartnershipState.ACTIVE)
    if until_on is not None and until_on <= local_day(row, at):
        raise CannotChange(_("The day to look again must be a day to come."), instead=_("Choose a later day, or leave it empty."))
    made = Pause.objects.create(partnership=row, reason=reason, words=words[:300], until_on=until_on, began_at=at, began_by_id=by.pk)
    turn = _turn(row, PartnershipState.PAUSED)
    record("partnership.paused", row, by=by, at=at, before=turn.before, after={**turn.after, "reason": str(reason)}, scope_id=row.congregation.scope_id)
    _settle(row, WishKind.PAUSE, by=by, at=at)
    tell_standing(partnership=row, was=turn.was, by=by, at=at)
    emails.paused(made, people=_people(row), by=by, at=at)
    return made


@transaction.atomic
def look_again(*, partnership: Partnership, until_on: date, by: Actor, at: datetime) -> Pause:
    """Let a pause go on, and say when somebody looks at it again.

    Raises:
        CannotChange: it is not paused, or the day is not after today.
    """
    row = locked(partnership)
    _must_be(row, PartnershipState.PAUSED)
    if until_on <= local_day(row, at):
        raise CannotChange(_("The day to look again must be a day to come."), instead=_("Choose a later day."))
    held = row.pauses.get(ended_at=None)
    before, held.until_on = held.until_on, until_on
    held.save(update_fields=["until_on"])
    told = {"until": before.isoformat() if before else ""}
    record("partnership.pause_extended", row, by=by, at=at, before=told, after={"until": until_on.isoformat()}, scope_id=row.congregation.scope_id)
    return held


@transaction.atomic
def resume(*, partnership: Partnership, by: Actor, at: datetime) -> Partnership:
    """Take a paused partnership up again, and tell both sides.

    Raises:
        CannotChange: it is not paused.
    """
    row = locked(partnership)
    _must_be(row, PartnershipState.PAUSED)
    row.pauses.filter(ended_at=None).update(ended_at=at, ended_by_id=by.pk)
    turn = _turn(row, PartnershipState.ACTIVE)
    record("partnership.resumed", row, by=by, at=at, before=turn.before, after=turn.after, scope_id=row.congregation.scope_id)
    _settle(row, WishKind.AGAIN, by=by, at=at)
    tell_standing(partnership=row, was=turn.was, by=by, at=at)
    emails.resumed(row, people=_people(row), by=by, at=at)
    return row


@transaction.atomic
def end(*, partnership: Partnership, reason: EndReason, words: str = "", thanks: str = "", talked_on: date | None = None, by: Actor, at: datetime) -> Ending:
    """End a partnership: every open tenure closes today, what is planned is called off by the apps above, all that happened stays.

    Both sides get a letter of thanks.

    Args:
        words: what both sides may read. thanks: Markdown, as it stands in the letter. talked_on: the day of the closing talk.

    Raises:
        CannotChange: it has ended already, or the closing talk lies in the future.
    """
    row = locked(partnership)
    _must_be(row, PartnershipState.ACTIVE, PartnershipState.PAUSED)
    today = local_day(row, at)
    if talked_on is not None and talked_on > today:
        raise CannotChange(_("The closing talk has not taken place yet."), instead=_("Leave the day empty, or end the partnership afterwards."))
    people = _people(row)
    row.pauses.filter(ended_at=None).update(ended_at=at, ended_by_id=by.pk)
    made = Ending.objects.create(partnership=row, reason=reason, words=words[:600], thanks=thanks, talked_on=talked_on, at=at, by_id=by.pk)
    row.ended_at, row.ended_by_id = at, by.pk
    turn = _turn(row, PartnershipState.ENDED)
    record("partnership.ended", row, by=by, at=at, before=turn.before, after={**turn.after, "reason": str(reason)}, scope_id=row.congregation.scope_id)
    for tenure in people:
        close_tenure(tenure=tenure, on=max(today, tenure.opened_on), reason=CloseReason.ENDED, by=by, at=at)
    _settle(row, *WishKind, by=by, at=at)
    tell_standing(partnership=row, was=turn.was, by=by, at=at)
    emails.ended(made, people=people, by=by, at=at)
    return made


@transaction.atomic
def reopen(*, partnership: Partnership, by: Actor, at: datetime) -> Partnership:
    """Take an ended partnership up again: its history goes on, and its congregation's people hold their parts again. The officer is asked anew.

    Raises:
        CannotChange: it has not ended, its congregation no longer takes part, or has another open one.
        NoOwner: no staff member is there to look after it.
    """
    access.hold_staff()  # before the row: so does whoever hands on what a leaving staff member looks after
    row = locked(partnership)
    _must_be(row, PartnershipState.ENDED)
    if row.congregation.standing != CongregationStanding.ACCEPTED:
        raise CannotChange(_("%(name)s does not take part any more.") % {"name": row.congregation}, instead=_("It enrolls again first."))
    row.endings.filter(reopened_at=None).update(reopened_at=at, reopened_by_id=by.pk)
    row.ended_at, row.ended_by_id = None, None
    row.owner = owner_for(row.congregation)
    try:
        with transaction.atomic():
            turn = _turn(row, PartnershipState.ACTIVE)
    except IntegrityError:
        raise CannotChange(_("The congregation has another partnership now."), instead=_("End that one first.")) from None
    record("partnership.reopened", row, by=by, at=at, before=turn.before, after=turn.after, scope_id=row.congregation.scope_id)
    _settle(row, WishKind.AGAIN, by=by, at=at)
    tell_standing(partnership=row, was=turn.was, by=by, at=at)
    follow_contacts(congregation=row.congregation, by=by, at=at, quietly=True)
    emails.reopened(row, people=list(row.congregation.contacts.filter(ended_on=None).order_by("pk")), by=by, at=at)
    return row


@transaction.atomic
def ask_staff(*, partnership: Partnership, kind: WishKind, words: str = "", by: Person, at: datetime) -> Wish:
    """One side asks for a pause, to stop, or to take up again. Who looks after it is told. Asking twice changes the words.

    Raises:
        CannotChange: the partnership is not in a state for this wish.
    """
    row = locked(partnership)
    fit = {
        WishKind.PAUSE: (PartnershipState.ACTIVE,),
        WishKind.STOP: (PartnershipState.ACTIVE, PartnershipState.PAUSED),
        WishKind.AGAIN: (PartnershipState.PAUSED, PartnershipState.ENDED),
    }
    _must_be(row, *fit[kind])
    words = words.strip()[:600]
    held = row.wishes.filter(kind=kind, settled_at=None).first()
    if held:
        if held.words != words:
            held.words = words
            held.save(update_fields=["words"])
            record("partnership.wish_reworded", row, by=by, at=at, after={"wish": str(kind)}, scope_id=row.congregation.scope_id)
        return held
    made = Wish.objects.create(partnership=row, kind=kind, words=words, asked_at=at, asked_by=by)
    record("partnership.wished", row, by=by, at=at, after={"wish": str(kind)}, scope_id=row.congregation.scope_id)
    emails.wished(made, to=row.owner if row.owner and row.owner.is_active else owner_for(row.congregation), by=by, at=at)
    return made


@transaction.atomic
def settle_wish(*, wish: Wish, by: Actor, at: datetime) -> None:
    """Staff have talked with both sides, and the partnership stays as it is. Settling twice changes nothing."""
    row = locked(wish.partnership)
    if row.wishes.filter(pk=wish.pk, settled_at=None).exists():
        _settle(row, WishKind(wish.kind), by=by, at=at)
        record("partnership.wish_settled", row, by=by, at=at, after={"wish": wish.kind}, scope_id=row.congregation.scope_id)


def _settle(row: Partnership, *kinds: WishKind, by: Actor, at: datetime) -> None:
    row.wishes.filter(kind__in=kinds, settled_at=None).update(settled_at=at, settled_by_id=by.pk)


def _people(row: Partnership) -> list[Tenure]:
    return list(row.tenures.filter(closed_on=None).select_related("officer", "contact"))


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
