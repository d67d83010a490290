"""A file's way through the browser, by staff, by a liaison, and by those who may not."""

from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client

from onecop.agencies.models import Agency, Officer
from onecop.audit.models import Entry
from onecop.imports.models import ImportRun, KnownMapping
from onecop.imports.services.opening import open_run
from onecop.kernel.actor import SYSTEM
from onecop.tasks.models import Job
from onecop.tasks.services import run_now
from tests import make

CSV = b"Pers Nr,Surname,First,Assignment\n77,Reyes,Ana,=1+1\n78,,Ben,\n"


@pytest.fixture
def agency(db: None) -> Agency:
    return make.agency("Port Ellery Police", ori="LKPD00000", parent=make.region())


@pytest.fixture
def liaison(agency: Agency) -> Client:
    who = make.person("Lena Ortiz")
    make.grant(who, "liaison", agency.scope)
    client = Client()
    client.force_login(who)
    return client


def upload(client: Client, kind: str = "roster", content: bytes = CSV, name: str = "../../roster.csv", **options: str) -> Any:
    return client.post(f"/imports/new/{kind}/", {"file": SimpleUploadedFile(name, content), "missing": "keep", **options})


def work() -> None:
    """Do what waits, as a worker would."""
    for job in Job.objects.filter(state="waiting"):
        run_now(job)


@pytest.mark.parametrize(("at", "kept"), [(make.NOON, 1), (None, 0)])
def test_what_is_not_opened_leaves_no_file_behind(at: Any, kept: int, agency: Agency, tmp_path: Path, settings: LazySettings) -> None:
    """Without its moment the database refuses the row, after the file was stored."""
    source = tmp_path / "roster.csv"
    source.write_bytes(CSV)
    assert agency.scope is not None
    with suppress(IntegrityError), transaction.atomic():
        open_run("roster", source, source_name="roster.csv", options={"agency": "LKPD00000", "missing": "keep"}, scope=agency.scope, by=SYSTEM, at=at)
    assert (len(list(Path(settings.MEDIA_ROOT).glob("imports/*"))), ImportRun.objects.count()) == (kept, kept)


def test_a_liaison_brings_the_own_roster_from_upload_to_undo(liaison: Client, agency: Agency) -> None:
    run = ImportRun.objects.get(key=upload(liaison, agency="LKPD00000").url.split("/")[2])
    assert (run.source_name, run.scope_id, run.mapping) == ("roster.csv", agency.scope_id, {"last_name": "Surname", "first_name": "First"})

    missing = liaison.post(f"/imports/{run.key}/columns/", {"last_name": "Surname"})
    assert missing.status_code == 422
    columns = {"badge": "Pers Nr", "last_name": "Surname", "first_name": "First", "rank": "Assignment"}
    assert liaison.post(f"/imports/{run.key}/columns/", columns).url == f"/imports/{run.key}/"
    assert "Checking the file" in liaison.get(f"/imports/{run.key}/").content.decode()
    work()
    run.refresh_from_db()
    assert (run.state, run.counts) == ("checked", {"rows": 2, "created": 1, "updated": 0, "unchanged": 0, "refused": 1})
    assert Officer.objects.count() == 0

    assert liaison.post(f"/imports/{run.key}/commit/").status_code == 302
    work()
    assert [o.full_name for o in Officer.objects.all()] == ["Ana Reyes"]
    page = liaison.get(f"/imports/{run.key}/problems/?format=csv")
    rows = b"".join(page.streaming_content).decode()  # type: ignore[attr-defined]
    assert "'=1+1" in rows
    assert "\n3,not imported,Surname,,The officer has no name." in rows.replace("\r", "")

    assert liaison.get(f"/imports/{run.key}/undo/").status_code == 200
    liaison.post(f"/imports/{run.key}/undo/")
    run.refresh_from_db()
    assert (run.state, Officer.objects.count()) == ("undone", 0)
    assert list(Entry.objects.filter(verb__startswith="import.").order_by("id").values_list("verb", flat=True)) == [
        "import.opened", "import.checked", "import.committed", "import.undone",
    ]  # fmt: skip
    assert set(Entry.objects.filter(verb__startswith="import.").values_list("by_label", "scope_id")) == {("Lena Ortiz", agency.scope_id)}


