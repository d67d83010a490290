"""When not to wake officers, for a mailing to many."""

from collections.abc import Collection
from datetime import datetime
from zoneinfo import ZoneInfo

from onecop.agencies import rest, rules
from onecop.agencies.choices import OfficerStatus
from onecop.agencies.queries import changes_of, shift_of, with_duty, zone_of


def quiet_for_many(emails: Collection[str], at: datetime) -> dict[str, list[rules.Span]]:
    """Return `queries.quiet_for` of many addresses, by address, in two queries. emails: in lower case."""
    found: dict[str, list[rules.Span]] = {}
    for officer in with_duty((at - rest.AHEAD).date()).filter(email__in=emails).exclude(status=OfficerStatus.GONE):
        works, changes = (None, ()) if officer.status == OfficerStatus.LEAVE else (shift_of(officer), changes_of(officer))
        found.setdefault(officer.email, []).extend(rest.rests(works, ZoneInfo(zone_of(officer)), at, changes))
    return found
