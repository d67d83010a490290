from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from onecop.access.models import Grant, Person
from onecop.audit.models import Entry
from onecop.congregations import services
from onecop.congregations.enrolling.alike import alike
from onecop.congregations.models import Congregation, Contact, DuplicateSuggestion, Enrollment
from onecop.kernel import charter
from onecop.kernel.actor import SYSTEM
from onecop.mail.models import Message
from tests import make
from tests.make import NOON

pytestmark = pytest.mark.django_db

ANSWERS = {
    "you": {
        "name": ["Mai Pham"],
        "email": ["mai@mail.example"],
        "part": ["coordinator"],
        "leader_name": ["Minh Tran"],
        "leader_email": ["minh@temple.example"],
    },
    "place": {"name": ["Lotus Pond Temple"], "street": ["12 Alder St"], "city": ["Port Ellery"], "state": ["LK"], "zip": ["20001"]},
    "pin": {"sure": ["no"]},
    "tradition": {"tradition": ["buddhist"], "languages": ["vi"], "more_languages": ["Nepali"]},
    "times": {"row-0-weekday": ["6"], "row-0-starts": ["10:00"], "row-0-ends": ["11:30"], "row-0-what": ["Chant"]},
    "deciding": {"decider": ["board"], "votes_on": ["2026-12-03"]},
    "coordinator": {"known": ["me"], "days": ["1"]},
    "hopes": {"hopes": ["A safer walk"]},
    "charter": {"agree": ["on"], "signed": ["Mai Pham"], "version": [charter.VERSION]},
}


@pytest.fixture(autouse=True)
def lakeland() -> object:
    return make.region()


def filled(**changes: dict[str, list[str]]) -> Enrollment:
    row = services.start(at=NOON)
    for slug, typed in {**ANSWERS, **changes}.items():
        row = services.keep_page(enrollment=row, slug=slug, typed=typed, at=NOON)
    return row


def sent() -> Enrollment:
    return services.send(enrollment=filled(), at=NOON)


def letters() -> list[tuple[str, str]]:
    return list(Message.objects.order_by("id").values_list("kind", "email"))


def test_sending_writes_the_congregation_its_people_and_the_letters() -> None:
    row = sent()
    c = row.congregation
    assert (c.standing, c.scope, c.name, c.state, c.languages, c.decider, str(c.board_votes_on)) == (
        "applied", None, "Lotus Pond Temple", "LK", ["vi", "ne"], "board", "2026-12-03",
    )  # fmt: skip
    assert [(p.kind, p.name) for p in c.contacts.all()] == [("coordinator", "Mai Pham"), ("leader", "Minh Tran")]
    assert [(t.weekday, f"{t.starts:%H:%M}", t.what) for t in c.service_times.all()] == [(6, "10:00", "Chant")]
    assert c.coordinator_hours == [[1, "08:00", "21:00"]]
    assert (row.charter_name, row.charter_version, row.charter_at) == ("Mai Pham", charter.VERSION, NOON)
    assert letters() == [("enrollment.welcome", "mai@mail.example"), ("enrollment.leader_told", "minh@temple.example")]


def test_sending_twice_is_sending_once() -> None:
    row = sent()
    services.send(enrollment=row, at=NOON + timedelta(minutes=1))
    assert (Congregation.objects.count(), len(letters()), Enrollment.objects.get().sent_at) == (1, 2, NOON)


@pytest.mark.parametrize("slug", list(ANSWERS))
def test_nothing_is_sent_while_a_page_misses_its_answer(slug: str) -> None:
    missing = {"tradition": {"tradition": [""]}, "hopes": {"attendance": ["-3"]}}
    row = filled(**{slug: missing.get(slug, {})})
    with pytest.raises(services.NotFinished):
        services.send(enrollment=row, at=NOON)
    assert Congregation.objects.count() == 0


def test_what_was_sent_is_not_changed_until_we_ask_back() -> None:
    row = sent()
    with pytest.raises(services.Closed):
        services.keep_page(enrollment=row, slug="hopes", typed={}, at=NOON)
    services.ask_back(enrollment=row, message="Which door?", by=make.staff(), at=NOON)
    row = services.keep_page(enrollment=row, slug="hopes", typed={"hopes": ["The side door"]}, at=NOON)
    again = services.send(enrollment=row, at=NOON + timedelta(days=1))
    assert (again.standing, again.congregation.hopes, Congregation.objects.count()) == ("applied", "The side door", 1)


