"""Invitations: who may invite whom, the link, the fourteen days."""

import re
from datetime import timedelta
from itertools import product

import pytest
from django.test import Client
from django.urls import reverse

from onecop.access import rules, services
from onecop.access.choices import RoleCode
from onecop.access.models import Grant, Invitation, Person, Scope
from onecop.access.roles import ROLES
from onecop.audit.models import Entry
from onecop.kernel.clock import now
from tests import make
from tests.access.letters import newest_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def temple() -> Scope:
    return services.new_scope(kind="congregation", name="Lotus Pond Temple", parent=make.region())


def token_to(email: str) -> str:
    return re.search(r"/invitation/([^/\s]+)/", newest_text(email)).group(1)


def test_who_may_invite_whom_where(temple: Scope) -> None:
    """The whole rule as a table: every role × every role × {own, elsewhere}."""
    lake, high = make.region(), make.region("Highland", ("HG",))
    agency = services.new_scope(kind="agency", name="Port Ellery Police", parent=lake)
    far = {
        "nation": None, "region": high, "agency": services.new_scope(kind="agency", name="Cedar Gap Police", parent=high),
        "congregation": services.new_scope(kind="congregation", name="Willow Hall", parent=high),
    }  # fmt: skip
    near = {"nation": make.nation(), "region": lake, "agency": agency, "congregation": temple}
    local = {"liaison", "executive", "supervisor", "officer", "faith_leader", "coordinator", "deputy"}
    may = {("national_staff", role, where) for role in RoleCode for where in ("near", "far")}
    may |= {("regional_staff", role, "near") for role in {*local, "funder"}} | {("faith_leader", role, "near") for role in ("coordinator", "deputy")}
    may |= {("liaison", "supervisor", "near")}
    for giver, role, where in product(RoleCode, RoleCode, ("near", "far")):
        held = near[sorted(ROLES[giver].scope_kinds)[0]]
        kind = "region" if role == "funder" else sorted(ROLES[role].scope_kinds)[0]
        over = (near if where == "near" else far)[kind]
        if over is None:
            continue
        allowed = rules.may_invite([Grant(role=giver, scope=held)], role=role, scope=over)
        assert allowed is ((giver, role, where) in may), (giver, role, where)


def test_a_person_who_may_not_is_refused_and_nothing_is_sent(temple: Scope) -> None:
    deputy = make.person()
    make.grant(deputy, "deputy", temple)
    with pytest.raises(services.NotYours):
        services.invite(email="x@mail.example", name="X", role="deputy", scope=temple, by=deputy, at=make.NOON)
    assert not Invitation.objects.exists()


def test_a_stranger_becomes_a_person_by_the_link(client: Client, staff: Person, temple: Scope) -> None:
    services.invite(email="Maya@Mail.example", name="Maya Brandt", role="coordinator", scope=temple, by=staff, at=now())
    url = reverse("invitation_accept", args=[token_to("maya@mail.example")])
    before = (Person.objects.count(), Entry.objects.count())
    for method in (client.get, client.head):
        assert method(url).status_code == 200
    assert (Person.objects.count(), Entry.objects.count()) == before  # looking changes nothing
    assert client.post(url, {"name": "Maya B. Brandt"}).status_code == 302
    maya = Person.objects.get(email="maya@mail.example")
    assert (maya.name, client.session["_auth_user_id"]) == ("Maya B. Brandt", str(maya.pk))
    assert [(g.role, g.scope, g.granted_by) for g in maya.open_grants] == [("coordinator", temple, staff)]
    assert Client().post(url, {"name": "Thief"}).status_code == 404


def test_somebody_signed_in_gets_the_role_beside_theirs(client: Client, staff: Person, temple: Scope) -> None:
    amos = make.person("Amos Field", email="amos@mail.example")
    client.force_login(amos)
    services.invite(email=amos.email, name="Amos", role="deputy", scope=temple, by=staff, at=now())
    assert client.post(reverse("invitation_accept", args=[token_to(amos.email)]))["Location"] == reverse("home")
    assert client.session["_auth_user_id"] == str(amos.pk)
    assert [g.role for g in Person.objects.get(pk=amos.pk).open_grants] == ["deputy"]


