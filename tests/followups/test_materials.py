"""Materials: known by their content, and opened by whom they are for."""

import io
import zipfile
from typing import Any

import pytest

from onecop.followups import services
from onecop.followups.exceptions import CannotKeep
from onecop.followups.models import Material
from onecop.followups.services.keeping import MOST
from onecop.kernel.actor import SYSTEM
from tests import make
from tests.followups.build import LATER, dinner

pytestmark = pytest.mark.django_db


def packed(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return out.getvalue()


SLIDES = packed("[Content_Types].xml", "ppt/presentation.xml")


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("name", "raw", "mime"),
    [
        ("a.pdf", b"%PDF-1.7 ...", "application/pdf"),
        ("Slides.PPTX", SLIDES, "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
        ("a.odp", packed("mimetype", "content.xml"), "application/vnd.oasis.opendocument.presentation"),
        ("a.txt", "Für alle".encode(), "text/plain; charset=utf-8"),
        ("a.pdf", b"MZ\x90\x00", None),
        ("a.txt", b"MZ\x00\x00", None),
        ("a.pptx", packed("evil.exe"), None),
        ("a.pptx", packed("ppt/presentation.xml", "ppt/vbaProject.bin"), None),
        ("a.pptx", b"PK\x03\x04 broken", None),
        ("a.html", b"<script>alert(1)</script>", None),
        ("a.svg", b"<svg/>", None),
        ("a.pdf", b"", None),
        ("a.pdf", b"%PDF-" + b"x" * (10 * 2**20), None),
    ],
)
def test_a_file_is_known_by_its_content(name: str, raw: bytes, mime: str | None) -> None:
    date = dinner()
    if mime:
        row = services.add_file(occurrence=date, title="", name=f"C:\\papers\\{name}", raw=raw, by=SYSTEM, at=LATER)
        assert (row.mime, row.name, row.title, row.size) == (mime, name, name, len(raw))
        return
    with pytest.raises(CannotKeep):
        services.add_file(occurrence=date, title="Slides", name=name, raw=raw, by=SYSTEM, at=LATER)
    assert Material.objects.count() == 0


@pytest.mark.one_engine
@pytest.mark.parametrize("url", ["javascript:alert(1)", "ftp://files.example/a", "slides", ""])
def test_a_link_leads_to_the_web(url: str) -> None:
    with pytest.raises(CannotKeep):
        services.add_link(occurrence=dinner(), title="Slides", url=url, by=SYSTEM, at=LATER)


def test_so_many_of_a_date() -> None:
    date = dinner()
    for n in range(MOST):
        services.add_link(occurrence=date, title=f"Slides {n}", url="https://slides.example", by=SYSTEM, at=LATER)
    with pytest.raises(CannotKeep):
        services.add_file(occurrence=date, title="One more", name="a.pdf", raw=b"%PDF-1", by=SYSTEM, at=LATER)
    assert Material.objects.count() == MOST


def test_removed_its_file_goes_with_it(django_capture_on_commit_callbacks: Any) -> None:
    row = services.add_file(occurrence=dinner(), title="Notes", name="a.pdf", raw=b"%PDF-1", by=SYSTEM, at=LATER)
    storage, name = row.file.storage, row.file.name
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(2):
            services.remove_material(material=row, by=SYSTEM, at=LATER)
    assert (Material.objects.count(), storage.exists(name)) == (0, False)


def test_each_opens_what_is_for_them() -> None:
    pair = make.partnership()
    officer = pair.tenures.get(kind="lead").officer
    liaison, stranger = make.person(), make.person()
    make.grant(liaison, "liaison", pair.agency.scope)
    dates = {"asked": dinner(pair.congregation), "not asked": dinner(pair.congregation), "both": dinner(pair), "agency": dinner(pair.agency)}
    make.invite(dates["asked"].event, pair, officer)
    for name, date in dates.items():
        for readers in ("hosts", "both"):
            services.add_link(occurrence=date, title=f"{name}: {readers}", url="https://slides.example", readers=readers, by=SYSTEM, at=LATER)
    leader = pair.tenures.get(kind="leader").contact.person

    def opens(person: Any) -> set[str]:
        return set(Material.objects.visible_to(person).values_list("title", flat=True))

    house = {f"{name}: {readers}" for name in ("asked", "not asked", "both") for readers in ("hosts", "both")}
    assert opens(leader) == house | {"agency: both"}
    assert opens(officer.person) == {"asked: both", "both: hosts", "both: both", "agency: both"}
    assert opens(liaison) == {"agency: hosts", "agency: both"}
    assert (opens(stranger), len(opens(make.staff()))) == (set(), 8)