def test_who_is_no_longer_named_when_it_is_sent_again_is_not_let_in() -> None:
    staff = make.staff()
    named = {**ANSWERS["coordinator"], "deputy_name": ["Lan Vo"], "deputy_email": ["lan@mail.example"]}
    row = services.send(enrollment=filled(coordinator=named), at=NOON)
    services.ask_back(enrollment=row, message="Who will coordinate?", by=staff, at=NOON)
    services.keep_page(enrollment=row, slug="coordinator", typed={"known": ["later"]}, at=NOON)
    row = services.send(enrollment=row, at=NOON + timedelta(days=1))
    assert [(c.kind, c.ended_on is None) for c in row.congregation.contacts.order_by("kind")] == [("coordinator", False), ("deputy", False), ("leader", True)]
    services.accept_enrollment(enrollment=row, by=staff, at=NOON + timedelta(days=1))
    assert [grant.person.email for grant in Grant.objects.in_force().exclude(person=staff)] == ["minh@temple.example"]


def test_acceptance_lets_everybody_named_sign_in_and_tells_them_how() -> None:
    staff = make.staff()
    c = services.accept_enrollment(enrollment=sent(), by=staff, at=NOON)
    assert (c.standing, c.scope.parent.name) == ("accepted", "Lakeland")
    assert sorted((p.email, p.grants.in_force().get().role) for p in Person.objects.exclude(pk=staff.pk)) == [
        ("mai@mail.example", "coordinator"), ("minh@temple.example", "faith_leader"),
    ]  # fmt: skip
    assert sorted(letters()[2:]) == [("enrollment.accepted", "mai@mail.example"), ("enrollment.accepted", "minh@temple.example")]
    with pytest.raises(services.NotWaiting):
        services.decline(enrollment=Enrollment.objects.get(), reason="other", message="No", by=staff, at=NOON)


def test_an_acceptance_is_taken_back_within_a_day_and_not_later() -> None:
    staff = make.staff()
    row = sent()
    services.accept_enrollment(enrollment=row, by=staff, at=NOON)
    with pytest.raises(services.CannotUndo):
        services.reopen(enrollment=row, by=staff, at=NOON + timedelta(hours=25))
    reopened = services.reopen(enrollment=row, by=staff, at=NOON + timedelta(hours=2))
    assert (reopened.standing, Congregation.objects.get().standing) == ("applied", "applied")
    assert Person.objects.get(email="mai@mail.example").open_grants == []


def test_a_decline_says_why_and_a_waiting_list_may_follow() -> None:
    staff = make.staff()
    row = sent()
    declined = services.decline(enrollment=row, reason="no_agency", message="Nobody near you takes part.", by=staff, at=NOON)
    assert (declined.standing, declined.decline_reason, declined.congregation.standing) == ("declined", "no_agency", "declined")
    services.reopen(enrollment=row, by=staff, at=NOON)
    listed = services.waitlist(enrollment=row, message="In spring.", by=staff, at=NOON)
    assert (listed.standing, Congregation.objects.get().standing) == ("waitlisted", "waitlisted")
    assert [kind for kind, _ in letters()[2:]] == ["enrollment.declined", "enrollment.reopened", "enrollment.waitlisted"]


def test_a_look_alike_is_found_and_its_street_told_only_to_who_knows_it() -> None:
    from onecop.congregations.enrolling.alike import choices

    facts = {"state": "LK", "zip": "20001", "city": "Port Ellery", "standing_since": NOON}
    same = Congregation.objects.create(name="Lotus Pond Temple", name_folded="lotus pond temple", street="9 Elm St", street_folded="9 elm st", **facts)
    Congregation.objects.create(name="Etz Or", name_folded="etz or", **facts)
    assert alike(filled().answers) == [same]
    assert choices(filled().answers)[0][1] == "Yes: Lotus Pond Temple, Port Ellery, LK"