def test_it_runs_out_after_fourteen_days_and_can_be_sent_again(staff: Person, temple: Scope) -> None:
    sent = services.invite(email="x@mail.example", name="X", role="deputy", scope=temple, by=staff, at=make.NOON)
    old = token_to("x@mail.example")
    last, over = make.NOON + timedelta(days=14, seconds=-1), make.NOON + timedelta(days=14)
    assert services.find_invitation(token=old, at=last) == sent
    with pytest.raises(services.InvitationEnded, match="run out"):
        services.accept_invitation(token=old, at=over)
    services.resend_invitation(invitation=sent, by=staff, at=over)
    new = token_to("x@mail.example")
    with pytest.raises(services.InvitationEnded, match="does not work"):
        services.find_invitation(token=old, at=over)
    assert services.accept_invitation(token=new, at=over).role == "deputy"


def test_inviting_twice_sends_one_invitation_again(staff: Person, temple: Scope) -> None:
    for _ in range(2):
        services.invite(email="x@mail.example", name="X", role="deputy", scope=temple, by=staff, at=make.NOON)
    assert Invitation.objects.count() == 1


def test_who_sends_it_again_answers_for_it_when_the_first_one_has_left(staff: Person) -> None:
    agency = services.new_scope(kind="agency", name="Port Ellery Police", parent=make.region())
    gone, liaison = make.person(), make.person()
    held = make.grant(gone, "regional_staff", make.region())
    make.grant(liaison, "liaison", agency)
    who = {"email": "x@mail.example", "name": "X", "role": "executive", "scope": agency}
    first = services.invite(**who, by=gone, at=make.NOON)
    services.revoke(grant=held, by=staff, at=make.NOON)
    services.resend_invitation(invitation=first, by=liaison, at=make.NOON)  # a liaison may send it again, and cannot give the role
    with pytest.raises(services.NotYours):
        services.accept_invitation(token=token_to("x@mail.example"), at=make.NOON)
    services.invite(**who, by=staff, at=make.NOON)
    made = services.accept_invitation(token=token_to("x@mail.example"), at=make.NOON)
    assert (made.role, made.granted_by, Invitation.objects.count()) == ("executive", staff, 1)


def test_one_taken_back_is_closed(staff: Person, temple: Scope) -> None:
    sent = services.invite(email="x@mail.example", name="X", role="deputy", scope=temple, by=staff, at=make.NOON)
    services.revoke_invitation(invitation=sent, by=staff, at=make.NOON)
    for act in (services.revoke_invitation, services.resend_invitation):
        with pytest.raises(services.InvitationEnded):
            act(invitation=sent, by=staff, at=make.NOON)
    with pytest.raises(services.InvitationEnded):
        services.accept_invitation(token=token_to("x@mail.example"), at=make.NOON)


def test_it_ends_with_the_power_of_whoever_sent_it(staff: Person, temple: Scope) -> None:
    leader = make.person("Thich An", email="an@mail.example")
    role = make.grant(leader, "faith_leader", temple)
    services.invite(email="x@mail.example", name="X", role="deputy", scope=temple, by=leader, at=make.NOON)
    services.revoke(grant=role, by=staff, at=make.NOON)
    with pytest.raises(services.NotYours):
        services.accept_invitation(token=token_to("x@mail.example"), at=make.NOON)


def test_the_form_finds_the_place_by_its_name_within_reach(client: Client, temple: Scope) -> None:
    leader = make.person("Thich An", email="an@mail.example")
    make.grant(leader, "faith_leader", temple)
    services.new_scope(kind="congregation", name="Willow Hall")
    client.force_login(leader)
    url = reverse("invitation_new")
    words = {"role": "deputy", "name": "X", "email": "x@mail.example"}
    assert client.post(url, {**words, "where": "Willow Hall"}).status_code == 200
    assert client.post(url, {**words, "role": "liaison", "where": "lotus pond temple"}).status_code == 200
    assert client.post(url, {**words, "where": "lotus pond temple"}).status_code == 302
    assert [i.scope for i in Invitation.objects.all()] == [temple]


