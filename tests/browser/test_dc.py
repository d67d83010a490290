"""A real city, from an empty site to proposals on a map, through the pages alone. What is not in the browser is the worker: see `work`."""

from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from onecop.access.models import Person
from onecop.agencies.models import Agency
from onecop.congregations.models import Congregation
from onecop.matching.models import Proposal
from onecop.tasks import services as tasks
from onecop.tasks.models import Job
from onecop.territory.models import Area
from tests import make
from tests.browser.conftest import runs_over, shoot

FILES = Path(__file__).parents[2] / "../shared/data"
ORI = "DCMPD0000"
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
    page.locator("[name=file]").set_input_files(FILES / file)
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
