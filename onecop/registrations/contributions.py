"""What guests tell about partnerships: whose turn it is."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from onecop.partnerships.choices import PartnershipState
from onecop.partnerships.registry import Ask
from onecop.registrations.choices import RegistrationState
from onecop.registrations.models import Registration
from onecop.ui import words as ui


def asks(ids: list[int], at: datetime) -> Iterator[Ask]:
    """Officers who come for their partnership as guests, and work other hours since they said so (partnerships.registry). One query."""
    rows = Registration.objects.filter(asked_again_at__isnull=False, state=RegistrationState.YES, occurrence__starts_at__gt=at)
    rows = rows.filter(partnership__in=ids, partnership__state=PartnershipState.ACTIVE)
    for row in rows.select_related("occurrence__event", "officer").order_by("occurrence__starts_at", "pk"):
        if row.partnership_id and row.asked_again_at and row.officer and row.officer.person_id and row.person_id == row.officer.person_id:
            date, owes = row.occurrence, frozenset([row.officer.person_id])
            words = _("Your hours have changed. Do you still come? %(title)s") % {"title": date.event.title}
            step, url = "events" if date.event.is_onecop else "involve", reverse("registration_mine", args=[row.key])
            yield Ask(row.partnership_id, step, words, owes, str(row.officer), row.asked_again_at, url, ui.day_time(date.starts_at), date.starts_at, 30)
