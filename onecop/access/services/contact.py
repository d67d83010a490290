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
    owner = of.pk if of._meta.label == "access.Person" else getattr(of, "person_id", None)
    if by.pk is not None and owner == by.pk:
        return False
    midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
    told = Entry.objects.about(of).filter(verb=VERB, by_id=by.pk, by_label=by.audit_label[:200], at__gte=midnight)
    if told.exists():
        return False
    with transaction.atomic():
        record(VERB, of, by=by, at=at, scope_id=scope_of(of))
    return True


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
