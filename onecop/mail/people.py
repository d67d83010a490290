"""What the mail knows of a reader: their zone, their wishes, when they rest."""

from datetime import datetime
from zoneinfo import available_timezones

from django.contrib.auth import get_user_model

from onecop.mail import rules
from onecop.mail.models import Wish
from onecop.mail.registry import QUIET

FALLBACK_ZONE = "America/New_York"


def zone_of(email: str, wish: Wish | None) -> str:
    """Return the time zone a reader chose, else that of their account, else the initiative's."""
    if wish and wish.timezone:
        return wish.timezone
    known = get_user_model()._default_manager.filter(email=email).values_list("timezone", flat=True).first()
    return known if known in available_timezones() else FALLBACK_ZONE


def free_from(email: str, at: datetime, wish: Wish | None) -> datetime:
    """Return the first moment from `at` outside the reader's quiet hours and whatever else was registered (an officer's shift)."""
    spans = [span for source in QUIET for span in source(email, at)]
    if wish and wish.quiet_from is not None and wish.quiet_to is not None:
        spans += rules.nightly(at, zone_of(email, wish), wish.quiet_from, wish.quiet_to)
    return rules.first_free(at, spans) if spans else at
