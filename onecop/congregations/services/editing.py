"""What a congregation's own people change about it."""

from datetime import datetime
from typing import Any

from django.db import transaction

from onecop.audit.services import record
from onecop.congregations.models import Congregation, ServiceTime
from onecop.kernel.actor import Actor

EDITABLE = frozenset({"tradition", "tradition_as_given", "website", "attendance", "hopes", "languages", "coordinator_hours"})


@transaction.atomic
def edit_details(*, congregation: Congregation, by: Actor, at: datetime, **words: Any) -> Congregation:
    """Change details. The audit names the fields; of sensitive ones it does not keep the words."""
    if unknown := set(words) - EDITABLE:
        raise TypeError(f"not a detail: {sorted(unknown)}")
    row = Congregation.objects.select_for_update().get(pk=congregation.pk)
    changed = {name: value for name, value in words.items() if getattr(row, name) != value}
    if not changed:
        return row
    before = {name: "…" if name in Congregation.SENSITIVE else getattr(row, name) for name in changed}
    for name, value in changed.items():
        setattr(row, name, value)
    row.save(update_fields=list(changed))
    after = {name: "…" if name in Congregation.SENSITIVE else value for name, value in changed.items()}
    record("congregation.changed", row, by=by, at=at, before=before, after=after)
    return row


@transaction.atomic
def set_times(*, congregation: Congregation, times: list[dict[str, Any]], by: Actor, at: datetime) -> None:
    """Replace the gatherings. Each: weekday (0 = Monday), starts, ends, what; rule and since where it is not every week."""
    Congregation.objects.select_for_update(no_key=True).get(pk=congregation.pk)  # of two that save at once, the second replaces what the first wrote
    old = [(t.weekday, t.starts, t.ends, t.what, t.rule, str(t.since or "")) for t in congregation.service_times.all()]
    new = sorted((t["weekday"], t["starts"], t["ends"], t["what"], t.get("rule", ""), str(t.get("since") or "")) for t in times)
    if sorted(old) == new:
        return
    congregation.service_times.all().delete()
    ServiceTime.objects.bulk_create(ServiceTime(congregation=congregation, **time) for time in times)
    record("congregation.times_set", congregation, by=by, at=at, before={"times": len(old)}, after={"times": len(new)})
