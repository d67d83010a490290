"""The audit trail: written in the transaction of the act, for ever, in plain sentences."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from onecop.access.models import Person
from onecop.audit.models import AppendOnly, Entry
from onecop.audit.sentences import sentence
from onecop.audit.services import OutsideTransaction, record
from onecop.kernel.actor import SYSTEM, Machine
from tests import make


@pytest.fixture
def entry(staff: Person) -> Entry:
    return record("person.changed", staff, by=staff, at=make.NOON, after={"name": "Nadia Osei"})


def test_an_entry_can_neither_be_changed_nor_deleted_through_the_orm(entry: Entry) -> None:
    for act in (
        entry.save,
        entry.delete,
        Entry.objects.all().delete,
        lambda: Entry.objects.update(note="x"),
        lambda: Entry.objects.bulk_update([entry], ["note"]),
    ):
        with pytest.raises(AppendOnly):
            act()


@pytest.mark.parametrize("sql", ["UPDATE audit_entry SET note = 'x'", "DELETE FROM audit_entry"])
def test_nor_past_the_orm(entry: Entry, sql: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert Entry.objects.get(pk=entry.pk).note == ""


@pytest.mark.django_db(transaction=True)
def test_an_entry_needs_the_transaction_of_its_act() -> None:
    who = make.person()
    with pytest.raises(OutsideTransaction):
        record("person.changed", who, by=SYSTEM, at=make.NOON)
    with transaction.atomic():
        record("person.changed", who, by=SYSTEM, at=make.NOON)
        transaction.set_rollback(True)
    assert not Entry.objects.exists()
    with transaction.atomic():
        record("person.changed", who, by=SYSTEM, at=make.NOON)
    assert Entry.objects.count() == 1


def test_only_a_person_gives_an_entry_their_number(staff: Person) -> None:
    """A link or a machine has a name; its row number would name somebody else."""
    link = Machine(audit_label="Ruth (by link)")
    rows = [record("person.changed", staff, by=by, at=make.NOON) for by in (staff, SYSTEM, link)]
    assert [(row.by_id, row.by_label) for row in rows] == [(staff.pk, "Nadia Osei"), (None, "OneCOP itself"), (None, "Ruth (by link)")]


def test_sentences_take_names_as_they_are(staff: Person) -> None:
    odd = make.person("Ann {by} <b>")
    entry = record("grant.given", odd, by=staff, at=make.NOON, after={"person": "{target}"})
    assert sentence(entry) == "Nadia Osei gave {target} the role Ann {by} <b>."
    assert sentence(Entry(verb="older.verb", by_label="Nadia", target_label="A thing")) == "Nadia: older.verb, A thing."
    assert sentence(Entry(verb="matching.ran", by_label="x", target_label="DC")) == "A matching ended: DC, … placed."


def test_newest_first(staff: Person) -> None:
    old, new = (record("person.changed", staff, by=staff, at=make.NOON + timedelta(days=n)) for n in (0, 1))
    assert list(Entry.objects.about(staff).filter(verb="person.changed")) == [new, old]
