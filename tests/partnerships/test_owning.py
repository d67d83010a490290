"""An open partnership is never without an owner: who leaves the staff hands on first, also when two things happen at the same moment."""

import threading
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from onecop.access import services as access
from onecop.access.models import Grant, Person
from onecop.audit.models import Entry
from onecop.congregations.models import Congregation
from onecop.kernel.actor import SYSTEM
from onecop.partnerships import services
from onecop.partnerships.models import Partnership
from onecop.partnerships.services import owning
from tests import make
from tests.make import NOON
from tests.races import names, together


def regional(of: Any) -> Person:
    who = make.person("Reese Dial")
    make.grant(who, "regional_staff", of)
    return who


def owners() -> list[str]:
    return [str(p.owner) for p in Partnership.objects.order_by("pk").select_related("owner")]


@pytest.mark.django_db
def test_staff_of_the_region_come_first_then_whoever_has_fewest() -> None:
    lakeland = make.region()
    nadia, omar = make.staff("Nadia"), make.staff("Omar")
    far = make.congregation()
    make.partnership(owner=nadia)
    assert services.owner_for(far) == omar
    near = make.congregation(parent=lakeland)
    reese = regional(lakeland)
    assert services.owner_for(near) == reese
    assert services.owner_for(near, but=reese) == omar


@pytest.mark.django_db
def test_staff_of_another_region_cannot_look_after_it() -> None:
    nadia = make.staff("Nadia")
    made = make.partnership(make.congregation(parent=make.region()), owner=nadia)
    stranger, near = regional(make.region("Highland", ("HG",))), regional(make.region())
    with pytest.raises(services.NoOwner) as no:
        services.assign_owner(partnership=made, owner=stranger, by=nadia, at=NOON)
    assert (no.value.reason, no.value.instead) == ("Reese Dial is not on the staff for this congregation.", "Choose somebody of its region, or national staff.")
    assert services.assign_owner(partnership=made, owner=near, by=nadia, at=NOON).owner == near
    services.assign_owner(partnership=made, owner=near, by=nadia, at=NOON)
    assert [(e.verb, e.before, e.after) for e in Entry.objects.about(made)] == [("partnership.owner_set", {"owner": "Nadia"}, {"owner": "Reese Dial"})]


@pytest.mark.django_db
def test_who_loses_the_role_or_the_account_hands_on_first() -> None:
    nadia, omar, ada = make.staff("Nadia"), make.staff("Omar"), make.staff("Ada")
    for _ in range(2):
        make.partnership(owner=nadia)
    ended = make.partnership(owner=nadia, state="ended", ended_at=NOON)
    access.revoke(grant=nadia.grants.get(), by=ada, at=NOON)
    assert sorted(owners()[:2]) == ["Ada", "Omar"]
    assert Partnership.objects.get(pk=ended.pk).owner == nadia  # what has ended keeps who looked after it
    access.deactivate(person=omar, by=ada, at=NOON)
    assert owners() == ["Ada", "Ada", "Nadia"]


@pytest.mark.django_db
def test_who_keeps_another_staff_role_keeps_the_partnership() -> None:
    lakeland = make.region()
    reese = regional(lakeland)
    make.grant(reese, "national_staff", make.nation())
    make.staff("Omar")
    made = make.partnership(make.congregation(parent=lakeland), owner=reese)
    access.revoke(grant=reese.grants.get(role="regional_staff"), by=SYSTEM, at=NOON)
    made.refresh_from_db()
    assert made.owner == reese


@pytest.mark.django_db
def test_the_last_who_could_look_after_it_cannot_go() -> None:
    lakeland = make.region()
    reese = regional(lakeland)
    temple = make.congregation("Lotus Pond Temple", parent=lakeland)
    made = make.partnership(temple, owner=reese)
    for act in (
        lambda: access.revoke(grant=reese.grants.get(), by=SYSTEM, at=NOON),
        lambda: access.deactivate(person=reese, by=SYSTEM, at=NOON),
        lambda: services.hand_on_owned(person=reese, by=SYSTEM, at=NOON),
    ):
        with pytest.raises(services.NoOwner) as no:
            act()
        assert no.value.reason == "There is no other staff member who could look after the partnership of Lotus Pond Temple."
        assert no.value.instead == "Give somebody a staff role first."
    made.refresh_from_db()
    reese.refresh_from_db()
    assert (made.owner, reese.is_active, reese.grants.in_force().count()) == (reese, True, 1)
    nadia = make.staff("Nadia")
    assert services.hand_on_owned(person=reese, by=SYSTEM, at=NOON) == 1
    assert owners() == ["Nadia"]
    access.deactivate(person=reese, by=nadia, at=NOON)


def _orphans() -> int:
    """How many open partnerships are looked after by somebody who cannot sign in or holds no staff role."""
    staff = Grant.objects.in_force().filter(person__is_active=True, role__in=["national_staff", "regional_staff"]).values("person")
    return Partnership.objects.open().exclude(owner__in=staff).count()


@pytest.mark.django_db(transaction=True)
def test_nobody_is_given_work_while_they_leave(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever names an owner has looked, and waits for the other to have left: held still, the other cannot, and the wait ends by itself."""
    nadia, omar = make.staff("Nadia"), make.staff("Omar")
    made = make.partnership(owner=nadia)
    looked, left = threading.Event(), threading.Event()
    plain = owning.staff_for

    def slow(congregation: Congregation) -> Any:
        found = plain(congregation)
        if not looked.is_set():
            looked.set()
            left.wait(0.5)
        return found

    def leave() -> None:
        looked.wait(60)
        access.deactivate(person=omar, by=nadia, at=NOON)
        left.set()

    monkeypatch.setattr(owning, "staff_for", slow)
    ends = together(lambda: services.assign_owner(partnership=made, owner=omar, by=nadia, at=NOON), leave)
    assert names(ends) == ["well", "well"]
    assert (_orphans(), owners()) == (0, ["Nadia"])


@pytest.mark.django_db(transaction=True)
def test_control_without_the_lock_the_name_stands_with_nobody_behind_it() -> None:
    """Look, let the other leave, write: each by itself as the services do it, with nothing held in between."""
    nadia, omar = make.staff("Nadia"), make.staff("Omar")
    made = make.partnership(owner=nadia)
    looked, left = threading.Barrier(2), threading.Barrier(2)

    def careless() -> None:
        assert owning.staff_for(made.congregation).filter(person=omar).exists()
        looked.wait(60)
        left.wait(60)
        Partnership.objects.filter(pk=made.pk).update(owner=omar)

    def leave() -> None:
        looked.wait(60)
        access.deactivate(person=omar, by=nadia, at=NOON)
        left.wait(60)

    assert names(together(careless, leave)) == ["well", "well"]
    assert _orphans() == 1


@pytest.mark.django_db
def test_the_database_itself_refuses_an_open_one_without_an_owner() -> None:
    made = make.partnership()
    with pytest.raises(IntegrityError), transaction.atomic():
        Partnership.objects.filter(pk=made.pk).update(owner=None)
    Partnership.objects.filter(pk=made.pk).update(owner=None, state="ended", ended_at=NOON)
