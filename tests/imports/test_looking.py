"""Whoever is shown a file with people's contact data leaves a trace, once a day."""

from datetime import timedelta

import pytest

from onecop.audit.models import Entry
from onecop.imports.services import note_look
from tests import make

pytestmark = pytest.mark.django_db


def run_of(kind: str):
    run = make.import_run(make.nation())
    run.kind = kind
    run.save(update_fields=["kind"])
    return run


def test_a_look_at_a_roster_is_noted_once_a_day_and_per_reader(staff):
    run, other = run_of("roster"), make.staff("Ben Achterberg")
    looks = [note_look(run, by=who, at=make.NOON + timedelta(hours=h)) for who, h in [(staff, 0), (staff, 1), (other, 1), (staff, 24)]]
    assert looks == [True, False, True, True]
    assert sorted(Entry.objects.about(run).filter(verb="contact.read").values_list("by_label", flat=True)) == ["Ben Achterberg", "Nadia Osei", "Nadia Osei"]


def test_a_map_or_a_list_of_agencies_is_nobodys_contact_data(staff):
    assert [note_look(run_of(kind), by=staff, at=make.NOON) for kind in ("agencies", "territory", "congregations")] == [False, False, False]


def test_the_pages_of_a_file_note_it(staff, client):
    run = run_of("roster")
    client.force_login(staff)
    client.get(run.get_absolute_url())
    assert Entry.objects.about(run).filter(verb="contact.read", by_id=staff.pk).count() == 1
