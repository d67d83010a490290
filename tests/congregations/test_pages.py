"""The pages of a congregation's own people and of the staff who review: who may, who may not, what it costs."""

import re
from dataclasses import dataclass

import pytest
from django.test import Client
from django.urls import reverse

from onecop.access.models import Person
from onecop.congregations import services
from onecop.congregations.models import Congregation, Contact, Enrollment
from onecop.mail.models import Message
from tests import make
from tests.make import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def without_second_factor(settings: object) -> None:
    settings.SECOND_FACTOR_REQUIRED = False  # type: ignore[attr-defined]


@pytest.fixture
def temple() -> Congregation:
    return make.congregation("Lotus Pond Temple", parent=make.region())


def signed_in(role: str, scope: object) -> Client:
    who = make.person()
    make.grant(who, role, scope)
    client = Client()
    client.force_login(who)
    return client


# a congregation's own pages


DETAILS = {
    "tradition_as_given": "Vietnamese Buddhist",
    "languages": "Vietnamese",
    "website": "https://lotus.example",
    "attendance": "80",
    "hopes": "A safer walk",
}


def test_a_coordinator_keeps_the_details_up_to_date(temple: Congregation) -> None:
    client, url = signed_in("coordinator", temple.scope), reverse("congregation_edit", args=[temple.key])
    assert client.get(url).status_code == 200
    answer = client.post(url, {**DETAILS, "days": ["1", "3"], "from_time": "17:00", "until_time": "19:00"})
    assert answer.headers["Location"] == temple.get_absolute_url()
    temple.refresh_from_db()
    assert (temple.tradition_as_given, temple.languages, temple.website, temple.attendance, temple.coordinator_hours) == (
        "Vietnamese Buddhist", ["vi"], "https://lotus.example", 80, [[1, "17:00", "19:00"], [3, "17:00", "19:00"]],
    )  # fmt: skip


def test_details_that_cannot_be_are_asked_again_and_nothing_is_kept(temple: Congregation) -> None:
    client, url = signed_in("coordinator", temple.scope), reverse("congregation_edit", args=[temple.key])
    answer = client.post(url, {**DETAILS, "attendance": "-4", "days": ["1"], "from_time": "19:00", "until_time": "17:00"})
    temple.refresh_from_db()
    assert (answer.status_code, "This is before the beginning." in answer.content.decode(), temple.hopes) == (422, True, "")


EDITS = ("congregation_edit", "congregation_times", "congregation_contact", "congregation_place")


@pytest.mark.parametrize("name", EDITS)
def test_a_deputy_sees_the_congregation_and_changes_nothing_of_it(temple: Congregation, name: str) -> None:
    deputy = signed_in("deputy", temple.scope)
    assert deputy.get(temple.get_absolute_url()).status_code == 200
    assert [ask(reverse(name, args=[temple.key])).status_code for ask in (deputy.get, deputy.post)] == [403, 403]


@pytest.mark.parametrize("name", EDITS)
def test_to_another_congregation_it_does_not_exist(temple: Congregation, name: str) -> None:
    stranger = signed_in("coordinator", make.congregation().scope)
    assert [ask(reverse(name, args=[temple.key])).status_code for ask in (stranger.get, stranger.post)] == [404, 404]


def people_of(row: Congregation) -> list[tuple[str, str]]:
    return list(row.contacts.filter(ended_on=None).order_by("kind").values_list("kind", "name"))


NAMED = {"name": "Linh Vo", "title": "", "email": "linh@mail.example", "phone": ""}


def test_a_leader_names_a_coordinator_who_may_then_sign_in(temple: Congregation) -> None:
    leader, url = signed_in("faith_leader", temple.scope), reverse("congregation_contact", args=[temple.key])
    assert leader.post(url, {**NAMED, "kind": "coordinator"}).status_code == 302
    assert people_of(temple) == [("coordinator", "Linh Vo")]
    assert [g.role for g in Person.objects.get(email="linh@mail.example").open_grants] == ["coordinator"]