def test_merging_moves_people_and_keeps_the_row_further_along() -> None:
    row = sent()
    old = Congregation.objects.create(name="Lotus", name_folded="lotus", state="LK", source_id="F1", website="https://lotus.example", standing_since=NOON)
    pair = services.suggest(first=old, second=row.congregation, at=NOON)
    kept = services.merge(suggestion=pair, by=make.staff(), at=NOON)
    old.refresh_from_db()
    kept.refresh_from_db()
    assert (kept, kept.source_id, kept.website, old.standing, old.merged_into, old.source_id) == (
        row.congregation,
        "F1",
        "https://lotus.example",
        "left",
        kept,
        "",
    )
    assert [e.verb for e in Entry.objects.filter(verb__in=["congregation.merged", "congregation.took_in"]).order_by("id")] == [
        "congregation.merged",
        "congregation.took_in",
    ]


def test_two_enrolled_congregations_are_merged_with_all_who_can_sign_in_for_them() -> None:
    kept, gone = make.congregation("A"), make.congregation("B")
    stays, leaves = make.contact(kept, "leader", name="Minh Tran"), make.contact(gone, "leader", name="Ana Ruiz")
    moves = make.contact(gone, "coordinator", name="Mai Pham")
    invited = make.person("Tuan Le")  # by an invitation alone
    make.grant(invited, "deputy", gone.scope)
    assert services.merge(suggestion=services.suggest(first=gone, second=kept, at=NOON), by=SYSTEM, at=NOON) == kept
    now = Grant.objects.in_force().filter(scope__in=[kept.scope, gone.scope])
    assert {(g.person, g.role, g.scope) for g in now.select_related("person", "scope")} == {
        (stays.person, "faith_leader", kept.scope),
        (moves.person, "coordinator", kept.scope),
        (invited, "deputy", kept.scope),
    }
    assert {(c.name, c.congregation, c.ended_on) for c in Contact.objects.all()} == {
        ("Minh Tran", kept, None),
        ("Mai Pham", kept, None),
        ("Ana Ruiz", kept, NOON.date()),
    }
    assert leaves.person.grants.in_force().count() == 0


def test_two_that_look_alike_may_be_kept_apart() -> None:
    pair = services.suggest(first=make.congregation("A"), second=make.congregation("B"), at=NOON)
    services.keep_apart(suggestion=pair, by=SYSTEM, at=NOON)
    assert DuplicateSuggestion.objects.waiting().count() == 0


def test_the_form_goes_page_by_page_and_comes_back_by_link(client: Client) -> None:
    first = client.post(reverse("enroll")).headers["Location"]
    wrong = client.post(first, {"name": "Mai"})
    assert wrong.status_code == 422
    assert "Mai" in client.get(first).content.decode()
    after = client.post(first, {k: v[0] for k, v in ANSWERS["you"].items()} | {"save": "later"})
    assert "mai@mail.example" in after.content.decode()
    link = next(part for part in Message.objects.get().body.text.split() if "/enroll/continue/" in part).strip("()<>")
    elsewhere = Client()
    assert elsewhere.get(first).status_code == 404
    assert elsewhere.get(link[link.index("/enroll") :]).headers["Location"] == first.replace("/you/", "/place/")
    assert elsewhere.get(first).status_code == 200


def test_rows_of_times_are_added_and_removed_without_javascript(client: Client) -> None:
    page = client.post(reverse("enroll")).headers["Location"].replace("/you/", "/times/")
    typed = {"row-0-weekday": "6", "row-0-starts": "10:00", "row-0-ends": "11:00"}
    client.post(page, {**typed, "go": "add"})
    assert sorted(Enrollment.objects.get().answers["times"]) == ["row-0-ends", "row-0-starts", "row-0-weekday", "row-1-weekday"]
    client.post(page, {**typed, "row-1-weekday": "2", "go": "remove-0"})
    assert Enrollment.objects.get().answers["times"] == {"row-1-weekday": ["2"]}


def test_a_machine_that_fills_the_trap_begins_nothing(client: Client) -> None:
    client.post(reverse("enroll"), {"company": "Spam Inc"})
    assert Enrollment.objects.count() == 0


def test_a_form_that_nobody_sent_is_forgotten_when_its_link_ends() -> None:
    from onecop.congregations.jobs import forget_drafts

    filled()
    kept = sent()
    forget_drafts(NOON + timedelta(days=60))
    assert Enrollment.objects.count() == 2
    forget_drafts(NOON + timedelta(days=61))
    assert list(Enrollment.objects.all()) == [kept]
