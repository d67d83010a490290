"""What every write here asks first: is it still open, and has anybody saved in between?"""

from datetime import datetime
from typing import Any, TypeVar

from django.db.models import F
from django.utils.translation import gettext as _

from onecop.access.models import Person
from onecop.debriefs.exceptions import Changed, DebriefClosed, NotOpen, Stored
from onecop.debriefs.models import Challenge, Debrief, Goal, Idea, OutreachEffort, Writer
from onecop.kernel.actor import Actor
from onecop.partnerships.choices import PartnershipState
from onecop.partnerships.models import Partnership
from onecop.partnerships.sides import side_of

E = TypeVar("E", Challenge, Idea, Goal, OutreachEffort)


def locked_partnership(partnership: Partnership) -> Partnership:
    """Lock a partnership against everything else that begins or ends in it.

    Raises:
        NotOpen: it has ended.
    """
    row = Partnership.objects.select_for_update(of=("self",)).select_related("congregation__scope", "agency__territory").get(pk=partnership.pk)
    if row.state == PartnershipState.ENDED:
        raise NotOpen(_("This partnership has ended."), instead=_("What was written stays. It can be taken up again by staff."))
    return row


def locked_debrief(debrief: Debrief) -> Debrief:
    """Lock a debrief, so that it is not closed while somebody writes.

    Raises:
        DebriefClosed: it is closed.
    """
    row = Debrief.objects.select_for_update(of=("self",)).select_related("partnership__congregation__scope", "partnership__agency").get(pk=debrief.pk)
    if row.closed_at is not None:
        raise DebriefClosed(_("This debrief is closed."), instead=_("Write it into the next one."))
    return row


def locked_goal(goal: Goal) -> Goal:
    """Lock a goal that is still worked on.

    Raises:
        NotOpen: it is reached or let go.
    """
    row = Goal.objects.select_for_update(of=("self",)).select_related("partnership__congregation__scope", "partnership__agency__territory").get(pk=goal.pk)
    if not row.is_live:
        raise NotOpen(_("This goal is %(state)s already.") % {"state": row.get_state_display()}, instead=_("Make a new one."))
    return row


def note_writer(debrief: Debrief, by: Person, at: datetime) -> Writer:
    """Keep that somebody has written in a debrief, and for which side; the first time counts."""
    found = Writer.objects.filter(debrief=debrief, person=by).first()
    return found or Writer.objects.get_or_create(debrief=debrief, person=by, defaults={"side": side_of(debrief.partnership, by), "at": at})[0]


def note_words(debrief: Debrief, by: Person, at: datetime) -> Writer:
    """Keep that somebody has written, and from when on the others are to be told of it (services.telling_others)."""
    Debrief.objects.filter(pk=debrief.pk, fresh_at=None).update(fresh_at=at)
    return note_writer(debrief, by, at)


def note_goals(partnership: int, at: datetime) -> None:
    """Keep from when on the others are to be told of what became of a goal, where a debrief is open: its page shows them."""
    Debrief.objects.filter(partnership=partnership, closed_at=None, fresh_at=None).update(fresh_at=at)


def person_of(by: Actor) -> Person | None:
    """Return who acts, when it is a person who signs in."""
    return by if isinstance(by, Person) else None


def save_version(row: E, words: dict[str, Any], *, version: int, by: Person, at: datetime) -> bool:
    """Write `words` where the row still has the version that was read: one statement, which the database decides.

    Returns False when the very same words stand there already, so a second press of the button is no conflict.

    Raises:
        Changed: somebody else saved in the meantime.
    """
    kept = type(row)._default_manager.filter(pk=row.pk, version=version)
    if kept.update(**words, version=F("version") + 1, changed_at=at, changed_by=by):
        row.refresh_from_db()
        return True
    fresh = type(row)._default_manager.get(pk=row.pk)
    theirs = {name: getattr(fresh, name) for name in words}
    if theirs == words:
        row.refresh_from_db()
        return False
    who = str(fresh.changed_by) if fresh.changed_by else _("Somebody")
    raise Changed(mine=words, theirs=Stored(theirs, fresh.version, who, fresh.changed_at or at))