def twins() -> list[Scope]:
    """Two congregations of one name in two towns, and one of another name."""
    rows = [make.congregation("First Baptist Church", parent=make.region(), city=city, zip=zip) for city, zip in (("Port Ellery", "20001"), ("Mill Bay", ""))]
    make.congregation("Willow Hall", parent=make.region())
    return [row.scope for row in rows]


INVITED = {"role": "deputy", "name": "X", "email": "x@mail.example", "where": "first baptist"}


def test_among_organizations_of_one_name_one_is_chosen_without_javascript(client: Client, staff: Person, settings: object) -> None:
    settings.SECOND_FACTOR_REQUIRED = False  # type: ignore[attr-defined]
    other = twins()[1]
    client.force_login(staff)
    url = reverse("invitation_new")
    page = client.post(url, {**INVITED, "name": "", "go": "search"}).content.decode()
    assert ("First Baptist Church, Port Ellery, LK 20001" in page, "First Baptist Church, Mill Bay, LK" in page, "Willow Hall" in page) == (True, True, False)
    assert "This field is required" not in page
    assert "Choose one from the list. Search for it first." in client.post(url, {**INVITED, "where": "First Baptist Church", "go": "send"}).content.decode()
    assert client.post(url, {**INVITED, "scope": other.key, "go": "send"}).status_code == 302
    assert [i.scope for i in Invitation.objects.all()] == [other]


def test_what_was_not_found_cannot_be_chosen(client: Client, settings: object) -> None:
    settings.SECOND_FACTOR_REQUIRED = False  # type: ignore[attr-defined]
    twins()
    far = make.congregation("First Baptist Church", parent=make.region("Highland", ("HG",)))
    regional = make.person("R. One")
    make.grant(regional, "regional_staff", make.region())
    client.force_login(regional)
    answer = client.post(reverse("invitation_new"), {**INVITED, "scope": far.scope.key})
    assert (answer.status_code, Invitation.objects.count()) == (200, 0)


@pytest.mark.parametrize("rows", [1, 3])
def test_searching_while_one_types_answers_with_the_list_alone(
    client: Client, staff: Person, settings: object, rows: int, django_assert_num_queries: object
) -> None:
    settings.SECOND_FACTOR_REQUIRED = False  # type: ignore[attr-defined]
    for n in range(rows):
        make.congregation(f"Lotus Pond {n}", parent=make.region(), city="Port Ellery")
    client.force_login(staff)
    with django_assert_num_queries(6):  # session, person, grants, the search, two sources of places
        found = client.get(reverse("invitation_lookup"), {"role": "deputy", "where": "lotus"}, headers={"HX-Request": "true"}).content.decode()
    assert (found.count("Port Ellery"), found.startswith('<div id="found">'), "<html" in found) == (rows, True, False)


def test_many_say_that_there_are_more(client: Client, staff: Person, settings: object) -> None:
    settings.SECOND_FACTOR_REQUIRED = False  # type: ignore[attr-defined]
    for n in range(13):
        make.congregation(f"Lotus Pond {n}")
    client.force_login(staff)
    found = client.get(reverse("invitation_lookup"), {"role": "deputy", "where": "lotus"}).content.decode()
    assert (found.count('type="radio"'), "There are more." in found) == (12, True)


def test_a_role_is_taken_back_by_those_who_may_give_it(client: Client, staff: Person, settings: object) -> None:
    settings.SECOND_FACTOR_REQUIRED = False  # type: ignore[attr-defined]
    lake = make.region()
    mine, theirs = make.person("R. One"), make.person("R. Two")
    make.grant(mine, "regional_staff", lake)
    other = make.grant(theirs, "regional_staff", lake)
    client.force_login(mine)
    assert "You cannot take this role back" in client.get(reverse("grant_revoke", args=[other.key])).content.decode()
    client.post(reverse("grant_revoke", args=[other.key]))
    other.refresh_from_db()
    assert other.revoked_at is None
    client.force_login(staff)
    client.post(reverse("grant_revoke", args=[other.key]))
    other.refresh_from_db()
    assert other.revoked_by == staff
