"""Materials: slides, handouts and links."""

import io
import zipfile
from datetime import datetime
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.validators import URLValidator
from django.db import transaction
from django.utils.translation import gettext as _

from onecop.audit.services import record
from onecop.events.models import Occurrence
from onecop.followups.choices import Readers
from onecop.followups.exceptions import CannotKeep
from onecop.followups.models import Material
from onecop.kernel.actor import Actor
from onecop.kernel.files import none_left_behind

LARGEST = 10 * 2**20
MOST = 20
"""Materials of one date."""
OFFICE = "application/vnd.openxmlformats-officedocument."
OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
ZIPPED = {
    ".pptx": (OFFICE + "presentationml.presentation", "ppt/presentation.xml"),
    ".docx": (OFFICE + "wordprocessingml.document", "word/document.xml"),
    ".odp": (OPEN_DOCUMENT + "presentation", "content.xml"),
    ".odt": (OPEN_DOCUMENT + "text", "content.xml"),
}
"""Type, and the part that such a document must have inside."""
ENDINGS = (".pdf", ".txt", *ZIPPED)


def kind_of(name: str, raw: bytes) -> str:
    """Return the type of a file by its content; its ending only says which content to expect.

    Raises:
        CannotKeep: it is none of ours, or not what its name says.
    """
    ending = PurePath(name).suffix.lower()
    if ending not in ENDINGS:
        raise CannotKeep(_("This kind of file is not kept here."), instead=_("Choose a PDF, slides (.pptx, .odp), a text (.docx, .odt, .txt), or add a link."))
    if ending == ".pdf" and raw.startswith(b"%PDF-"):
        return "application/pdf"
    if ending == ".txt" and _is_text(raw):
        return "text/plain; charset=utf-8"
    if ending in ZIPPED and _holds(raw, ZIPPED[ending][1]):
        return ZIPPED[ending][0]
    raise CannotKeep(_("This file is not what its name says."), instead=_("Save it once more in its own program, or as a PDF."))


def _is_text(raw: bytes) -> bool:
    try:
        return "\0" not in raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False


def _holds(raw: bytes, part: str) -> bool:
    """True when a document has a part and no macros. Only its list of parts is read; nothing is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            names = set(packed.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return False
    return part in names and not any(name.endswith("vbaProject.bin") for name in names)


def add_file(*, occurrence: Occurrence, title: str, name: str, raw: bytes, readers: str = Readers.BOTH, by: Actor, at: datetime) -> Material:
    """Keep a file of a date.

    Raises:
        CannotKeep: it is empty, larger than ten megabytes, of another kind, or there are too many.
    """
    if not 0 < len(raw) <= LARGEST:
        raise CannotKeep(_("The file is empty or larger than 10 megabytes."), instead=_("Choose a smaller one, or add a link."))
    name = "".join(c for c in PurePath(name.replace("\\", "/")).name if c.isprintable())[-120:]
    row = Material(title=title.strip()[:120] or name, name=name, mime=kind_of(name, raw), size=len(raw), readers=readers)
    with none_left_behind() as stored:
        stored.append(row.file)
        row.file.save(name, ContentFile(raw), save=False)
        return _keep(row, occurrence, by=by, at=at)


def add_link(*, occurrence: Occurrence, title: str, url: str, readers: str = Readers.BOTH, by: Actor, at: datetime) -> Material:
    """Keep a link of a date. Raises CannotKeep: it is no address of the web, or there are too many."""
    url = url.strip()
    try:
        URLValidator(schemes=["https", "http"])(url)
    except ValidationError:
        raise CannotKeep(_("This is no address of the web."), instead=_("It begins with https://")) from None
    return _keep(Material(title=title.strip()[:120] or url[:120], url=url[:500], readers=readers), occurrence, by=by, at=at)


@transaction.atomic
def _keep(row: Material, occurrence: Occurrence, *, by: Actor, at: datetime) -> Material:
    date = Occurrence.objects.select_for_update(of=("self",)).select_related("event").get(pk=occurrence.pk)
    if Material.objects.filter(occurrence=date).count() >= MOST:
        raise CannotKeep(_("A date keeps %(most)s materials.") % {"most": MOST}, instead=_("Remove one that nobody needs any more."))
    row.occurrence, row.added_at, row.added_by_id = date, at, by.pk
    row.save()
    record("material.added", date, by=by, at=at, after={"title": row.title}, scope_id=date.event.scope_id_of_host)
    return row


@transaction.atomic
def remove_material(*, material: Material, by: Actor, at: datetime) -> None:
    """Take a material away with its file. A second time changes nothing."""
    row = Material.objects.select_for_update(of=("self",)).select_related("occurrence__event").filter(pk=material.pk).first()
    if row is None:
        return
    record("material.removed", row.occurrence, by=by, at=at, after={"title": row.title}, scope_id=row.occurrence.event.scope_id_of_host)
    row.delete()
    if row.file.name:
        storage, name = row.file.storage, row.file.name
        transaction.on_commit(lambda: storage.delete(name))
