"""Periodic functions: several workers, one run each period."""

import logging
import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from onecop.tasks.models import Beat
from onecop.tasks.registry import RHYTHMS, Rhythm

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=10)
"""How long one run may take before another worker tries; a run that died is tried again after it. Short rhythms have short leases."""


def _lease(rhythm: Rhythm) -> timedelta:
    return min(LEASE, max(timedelta(seconds=30), rhythm.period * 4))


def run_due(at: datetime) -> list[str]:
    """Run what is due and free, and answer with the names of what ran here."""
    known = dict(Beat.objects.values_list("name", "due_at"))
    missing = [Beat(name=name, due_at=at) for name in RHYTHMS if name not in known]
    if missing:
        Beat.objects.bulk_create(missing, ignore_conflicts=True)
    due = [r for name, r in RHYTHMS.items() if known.get(name, at) <= at]
    return [rhythm.name for rhythm in due if _run(rhythm, at)]


def _run(rhythm: Rhythm, at: datetime) -> bool:
    token = uuid.uuid4()
    with transaction.atomic():
        free = Beat.objects.select_for_update(skip_locked=True).filter(Q(lease_until=None) | Q(lease_until__lt=at), name=rhythm.name, due_at__lte=at)
        if not (row := free.first()):
            return False
        Beat.objects.filter(pk=row.pk).update(lease_until=at + _lease(rhythm), token=token)
    trouble = ""
    try:
        rhythm.work(at)
    except Exception as error:
        log.exception("periodic %s failed", rhythm.name)
        trouble = f"{type(error).__name__}: {error}"[:2000]
    Beat.objects.filter(pk=row.pk, token=token).update(due_at=at + rhythm.period, lease_until=None, token=None, ran_at=at, trouble=trouble)
    return True
