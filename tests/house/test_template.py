"""The copied test database is what the migrations make (tests/template.py)."""

import sys
from pathlib import Path

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tests.template import name_of_copy


@pytest.mark.django_db
def test_nothing_is_left_to_migrate() -> None:
    executor = MigrationExecutor(connection)
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []


def test_another_text_of_one_migration_is_another_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = name_of_copy()
    assert name_of_copy() == before
    changed = sys.modules["onecop.audit.migrations.0002_append_only"]
    other = tmp_path / "0002.py"
    other.write_text("something else")
    monkeypatch.setattr(changed, "__file__", str(other))
    assert name_of_copy() != before
