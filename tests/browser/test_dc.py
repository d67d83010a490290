"""A real city, from an empty site to people who know each other, through the pages and the letters. What is not in the browser is the worker: see `work`."""

import email
import email.policy
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import override_settings
from django.urls import reverse

from onecop.access.models import Person
from onecop.agencies.models import Agency
from onecop.congregations.models import Congregation
from onecop.kernel.clock import now
from onecop.mail.services.delivery import deliver_due
from onecop.matching.models import Answer, Proposal
from onecop.partnerships.models import Partnership
from onecop.tasks import services as tasks
from onecop.tasks.models import Job
from onecop.territory.models import Area
from tests import make
from tests.browser.conftest import runs_over, shoot
from tests.mail.sink import AnyPort

FILES = Path(__file__).parents[2] / "../shared/data"
ORI = "DCMPD0000"
PAIRS = 10
PLANTED = {
    "No area is given": "9 rows · PSA",
    "No such area is on the map in force": "4 rows · PSA",
    "No e-mail address": "6 rows · Work Email",
    "There is no such date": "3 rows · Assigned Since",
    "Rows … contradict each other": "4 rows · CAD #",
    "The same as row …": "3 rows · CAD #",
    "Written with capitals and spaces": "5 rows · Last Name",
    "Read as Officer; the spelling of the file is kept": "102 rows · Rank",
    "Read as Sergeant; the spelling of the file is kept": "39 rows · Rank",
    "Limited duty": "31 rows · Status",
    "On leave": "26 rows · Status",
    "Transfer pending": "56 rows · Transfer Effective",
}
"""The faults that were planted in the roster, as the page of the dry run tells them."""
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not (FILES / "dc" / "psa.geojson").exists(), reason="the real files of docs/demo-dc.md are not in ../shared/data"),
]


def work() -> None:
    """Do what waits, as a worker would."""
    for job in Job.objects.filter(state="waiting").order_by("pk"):
        done = tasks.run_now(job)
        assert (done.state, done.trouble) == ("done", "")


def bring(page: Any, kind: str, file: str, **options: str) -> None:
    """Give a file and have it checked; nothing has changed yet."""
    page.goto(reverse("imports_list"))
    page.locator(f"main a[href='{reverse('import_new', args=[kind])}']").click()
    for name, value in options.items():
        field = page.locator(f"[name={name}]")
        field.select_option(value) if field.evaluate("e => e.tagName") == "SELECT" else field.fill(value)
    page.locator("[name=file]").set_input_files(FILES / file)  # an absolute path stands for itself
    page.get_by_role("button", name="Look at the columns").click()
    page.get_by_role("heading", level=1, name="Which column is which?").wait_for()
    shoot(page, f"dc-{Path(file).stem}-1-columns")
    page.get_by_role("button", name="Check the file").click()
    page.get_by_role("button", name="Cancel this").wait_for()
    work()
    page.get_by_role("button", name="Import it").wait_for()
    shoot(page, f"dc-{Path(file).stem}-2-checked")
    assert runs_over(page) == []


def take(page: Any) -> str:
    """Import what was checked. Returns the line that says what came of it."""
    page.get_by_role("button", name="Import it").click()
    page.get_by_role("button", name="Cancel this").wait_for()
    work()
    done = page.get_by_role("status").filter(has_text="Imported:").or_(page.get_by_role("alert").filter(has_text="Imported:"))
    done.wait_for()
    return str(done.inner_text()).strip()


def problems(page: Any) -> dict[str, str]:
    """Return what was found in the file, as the page of the run tells it: {reason: how many rows, which field}."""
    rows = page.locator("section", has=page.get_by_role("heading", name="What we found in the file")).locator("li")
    return {row.locator("a").inner_text(): row.locator(".oc-under").inner_text() for row in rows.all()}


def text_of(page: Any) -> str:
    return " ".join(page.locator("main").inner_text().split())


