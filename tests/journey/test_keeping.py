"""Files for both sides, notes for staff."""

from contextlib import suppress
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from onecop.journey.exceptions import CannotKeep
from onecop.journey.models import PartnershipFile, StaffNote
from onecop.journey.services import add_file, add_note, keeping, remove_file, remove_note
from onecop.kernel.actor import SYSTEM
from tests import make
from tests.journey.keeping import person
from tests.make import NOON

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 a flyer"


def keep(of: Any, name: str = "flyer.pdf", body: bytes = PDF) -> PartnershipFile:
    return add_file(partnership=of, file=ContentFile(body), name=name, by=person(of), at=NOON)


@pytest.mark.parametrize(("name", "body", "mime"), [
    ("flyer.pdf", PDF, "application/pdf"),
    ("Lunch.JPG", b"\xff\xd8\xff\xe0...", "image/jpeg"),
    ("plan.docx", b"PK\x03\x04...", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
])  # fmt: skip
def test_documents_and_pictures_are_kept_by_their_own_key(name: str, body: bytes, mime: str) -> None:
    row = keep(make.partnership(), name, body)
    assert (row.name, row.mime, row.size, row.file.name) == (name, mime, len(body), f"partnerships/{row.key}")


@pytest.mark.parametrize(("name", "body"), [
    ("flyer.html", b"<script>"), ("flyer.pdf", b"<html>"), ("flyer", PDF), ("flyer.svg", b"<svg/>"), ("a.pdf.exe", PDF), ("empty.pdf", b""),
    ("huge.pdf", PDF + b"." * keeping.LARGEST),
])  # fmt: skip
def test_what_is_something_else_is_refused(name: str, body: bytes) -> None:
    with pytest.raises(CannotKeep):
        keep(make.partnership(), name, body)
    assert PartnershipFile.objects.count() == 0


def test_a_name_is_only_a_name() -> None:
    row = keep(make.partnership(), "..\\..\\etc/passwd\r\nx: y.pdf")
    assert (row.name, row.file.name) == ("passwdx: y.pdf", f"partnerships/{row.key}")


def test_there_is_room_for_so_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "MOST", 1)
    one: Any = make.partnership()
    first = keep(one)
    with pytest.raises(CannotKeep, match="as many files"):
        keep(one)
    remove_file(file=first, by=SYSTEM, at=NOON)
    assert keep(one).name == "flyer.pdf"


def test_a_file_goes_out_as_a_download_and_nothing_else(client: Any) -> None:
    one: Any = make.partnership()
    client.force_login(person(one))
    upload = {"file": SimpleUploadedFile("Füße.pdf", PDF)}
    assert client.post(reverse("journey_file_add", args=[one.key]), upload).url == f"{one.get_absolute_url()}#files"
    row = PartnershipFile.objects.get()
    answer = client.get(row.get_absolute_url())
    assert (answer.content, answer["Content-Type"], answer["X-Content-Type-Options"]) == (PDF, "application/pdf", "nosniff")
    assert answer["Content-Disposition"] == "attachment; filename*=utf-8''F%C3%BC%C3%9Fe.pdf"
    officer = person(one, "lead")
    client.force_login(officer)
    assert client.get(row.get_absolute_url()).status_code == 200
    client.force_login(person(make.partnership()))
    assert client.get(row.get_absolute_url()).status_code == 404


def test_a_removed_file_is_gone_for_good(client: Any, django_capture_on_commit_callbacks: Any) -> None:
    one: Any = make.partnership()
    row = keep(one)
    client.force_login(person(one))
    remove = reverse("journey_file_remove", args=[row.key])
    assert f'href="{remove}"' in client.get(one.get_absolute_url()).content.decode()
    assert "nobody can bring it back" in client.get(remove).content.decode()
    assert client.get(row.get_absolute_url()).status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        client.post(remove)
    assert client.get(remove).status_code == 404
    assert (client.get(row.get_absolute_url()).status_code, row.file.storage.exists(str(row.file.name))) == (404, False)


def kept_files() -> list[str]:
    """Everything in the folder of files, whatever the database says of it."""
    storage = PartnershipFile().file.storage
    return storage.listdir("partnerships")[1] if storage.exists("partnerships") else []


@pytest.mark.parametrize(("at", "more"), [(NOON, 1), (None, 0)])
def test_what_is_not_kept_leaves_no_file_behind(at: Any, more: int) -> None:
    """Without its moment the database refuses the row, after the file was stored."""
    one: Any = make.partnership()
    before = kept_files()
    with suppress(IntegrityError), transaction.atomic():
        add_file(partnership=one, file=ContentFile(PDF), name="flyer.pdf", by=person(one), at=at)
    assert (len(kept_files()) - len(before), PartnershipFile.objects.count()) == (more, more)


def test_only_staff_see_notes(client: Any, staff: Any) -> None:
    one: Any = make.partnership()
    client.force_login(staff)
    client.post(reverse("journey_note_add", args=[one.key]), {"words": "He prefers calls."})
    note = StaffNote.objects.get()
    assert "He prefers calls." in client.get(one.get_absolute_url()).content.decode()
    for who in (person(one), person(one, "lead")):
        client.force_login(who)
        assert "He prefers calls." not in client.get(one.get_absolute_url()).content.decode()
        assert client.post(reverse("journey_note_add", args=[one.key]), {"words": "x"}).status_code == 403
    remove_note(note=note, by=staff, at=NOON)
    client.force_login(staff)
    assert "He prefers calls." not in client.get(one.get_absolute_url()).content.decode()


def test_an_empty_note_is_none() -> None:
    with pytest.raises(CannotKeep):
        add_note(partnership=make.partnership(), words="  ", by=SYSTEM, at=NOON)
