from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db import models, transaction

from onecop.audit.models import Entry
from onecop.kernel.actor import Actor


class OutsideTransaction(RuntimeError):
    """An audit entry must share the transaction of the act that it tells of."""


def record(
    verb: str,
    target: models.Model,
    *,
    by: Actor,
    at: datetime,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    scope_id: int | None = None,
    note: str = "",
) -> Entry:
    """Write one audit entry in the transaction of the caller.

    Args:
        verb: what was done, `noun.verb` (`grant.given`, `contact.read`); audit/sentences.py has its words.
        target: the row acted on. Its `scope_id`, when it has one, decides who may read the entry.
        by: who did it. at: when (aware).
        before, after: the changed fields as JSON values.

    Raises:
        OutsideTransaction: no transaction is open.
    """
    if not transaction.get_connection().in_atomic_block:
        raise OutsideTransaction(verb)
    return Entry.objects.create(
        verb=verb,
        target_kind=target._meta.label_lower,
        target_id=str(target.pk),
        target_label=str(target)[:200],
        scope_id=scope_id if scope_id is not None else getattr(target, "scope_id", None),
        at=at,
        by_id=by.pk if isinstance(by, get_user_model()) else None,
        by_label=by.audit_label[:200],
        before=before or {},
        after=after or {},
        note=note,
    )
