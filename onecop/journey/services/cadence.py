"""How often partners of a region should be in touch."""

from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from onecop.access.models import Scope
from onecop.audit.services import record
from onecop.journey.case import Standard
from onecop.journey.models import Cadence
from onecop.kernel.actor import Actor


@transaction.atomic
def set_cadence(*, scope: Scope, standard: Standard, by: Actor, at: datetime) -> Cadence:
    """Set the cadence of a region, or of the nation for all regions without one of their own.

    How each partnership stands follows within minutes, when it is looked at next.
    """
    before = Cadence.objects.select_for_update().filter(scope=scope).first()
    was = {name: getattr(before, name) for name in asdict(standard)} if before else {}
    row, _fresh = Cadence.objects.update_or_create(scope=scope, defaults={**asdict(standard), "set_at": at, "set_by_id": by.pk})
    record("cadence.set", scope, by=by, at=at, before=was, after=asdict(standard), scope_id=scope.pk)
    return row
