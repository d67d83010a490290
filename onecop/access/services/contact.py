from collections.abc import Iterable
from datetime import datetime

from django.db import models, transaction

from onecop.audit.models import Entry
from onecop.audit.services import record
from onecop.kernel.actor import Actor

VERB = "contact.read"


def note_contact_read(*, of: models.Model, by: Actor, at: datetime) -> bool:
    """Record that somebody was shown the e-mail address or phone number of somebody else.

    One entry per reader, subject and day (UTC). Nobody's read of their own data is noted.

    Args:
        of: the row whose contact data stands on the page: a Person, an Officer, a Contact of a congregation, a Post.

    Returns:
        True when an entry was written.
    """
    return bool(note_contacts_read(of=[of], by=by, at=at))


def note_contacts_read(*, of: Iterable[models.Model], by: Actor, at: datetime) -> int:
    """Record it of every row that stands on a list, as `note_contact_read` does of one. Rows that were noted today cost one query, however many.

    Returns:
        How many entries were written.
    """
    others = {(thing._meta.label_lower, str(thing.pk)): thing for thing in of if by.pk is None or owner_of(thing) != by.pk}
    if not others:
        return 0
    midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
    today = Entry.objects.filter(verb=VERB, by_id=by.pk, by_label=by.audit_label[:200], at__gte=midnight)
    told = set(today.filter(target_kind__in={kind for kind, _pk in others}).values_list("target_kind", "target_id"))
    fresh = [thing for mark, thing in others.items() if mark not in told]
    if not fresh:
        return 0
    with transaction.atomic():
        for thing in fresh:
            record(VERB, thing, by=by, at=at, scope_id=scope_of(thing))
    return len(fresh)


def owner_of(thing: models.Model) -> int | None:
    """Return the person whose contact data a row holds, when they have an account."""
    return thing.pk if thing._meta.label == "access.Person" else getattr(thing, "person_id", None)


def scope_of(thing: models.Model) -> int | None:
    """Return the scope that an entry about this row belongs to: its own, or that of the organization it stands under."""
    if getattr(thing, "scope_id", None):
        return thing.scope_id  # type: ignore[attr-defined, no-any-return]
    for parent in ("congregation", "agency"):
        above = getattr(thing, parent, None)
        if above is not None and getattr(above, "scope_id", None):
            return above.scope_id  # type: ignore[no-any-return]
    grants = getattr(thing, "open_grants", None)
    return grants[0].scope_id if grants else None
