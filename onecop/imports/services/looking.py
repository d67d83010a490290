from datetime import datetime

from django.db import transaction

from onecop.audit.models import Entry
from onecop.audit.services import record
from onecop.imports.models import ImportRun
from onecop.kernel.actor import Actor

VERB = "contact.read"
CONTACT = frozenset({"email", "phone"})


def note_look(run: ImportRun, *, by: Actor, at: datetime) -> bool:
    """Record that somebody was shown rows of a file with e-mail addresses or phone numbers of people.

    One entry per reader, file and day (UTC), as for any other contact data. A file without such columns is nobody's contact data.

    Returns:
        True when an entry was written.
    """
    if not CONTACT & {field.key for field in run.importer.fields}:
        return False
    midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
    if Entry.objects.about(run).filter(verb=VERB, by_id=by.pk, at__gte=midnight).exists():
        return False
    with transaction.atomic():
        record(VERB, run, by=by, at=at, scope_id=run.scope_id)
    return True
