"""What the mail knows of a reader: their zone, their wishes, when they rest."""

from collections.abc import Collection, Mapping
from datetime import datetime
from zoneinfo import available_timezones

from django.contrib.auth import get_user_model

from onecop.mail import rules
from onecop.mail.models import Wish
from onecop.mail.registry import MANY, QUIET

FALLBACK_ZONE = "America/New_York"


def zone_of(email: str, wish: Wish | None) -> str:
    """Return the time zone a reader chose, else that of their account, else the initiative's."""
    if wish and wish.timezone:
        return wish.timezone
    return _zone(wish, get_user_model()._default_manager.filter(email=email).values_list("timezone", flat=True).first())


def free_from_many(emails: Collection[str], at: datetime, wishes: Mapping[str, Wish]) -> dict[str, datetime]:
    """Return `free_from` of many addresses in a fixed number of queries. wishes: those that have one."""
    spans: dict[str, list[rules.Span]] = {email: [] for email in emails}
    for source in QUIET:
        for email, found in MANY[source](emails, at).items() if source in MANY else ((email, source(email, at)) for email in emails):
            spans[email] += found
    quiet = [email for email in emails if (wish := wishes.get(email)) and wish.quiet_from is not None and not wish.timezone]
    zones = dict(get_user_model()._default_manager.filter(email__in=quiet).values_list("email", "timezone")) if quiet else {}
    for email in emails:
        wish = wishes.get(email)
        if wish and wish.quiet_from is not None and wish.quiet_to is not None:
            spans[email] += rules.nightly(at, _zone(wish, zones.get(email)), wish.quiet_from, wish.quiet_to)
    return {email: rules.first_free(at, found) if found else at for email, found in spans.items()}


def _zone(wish: Wish | None, account: str | None) -> str:
    if wish and wish.timezone:
        return wish.timezone
    return account if account in available_timezones() else FALLBACK_ZONE  # type: ignore[return-value]


def free_from(email: str, at: datetime, wish: Wish | None) -> datetime:
    """Return the first moment from `at` outside the reader's quiet hours and whatever else was registered (an officer's shift)."""
    spans = [span for source in QUIET for span in source(email, at)]
    if wish and wish.quiet_from is not None and wish.quiet_to is not None:
        spans += rules.nightly(at, zone_of(email, wish), wish.quiet_from, wish.quiet_to)
    return rules.first_free(at, spans) if spans else at
