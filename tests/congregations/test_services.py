from datetime import time, timedelta

import pytest

from onecop.access.models import Person
from onecop.audit.models import Entry
from onecop.congregations import services
from onecop.congregations.models import Congregation
from onecop.kernel.actor import SYSTEM
from onecop.territory.models import Territory
from tests import make
from tests.make import NOON
from tests.races import together

pytestmark = pytest.mark.django_db


def prospect(**fields: object) -> Congregation:
    facts = {"name": "Lotus Pond Temple", "name_folded": "lotus pond temple", "state": "LK", "standing_since": NOON}
    return Congregation.objects.create(**{**facts, **fields})


def leader(of: Congregation, name: str = "Minh Tran", email: str = "minh@temple.example", **more: str) -> object:
    return services.set_contact(congregation=of, kind="leader", name=name, email=email, by=SYSTEM, at=NOON, **more)


def held(email: str) -> list[tuple[str, str]]:
    person = Person.objects.get(email=email)
    return [(g.role, g.scope.name) for g in person.grants.in_force()]


def test_acceptance_gives_a_scope_in_the_region_and_lets_the_contacts_in() -> None:
    region = make.region()
    row = prospect()
    leader(row)
    services.set_contact(congregation=row, kind="coordinator", name="Mai Pham", email="Mai@Mail.example", by=SYSTEM, at=NOON)
    accepted = services.accept(congregation=row, by=SYSTEM, at=NOON)
    assert (accepted.standing, accepted.standing_since, accepted.scope.parent) == ("accepted", NOON, region)
    assert held("minh@temple.example") == [("faith_leader", "Lotus Pond Temple")]
    assert held("mai@mail.example") == [("coordinator", "Lotus Pond Temple")]


def test_accepting_twice_changes_nothing() -> None:
    row = prospect()
    leader(row)
    first = services.accept(congregation=row, by=SYSTEM, at=NOON)
    entries = Entry.objects.count()
    again = services.accept(congregation=row, by=SYSTEM, at=NOON + timedelta(days=1))
    assert (again.scope, again.standing_since, Entry.objects.count()) == (first.scope, NOON, entries)


def test_a_merged_row_is_not_accepted() -> None:
    row = prospect(standing="left", merged_into=prospect())
    with pytest.raises(services.CannotAccept):
        services.accept(congregation=row, by=SYSTEM, at=NOON)


def test_a_new_leader_ends_the_time_and_the_role_of_the_one_before() -> None:
    row = make.congregation("Lotus Pond Temple")
    leader(row)
    leader(row, "Lan Do", "lan@temple.example", title="Venerable")
    assert [(c.name, c.ended_on) for c in row.contacts.order_by("id")] == [("Minh Tran", NOON.date()), ("Lan Do", None)]
    assert held("minh@temple.example") == []
    assert held("lan@temple.example") == [("faith_leader", "Lotus Pond Temple")]


def test_the_same_leader_is_corrected_and_keeps_the_role() -> None:
    row = make.congregation("Lotus Pond Temple")
    first = leader(row)
    second = leader(row, "Minh A. Tran", "MINH@temple.example ")
    assert (second, second.name, row.contacts.count()) == (first, "Minh A. Tran", 1)
    assert held("minh@temple.example") == [("faith_leader", "Lotus Pond Temple")]


def test_the_trail_says_that_a_number_changed_and_never_which_it_was() -> None:
    row = make.congregation("Lotus Pond Temple")
    leader(row, phone="+12025550101")
    leader(row, phone="+12025550102")
    entry = Entry.objects.get(verb="contact.corrected")
    assert (entry.before["phone"], entry.after["phone"]) == ("…", "…")


def test_contacts_of_a_prospect_cannot_sign_in() -> None:
    leader(prospect())
    assert not Person.objects.filter(email="minh@temple.example").exists()


@pytest.mark.parametrize(("name", "email"), [("", "a@b.example"), ("Minh", " ")])
def test_a_contact_has_a_name_and_an_address(name: str, email: str) -> None:
    with pytest.raises(services.NoContact):
        leader(prospect(), name, email)


def test_ending_a_deputy_takes_the_role_back() -> None:
    row = make.congregation("Lotus Pond Temple")
    deputy = services.set_contact(congregation=row, kind="deputy", name="Tuan Le", email="tuan@mail.example", by=SYSTEM, at=NOON)
    services.end_contact(contact=deputy, by=SYSTEM, at=NOON)
    assert held("tuan@mail.example") == []
    assert deputy.ended_on == NOON.date()


@pytest.mark.parametrize(("lon", "lat"), [(0, 0), (181, 10), (10, -91)])
def test_no_pin_off_the_map(lon: float, lat: float) -> None:
    with pytest.raises(services.BadPlace):
        services.set_place(congregation=prospect(), lon=lon, lat=lat, by=SYSTEM, at=NOON)


def test_a_place_outside_every_area_keeps_the_territory_a_person_gave() -> None:
    ground = Territory.objects.create(ori="LK0000009", name="Dry Fork Police")
    row = prospect()
    services.set_territory(congregation=row, territory=ground, by=SYSTEM, at=NOON)
    services.set_place(congregation=row, lon=-71.0, lat=41.0, by=SYSTEM, at=NOON)
    row.refresh_from_db()
    assert (row.lon, row.lat, row.pin, row.territory, row.area) == (-71.0, 41.0, "placed", ground, None)
    assert [e.verb for e in Entry.objects.order_by("id")] == ["congregation.assigned", "congregation.placed"]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_the_times_at_once_one_stands_whole() -> None:
    temple = make.congregation()
    each = [[{"weekday": day, "starts": time(hour), "ends": time(hour + 1), "what": ""} for hour in range(6, 22)] for day in (5, 6)]
    for _round in range(4):
        ends = together(*(lambda times=times: services.set_times(congregation=temple, times=times, by=SYSTEM, at=NOON) for times in each))
        assert ends == [None, None]
        kept = list(temple.service_times.values_list("weekday", flat=True))
        assert kept in ([5] * 16, [6] * 16)
