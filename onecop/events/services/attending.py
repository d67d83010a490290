"""Who came: a tap by either side. Of the officer "came" or "could not come"; of a congregation at most a number, never a name."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from onecop.access import links
from onecop.access.models import ActionLink
from onecop.audit.services import record
from onecop.debriefs.choices import EffortState
from onecop.events import emails, outcomes, rules
from onecop.events.choices import Side
from onecop.events.exceptions import CannotTell
from onecop.events.models import Attendance, Invite, Occurrence
from onecop.events.people import people
from onecop.kernel.actor import SYSTEM, Actor
from onecop.partnerships.models import Partnership

ACT = "events.came"


@transaction.atomic
def tell_attendance(
    *, occurrence: Occurrence, partnership: Partnership, who: Side, came: bool, told_by: Side, by: Actor, at: datetime, link: ActionLink | None = None
) -> Attendance:
    """Note whether the officer, or somebody of the congregation, came to a date. The same side may correct itself; the other's word stays.

    Args:
        who: OFFICER or CONGREGATION. told_by: which side says so. link: the e-mailed link it came by.

    Raises:
        CannotTell: it has not begun, was called off, or nobody of that side holds or held an invitation to it.
    """
    row = Occurrence.objects.select_for_update(of=("self",)).select_related("event").get(pk=occurrence.pk)
    if row.cancelled_at or row.event.cancelled_at:
        raise CannotTell(_("It was called off."))
    if row.starts_at > at:
        raise CannotTell(_("It has not begun yet."), instead=_("Come back when it has."))
    officer = None
    if who == Side.OFFICER:
        asked = row.invites.live().filter(partnership=partnership).select_related("officer").first()
        officer = asked.officer if asked else people(partnership).officer
        if officer is None:
            raise CannotTell(_("Nobody held this partnership then."))
    if link is not None:
        links.use(link, at)
    values = {"came": came, "officer": officer, "at": at, "by_id": by.pk}
    made, fresh = Attendance.objects.update_or_create(occurrence=row, partnership=partnership, who=who, told_by=told_by, defaults=values)
    if came and row.event.partnership_id:
        outcomes.settle(row.event, EffortState.DONE, by=by, at=at)
    verb = {"came": came, "who": str(officer or partnership.congregation), "again": not fresh}
    record("attendance.told", row, by=by, at=at, after=verb, scope_id=partnership.congregation.scope_id)
    return made


@transaction.atomic
def set_headcount(*, occurrence: Occurrence, number: int | None, by: Actor, at: datetime) -> Occurrence:
    """Note how many came. A number, never names, and the officer does not see it.

    Raises:
        CannotTell: it has not begun.
    """
    row = Occurrence.objects.select_for_update(of=("self",)).select_related("event").get(pk=occurrence.pk)
    if row.starts_at > at:
        raise CannotTell(_("It has not begun yet."), instead=_("Come back when it has."))
    row.headcount = number
    row.save(update_fields=["headcount"])
    record("attendance.counted", row, by=by, at=at, scope_id=row.event.scope_id_of_host)
    return row


@transaction.atomic
def ask_whether_they_came(*, invite: Invite, at: datetime) -> bool:
    """Ask the congregation by letter, the day after. Once: of two workers one wins."""
    won = Invite.objects.filter(pk=invite.pk, asked_after_at=None).update(asked_after_at=at)
    keeper = people(invite.partnership).keeper if won else None
    if keeper is None:
        return False
    token = links.issue(act=ACT, target=invite, email=keeper.email, name=str(keeper), until=at + rules.LINK_AFTER, at=at)
    emails.did_they_come(invite, keeper=keeper, token=token, by=SYSTEM, at=at)
    return True


def came_by_link(token: str, *, at: datetime) -> tuple[ActionLink, Invite]:
    """Return what an e-mailed link asks about. Changes nothing.

    Raises:
        LinkInvalid, LinkExpired, LinkUsed.
    """
    link = links.find(act=ACT, token=token, at=at)
    found = Invite.objects.select_related("occurrence__event", "officer", "partnership__congregation").get(key=link.target)
    if link.email not in {contact.email.lower() for contact in people(found.partnership).contacts}:
        raise links.LinkInvalid(_("Somebody else answers this question now."), instead=_("Write to us if that is not right."))
    return link, found
