"""What two people (or one impatient finger) do at the same moment happens once, on either database. Publishing and answering: tests/matching/test_answer.py."""

import shutil
import tempfile
import threading
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from onecop.access import links
from onecop.access import services as access
from onecop.access.models import Grant, Invitation, Person
from onecop.access.services.start import create_first_staff, first_staff_code
from onecop.agencies.models import Agency
from onecop.congregations import services as congregations
from onecop.congregations.models import Congregation, Contact, Enrollment
from onecop.imports import services as imports
from onecop.imports.models import ImportRun
from onecop.kernel.actor import SYSTEM
from onecop.mail.models import Message
from onecop.partnerships import services as partnerships
from onecop.partnerships.models import Partnership, Tenure
from onecop.tasks.models import Job
from onecop.territory import services as territory
from onecop.territory.choices import VersionState
from onecop.territory.models import TerritoryVersion
from tests import make
from tests.congregations.test_enrolling import filled
from tests.make import NOON
from tests.matching.city import city
from tests.races import names, together

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_invitation_is_accepted_once() -> None:
    token = links.new_token()
    made = make.invitation("deputy", make.congregation().scope, token_hash=links.digest(token))
    ends = together(*[lambda: access.accept_invitation(token=token, at=NOON)] * 3)
    assert names(ends) == ["InvitationEnded", "InvitationEnded", "well"]
    assert (Person.objects.filter(email=made.email).count(), Grant.objects.filter(person__email=made.email).count()) == (1, 1)


def test_two_presses_of_the_button_invite_once() -> None:
    scope = make.congregation().scope
    words: dict[str, Any] = {"email": "maya@mail.example", "name": "Maya Lund", "role": "deputy", "scope": scope, "by": SYSTEM, "at": NOON}
    assert names(together(*[lambda: access.invite(**words)] * 3)) == ["well"] * 3
    assert Invitation.objects.count() == 1


def test_a_role_is_given_once() -> None:
    who, scope = make.person(), make.congregation().scope
    assert names(together(*[lambda: access.grant(person=who, role="deputy", scope=scope, by=SYSTEM, at=NOON)] * 3)) == ["well"] * 3
    assert Grant.objects.filter(person=who).count() == 1


def test_the_first_staff_is_one() -> None:
    code = str(first_staff_code(at=NOON))
    acts = [lambda n=n: create_first_staff(code=code, email=f"staff{n}@mail.example", name="Nadia", at=NOON) for n in range(3)]
    assert names(together(*acts)).count("well") == 1
    assert Grant.objects.filter(role="national_staff").count() == 1


def test_an_enrollment_is_sent_once() -> None:
    make.region()
    row = filled()
    assert names(together(*[lambda: congregations.send(enrollment=row, at=NOON)] * 3)) == ["well"] * 3
    assert (Congregation.objects.count(), Message.objects.filter(kind="enrollment.welcome").count()) == (1, 1)


def test_an_enrollment_gets_one_answer() -> None:
    make.region()
    row, staff = congregations.send(enrollment=filled(), at=NOON), make.staff()
    ends = together(
        lambda: congregations.accept_enrollment(enrollment=row, by=staff, at=NOON),
        lambda: congregations.waitlist(enrollment=row, message="Next year.", by=staff, at=NOON),
        lambda: congregations.accept_enrollment(enrollment=row, by=staff, at=NOON),
    )
    standing = Enrollment.objects.get(pk=row.pk).standing
    assert (standing, names(ends)) in [("accepted", ["NotWaiting", "NotWaiting", "well"]), ("accepted", ["NotWaiting", "well", "well"])]
    assert Congregation.objects.get(pk=row.congregation_id).scope is not None


def test_two_who_name_a_coordinator_leave_one() -> None:
    temple = make.congregation()
    acts = [
        lambda n=n: congregations.set_contact(congregation=temple, kind="coordinator", name=f"Mai {n}", email=f"mai{n}@mail.example", by=SYSTEM, at=NOON)
        for n in range(3)
    ]
    assert names(together(*acts)) == ["well"] * 3
    assert (Contact.objects.filter(ended_on=None).count(), Grant.objects.in_force().filter(role="coordinator").count()) == (1, 1)


def _pair() -> tuple[Congregation, Any]:
    town = city()
    return town.congregation(1), town.officer(1)


def test_a_partnership_begins_once() -> None:
    temple, officer = _pair()
    make.staff()
    ends = together(*[lambda: partnerships.begin(congregation=Congregation.objects.get(pk=temple.pk), officer=officer, by=SYSTEM, at=NOON)] * 3)
    assert names(ends) == ["CannotBegin", "CannotBegin", "well"]
    assert (Partnership.objects.count(), Tenure.objects.filter(kind="lead").count()) == (1, 1)
    assert sorted(Message.objects.values_list("kind", flat=True)) == ["connection.coordinator", "connection.officer", "scheduling.times", "scheduling.times"]


def test_control_who_only_looks_before_it_writes_begins_twice() -> None:
    """Look, then write, with the other one in between: what stops the second is the database alone."""
    temple, officer = _pair()
    staff = make.staff()
    looked, free = threading.Barrier(2), []

    def careless() -> None:
        free.append(not temple.partnerships.open().exists())
        looked.wait(60)
        with transaction.atomic():
            Partnership.objects.create(congregation=temple, agency=officer.agency, owner=staff, began_at=NOON)

    assert names(together(careless, careless)) == [IntegrityError.__name__, "well"]
    assert free == [True, True]


def test_a_file_is_imported_once() -> None:
    agency = make.agency(ori="LKPD00000")
    run = ImportRun.objects.get(pk=make.import_run(agency.scope, state="checked").pk)
    ends = together(*[lambda: imports.start_commit(run, by=SYSTEM, at=NOON)] * 3)
    assert names(ends) == ["WrongMoment", "WrongMoment", "well"]
    assert Job.objects.filter(kind="imports.commit").count() == 1


def test_a_map_comes_into_force_once_and_one_at_a_time() -> None:
    draft = make.draft_map(make.agency())
    ends = together(*[lambda: territory.activate(version=TerritoryVersion.objects.get(pk=draft.pk), by=SYSTEM, at=NOON)] * 3)
    assert names(ends) == ["MapNotReady", "MapNotReady", "well"]
    assert TerritoryVersion.objects.filter(state=VersionState.ACTIVE).count() == 1


def test_one_file_given_twice_is_brought_in_once() -> None:
    """Two runs of the same list of agencies are committed at the same moment: the second waits, and then finds everything there."""
    rows = "ori,name,state\n" + "".join(f"DC{n:07d},Agency {n},DC\n" for n in range(40))
    folder = Path(tempfile.mkdtemp())
    (folder / "agencies.csv").write_text(rows)
    words: dict[str, Any] = {"options": {}, "commit": True, "by": SYSTEM, "at": NOON}
    ends = together(*[lambda: imports.run_file("agencies", folder / "agencies.csv", **words)] * 2)
    shutil.rmtree(folder)
    assert names(ends) == ["well", "well"]
    assert (Agency.objects.count(), Agency.objects.values("ori").distinct().count()) == (40, 40)
