from datetime import datetime
from typing import Any

from django.db import transaction

from onecop.access.services import nation
from onecop.audit.services import record
from onecop.kernel.actor import Actor
from onecop.weekend.models import Weekend


@transaction.atomic
def keep_weekend(*, weekend: Weekend | None = None, values: dict[str, Any], by: Actor, at: datetime) -> Weekend:
    """Make a weekend, or change one.

    Args:
        values: name, words, starts_on, ends_on, opens_at, closes_at, as the form has checked them.
    """
    row = weekend or Weekend(made_at=at, made_by_id=by.pk)
    before = {} if weekend is None else {"name": row.name, "starts_on": row.starts_on.isoformat()}
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    verb = "weekend.changed" if weekend else "weekend.made"
    record(verb, row, by=by, at=at, before=before, after={"name": row.name, "starts_on": row.starts_on.isoformat()}, scope_id=nation().pk)
    return row