@pytest.mark.parametrize(("role", "kind"), [("coordinator", "coordinator"), ("coordinator", "leader"), ("faith_leader", "leader")])
def test_nobody_names_their_own_or_a_higher_part(temple: Congregation, role: str, kind: str) -> None:
    client, url = signed_in(role, temple.scope), reverse("congregation_contact", args=[temple.key])
    assert client.post(url, {**NAMED, "kind": kind}).status_code == 422
    assert people_of(temple) == []


def test_times_are_kept(temple: Congregation) -> None:
    client, url = signed_in("coordinator", temple.scope), reverse("congregation_times", args=[temple.key])
    row = {"row-0-weekday": "6", "row-0-starts": "10:00", "row-0-ends": "11:30", "row-0-what": "Chant"}
    assert client.post(url, row).status_code == 302
    assert [(t.weekday, f"{t.starts:%H:%M}", t.what) for t in temple.service_times.all()] == [(6, "10:00", "Chant")]


# reviewing


@dataclass
class Review:
    """An enrollment that waits in Lakeland, and the four who ask for it."""

    row: Enrollment

    def url(self, name: str, *args: str) -> str:
        return reverse(name, args=[self.row.congregation.key, *args])  # type: ignore[union-attr]

    @property
    def standing(self) -> str:
        self.row.refresh_from_db()
        return self.row.standing


@pytest.fixture
def waiting() -> Review:
    lake = make.region()
    row = make.congregation("Asha Mandir", standing="applied", parent=lake)
    Contact.objects.create(congregation=row, kind="leader", name="Asha Rao", email="asha@mandir.example", started_on=NOON.date())
    words = {"standing": "applied", "state": "LK", "email": "apply@mandir.example", "name": "Asha Rao", "congregation_name": row.name}
    return Review(Enrollment.objects.create(congregation=row, started_at=NOON, saved_at=NOON, sent_at=NOON, **words))


ANSWERS = [
    ("accept", {"message": "Welcome!"}, "accepted"),
    ("ask_back", {"message": "Which hall do you mean?"}, "asked_back"),
    ("waitlist", {"message": "Your police department joins in spring."}, "waitlisted"),
    ("decline", {"reason": "other", "message": "Please call us."}, "declined"),
]


@pytest.mark.parametrize(("act", "words", "becomes"), ANSWERS)
def test_regional_staff_answer_in_their_own_region(waiting: Review, act: str, words: dict[str, str], becomes: str) -> None:
    client = signed_in("regional_staff", make.region())
    assert client.get(waiting.url("enrollment_review")).status_code == 200
    assert client.post(waiting.url("enrollment_answer", act), words).status_code == 302
    assert (waiting.standing, Message.objects.exists()) == (becomes, True)


def outsiders() -> dict[str, Client]:
    lake, high = make.region(), make.region("Highland", ("HG",))
    return {
        "regional staff of another region": signed_in("regional_staff", high), "the liaison": signed_in("liaison", make.agency(parent=lake).scope),
        "a coordinator": signed_in("coordinator", make.congregation(parent=lake).scope), "a funder": signed_in("funder", make.nation()),
    }  # fmt: skip


@pytest.mark.parametrize(("act", "words", "_becomes"), ANSWERS)
def test_to_everybody_else_the_enrollment_does_not_exist(waiting: Review, act: str, words: dict[str, str], _becomes: str) -> None:
    for who, client in outsiders().items():
        found = client.get(waiting.url("enrollment_review")).status_code, client.post(waiting.url("enrollment_answer", act), words).status_code
        assert (found, waiting.standing) == ((404, 404), "applied"), who
    assert not Message.objects.exists()


