"""An officer is asked to one date, and says yes or no."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from onecop.access import links
from onecop.access.models import ActionLink
from onecop.agencies.models import Officer
from onecop.audit.services import record
from onecop.events import emails, queries, rules
from onecop.events.choices import Duty, InviteState, WithdrawReason
from onecop.events.exceptions import CannotInvite, NotWaiting, NotYours
from onecop.events.models import Invite, Occurrence
from onecop.events.people import people
from onecop.events.services.approving import ask_approval, lapse, needs_approval
from onecop.kernel.actor import SYSTEM, Actor
from onecop.partnerships.choices import PartnershipState
from onecop.partnerships.models import Partnership

ACT = "events.answer"


@transaction.atomic
def invite(*, occurrence: Occurrence, partnership: Partnership, words: str = "", officer: Officer | None = None, by: Actor, at: datetime) -> Invite:
    """Ask the officer of a partnership to one date of an event, by letter with a link.

    Args:
        words: a personal line. officer: whom to ask; the one who holds the partnership now by default.

    Raises:
        CannotInvite: nobody holds it now, it is not active, the officer is asked already, or the date is over or called off.
    """
    row = Occurrence.objects.select_for_update(of=("self",)).select_related("event").get(pk=occurrence.pk)
    officer = officer or people(partnership).officer
    if partnership.state != PartnershipState.ACTIVE:
        raise CannotInvite(_("This partnership is %(state)s.") % {"state": partnership.get_state_display()}, instead=_("Take it up again first."))
    if officer is None:
        raise CannotInvite(_("Nobody holds this partnership now."), instead=_("As soon as an officer does, you can ask."))
    if row.event.published_at is None:
        raise CannotInvite(_("It is a draft still."), instead=_("Publish it first; then you can ask."))
    if row.is_over(at) or row.cancelled_at or row.event.cancelled_at:
        raise CannotInvite(_("That date is over, or was called off."), instead=_("Choose a date to come."))
    try:
        with transaction.atomic():
            made = Invite.objects.create(
                occurrence=row, partnership=partnership, officer=officer, words=" ".join(words.split())[:300], invited_at=at, invited_by_id=by.pk
            )
    except IntegrityError:
        raise CannotInvite(_("The officer is asked to this date already."), instead=_("You see the answer here as soon as it comes.")) from None
    record("invite.sent", made, by=by, at=at, after={"officer": str(officer)}, scope_id=partnership.congregation.scope_id)
    emails.invite(made, by=by, at=at)
    return made


def by_link(token: str, *, at: datetime) -> tuple[ActionLink, Invite]:
    """Return what an e-mailed link is about. Changes nothing.

    Raises:
        LinkInvalid, LinkExpired, LinkUsed, NotWaiting.
    """
    link = links.find(act=ACT, token=token, at=at)
    rows = Invite.objects.select_related("occurrence__event__congregation__territory", "officer__agency__territory", "officer__shift", "partnership")
    found = rows.get(key=link.target)
    if found.officer.email.lower() != link.email:
        raise links.LinkInvalid(_("Somebody else answers this question now."), instead=_("Write to us if that is not right."))
    must_be_open(found, at)
    return link, found


def must_be_open(row: Invite, at: datetime) -> None:
    """Raise NotWaiting when an invitation was taken back or its day is over."""
    if row.state == InviteState.WITHDRAWN:
        raise NotWaiting(_("This invitation was taken back: %(why)s.") % {"why": row.get_withdraw_reason_display()})
    if row.occurrence.is_over(at):
        raise NotWaiting(_("That day is over."))


@transaction.atomic
def answer(*, invite: Invite, comes: bool, duty: str = "", words: str = "", by: Actor, at: datetime, link: ActionLink | None = None) -> Invite:
    """The officer says yes or no; a yes may be changed until the day, and a reason is never required.

    Args:
        duty: "on", "ot" or "off" with a yes: in whose time the officer comes. In paid time, where the agency asks for it, the yes hangs on an approval.
        link: the e-mailed link it came by.

    Raises:
        NotWaiting: it was taken back, or the day is over. NotYours: somebody else than the officer who is asked.
        Refused: on duty where the agency never allows it, or overtime within the shift, or paid time on leave.
    """
    row = Invite.objects.select_for_update(of=("self",)).select_related("occurrence__event", "officer__agency", "partnership__congregation").get(pk=invite.pk)
    must_be_open(row, at)
    if link is None and row.officer.person_id != by.pk:
        raise NotYours(_("Only %(officer)s can answer this.") % {"officer": row.officer})
    if comes and not rules.duty_is_allowed(duty, row.officer.agency.outreach_on_duty):
        raise NotWaiting(_("Your agency does not allow visits during a shift."), instead=_("Say that you come off duty, or that you cannot."))
    lies = queries.clash(row.officer, row.occurrence) if comes else None
    if lies and duty and (clash := rules.clash_with(duty, lies)):
        raise NotWaiting(clash)
    if link is not None:
        links.use(link, at)
    row.state, row.answered_at, row.answered_by_id = InviteState.YES if comes else InviteState.NO, at, by.pk
    row.answer_words, row.duty = " ".join(words.split())[:300], Duty(duty) if comes else Duty.UNSAID
    row.lay, row.hours_changed_at, row.asked_again_at = lies.duty if lies else "", None, None
    lapse(row, at=at)
    row.if_approved = comes and needs_approval(row, duty)
    row.save(update_fields=["state", "answered_at", "answered_by_id", "answer_words", "duty", "if_approved", "lay", "hours_changed_at", "asked_again_at"])
    if row.if_approved:
        ask_approval(row, by=by, at=at)
    if not comes:  # of the date of an introduction both choose another
        row.occurrence.introductions.filter(partnership=row.partnership, held_at=None).update(occurrence=None)
    after = {"officer": str(row.officer), "duty": row.duty}
    record("invite.accepted" if comes else "invite.declined", row, by=by, at=at, after=after, scope_id=row.partnership.congregation.scope_id)
    emails.answered(row, by=by, at=at)
    return row


@transaction.atomic
def withdraw(*, invite: Invite, reason: WithdrawReason = WithdrawReason.CHANGED_MIND, tell: bool = True, by: Actor, at: datetime) -> Invite:
    """Take an invitation back. Doing so twice changes nothing.

    Args:
        tell: write to the officer; False where one letter tells of several.
    """
    row = Invite.objects.select_for_update(of=("self",)).select_related("occurrence__event", "officer__person", "partnership__congregation").get(pk=invite.pk)
    if row.state == InviteState.WITHDRAWN:
        return row
    row.state, row.withdrawn_at, row.withdrawn_by_id, row.withdraw_reason, row.if_approved = InviteState.WITHDRAWN, at, by.pk, reason, False
    row.save(update_fields=["state", "withdrawn_at", "withdrawn_by_id", "withdraw_reason", "if_approved"])
    lapse(row, at=at)
    links.withdraw(act=ACT, target=row, at=at)
    record("invite.withdrawn", row, by=by, at=at, after={"reason": reason}, scope_id=row.partnership.congregation.scope_id)
    if tell and not row.occurrence.is_over(at):
        emails.withdrawn(row, by=by, at=at)
    return row


@transaction.atomic
def remind(*, invite: Invite, at: datetime) -> bool:
    """Ask once more before the date. Once: of two workers one wins."""
    won = Invite.objects.filter(pk=invite.pk, state=InviteState.WAITING, reminded_at=None).update(reminded_at=at)
    if won:
        emails.remind(invite, by=SYSTEM, at=at)
        record("invite.reminded", invite, by=SYSTEM, at=at, after={"officer": str(invite.officer)}, scope_id=invite.partnership.congregation.scope_id)
    return bool(won)
