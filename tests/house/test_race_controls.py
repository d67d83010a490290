"""The controls of test_races.py: the same acts without their lock, look first and write then, with the other one in between.

Each goes wrong for certain, or is stopped by a constraint of the database alone, which the case then names. Without these, a race test that
never raced would pass as well.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from onecop.access.models import Grant, Invitation, Person
from onecop.access.services import create_staff
from onecop.access.services.start import has_staff
from onecop.congregations.models import Congregation, Contact, Enrollment
from onecop.imports.models import ImportRun
from onecop.mail.models import Wording
from onecop.tasks.models import Job
from onecop.territory.models import TerritoryVersion
from tests import make
from tests.congregations.test_enrolling import filled
from tests.make import NOON
from tests.races import names, together

pytestmark = pytest.mark.django_db(transaction=True)
BOTH = ["well", "well"]
STOPPED = ["IntegrityError", "well"]


@dataclass(frozen=True)
class Case:
    """look: may it be done? write: do it (told which of the two it is). count: how often it was done. ends: how the two acts end."""

    look: Callable[[], bool]
    write: Callable[[int], Any]
    count: Callable[[], int]
    ends: list[str]
    times: int


def invitation_accepted() -> Case:
    made, who = make.invitation("deputy", make.congregation().scope), make.person()
    return Case(
        look=lambda: Invitation.objects.get(pk=made.pk).accepted_at is None,
        write=lambda _n: Grant.objects.create(person=who, role=made.role, scope=made.scope, granted_at=NOON),
        count=Grant.objects.filter(person=who).count,
        ends=STOPPED,
        times=1,
    )


def button_pressed_twice() -> Case:
    scope = make.congregation().scope
    return Case(
        look=lambda: not Invitation.objects.exists(), write=lambda _n: make.invitation("deputy", scope), count=Invitation.objects.count, ends=BOTH, times=2
    )


def role_given() -> Case:
    who, scope = make.person(), make.congregation().scope
    return Case(
        look=lambda: not Grant.objects.filter(person=who).exists(),
        write=lambda _n: Grant.objects.create(person=who, role="deputy", scope=scope, granted_at=NOON),
        count=Grant.objects.filter(person=who).count,
        ends=STOPPED,
        times=1,
    )


def first_staff() -> Case:
    make.nation()
    return Case(
        look=lambda: not has_staff(),
        write=lambda n: create_staff(email=f"staff{n}@mail.example", name="Nadia", at=NOON),
        count=Grant.objects.filter(role="national_staff").count,
        ends=BOTH,
        times=2,
    )


def enrollment_sent() -> Case:
    make.region()
    row = filled()
    return Case(
        look=lambda: Enrollment.objects.get(pk=row.pk).standing == "draft",
        write=lambda _n: make.congregation("Lotus Pond Temple"),
        count=Congregation.objects.filter(name="Lotus Pond Temple").count,
        ends=BOTH,
        times=2,
    )


def enrollment_answered() -> Case:
    row, answers = make.congregation(standing="applied"), []
    return Case(
        look=lambda: Congregation.objects.get(pk=row.pk).standing == "applied",
        write=lambda n: answers.append(Congregation.objects.filter(pk=row.pk).update(standing=("accepted", "waitlisted")[n])),
        count=lambda: sum(answers),
        ends=BOTH,
        times=2,
    )


def coordinator_named() -> Case:
    temple = make.congregation()
    return Case(
        look=lambda: not temple.contacts.filter(ended_on=None).exists(),
        write=lambda n: Contact.objects.create(congregation=temple, kind="coordinator", name=f"Mai {n}", email=f"mai{n}@mail.example", started_on=NOON.date()),
        count=temple.contacts.filter(ended_on=None).count,
        ends=STOPPED,
        times=1,
    )


def import_started() -> Case:
    run = make.import_run(make.agency().scope, state="checked")
    return Case(
        look=lambda: ImportRun.objects.get(pk=run.pk).state == "checked",
        write=lambda _n: make.job(kind="imports.commit"),
        count=Job.objects.filter(kind="imports.commit").count,
        ends=BOTH,
        times=2,
    )


def map_activated() -> Case:
    draft, done = make.draft_map(make.agency()), []
    return Case(
        look=lambda: TerritoryVersion.objects.get(pk=draft.pk).state == "draft",
        write=lambda _n: done.append(TerritoryVersion.objects.filter(pk=draft.pk).update(state="active", activated_at=NOON)),
        count=lambda: sum(done),
        ends=BOTH,
        times=2,
    )


def letter_reworded() -> Case:
    words = {"kind": "mail.digest", "subject": "Hello", "body": "Hello", "at": NOON, "by_label": "Nadia Osei"}
    return Case(
        look=lambda: not Wording.objects.exists(),
        write=lambda _n: Wording.objects.create(**words, version=1),
        count=Wording.objects.count,
        ends=STOPPED,
        times=1,
    )


CASES = (
    invitation_accepted,
    button_pressed_twice,
    role_given,
    first_staff,
    enrollment_sent,
    enrollment_answered,
    coordinator_named,
    import_started,
    map_activated,
    letter_reworded,
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_without_its_lock_it_happens_twice_or_only_a_constraint_stops_it(case: Callable[[], Case]) -> None:
    what, looked, free = case(), threading.Barrier(2), []

    def careless(number: int) -> None:
        free.append(what.look())
        looked.wait(60)
        what.write(number)

    ends = together(lambda: careless(0), lambda: careless(1))
    assert (free, names(ends), what.count()) == ([True, True], what.ends, what.times)


def test_control_of_the_controls_with_a_pause_in_between_the_second_sees_the_first() -> None:
    """Looking and writing one after the other is what each of them would be with its lock."""
    what = button_pressed_twice()
    for number in range(2):
        if what.look():
            what.write(number)
    assert (what.count(), Person.objects.count()) == (1, 0)