def test_staff_bring_a_real_city_in(site: Any, visit: Any) -> None:
    page = visit(person=make.staff("Nadia Osei"))
    bring(page, "agencies", "us/agencies.csv")
    assert "18,702 rows are read. 18,702 are new." in text_of(page)
    assert take(page) == "Imported: 18,702 new, 0 changed, 0 as they were, 0 refused."

    for file, level, rows in (("districts", "precinct", 7), ("psa", "beat", 56)):
        bring(page, "territory", f"dc/{file}.geojson", agency=ORI, level=level)
        assert f"{rows} are new." in text_of(page)
        take(page)
    page.goto(reverse("agency_territory", args=[Agency.objects.get(ori=ORI).key]))
    page.get_by_role("link", name="Version 1").or_(page.get_by_role("link", name="All areas")).first.click()
    page.get_by_role("link", name="Put it in force").click()
    page.get_by_role("button", name="Put it in force").click()
    page.wait_for_selector("path.oc-area, path.leaflet-interactive")
    shoot(page, "dc-territory")
    assert Area.objects.filter(version__state="active").count() == 63

    bring(page, "roster", "dc/officer_roster.csv", agency=ORI)
    assert "849 rows are read. 842 are new." in text_of(page)
    found = problems(page)
    assert {reason: found[reason] for reason in PLANTED} == PLANTED
    assert take(page) == "Imported: 842 new, 0 changed, 0 as they were, 4 refused."

    bring(page, "congregations", "dc/places_of_worship.geojson")
    assert "900 rows are read. 900 are new." in text_of(page)
    assert {"No tradition is given": "55 rows · RELIGION", "Perhaps the same congregation as another": "42 rows · NAME"}.items() <= problems(page).items()
    assert take(page) == "Imported: 900 new, 0 changed, 0 as they were, 0 refused."
    assert Congregation.objects.filter(area__level="beat").count() == 900


def test_they_match_it_and_read_why(visit: Any, axe: Any) -> None:
    page = visit(person=Person.objects.get(name="Nadia Osei"))
    page.goto(reverse("matching_home"))
    page.get_by_role("link", name=Agency.objects.get(ori=ORI).name).click()
    page.get_by_text("Match prospects too").click()
    page.get_by_role("button", name="Run the matching").click()
    page.get_by_role("heading", name="The last run").wait_for()
    facts = dict(zip(page.locator("main dt").all_inner_texts(), page.locator("main dd").all_inner_texts(), strict=True))
    assert (facts["Congregations"], facts["Placed"], facts["Without a partner"]) == ("900", "900", "0")
    assert Proposal.objects.filter(state="draft").count() == 900
    assert (axe(page), runs_over(page)) == ([], [])
    shoot(page, "dc-matching")

    page.locator("tbody a").first.click()
    page.get_by_role("heading", name="Why not the others").wait_for()
    text = text_of(page)
    assert [
        words
        for words in ("We propose", "What the match costs", "Distance to the beat", "Time in common", "In all", "2. ", "Before you can publish")
        if words not in text
    ] == []
    shoot(page, "dc-proposal")

    page.go_back()
    page.get_by_role("navigation", name="Views of this matching").get_by_role("link", name="Map").click()
    page.wait_for_selector("path.leaflet-interactive")
    assert page.locator("#matching-map path.oc-area").count() == 63 or page.locator("#matching-map path.leaflet-interactive").count() >= 56
    shoot(page, "dc-map")


class Post:
    """A mail server on loopback. It keeps what it is given: {address: letters, oldest first}."""

    def __init__(self) -> None:
        self.letters: dict[str, list[email.message.EmailMessage]] = {}

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        for address in envelope.rcpt_tos:
            self.letters.setdefault(address, []).append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        return "250 Kept"

    def newest(self, address: str) -> str:
        deliver()
        return str(self.letters[address][-1].get_body(("plain",)).get_content())

    def link(self, address: str) -> str:
        """Return the path of the link to answer by, from the newest letter."""
        return re.findall(r"/answer/[\w-]+/", self.newest(address))[0]


def deliver() -> None:
    """Send what waits, as a worker would."""
    while deliver_due(clock=now):
        pass


@pytest.fixture(scope="module")
def post() -> Iterator[Post]:
    """Letters go out to a real SMTP server as long as these tests run."""
    found = Post()
    server = AnyPort(found, hostname="127.0.0.1", port=0)
    server.start()
    with override_settings(MAIL_ROUTE="smtp", EMAIL_HOST="127.0.0.1", EMAIL_PORT=server.port):
        yield found
    server.stop()


def chosen() -> list[Proposal]:
    """Ten drafts about ten congregations with ten officers who can be written to, cheapest first."""
    drafts = Proposal.objects.filter(state="draft").exclude(officer__email="").select_related("congregation", "officer").order_by("cost", "id")
    return list({draft.officer_id: draft for draft in reversed(drafts)}.values())[-PAIRS:]


