"""Pictures: kept, agreed on, taken down."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from onecop.audit.services import record
from onecop.events import planned
from onecop.events.models import Event, Occurrence
from onecop.followups import rules
from onecop.followups.choices import Faces
from onecop.followups.developing import develop
from onecop.followups.exceptions import CannotKeep, CannotShow
from onecop.followups.models import Photo
from onecop.kernel.actor import Actor
from onecop.kernel.files import none_left_behind

AT_ONCE = 12
MOST = 60
"""Pictures of one date."""


@dataclass(frozen=True)
class Consent:
    """What was agreed about a picture. faces: a code of choices.Faces. guardians: of each child, in writing. alt: what one sees."""

    faces: str = Faces.UNASKED
    children: bool = False
    guardians: bool = False
    public: bool = False
    programme: bool = False
    alt: str = ""


def no_pictures(event: Event) -> bool:
    """True where the sacred space asks for no pictures: as the host attached it, else as its house last wrote it down for its officer."""
    answers = event.space
    if not answers:
        kept = planned.protocol_of(event)
        answers = kept.answers if kept else {}
    return bool(answers.get("photos", {}).get("choice") == "no")


def add_photos(*, occurrence: Occurrence, files: Iterable[bytes], by: Actor, at: datetime) -> list[Photo]:
    """Keep pictures of a date, all or none. They are decoded and written anew before anything is stored; nobody but the hosts sees them yet.

    Raises:
        CannotKeep: too many, too large, or one is no picture; the date has not begun or was called off.
    """
    date = Occurrence.objects.select_related("event").get(pk=occurrence.pk)
    if date.starts_at > at or date.cancelled_at or date.event.cancelled_at or date.event.is_draft:
        raise CannotKeep(_("There are no pictures of this date yet."))
    prints = [develop(raw) for raw in islice(files, AT_ONCE + 1)]  # one after the other: only the small ones are held
    if not 0 < len(prints) <= AT_ONCE:
        raise CannotKeep(_("Choose one to %(most)s pictures at once.") % {"most": AT_ONCE})
    kept: list[Photo] = []
    with none_left_behind() as stored, transaction.atomic():
        Occurrence.objects.select_for_update().get(pk=date.pk)
        if Photo.objects.filter(occurrence=date).count() + len(prints) > MOST:
            raise CannotKeep(_("A date keeps %(most)s pictures.") % {"most": MOST}, instead=_("Take some down that nobody needs."))
        for one in prints:
            row = Photo(occurrence=date, width=one.width, height=one.height, added_at=at, added_by_id=by.pk)
            kept.append(row)
            stored += [row.file, row.small]
            row.file.save("full.jpg", ContentFile(one.file), save=False)
            row.small.save("small.jpg", ContentFile(one.small), save=False)
            row.save()
        record("photo.added", date, by=by, at=at, after={"number": len(prints)}, scope_id=date.event.scope_id_of_host)
    return kept


@transaction.atomic
def agree(*, photo: Photo, said: Consent, by: Actor, at: datetime) -> Photo:
    """Note down what those in a picture agreed to, and where it may be shown.

    Raises:
        CannotShow: it may not be shown: not everybody agreed, the house asks for no pictures, or it has no words for whoever cannot see it.
    """
    row = Photo.objects.select_for_update(of=("self",)).select_related("occurrence__event").get(pk=photo.pk)
    if said.public or said.programme:
        _must_be_agreed(row.occurrence.event, said)
    row.faces, row.children, row.guardians = said.faces, said.children, said.guardians and said.children
    row.public, row.programme, row.alt = said.public, said.programme, " ".join(said.alt.split())[:200]
    row.agreed_at, row.agreed_by_id = at, by.pk
    row.save()
    flags = {"faces": str(Faces(row.faces).label), "public": row.public, "programme": row.programme}
    record("photo.agreed", row, by=by, at=at, after=flags, scope_id=row.occurrence.event.scope_id_of_host)
    return row


def _must_be_agreed(event: Event, said: Consent) -> None:
    if no_pictures(event):
        raise CannotShow(_("This sacred space asks for no pictures: none is shown."))
    if said.faces not in (Faces.AGREED, Faces.NOBODY):
        raise CannotShow(_("Not everybody in it has said yes."), instead=_("Ask first, or keep it for yourselves."))
    if not rules.may_be_shown(said.faces, said.children, said.guardians):
        raise CannotShow(_("Children can be seen, and their parents’ yes is missing."), instead=_("Ask for it in writing, or keep it for yourselves."))
    if said.public and not said.alt.strip():
        raise CannotShow(_("Say what one sees in the picture, for those who cannot see it."))
    if said.public and not event.public:
        raise CannotShow(_("This event has no public page."), instead=_("Let OneCOP use it, or keep it for yourselves."))


@transaction.atomic
def take_down(*, photo: Photo, by: Actor, at: datetime) -> None:
    """Take a picture back: from every page at once, and its files are deleted. A second time changes nothing."""
    row = Photo.objects.select_for_update(of=("self",)).select_related("occurrence__event").filter(pk=photo.pk).first()
    if row is None:
        return
    record("photo.taken_down", row.occurrence, by=by, at=at, scope_id=row.occurrence.event.scope_id_of_host)
    row.delete()
    transaction.on_commit(lambda: _delete_files(row))


def _delete_files(row: Photo) -> None:
    for file in (row.file, row.small):
        if file.name:
            file.storage.delete(file.name)
