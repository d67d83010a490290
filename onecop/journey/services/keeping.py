"""Notes for staff, and files for both sides."""

from datetime import datetime
from pathlib import PurePath
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from onecop.audit.services import record
from onecop.journey.exceptions import CannotKeep
from onecop.journey.models import PartnershipFile, StaffNote
from onecop.kernel.actor import Actor
from onecop.kernel.files import none_left_behind
from onecop.partnerships.choices import PartnershipState
from onecop.partnerships.models import Partnership

LARGEST = 5 * 2**20
"""Bytes of one file."""
MOST = 100
"""Files of one partnership."""
ZIP = b"PK\x03\x04"
OFFICE = "application/vnd.openxmlformats-officedocument."
KINDS: dict[str, tuple[str, tuple[bytes, ...]]] = {
    ".pdf": ("application/pdf", (b"%PDF-",)),
    ".png": ("image/png", (b"\x89PNG\r\n\x1a\n",)),
    ".jpg": ("image/jpeg", (b"\xff\xd8\xff",)),
    ".jpeg": ("image/jpeg", (b"\xff\xd8\xff",)),
    ".docx": (OFFICE + "wordprocessingml.document", (ZIP,)),
    ".xlsx": (OFFICE + "spreadsheetml.sheet", (ZIP,)),
    ".pptx": (OFFICE + "presentationml.presentation", (ZIP,)),
    ".odt": ("application/vnd.oasis.opendocument.text", (ZIP,)),
}
"""What may be kept: by its ending, its type, and the bytes that such a file begins with."""


def kind_of(name: str, head: bytes) -> str:
    """Return the type of a file.

    Raises:
        CannotKeep: its ending is none of ours, or its first bytes are not those of such a file.
    """
    mime, begins = KINDS.get(PurePath(name).suffix.lower(), ("", ()))
    if not mime:
        raise CannotKeep(_("This kind of file is not kept here."), instead=_("Choose a PDF, a picture (PNG or JPEG) or an office document."))
    if not head.startswith(begins):
        raise CannotKeep(_("This file is not what its name says."), instead=_("Save it once more in its own program, or as a PDF."))
    return mime


def add_file(*, partnership: Partnership, file: File[Any], name: str, by: Actor, at: datetime) -> PartnershipFile:
    """Keep a file that both sides see.

    Raises:
        CannotKeep: it is empty, too large or of another kind; there are too many; or the partnership has ended.
    """
    made = PartnershipFile(partnership=partnership, added_at=at, added_by_id=by.pk, by_label=by.audit_label)
    with none_left_behind() as stored:
        stored.append(made.file)
        _store(made, file, name=name, by=by, at=at)
    return made


@transaction.atomic
def _store(made: PartnershipFile, file: File[Any], *, name: str, by: Actor, at: datetime) -> None:
    row = Partnership.objects.select_for_update(of=("self",)).get(pk=made.partnership_id)
    if row.state == PartnershipState.ENDED:
        raise CannotKeep(_("This partnership has ended."), instead=_("What is kept stays; nothing is added."))
    made.size = file.size or 0
    if not 0 < made.size <= LARGEST:
        raise CannotKeep(_("The file is empty or larger than 5 megabytes."), instead=_("Choose a smaller one."))
    if PartnershipFile.objects.filter(partnership=row, removed_at=None).count() >= MOST:
        raise CannotKeep(_("This partnership keeps as many files as it may."), instead=_("Remove one that nobody needs any more."))
    made.name = "".join(c for c in PurePath(name.replace("\\", "/")).name if c.isprintable())[-120:]
    made.mime = kind_of(made.name, file.read(16))
    file.seek(0)
    made.file.save(made.name, file, save=False)
    made.save()
    record("file.added", made.partnership, by=by, at=at, after={"file": made.name}, scope_id=made.partnership.congregation.scope_id)


@transaction.atomic
def remove_file(*, file: PartnershipFile, by: Actor, at: datetime) -> None:
    """Take a file away: the row stays, its bytes go. A second time changes nothing."""
    row = PartnershipFile.objects.select_for_update().get(pk=file.pk)
    if row.removed_at is not None:
        return
    row.removed_at, row.removed_by_id = at, by.pk
    row.save(update_fields=["removed_at", "removed_by_id"])
    record("file.removed", file.partnership, by=by, at=at, after={"file": row.name}, scope_id=file.scope_id)
    storage, name = row.file.storage, row.file.name
    if name:
        transaction.on_commit(lambda: storage.delete(name))


@transaction.atomic
def add_note(*, partnership: Partnership, words: str, by: Actor, at: datetime) -> StaffNote:
    """Write a note for staff.

    Raises:
        CannotKeep: it says nothing.
    """
    if not words.strip():
        raise CannotKeep(_("The note is empty."), instead=_("Write a sentence."))
    made = StaffNote.objects.create(partnership=partnership, words=words.strip()[:4000], written_at=at, written_by_id=by.pk, by_label=by.audit_label)
    record("note.written", partnership, by=by, at=at, scope_id=partnership.congregation.scope_id)
    return made


@transaction.atomic
def remove_note(*, note: StaffNote, by: Actor, at: datetime) -> None:
    """Take a note away. A second time changes nothing."""
    if StaffNote.objects.filter(pk=note.pk, removed_at=None).update(removed_at=at, removed_by_id=by.pk):
        record("note.removed", note.partnership, by=by, at=at, scope_id=note.scope_id)
