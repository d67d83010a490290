"""How often partners of a region should be in touch."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from onecop.access.models import Scope
from onecop.audit.services import record
from onecop.journey.case import Standard
from onecop.journey.models import Cadence
from onecop.journey.services.settling import CHUNK, settle
from onecop.kernel.actor import Actor
from onecop.partnerships.models import Partnership
from onecop.tasks.models import Job
from onecop.tasks.services import start


@transaction.atomic
def set_cadence(*, scope: Scope, standard: Standard, by: Actor, at: datetime) -> Job | None:
    """Set the cadence of a region, or of the nation for all regions without one of their own.

    Returns:
        The job that looks at every partnership it holds for, begun in this transaction; None when the cadence was the same already.
    """
    before = Cadence.objects.select_for_update().filter(scope=scope).first()
    was = {name: getattr(before, name) for name in asdict(standard)} if before else {}
    if was == asdict(standard):
        return None
    Cadence.objects.update_or_create(scope=scope, defaults={**asdict(standard), "set_at": at, "set_by_id": by.pk})
    record("cadence.set", scope, by=by, at=at, before=was, after=asdict(standard), scope_id=scope.pk)
    params = {"scope": scope.pk, "at": at.isoformat()}
    title = _("How partnerships stand by the new cadence of %(place)s") % {"place": scope.name}
    return start("journey.cadence", title=title, params=params, by=by, at=at, scope_id=scope.pk, result_url=reverse("pipeline"))


def look_by_cadence(*, scope: Scope, at: datetime, told: Callable[[int, int], None]) -> int:
    """Look anew at every open partnership that the cadence of a region or the nation holds for. Run again, it changes nothing.

    Args:
        told: called with how many are done and how many there are, before and after each 500.
    """
    rows = Partnership.objects.open()
    if scope.parent_id is None:
        rows = rows.exclude(congregation__scope__parent__in=Cadence.objects.exclude(scope=scope).values("scope"))
    else:
        rows = rows.filter(congregation__scope__parent=scope)
    ids = list(rows.order_by("pk").values_list("pk", flat=True))
    told(0, len(ids))
    for begin in range(0, len(ids), CHUNK):
        settle(ids[begin : begin + CHUNK], at=at)
        told(min(begin + CHUNK, len(ids)), len(ids))
    return len(ids)
