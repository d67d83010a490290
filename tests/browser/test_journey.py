"""The journey in a browser: one partnership seen by each of its people, on a phone with and without JavaScript, and the pipeline on a desk."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from onecop.journey.models import HealthRow, Nudge, PartnershipFile, ProgressReport, StepCompletion
from onecop.journey.services import settle
from onecop.kernel.clock import now
from onecop.mail.models import Message
from onecop.partnerships.choices import FactKind
from onecop.partnerships.models import Partnership
from tests import make
from tests.browser.conftest import runs_over, shoot
from tests.journey.keeping import Kept, kept, person

DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def app(site: Any) -> Iterator[Kept]:
    with kept() as found:
        yield found


@pytest.fixture(scope="module")
def staff(site: Any) -> Any:
    return make.staff("Nadia Osei")


@pytest.fixture(scope="module")
def one(site: Any, app: Kept, staff: Any) -> Partnership:
    """Half a year old: met, both have ridden, and a debrief that waits for the coordinator."""
    began = now() - 190 * DAY
    officer = make.officer(make.agency("Port Ellery Police"), first_name="Marisol", last_name="Vega")
    made = make.partnership(make.congregation("Eastgate Gurdwara"), officer, began_at=began, owner=staff)
    app.tell(made, FactKind.MET, began + 16 * DAY, "You met over tea in the langar hall.")
    app.tell(made, FactKind.RODE, began + 95 * DAY, "Harpreet rode along with Officer Vega.", who="coordinator")
    app.tell(made, FactKind.RODE, began + 158 * DAY, "Giani Balwinder Singh rode along for five hours.", who="leader")
    for n in range(20, 190, 25):
        app.tell(made, FactKind.CONTACT, began + n * DAY, "Officer Vega called.")
    url = reverse("journey_step", args=[made.key, "debrief"])
    app.wait(made, "Write down what you saw", {person(made).pk}, now() - 2 * DAY, step="debrief", owes_words=str(person(made)), url=url)
    for days in (2, 20, 40, 90, 200):
        make.partnership(make.congregation(f"Congregation of {days} days"), began_at=now() - days * DAY)
    settle(Partnership.objects.values_list("pk", flat=True), at=now())
    return made


PHONES = [("coordinator", True), ("coordinator", False), ("leader", True), ("leader", False), ("lead", True), ("lead", False)]


@pytest.mark.parametrize(("who", "javascript"), PHONES)
def test_each_side_sees_the_way_and_the_one_next_action(
    who: str, javascript: bool, visit: Callable[..., Any], one: Partnership, axe: Callable[[Any], list[str]]
) -> None:
    page = visit(390, javascript=javascript, person=person(one, who))
    page.goto(reverse("home"))
    shoot(page, f"journey-home-{who}")
    page.goto(one.get_absolute_url())
    assert page.locator(".oc-next h2").inner_text() == "Write down what you saw"
    assert page.locator(".oc-next__label").inner_text() == ("Your next step" if who == "coordinator" else "What comes next")
    assert page.locator(".oc-path__step--done").count() >= 3
    assert page.locator(".oc-path__step--now h3").inner_text() == "Debrief and brainstorm"
    assert "You met over tea in the langar hall." in page.locator("#story").inner_text()
    assert page.locator("#notes").count() == 0
    assert runs_over(page) == []
    if javascript:
        assert axe(page) == []
        shoot(page, f"journey-partnership-{who}")
    page.locator(".oc-next").get_by_role("link").first.click()
    assert page.get_by_role("heading", level=1).inner_text() == "Debrief and brainstorm"
    assert "never of people you saw" in page.locator("main").inner_text()
    assert runs_over(page) == []
    if javascript:
        assert axe(page) == []
        shoot(page, f"journey-step-{who}")


def test_an_officer_and_a_coordinator_are_told_on_their_homes(visit: Callable[..., Any], one: Partnership, axe: Callable[[Any], list[str]]) -> None:
    page = visit(390, person=person(one, "lead"))
    page.goto(reverse("home_officer"))
    assert page.locator(".oc-next h2").inner_text() == "Write down what you saw"
    assert "Step 4 of 8" in page.locator("#mine").inner_text()
    assert runs_over(page) == []
    assert axe(page) == []
    shoot(page, "journey-officer-home")


@pytest.mark.parametrize("javascript", [True, False])
def test_a_coordinator_keeps_a_file_and_tells_of_a_step(javascript: bool, visit: Callable[..., Any], one: Partnership, axe: Callable[[Any], list[str]]) -> None:
    page = visit(390, javascript=javascript, person=person(one))
    page.goto(one.get_absolute_url())
    page.get_by_text("Add a file").first.click()
    page.locator("input[type=file]").set_input_files({"name": "flyer.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"})
    page.get_by_role("button", name="Keep it").click()
    page.get_by_text("The file is kept. Both sides see it.").wait_for()
    kept = PartnershipFile.objects.filter(removed_at=None)
    assert page.locator("#files").get_by_role("link", name="flyer.pdf", exact=True).count() == kept.count()
    before = kept.count()
    page.get_by_role("link", name="Remove flyer.pdf").first.click()
    page.get_by_text("nobody can bring it back").wait_for()
    if javascript:
        assert axe(page) == []
    page.get_by_role("button", name="Remove it").click()
    page.get_by_text("The file is gone.").wait_for()
    assert kept.count() == before - 1
    page.goto(reverse("journey_step", args=[one.key, "events"]))
    day = (now() - (400 if javascript else 800) * DAY).date()
    page.get_by_text("Tell us", exact=True).click()
    page.get_by_label("On which day?").fill(day.isoformat())
    page.get_by_label("What happened?").fill("We came to the forum.")
    assert runs_over(page) == []
    page.get_by_role("button", name="Note it").click()
    page.get_by_text("Noted, with your name. Thank you.").wait_for()
    assert StepCompletion.objects.filter(partnership=one, step="events", round=day.year).count() == 1


@pytest.mark.parametrize(("who", "javascript"), [("coordinator", True), ("lead", False)])
def test_a_report_takes_two_minutes(who: str, javascript: bool, visit: Callable[..., Any], one: Partnership, axe: Callable[[Any], list[str]]) -> None:
    page = visit(390, javascript=javascript, person=person(one, who))
    page.goto(reverse("journey_report", args=[one.key]))
    assert page.locator("textarea").count() == 6
    page.get_by_label("What went well?").fill(f"Told by {who}.")
    page.get_by_label("What comes next?").fill("A lunch in March.")
    assert runs_over(page) == []
    if javascript:
        assert axe(page) == []
        shoot(page, "journey-report")
    page.get_by_role("button", name="Send the report").click()
    page.get_by_text("Thank you. You are done until next quarter.").wait_for()
    assert ProgressReport.objects.get(partnership=one).well == f"Told by {who}."


def test_a_liaison_looks_and_keeps_nothing(visit: Callable[..., Any], one: Partnership, axe: Callable[[Any], list[str]]) -> None:
    liaison = make.person("Joan Petrie")
    assert one.agency.scope
    make.grant(liaison, "liaison", one.agency.scope)
    page = visit(390, person=liaison)
    page.goto(reverse("home_liaison"))
    assert runs_over(page) == []
    assert axe(page) == []
    shoot(page, "journey-liaison-home")
    page.goto(one.get_absolute_url())
    assert (page.locator("#files").count(), page.locator("#notes").count()) == (0, 0)
    assert runs_over(page) == []
    assert axe(page) == []


@pytest.mark.parametrize("width", [390, 1280])
def test_staff_see_where_partnerships_stand(width: int, visit: Callable[..., Any], staff: Any, one: Partnership, axe: Callable[[Any], list[str]]) -> None:
    page = visit(width, person=staff)
    for name, seen in (
        ("home_staff", "Partnerships in trouble"),
        ("pipeline", "Eastgate Gurdwara"),
        ("pipeline_table", "Eastgate Gurdwara"),
        ("cadence_list", "United States"),
    ):
        page.goto(reverse(name))
        assert seen in page.locator("main").inner_text()
        assert runs_over(page) == []
        assert axe(page) == []
        shoot(page, f"journey-{name}")
    page.goto(one.get_absolute_url())
    assert runs_over(page) == []
    assert axe(page) == []
    shoot(page, "journey-partnership-staff")


@pytest.mark.parametrize("javascript", [True, False])
def test_staff_remind_whoever_it_waits_for_once(
    javascript: bool, visit: Callable[..., Any], staff: Any, one: Partnership, axe: Callable[[Any], list[str]]
) -> None:
    Nudge.objects.all().delete()
    Message.objects.filter(kind="journey.nudge").delete()
    page = visit(1280, javascript=javascript, person=staff)
    for sent in (1, 1):
        page.goto(reverse("pipeline_table") + "?q=Eastgate")
        page.locator("label[for^='p-']").first.click()
        page.get_by_role("button", name="Go on with the chosen ones").click()
        assert page.get_by_role("heading", level=1).inner_text() == "1 partnership chosen"
        if Nudge.objects.exists():
            assert "Reminded within the week" in page.locator("main").inner_text()
        else:
            assert str(person(one)) in page.locator("main").inner_text()
            if javascript:
                assert axe(page) == []
                shoot(page, "journey-chosen")
            page.get_by_role("button", name="Send 1 letter").click()
            page.get_by_text("1 letter is on its way.").wait_for()
        assert Message.objects.filter(kind="journey.nudge").count() == sent


def test_staff_keep_a_note_and_let_a_step_be(visit: Callable[..., Any], staff: Any, one: Partnership) -> None:
    page = visit(1280, person=staff)
    other = Partnership.objects.get(congregation__name="Congregation of 40 days")
    page.goto(other.get_absolute_url())
    page.get_by_label("A note for staff").fill("She prefers calls on Mondays.")
    page.get_by_role("button", name="Keep the note").click()
    assert "She prefers calls on Mondays." in page.locator("#notes").inner_text()
    page.goto(reverse("journey_step", args=[other.key, "meet"]))
    page.get_by_text("Let this step be", exact=True).click()
    page.get_by_label("Why is this step let be?").fill("They have been neighbors for years.")
    page.get_by_role("button", name="Let it be").click()
    assert page.locator(".oc-path__step--now h3").inner_text() == "Ride along"
    assert HealthRow.objects.get(partnership=other).step == "ride"
