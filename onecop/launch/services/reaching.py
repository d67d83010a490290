"""Where prospects are written to, and which must not be."""

from datetime import datetime
from typing import Any

from django.db import transaction

from onecop.audit.services import record
from onecop.congregations.models import Congregation
from onecop.kernel.actor import Actor
from onecop.launch.models import ProspectAddress


@transaction.atomic
def set_address(*, congregation: Congregation, by: Actor, at: datetime, **words: str) -> ProspectAddress:
    """Keep how a prospect is reached. A postal address that changes is good again after letters came back.

    Args:
        words: email, attention, street, city, state, zip.
    """
    row = _row(congregation, by, at)
    words = {name: value.strip() for name, value in words.items()}
    words["email"] = words.get("email", row.email).lower()
    moved = any(getattr(row, name) != words.get(name, getattr(row, name)) for name in ("street", "city", "state", "zip"))
    for name, value in words.items():
        setattr(row, name, value)
    if moved:
        row.returned_at = row.returned_by_id = None
    _keep(row, by, at)
    record("prospect.address_set", row, by=by, at=at, scope_id=row.congregation.scope_id)
    return row


@transaction.atomic
def mark_returned(*, congregation: Congregation, by: Actor, at: datetime) -> ProspectAddress:
    """Note that a printed letter came back. Nothing more is printed until the address is mended; e-mail goes on."""
    row = _row(congregation, by, at)
    if row.returned_at:
        return row
    row.returned_at, row.returned_by_id = at, by.pk
    _keep(row, by, at)
    record("prospect.letter_returned", row, by=by, at=at, scope_id=row.congregation.scope_id)
    return row


@transaction.atomic
def stop_writing(*, congregation: Congregation, words: str = "", by: Actor, at: datetime) -> ProspectAddress:
    """Note that a congregation asked us not to write. It still can enroll."""
    row = _row(congregation, by, at)
    if row.closed_at:
        return row
    row.closed_at, row.closed_by_id, row.closed_words = at, by.pk, words.strip()[:200]
    _keep(row, by, at)
    record("prospect.writing_stopped", row, by=by, at=at, scope_id=row.congregation.scope_id)
    return row


@transaction.atomic
def write_again(*, congregation: Congregation, by: Actor, at: datetime) -> ProspectAddress:
    """Take both marks back."""
    row = _row(congregation, by, at)
    row.returned_at = row.returned_by_id = row.closed_at = row.closed_by_id = None
    row.closed_words = ""
    _keep(row, by, at)
    record("prospect.writing_resumed", row, by=by, at=at, scope_id=row.congregation.scope_id)
    return row


def _row(congregation: Congregation, by: Actor, at: datetime) -> ProspectAddress:
    defaults: dict[str, Any] = {"changed_at": at, "changed_by_id": by.pk}
    return ProspectAddress.objects.select_for_update(of=("self",)).get_or_create(congregation=congregation, defaults=defaults)[0]


def _keep(row: ProspectAddress, by: Actor, at: datetime) -> None:
    row.changed_at, row.changed_by_id = at, by.pk
    row.save()
