"""What workers do for the journey."""

from datetime import datetime
from typing import Any

from django.db.models import F

from onecop.access.models import Scope
from onecop.journey.services import look_by_cadence, settle
from onecop.partnerships.models import Partnership
from onecop.tasks.progress import Progress
from onecop.tasks.registry import every, job

AT_ONCE = 2_000
"""Partnerships looked at in one round; those looked at longest ago come first."""


@every(minutes=5, name="journey.settle")
def look_again(at: datetime) -> None:
    """Write down what the evidence shows, and how each partnership stands: those that nobody has looked at yet first."""
    rows = Partnership.objects.open().order_by(F("health__computed_at").asc(nulls_first=True), "pk")
    settle(rows.values_list("pk", flat=True)[:AT_ONCE], at=at)


@job("journey.cadence", retries=2)
def by_new_cadence(progress: Progress, *, scope: int, at: str) -> dict[str, Any]:
    """Say by a cadence that was set just now how each of its partnerships stands."""
    return {"partnerships": look_by_cadence(scope=Scope.objects.get(pk=scope), at=datetime.fromisoformat(at), told=progress.advance)}
