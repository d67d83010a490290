"""What follows for events when a partnership changes hands, pauses or ends."""

from datetime import datetime

from onecop.events import emails
from onecop.events.choices import InviteState, WithdrawReason
from onecop.events.models import Event, Invite
from onecop.events.people import people
from onecop.events.services.inviting import invite, withdraw
from onecop.events.services.planning import cancel_event
from onecop.kernel.actor import Actor
from onecop.partnerships.choices import CloseReason, PartnershipState
from onecop.partnerships.models import Partnership, Tenure


def follow_tenure(*, partnership: Partnership, old: Tenure | None, new: Tenure | None, by: Actor, at: datetime) -> None:
    """Another officer holds the partnership: what is to come becomes a fresh question to the new one. A protocol waits for their word by itself.

    Between two officers nobody is asked; the dates wait for the next one.
    """
    if not any(tenure and tenure.officer_id for tenure in (old, new)) or (old and old.close_reason == CloseReason.ENDED):
        return  # of a partnership that ends, `follow_standing` tells in one letter
    officer = people(partnership).officer
    rows = Invite.objects.filter(partnership=partnership, occurrence__ends_at__gt=at, occurrence__cancelled_at=None)
    stale = [row for row in rows.live().select_related("occurrence", "officer") if officer is None or row.officer_id != officer.pk]
    for row in stale:
        withdraw(invite=row, reason=WithdrawReason.HANDOVER, by=by, at=at)
    if officer is None or partnership.state != PartnershipState.ACTIVE:
        return
    waiting = rows.filter(state=InviteState.WITHDRAWN, withdraw_reason=WithdrawReason.HANDOVER).select_related("occurrence").order_by("id")
    asked = set(rows.live().values_list("occurrence", flat=True))
    for occurrence, words in {row.occurrence: row.words for row in waiting}.items():
        if occurrence.pk not in asked:
            invite(occurrence=occurrence, partnership=partnership, officer=officer, words=words, by=by, at=at)


def follow_standing(*, partnership: Partnership, was: str, by: Actor, at: datetime) -> None:
    """A partnership that pauses or ends takes its open invitations back, in one letter to the officer; what both host is called off."""
    if partnership.state == PartnershipState.ACTIVE:
        return
    rows = Invite.objects.live().filter(partnership=partnership, occurrence__ends_at__gt=at)
    gone = [withdraw(invite=row, reason=WithdrawReason.STANDING, tell=False, by=by, at=at) for row in rows.select_related("occurrence")]
    for event in Event.objects.in_force().filter(partnership=partnership):
        cancel_event(event=event, by=by, at=at)
    partnership.introductions.open().update(occurrence=None)
    if gone:
        emails.called_off(partnership, gone, by=by, at=at)
