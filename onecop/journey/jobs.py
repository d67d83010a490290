"""What workers do for the journey."""

from datetime import datetime

from django.db.models import F

from onecop.journey.services import settle
from onecop.partnerships.models import Partnership
from onecop.tasks.registry import every

AT_ONCE = 2_000
"""Partnerships looked at in one round; those looked at longest ago come first."""


@every(minutes=5, name="journey.settle")
def look_again(at: datetime) -> None:
    """Write down what the evidence shows, and how each partnership stands: those that nobody has looked at yet first."""
    rows = Partnership.objects.open().order_by(F("health__computed_at").asc(nulls_first=True), "pk")
    settle(rows.values_list("pk", flat=True)[:AT_ONCE], at=at)
