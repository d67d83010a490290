"""A leader asks a coordinator, who says yes by link, and later hands over to a successor: on a phone, with JavaScript and without."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from onecop.access.models import Person
from onecop.congregations.models import Contact
from onecop.mail.models import Message
from onecop.partnerships import services
from onecop.partnerships.models import Naming, Partnership
from tests import make
from tests.access.letters import newest_text
from tests.browser.conftest import runs_over, shoot


@pytest.fixture
def held(site: Any, request: pytest.FixtureRequest) -> Partnership:
    temple = make.congregation(f"Lotus Pond Temple {request.node.callspec.id}")
    made = make.partnership(temple, people="")
    make.contact(temple, "leader", person=make.person("Minh Tran"))
    services.follow_contacts(congregation=temple, quietly=True, by=make.staff(), at=made.began_at)
    return made


def looked_at(page: Any, axe: Callable[[Any], list[str]], name: str) -> None:
    """Nothing runs over the edge of the phone; where scripts run, no rule of accessibility is broken."""
    if page.evaluate("true") and page.context.pages:
        assert runs_over(page) == []
    if "js" in name:
        assert axe(page) == []
    shoot(page, f"coordinator-{name}")


def ask(page: Any, of: Partnership, name: str, email: str) -> None:
    page.goto(reverse("congregation_parts", args=[of.congregation.key]))
    page.get_by_role("link", name=re.compile("Ask somebody|Hand over")).last.click()
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("A personal line").fill("Everybody trusts you.")
    page.get_by_role("button", name="Send the question").click()
    page.get_by_text(f"{name} is asked, and has ten days to answer.").wait_for()


def say_yes(page: Any, email: str, axe: Callable[[Any], list[str]], name: str) -> None:
    page.goto(re.findall(r"/part/[\w-]+/", newest_text(email))[0])
    looked_at(page, axe, f"{name}-question")
    page.get_by_role("button", name="Yes, I will").click()
    page.get_by_text("You are the coordinator now.").wait_for()
    looked_at(page, axe, f"{name}-thanks")


@pytest.mark.parametrize("javascript", [True, False], ids=["js", "plain"])
def test_from_a_leader_to_a_coordinator_to_a_successor(visit: Any, held: Partnership, axe: Callable[[Any], list[str]], javascript: bool) -> None:
    kind = "js" if javascript else "plain"
    mai, tuan = f"mai-{kind}@mail.example", f"tuan-{kind}@mail.example"
    minh = held.congregation.contacts.get(kind="leader").person

    leader = visit(390, javascript=javascript, person=minh)
    ask(leader, held, "Mai Pham", mai)
    looked_at(leader, axe, f"{kind}-parts")
    invited = visit(390, javascript=javascript)
    for _scanner in range(2):
        invited.goto(re.findall(r"/part/[\w-]+/", newest_text(mai))[0])
    assert Naming.objects.get(email=mai).state == "asked"
    say_yes(invited, mai, axe, f"{kind}-first")
    assert held.tenures.get(kind="coordinator", closed_on=None).contact.email == mai  # type: ignore[union-attr]

    coordinator = visit(390, javascript=javascript, person=Person.objects.get(email=mai))
    coordinator.goto(reverse("partnership_brief", args=[held.key]))
    assert "Minh Tran" in coordinator.locator("main").inner_text()
    looked_at(coordinator, axe, f"{kind}-brief")
    coordinator.goto(reverse("congregation_parts", args=[held.congregation.key]))
    coordinator.get_by_role("link", name="Hand over to somebody: Mai Pham").click()
    coordinator.get_by_label("Name", exact=True).fill("Tuan Le")
    coordinator.get_by_label("E-mail address").fill(tuan)
    looked_at(coordinator, axe, f"{kind}-ask")
    coordinator.get_by_role("button", name="Send the question").click()
    coordinator.get_by_text("Tuan Le is asked").wait_for()

    say_yes(visit(390, javascript=javascript), tuan, axe, f"{kind}-second")
    rows = held.tenures.filter(kind="coordinator").order_by("id")
    assert [(t.contact.name if t.contact else "", t.closed_on is None) for t in rows] == [("Mai Pham", False), ("Tuan Le", True)]
    assert [c.name for c in Contact.objects.filter(congregation=held.congregation, kind="coordinator", ended_on=None)] == ["Tuan Le"]
    assert "Thank you, Mai Pham" in _subjects(mai)
    coordinator.goto(reverse("partnership_brief", args=[held.key]))
    assert coordinator.locator("h1").inner_text() == "Sign in"  # with the last role ends every session


def _subjects(email: str) -> list[str]:

    return list(Message.objects.filter(email=email).values_list("subject", flat=True))