def test_ten_are_published_and_accepted_by_link(visit: Any, post: Post) -> None:
    desk = visit(person=Person.objects.get(name="Nadia Osei"))
    asked = chosen()
    for n, draft in enumerate(asked):
        for kind in ("leader", "coordinator"):
            desk.goto(reverse("congregation_contact", args=[draft.congregation.key]))
            desk.locator(f"label[for={desk.locator(f'[name=kind][value={kind}]').get_attribute('id')}]").click()
            desk.locator("[name=name]").fill(f"{kind.title()} {n}")
            desk.locator("[name=email]").fill(f"{kind}{n}@mail.example")
            desk.locator("main form button[type=submit]").last.click()
            desk.get_by_text(f"{kind.title()} {n} is named.").wait_for()
        desk.goto(draft.get_absolute_url())
        desk.get_by_role("button", name="Publish to both sides").click()
        desk.get_by_role("heading", name="Ask both sides about this pair?").wait_for()
        desk.get_by_role("button", name="Publish to both sides").click()
        desk.get_by_text("1 pair has been asked.").wait_for()
    assert Proposal.objects.filter(state="published").count() == PAIRS

    phone, no_script = visit(390), visit(390, javascript=False)
    for n, draft in enumerate(asked):
        for window, address in ((phone, draft.officer.email), (no_script, f"coordinator{n}@mail.example")):
            link = post.link(address)
            window.goto(link)  # a scanner of links looks first
            window.goto(link)
            window.get_by_role("button", name="Yes, I would like that").click()
            window.get_by_role("heading", name="Thank you, you are done").wait_for()
    shoot(phone, "dc-accepted")
    deliver()
    words = {"officer": "Your partner congregation: ", "leader": ", meet ", "coordinator": "Your partner officer: "}
    arrived = {
        part: sum(
            any(words[part] in str(letter["Subject"]) for letter in post.letters[draft.officer.email if part == "officer" else f"{part}{n}@mail.example"])
            for n, draft in enumerate(asked)
        )
        for part in words
    }
    assert arrived == dict.fromkeys(words, PAIRS)
    assert (Answer.objects.filter(accepts=True).count(), Partnership.objects.open().count()) == (2 * PAIRS, PAIRS)


def test_the_three_sign_in_and_see_each_other(visit: Any, post: Post) -> None:
    partnership = Partnership.objects.open().select_related("congregation").first()
    officer = partnership.tenures.get(kind="lead").officer
    people = {officer.email: officer.full_name, **{t.contact.email: t.contact.name for t in partnership.tenures.exclude(contact=None)}}
    assert len(people) == 3
    for address in people:
        page = visit(390)
        cache.clear()
        page.goto(reverse("account_login"))
        page.get_by_role("link", name="Send me a code").click()
        page.get_by_label("Email").fill(address)
        page.get_by_role("button", name="Send the code").click()
        page.get_by_label("Code", exact=True).wait_for()
        page.get_by_label("Code", exact=True).fill(re.search(r"\b[A-Z0-9]{3,4}-?[A-Z0-9]{3,4}\b", post.newest(address)).group())
        page.get_by_role("button", name="Sign in").click()
        page.goto(reverse("home"))
        shoot(page, f"dc-home-{address.split('@')[0]}")
        if address == officer.email:  # the home of a congregation is its partnership
            page.locator(f"main a[href='{partnership.get_absolute_url()}']").first.click()
        page.wait_for_url(f"**{partnership.get_absolute_url()}")
        text = text_of(page)
        assert [name for other, name in people.items() if other != address and name not in text] == []
        assert runs_over(page) == []
        shoot(page, f"dc-partnership-{address.split('@')[0]}")


def test_a_redrawn_map_is_previewed_before_it_moves_anyone(visit: Any, tmp_path: Path) -> None:
    """Two service areas trade their ground: what the page counts is what the pins in both of them count."""
    held = Partnership.objects.open().select_related("area__parent").first()
    other = held.area.parent.children.exclude(pk=held.area_id).first()
    drawn = json.loads((FILES / "dc" / "psa.geojson").read_text())
    mine, theirs = (next(f for f in drawn["features"] if str(f["properties"]["PSA"]) == area.code) for area in (held.area, other))
    mine["geometry"], theirs["geometry"] = theirs["geometry"], mine["geometry"]
    (tmp_path / "redrawn.geojson").write_text(json.dumps(drawn))
    moving = Congregation.objects.filter(area__in=[held.area, other]).count()
    affected = Partnership.objects.open().filter(congregation__area__in=[held.area, other]).count()

    page = visit(person=Person.objects.get(name="Nadia Osei"))
    bring(page, "territory", str(tmp_path / "redrawn.geojson"), agency=ORI, level="beat")
    take(page)
    page.goto(reverse("agency_territory", args=[Agency.objects.get(ori=ORI).key]))
    page.get_by_role("link", name="Version 2").first.click()
    page.get_by_role("link", name="See what would move").click()
    page.get_by_role("heading", name="Who would stand elsewhere").first.wait_for()
    rows = page.locator("#moves tbody tr")
    assert (rows.count(), rows.filter(has=page.locator("a")).count()) == (moving, affected)
    assert Congregation.objects.filter(area=held.area).count() + Congregation.objects.filter(area=other).count() == moving  # nothing has changed yet
    assert runs_over(page) == []
    shoot(page, "dc-preview")
