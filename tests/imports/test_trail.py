"""A plan made with nothing locked is made again when somebody has done something meanwhile."""

from pathlib import Path

import pytest
from django.db import transaction

from onecop.audit.services import record
from onecop.congregations.models import Congregation
from onecop.imports.services import run_file
from onecop.imports.trail import Mark
from onecop.kernel.actor import SYSTEM
from onecop.territory.models import Area
from tests import make
from tests.make import NOON
from tests.territory import maps

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("verb", "passed"), [("contact.read", False), ("import.opened", False), ("congregation.changed", True), ("territory.activated", True)])
def test_only_acts_that_may_change_what_was_read_count(verb: str, passed: bool) -> None:
    with transaction.atomic():
        record("agency.changed", make.agency(), by=SYSTEM, at=NOON)
    mark = Mark.set()
    assert not mark.passed
    with transaction.atomic():
        record(verb, make.agency(), by=SYSTEM, at=NOON)
    assert mark.passed is passed


class Meanwhile:
    """A progress that lets somebody act while the file is being compared, after its rows were located."""

    def __init__(self, act: object) -> None:
        self.act = act

    def advance(self, done: int, total: int | None = None, note: str = "") -> None:
        if note.startswith("Comparing"):
            self.act()  # type: ignore[operator]


def commit(tmp_path: Path, act: object) -> str | None:
    """Import one congregation, with something happening meanwhile; return the code of the area it was found in."""
    make.nation()
    path = tmp_path / "list.csv"
    path.write_text(f"id,name,longitude,latitude\n1,Grace Chapel,{maps.WEST + 0.005},{maps.SOUTH + 0.005}\n")
    run_file("congregations", path, options={}, commit=True, by=SYSTEM, at=NOON, progress=Meanwhile(act))
    area = Congregation.objects.get().area
    return area.code if area else None


def test_a_map_that_came_into_force_while_the_file_was_compared_counts(tmp_path: Path) -> None:
    assert commit(tmp_path, lambda: maps.in_force(maps.territory(), maps.numbered(maps.squares()))) == "1"


def test_control_the_same_map_without_a_trace_goes_unnoticed(tmp_path: Path) -> None:
    maps.in_force(maps.territory(), maps.numbered(maps.squares())).areas.update(in_force=False)
    assert commit(tmp_path, lambda: Area.objects.update(in_force=True)) is None
