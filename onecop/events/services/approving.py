"""Paid time and events: the agency's policy, the approval where it asks for one, and the hours afterwards."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from onecop.access import links
from onecop.access.models import ActionLink
from onecop.agencies.models import Agency, Officer
from onecop.audit.services import record
from onecop.events import notices, parties
from onecop.events.choices import PAID, ApprovalState, Duty, InviteState
from onecop.events.exceptions import CannotTell, NotWaiting
from onecop.events.models import Attendance, DutyPolicy, EventApproval, Invite, Occurrence, OfficerHours
from onecop.kernel.actor import Actor

APPROVAL_ACT = "events.approval"
LONGEST = 24 * 60
"""Minutes that one can note for one date."""


@transaction.atomic
def set_policy(*, agency: Agency, needs_approval: bool, by: Actor, at: datetime) -> DutyPolicy:
    """Say whether a yes in paid time waits for the agency. What was answered before stays as it is."""
    was = DutyPolicy.objects.filter(agency=agency, needs_approval=True).exists()
    row, _fresh = DutyPolicy.objects.update_or_create(agency=agency, defaults={"needs_approval": needs_approval, "set_at": at, "set_by_id": by.pk})
    record("duty_policy.set", row, by=by, at=at, before={"approval": was}, after={"approval": needs_approval}, scope_id=agency.scope_id)
    return row


def needs_approval(invite: Invite, duty: str) -> bool:
    return duty in PAID and DutyPolicy.objects.filter(agency=invite.officer.agency_id, needs_approval=True).exists()


def ask_approval(invite: Invite, *, by: Actor, at: datetime) -> EventApproval:
    """Put an officer's yes before the agency: a letter to its liaisons and supervisors. Called in the transaction of the answer."""
    row = EventApproval.objects.create(invite=invite, duty=invite.duty, asked_at=at)
    record("approval.asked", row, by=by, at=at, after={"officer": str(invite.officer)}, scope_id=invite.officer.agency.scope_id)
    for email, name in parties.approvers(invite.officer.agency):
        token = links.issue(act=APPROVAL_ACT, target=row, email=email, name=name, until=invite.occurrence.ends_at, at=at)
        notices.ask_approval(row, email=email, name=name, token=token, by=by, at=at)
    return row


def lapse(invite: Invite, *, at: datetime) -> None:
    """The answer it was asked for does not stand any more. Called in the transaction that changes it."""
    for row in invite.approvals.filter(state__in=[ApprovalState.WAITING, ApprovalState.APPROVED]):
        links.withdraw(act=APPROVAL_ACT, target=row, at=at)
        row.state = ApprovalState.LAPSED
        row.save(update_fields=["state"])


def approval_by_link(token: str, *, at: datetime) -> tuple[ActionLink, EventApproval]:
    """Return what an e-mailed link asks about. Changes nothing.

    Raises:
        LinkInvalid, LinkExpired, LinkUsed, NotWaiting.
    """
    link = links.find(act=APPROVAL_ACT, token=token, at=at)
    row = EventApproval.objects.select_related("invite__officer__agency__territory", "invite__occurrence__event", "invite__partnership__congregation")
    found = row.get(key=link.target)
    if link.email not in {email for email, _name in parties.approvers(found.invite.officer.agency)}:
        raise links.LinkInvalid(_("Somebody else answers this question now."), instead=_("Write to us if that is not right."))
    must_wait(found, at)
    return link, found


def must_wait(row: EventApproval, at: datetime) -> None:
    """Raise NotWaiting when it was decided, is not needed any more, or the day is over."""
    if row.state != ApprovalState.WAITING:
        raise NotWaiting(_("This has been answered: %(state)s.") % {"state": row.get_state_display()})
    if row.invite.occurrence.is_over(at):
        raise NotWaiting(_("That day is over."))


@transaction.atomic
def decide(*, approval: EventApproval, approve: bool, words: str = "", by: Actor, at: datetime, link: ActionLink | None = None) -> EventApproval:
    """The liaison or a supervisor says yes or no. Officer and congregation are told; after a no the officer is asked again how they could come.

    Raises:
        NotWaiting: it was decided, lapsed, or the day is over; or a no without a reason.
    """
    Invite.objects.select_for_update(of=("self",)).get(pk=approval.invite_id)  # the officer may change the answer at this moment
    rows = EventApproval.objects.select_for_update(of=("self",)).select_related("invite__officer__agency", "invite__occurrence__event")
    row = rows.select_related("invite__partnership__congregation", "invite__officer__person").get(pk=approval.pk)
    must_wait(row, at)
    if not approve and not words.strip():
        raise NotWaiting(_("Say in a line why not."), instead=_("The officer reads it, and can offer something else."))
    if link is not None:
        links.use(link, at)
    links.withdraw(act=APPROVAL_ACT, target=row, at=at)
    row.state, row.words = ApprovalState.APPROVED if approve else ApprovalState.DECLINED, " ".join(words.split())[:300]
    row.decided_at, row.decided_by_id = at, by.pk
    row.save(update_fields=["state", "words", "decided_at", "decided_by_id"])
    invite = row.invite
    invite.if_approved = False
    if not approve:
        invite.state, invite.duty, invite.answered_at, invite.answered_by_id = InviteState.WAITING, Duty.UNSAID, None, None
    invite.save(update_fields=["if_approved", "state", "duty", "answered_at", "answered_by_id"])
    after = {"officer": str(invite.officer)}
    record("approval.given" if approve else "approval.refused", row, by=by, at=at, after=after, scope_id=invite.officer.agency.scope_id)
    notices.approval_decided(row, by=by, at=at)
    return row


@transaction.atomic
def note_hours(*, occurrence: Occurrence, officer: Officer, duty: str, minutes: int, by: Actor, at: datetime) -> OfficerHours:
    """Note how long an officer was at a date, and in whose time. May be corrected; one date counts once.

    Raises:
        CannotTell: it has not begun or was called off, somebody said that the officer did not come, or the number makes no sense.
    """
    row = Occurrence.objects.select_for_update(of=("self",)).select_related("event").get(pk=occurrence.pk)
    if row.cancelled_at or row.event.cancelled_at or row.event.published_at is None:
        raise CannotTell(_("It was called off."))
    if row.starts_at > at:
        raise CannotTell(_("It has not begun yet."), instead=_("Come back when it has."))
    if not 0 < minutes <= LONGEST or duty not in (*PAID, Duty.OFF):
        raise CannotTell(_("Say how long it was, and in whose time."), instead=_("Between one minute and a day."))
    if set(Attendance.objects.filter(occurrence=row, officer=officer).values_list("came", flat=True)) == {False}:
        raise CannotTell(_("It was said that you did not come."), instead=_("Say first that you were there."))
    made, _fresh = OfficerHours.objects.update_or_create(
        occurrence=row, officer=officer, defaults={"duty": duty, "minutes": minutes, "noted_at": at, "noted_by_id": by.pk}
    )
    record("hours.noted", made, by=by, at=at, after={"duty": duty, "minutes": minutes}, scope_id=officer.agency.scope_id)
    return made
