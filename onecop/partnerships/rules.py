"""Pure questions about a partnership and its people."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from onecop.access.choices import RoleCode
from onecop.access.models import Grant
from onecop.congregations.choices import ContactKind
from onecop.congregations.models import Congregation
from onecop.congregations.rules import kinds_named_by
from onecop.partnerships.models import Partnership

ANSWER_TIME = timedelta(days=10)
"""How long somebody may think about taking a part: a volunteer wants a weekend in between."""
REMIND_BEFORE = timedelta(days=3)

TALK_AFTER = timedelta(days=30)
"""How long after its end the people of a partnership may still be brought together for a closing talk."""


def may_talk_at_last(partnership: Partnership, at: datetime) -> bool:
    """True while a closing talk can be planned: at any time before the end, and a month after it."""
    return partnership.ended_at is None or at - partnership.ended_at <= TALK_AFTER


def zone_of(partnership: Partnership) -> ZoneInfo:
    """Return the zone that its days are counted in: that of the agency's territory. Reads `partnership.agency.territory`."""
    territory = partnership.agency.territory
    return ZoneInfo(territory.timezone if territory else "UTC")


def local_day(partnership: Partnership, at: datetime) -> date:
    """Return which day a moment is where the partnership lives."""
    return at.astimezone(zone_of(partnership)).date()


def day_there(congregation: Congregation, at: datetime) -> date:
    """Return which day a moment is where the congregation stands. Reads `congregation.territory`."""
    return at.astimezone(ZoneInfo(congregation.territory.timezone if congregation.territory else "UTC")).date()


def wants_reminder(*, answer_by: datetime, reminded_at: datetime | None, now: datetime) -> bool:
    return reminded_at is None and answer_by - REMIND_BEFORE <= now < answer_by


OWN_PART = {RoleCode.FAITH_LEADER: ContactKind.LEADER, RoleCode.COORDINATOR: ContactKind.COORDINATOR}


def kinds_asked_by(grants: Iterable[Grant], scope_ids: Iterable[int | None]) -> list[str]:
    """Return for which parts somebody may ask a person: those they may name, and their own, to hand it over.

    Args:
        scope_ids: the scopes that a grant must be over: the congregation's own, its region's, the nation's.
    """
    held, reach = list(grants), set(scope_ids)
    own = {OWN_PART[RoleCode(g.role)] for g in held if g.role in OWN_PART and g.scope_id in reach}
    return [kind for kind in ContactKind.values if kind in own or kind in kinds_named_by(held, reach)]