def test_an_answer_is_taken_back_by_those_who_may_give_it(waiting: Review) -> None:
    services.decline(enrollment=waiting.row, reason="other", message="Please call us.", by=make.staff(), at=NOON)
    for who, client in outsiders().items():
        assert (client.post(waiting.url("enrollment_reopen")).status_code, waiting.standing) == (404, "declined"), who
    assert signed_in("regional_staff", make.region()).post(waiting.url("enrollment_reopen")).status_code == 302
    assert waiting.standing == "applied"


def test_a_question_or_a_refusal_needs_words(waiting: Review, staff: Person) -> None:
    client = Client()
    client.force_login(staff)
    for act in ("ask_back", "waitlist", "decline"):
        assert client.post(waiting.url("enrollment_answer", act), {"message": ""}).status_code == 422
    assert client.post(waiting.url("enrollment_answer", "forget"), {}).status_code == 404
    assert (waiting.standing, Message.objects.exists()) == ("applied", False)


def test_the_second_answer_is_told_of_the_first(waiting: Review, staff: Person) -> None:
    client = Client()
    client.force_login(staff)
    client.post(waiting.url("enrollment_answer", "waitlist"), {"message": "In spring."})
    client.post(waiting.url("enrollment_answer", "accept"), {})
    page = client.post(waiting.url("enrollment_answer", "decline"), {"reason": "other", "message": "No."}, follow=True).content.decode()
    assert (waiting.standing, "not waiting for an answer" in page) == ("accepted", True)


# lists


def some(rows: int) -> None:
    for n in range(rows):
        c = make.congregation(f"Temple {n}", standing="applied", parent=make.region(), lon=-77.0, lat=38.9)
        Enrollment.objects.create(congregation=c, standing="applied", state="LK", congregation_name=c.name, started_at=NOON, saved_at=NOON, sent_at=NOON)
        services.suggest(first=c, second=make.congregation(f"Hall {n}", parent=make.region()), at=NOON)


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("name", "queries"), [("enrollment_queue", 6), ("congregation_list", 6), ("duplicate_list", 5)])
def test_lists_cost_the_same_with_one_row_and_with_three(
    client: Client, staff: Person, name: str, queries: int, rows: int, django_assert_num_queries: object
) -> None:
    some(rows)
    client.force_login(staff)
    with django_assert_num_queries(queries):
        assert client.get(reverse(name)).status_code == 200


@pytest.mark.parametrize(("name", "near", "far"), [("enrollment_queue", "Temple 0", "Far Mandir"), ("congregation_list", "Temple 0", "Far Mandir")])
def test_lists_show_what_is_within_reach(name: str, near: str, far: str) -> None:
    some(1)
    away = make.congregation("Far Mandir", standing="applied", parent=make.region("Highland", ("HG",)), state="HG")
    Enrollment.objects.create(congregation=away, standing="applied", state="HG", congregation_name=away.name, started_at=NOON, saved_at=NOON, sent_at=NOON)
    page = signed_in("regional_staff", make.region()).get(reverse(name)).content.decode()
    assert set(re.findall(f"{near}|{far}", page)) == {near}


def test_what_looks_alike_across_a_border_of_regions_is_for_those_who_reach_both() -> None:
    """To say that two rows are one changes both, and shows each to whoever reads the other."""
    here, there = make.region(), make.region("Highland", ("HG",))
    near, far = make.congregation("Lotus Pond Temple", parent=here), make.congregation("Lotus Pond Hall", parent=there, state="HG")
    pair = services.suggest(first=near, second=far, at=NOON)
    pages = [reverse("duplicate_list"), reverse("duplicate_detail", args=[pair.key])]
    for scope, seen in ((here, False), (there, False), (make.nation(), True)):
        client = signed_in("national_staff" if seen else "regional_staff", scope)
        found = [client.get(url) for url in pages]
        assert [found[0].status_code, found[1].status_code, "Lotus Pond Hall" in found[0].content.decode()] == [200, 200 if seen else 404, seen]
        client.post(reverse("duplicate_settle", args=[pair.key]), {"verdict": "apart"})
        pair.refresh_from_db()
        assert bool(pair.verdict) is seen
