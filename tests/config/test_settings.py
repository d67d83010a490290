"""What the settings decide by themselves: when a site is a demo, and who can read its secret and its files."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from onecop.demo import marker

ROOT = Path(__file__).resolve().parents[2]


def said(folder: Path, words: str, **environ: str) -> str:
    own = {name: value for name, value in os.environ.items() if not name.startswith("ONECOP_")} | {"ONECOP_DATA": str(folder), **environ}
    code = f"from onecop.config import settings; print({words})"
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=own, capture_output=True, text=True, check=True).stdout.strip()


def test_a_site_is_a_demo_only_on_the_database_that_the_demo_was_played_into(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.delenv("ONECOP_DATABASE_URL", raising=False)
    look, real = "settings.DEMO, settings.SECOND_FACTOR_REQUIRED", "postgres://onecop@127.0.0.1/real"
    assert said(tmp_path / "none", look) == "False True"
    marker.write(tmp_path)
    marker.mark_played(tmp_path)
    assert [said(tmp_path, look), said(tmp_path, look, ONECOP_DATABASE_URL=real)] == ["True False", "False True"]
    monkeypatch.setenv("ONECOP_DATABASE_URL", real)
    assert (marker.is_demo(tmp_path), marker.drop_unfinished(tmp_path)) == (False, False)
    marker.write(tmp_path)
    assert [said(tmp_path, look), said(tmp_path, look, ONECOP_DATABASE_URL=real)] == ["False True", "True False"]


def test_programs_that_start_at_once_share_one_secret_that_only_their_owner_reads(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with ThreadPoolExecutor(3) as pool:
        found = set(pool.map(lambda _n: said(folder, "settings.SECRET_KEY"), range(3)))
    assert (len(found), len(found.pop()) > 40, [path.name for path in folder.iterdir()]) == (1, True, ["secret-key"])
    assert [oct(path.stat().st_mode & 0o777) for path in (folder, folder / "secret-key")] == ["0o700", "0o600"]


def test_uploads_are_for_the_owner_of_the_site_alone() -> None:
    name = default_storage.save("imports/permissions", ContentFile(b"roster"))
    path = Path(default_storage.path(name))
    assert [oct(p.stat().st_mode & 0o777) for p in (path, path.parent)] == ["0o600", "0o700"]
    default_storage.delete(name)