def test_the_columns_are_remembered_for_the_next_file_with_the_same_headers(liaison: Client, agency: Agency) -> None:
    first = ImportRun.objects.get(key=upload(liaison, agency="LKPD00000").url.split("/")[2])
    liaison.post(f"/imports/{first.key}/columns/", {"badge": "Pers Nr", "last_name": "Surname"})
    second = ImportRun.objects.get(key=upload(liaison, agency="LKPD00000").url.split("/")[2])
    assert second.mapping == {"badge": "Pers Nr", "last_name": "Surname"}
    assert KnownMapping.objects.count() == 1


def test_a_liaison_cannot_bring_the_file_of_another_agency_or_the_directory(liaison: Client) -> None:
    make.agency("Mill Bay Police", ori="LKMB00000")
    assert upload(liaison, agency="LKMB00000").status_code == 422
    assert upload(liaison, kind="agencies").status_code == 404
    assert ImportRun.objects.count() == 0


def test_what_others_brought_does_not_exist(liaison: Client) -> None:
    other = make.import_run(make.agency("Mill Bay Police").scope)  # type: ignore[arg-type]
    assert [liaison.get(f"/imports/{key}/").status_code for key in (other.key, "zzzzzzzzzzzz")] == [404, 404]
    assert "roster.csv" not in liaison.get("/imports/").content.decode()


def test_a_stale_check_is_not_imported_and_says_what_differs(liaison: Client, agency: Agency) -> None:
    run = ImportRun.objects.get(key=upload(liaison, agency="LKPD00000").url.split("/")[2])
    liaison.post(f"/imports/{run.key}/columns/", {"badge": "Pers Nr", "last_name": "Surname", "first_name": "First"})
    work()
    make.officer(agency, badge="77", first_name="Ana", last_name="Reyes-Cruz")
    liaison.post(f"/imports/{run.key}/commit/")
    work()
    run.refresh_from_db()
    assert run.state == "failed"
    assert run.trouble.startswith("What is there has changed since this file was checked: created 1 → 0, updated 0 → 1.")
    assert Officer.objects.get().last_name == "Reyes-Cruz"


def test_a_bad_file_is_refused_in_the_form(liaison: Client) -> None:
    answer = upload(liaison, content=b"%PDF-1.4 ...", agency="LKPD00000")
    assert answer.status_code == 422
    assert "The file is a PDF. Ask for the table as CSV or Excel." in answer.content.decode()


def test_a_canceled_job_leaves_the_file_to_go_on_with(liaison: Client) -> None:
    run = ImportRun.objects.get(key=upload(liaison, agency="LKPD00000").url.split("/")[2])
    liaison.post(f"/imports/{run.key}/columns/", {"badge": "Pers Nr", "last_name": "Surname"})
    liaison.post(f"/tasks/{Job.objects.get().key}/cancel/")
    Job.objects.update(state="cancelled")
    assert "The work stopped before it was done" in liaison.get(f"/imports/{run.key}/").content.decode()
    liaison.post(f"/imports/{run.key}/check/")
    work()
    run.refresh_from_db()
    assert run.state == "checked"


def test_a_file_put_away_is_gone(liaison: Client, settings: LazySettings) -> None:
    run = ImportRun.objects.get(key=upload(liaison, agency="LKPD00000").url.split("/")[2])
    kept = Path(run.file.path)
    assert kept == Path(settings.MEDIA_ROOT) / "imports" / run.key


@pytest.mark.django_db(transaction=True)
def test_cancel_deletes_the_file(settings: LazySettings) -> None:
    staff = make.staff()
    client = Client()
    client.force_login(staff)
    run = ImportRun.objects.get(key=upload(client, kind="agencies", content=b"ori,name,state\nDC0010000,One,DC\n").url.split("/")[2])
    kept = Path(run.file.path)
    assert kept.exists()
    client.post(f"/imports/{run.key}/cancel/")
    run.refresh_from_db()
    assert (run.state, kept.exists()) == ("cancelled", False)


@pytest.mark.parametrize("how_many", [1, 3])
def test_the_list_asks_as_often_for_many_as_for_one(liaison: Client, agency: Agency, how_many: int, django_assert_num_queries: Any) -> None:
    for _ in range(how_many):
        make.import_run(agency.scope)  # type: ignore[arg-type]
    liaison.get("/imports/")
    with django_assert_num_queries(5):
        assert liaison.get("/imports/").content.decode().count(">roster.csv<") == how_many
