"""Each role's home, and the menu round it."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from onecop.agencies.models import DutyException, ShiftPattern
from onecop.congregations.models import Contact
from onecop.events import services as events
from onecop.kernel.actor import SYSTEM
from onecop.matching.models import Answer, MatchRun, Proposal
from onecop.partnerships import services
from onecop.web import homes
from onecop.web.nav import MENUS, MORE
from tests import make
from tests.events.test_events import asked, weekly
from tests.ridealongs.build import town

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
    assert homes.agency_homes(frozenset({agency.scope_id}), now=make.NOON)[0].missing == missing


def test_a_liaison_is_told_who_would_like_to_ride(client, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    place = town()
    for rider in (place.leader, place.coordinator):
        place.apply(rider)
    other = make.agency()
    found = {home.agency: home.riders for home in homes.agency_homes(frozenset({place.agency.scope_id, other.scope_id}), now=make.NOON)}
    assert found == {place.agency: (2, make.NOON), other: (0, None)}
    make.draft_map(place.agency)
    client.force_login(place.liaison)
    page = client.get(reverse("home_liaison")).content.decode()
    assert [words for words in ("Answer 2 applications for ride-alongs", reverse("ride_queue")) if words not in page] == []


def waits_for_approval(pair):
    """An officer's yes to a dinner in paid time, where the agency approves such hours."""
    events.set_policy(agency=pair.agency, needs_approval=True, by=SYSTEM, at=make.NOON)
    invite = asked(weekly(pair.congregation), pair)
    return events.answer(invite=invite, comes=True, duty="on", by=invite.officer.person, at=make.NOON)


@pytest.mark.one_engine
def test_a_liaison_is_told_which_officers_wait_for_paid_time(client, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    pair, other = make.partnership(), make.agency()
    invite = waits_for_approval(pair)
    link = f"{reverse('event_duty', args=[pair.agency.key])}#waiting"
    desks = {agency: make.person() for agency in (pair.agency, other)}
    for agency, who in desks.items():
        make.grant(who, "liaison", agency.scope)

    def seen(at=make.NOON):
        found = {home.agency: home.duties for home in homes.agency_homes(frozenset({pair.agency.scope_id, other.scope_id}), now=at)}
        with time_machine.travel(at, tick=False):
            for agency, who in desks.items():
                client.force_login(who)
                yield found[agency], link in client.get(reverse("home_liaison")).content.decode()

    assert list(seen()) == [((1, make.NOON), True), ((0, None), False)]
    assert list(seen(invite.occurrence.ends_at)) == [((0, None), False)] * 2  # it is over


@pytest.mark.one_engine
@pytest.mark.parametrize("rows", [1, 3])
def test_a_liaisons_home_costs_the_same_for_one_officer_who_waits_and_for_three(rows, django_assert_num_queries):
    agency = make.agency()
    for _ in range(rows):
        waits_for_approval(make.partnership(with_=make.officer(agency, person=make.person())))
    with django_assert_num_queries(LIAISON):
        assert homes.agency_homes(frozenset({agency.scope_id}), now=make.NOON)[0].duties[0] == rows


def test_a_funder_never_sees_a_total_that_points_at_somebody():
    agency = make.agency()
    for _ in range(homes.FEW - 1):
        partnership(agency)
    totals = dict(homes.funder_homes([make.nation()], today=date(2026, 11, 20))[0].totals)
    assert totals == {"agencies": None, "congregations": None, "partnerships": None, "officers": None}
    partnership(agency)
    totals = dict(homes.funder_homes([make.nation()], today=date(2026, 11, 20))[0].totals)
    assert totals == {"agencies": None, "congregations": 5, "partnerships": 5, "officers": 5}


@pytest.mark.parametrize(("zone", "day"), [("America/New_York", "Friday, November 20"), ("Pacific/Guam", "Saturday, November 21")])
@time_machine.travel(datetime(2026, 11, 21, 3, tzinfo=UTC), tick=False)
def test_a_funder_reads_the_totals_of_their_own_day(client, zone, day):
    who = make.person(timezone=zone)
    make.grant(who, "funder", make.nation())
    client.force_login(who)
    assert f"Counted on {day}" in client.get("/home/funder/").content.decode()


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


def shift_of(officer):
    """Give an officer four days on and two off from Monday, November 16."""
    cycle = [*[["06:00", 8.5]] * 4, None, None]
    officer.shift = ShiftPattern.objects.create(agency=officer.agency, code="d", name="Days", anchor_on=date(2026, 11, 16), cycle=cycle)
    officer.save()


def leave(officer, first, days):
    for n in range(days):
        day = first + timedelta(days=n)
        DutyException.objects.create(officer=officer, kind="leave", first_on=day, last_on=day, entered_at=make.NOON)


@pytest.mark.parametrize("page", ["home_officer", "officer_detail"])
def test_the_fortnight_shows_leave_beside_the_days_on(client, page):
    officer = make.officer(person=make.person())
    make.grant(officer.person, "officer", officer.agency.scope)
    shift_of(officer)
    client.force_login(officer.person)
    address = reverse(page) if page == "home_officer" else reverse(page, args=[officer.key])
    with time_machine.travel(make.NOON, tick=False):
        plain = client.get(address).content.decode()
        leave(officer, date(2026, 11, 18), 1)
        away = client.get(address).content.decode()
    grids = [re.findall(r'class="shift__day([^"]*)"', text) for text in (plain, away)]
    assert grids[0] == [" is-on"] * 4 + [" is-today", "", *[" is-on"] * 4, "", "", " is-on", " is-on"]
    assert grids[1] == [*grids[0][:2], " is-away", *grids[0][3:]]
    assert ("Otherwise" in plain, "Otherwise: Nov\u00a018 (on leave)." in away) == (False, True)
    assert [text.count("Differs") for text in (plain, away)] == [0, 1]


@pytest.mark.parametrize("days", [1, 3])
def test_the_fortnight_costs_the_same_for_one_day_of_leave_and_for_three(days, django_assert_num_queries):
    officer = make.officer(person=make.person())
    shift_of(officer)
    leave(officer, date(2026, 11, 18), days)
    with django_assert_num_queries(HOME):
        assert [day.state for day in homes.officer_home(officer.person, now=make.NOON).shift.days].count("away") == days


def test_a_shift_that_nobody_knows_or_that_cannot_be_worked_shows_no_fortnight():
    officer = make.officer(person=make.person())
    assert homes.officer_home(officer.person, now=make.NOON).shift is None
    shift_of(officer)
    ShiftPattern.objects.update(cycle=[["99:00", 8]])
    assert homes.officer_home(officer.person, now=make.NOON).shift is None


HOME = 7
LIAISON = 9
"""Whatever the number of days: one of them reads the days that differ."""
