from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.conftest import WIDTHS, runs_over


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("base", ["", "desk", "phone", "public"])
def test_every_component_is_accessible_and_fits(at: Callable[[int], Any], axe: Callable[[Any], list[str]], width: int, base: str) -> None:
    page = at(width)
    page.goto(f"/styleguide?base={base}")
    page.wait_for_selector("#town.leaflet-container path.oc-map__beat--here")
    assert (axe(page), runs_over(page)) == ([], [])


def test_the_map_draws_areas_points_and_a_pin_under_the_content_policy(page: Any) -> None:
    answer = page.goto("/styleguide")
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert (page.locator("#town path.oc-area").count(), page.locator("#town .oc-dot").count()) == (9, 3)
    before = float(page.input_value("#pin-lat"))
    page.locator("#pin .oc-dot--place").focus()
    page.keyboard.press("ArrowUp")
    assert float(page.input_value("#pin-lat")) > before


def test_an_act_that_cannot_be_undone_opens_when_its_word_is_typed(page: Any) -> None:
    page.goto("/styleguide")
    press = page.get_by_role("button", name="Close it")
    assert press.is_disabled()
    page.get_by_label("Type “close” to go on").fill(" Close ")
    assert press.is_enabled()


def test_the_list_of_errors_has_the_focus_and_leads_to_the_field(page: Any) -> None:
    page.goto("/styleguide")
    assert page.evaluate("document.activeElement.getAttribute('role')") == "alert"
    page.get_by_role("alert").get_by_role("link", name="Tradition").click()
    assert page.evaluate("document.activeElement.id") == "id_wrong-tradition"


def test_every_component_is_there_without_javascript(browser: Any, live_server: Any) -> None:
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/styleguide")
    assert (page.get_by_role("heading", level=1).inner_text(), page.get_by_role("button", name="Close it").is_enabled()) == ("Style guide", True)
    context.close()


def test_the_language_can_be_changed_at_the_foot(page: Any) -> None:
    page.goto("/styleguide")
    page.get_by_role("button", name="Leer en español").click()
    page.wait_for_url("**/styleguide")
    assert page.evaluate("document.documentElement.lang") == "es"


def test_who_has_signed_in_opens_a_menu_by_keyboard_and_shuts_it(page: Any, sign_in: Callable[[Any, Any], None], staff: Any) -> None:
    sign_in(page, staff)
    page.goto("/styleguide")
    menu = page.locator("details.oc-menu")
    menu.locator("summary").focus()
    page.keyboard.press("Enter")
    assert (menu.get_attribute("open"), staff.name in menu.inner_text()) == ("", True)
    page.keyboard.press("Escape")
    assert menu.get_attribute("open") is None
