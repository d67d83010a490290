"""Each role's home, and the menu round it."""

import re
from datetime import date

import pytest
from django.urls import reverse

from onecop.congregations.models import Contact
from onecop.kernel.actor import SYSTEM
from onecop.matching.models import Answer, MatchRun, Proposal
from onecop.partnerships import services
from onecop.web import homes
from onecop.web.nav import MENUS, MORE
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("staff")]


def partnership(agency=None):
    congregation = make.congregation()
    for kind in ("leader", "coordinator"):
        Contact.objects.create(
            congregation=congregation, kind=kind, name="Mai Pham", email=f"{kind}{congregation.pk}@mail.example", started_on=date(2026, 1, 1)
        )
    return services.begin(congregation=congregation, officer=make.officer(agency), by=SYSTEM, at=make.NOON)


def person_of(partnership, kind):
    tenure = partnership.tenures.get(kind=kind)
    return (tenure.officer or tenure.contact).person


def ask(officer, congregation):
    run = MatchRun.objects.create(agency=officer.agency, state="ready", asked_at=make.NOON)
    return Proposal.objects.create(
        run=run,
        congregation=congregation,
        officer=officer,
        cost=17,
        parts={},
        reasons=[],
        state="published",
        published_at=make.NOON,
        published_by=make.person(),
    )


def test_every_menu_leads_somewhere():
    assert [item.name for menu in [*MENUS.values(), *MORE.values()] for item in menu if not reverse(item.name)] == []


@pytest.mark.parametrize(("kind", "home"), [("lead", "home_officer"), ("leader", "home_congregation"), ("coordinator", "home_congregation")])
def test_whoever_holds_a_partnership_comes_home_to_it(client, kind, home):
    held = partnership()
    client.force_login(person_of(held, kind))
    assert client.get("/home/").url == reverse(home)
    page = client.get(reverse(home), follow=True).content.decode()
    assert held.get_absolute_url() in page or held.congregation.name in page


def test_an_officer_sees_the_question_until_it_is_answered():
    held = partnership()
    officer = person_of(held, "lead").officers.get()
    asked = ask(officer, make.congregation())
    assert homes.officer_home(officer.person, now=make.NOON).asks == (asked,)
    Answer.objects.create(proposal=asked, side="officer", accepts=True, at=make.NOON, by_label="x")
    assert homes.officer_home(officer.person, now=make.NOON).asks == ()


def test_a_congregation_sees_its_own_question_only():
    held, other = partnership(), partnership()
    mine = person_of(held, "coordinator")
    asked = ask(make.officer(), held.congregation)
    scopes = frozenset({held.congregation.scope_id})
    assert [(h.congregation, h.partnership, h.asks) for h in homes.congregation_homes(mine, scopes, now=make.NOON)] == [(held.congregation, held, (asked,))]
    assert homes.congregation_homes(mine, frozenset({other.congregation.scope_id}), now=make.NOON)[0].asks == ()


def test_each_home_says_what_is_next_and_whose_turn_it_is(client):
    held = partnership()
    officer, keeper = person_of(held, "lead"), person_of(held, "coordinator")
    turn = homes.officer_home(officer, now=make.NOON).turns[0]
    assert (turn.partnership, turn.mine, turn.health.step.step.key) == (held, officer.pk in turn.health.next.owes, "meet")
    mine = homes.congregation_homes(keeper, frozenset({held.congregation.scope_id}), now=make.NOON)[0].turn
    assert (mine.mine, mine.health.next) == (keeper.pk in turn.health.next.owes, turn.health.next)
    client.force_login(officer)
    page = client.get(reverse("home_officer")).content.decode()
    assert [words for words in (turn.health.next.title, "Take this step" if turn.mine else "See how it stands") if words not in page] == []


@pytest.mark.parametrize(("rows", "missing"), [(0, "roster"), (1, "territory")])
def test_a_liaison_is_told_what_is_missing(rows, missing):
    agency = make.agency()
    for _ in range(rows):
        make.officer(agency)
    assert homes.agency_homes(frozenset({agency.scope_id}))[0].missing == missing


def test_a_funder_never_sees_a_total_that_points_at_somebody():
    agency = make.agency()
    for _ in range(homes.FEW - 1):
        partnership(agency)
    totals = dict(homes.funder_homes([make.nation()], today=date(2026, 11, 20))[0].totals)
    assert totals == {"agencies": None, "congregations": None, "partnerships": None, "officers": None}
    partnership(agency)
    totals = dict(homes.funder_homes([make.nation()], today=date(2026, 11, 20))[0].totals)
    assert totals == {"agencies": None, "congregations": 5, "partnerships": 5, "officers": 5}


def test_somebody_without_a_role_is_told_so(client):
    client.force_login(make.person())
    assert "You are signed in, and hold no role now" in client.get("/home/").content.decode()


@pytest.mark.parametrize("path", ["/", "/privacy/", "/for-officers/", "/?where=20001", "/?where=%00", "/?where=" + "x" * 500])
def test_the_public_pages_open_for_anyone(client, path):
    assert client.get(path).status_code == 200


@pytest.mark.parametrize(
    ("name", "marked"), [("agency_enrollment_queue", ["Enrollments"]), ("agency_list", ["Agencies"]), ("home_staff", ["Today"]), ("people", [])]
)
def test_one_entry_of_the_menu_is_marked_at_most(client, staff, settings, name, marked):
    settings.SECOND_FACTOR_REQUIRED = False
    client.force_login(staff)
    page = client.get(reverse(name)).content.decode()
    header = page[page.index("<header") : page.index("</header>")]
    assert [words.strip() for words in re.findall(r'aria-current="page"[^>]*>(?:<span>)?([^<]+)', header)] == marked


@pytest.mark.parametrize(
    ("role", "name", "shown"), [("faith_leader", "invitations", True), ("deputy", "invitations", False), ("coordinator", "invitations", False)]
)
def test_the_menu_offers_only_what_opens(client, role, name, shown):
    who = make.person()
    make.grant(who, role, make.congregation().scope)
    client.force_login(who)
    page = client.get(reverse("profile")).content.decode()
    assert (f'href="{reverse(name)}"' in page) == shown == (client.get(reverse(name)).status_code == 200)
