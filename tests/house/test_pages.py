"""Every page has one gate and can be reached; templates stay in their own app; nothing happens behind the back by signals."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.urls import URLResolver, get_resolver

import onecop
from onecop.web.nav import MENUS, MORE, PUBLIC

PACKAGE = Path(onecop.__file__).parent
TEMPLATES = sorted(PACKAGE.glob("*/templates/**/*.jinja"))
INCLUDES = re.compile(r"""\{%-?\s*(?:extends|include|import|from)\s+["']([^"']+)["']""")

NOT_IN_A_MENU = {
    "account_": "the pages of signing in lead to one another",
    "meeting_choose_link": "sent by e-mail",
    "meeting_met_link": "sent by e-mail",
    "mfa_": "reached from the profile",
    "usersessions_": "reached from the profile",
    "demo_signin": "buttons of the sign-in page, in a demo",
    "home": "where signing in leads; it goes on to a home of one's own",
    "home_switch": "the switch between homes, at the top of each page",
    "home_staff_map": "the map of the staff home",
    "language": "the switch at the foot of each page",
    "privacy": "linked at the foot of each page",
    "calendar": "stands in the menu under one's own name",
    "charter": "linked at the foot of each page",
    "styleguide": "for those who build pages",
    "start": "printed on the terminal of a new site",
    "enroll": "the great button of the front page",
    "mail_preferences": "linked at the foot of each letter, and from the profile",
    "mail_leave": "linked at the foot of each letter",
    "mail_hook": "called by mail providers",
    "territory_preview": "reached from the map of an agency",
    "naming_": "asked by e-mail, and reached from who has which part",
    "invitation": "reached from the list of people",
    "person": "reached from the list of people",
    "grant_": "reached from the list of people",
    "relay_": "called by mail providers; one report is reached from their list",
    "region_": "reached from the list of regions",
    "task_": "reached from the list of tasks",
    "public_calendar": "reached from the list of public events, which stands in the menu of visitors",
    "region_calendar": "linked at the foot of the public calendar",
    "weekend_": "the public page of the weekend is linked from the public calendar; the rest is sent by e-mail, or stands under the desk’s entry",
    "submission_": "reached from the queue of the weekend",
    "embed_events": "stands inside the sites of cities; its lines to paste are on the page that shares the calendar",
    "find": "the box on the front page",
    "pledge_": "a code on the screen of the luncheon",
    "registration_": "links in letters to guests, and rows of a host's list of guests",
    "door": "a link or a button on the page of a date",
    "certificate": "a link in a letter; the own ones are in the menu",
    "mailing_": "the page of a date",
    "after_": "the page after a date, rows of its lists, and links in letters; the staff's list is a row of their desk",
}
"""Addresses (or the beginnings of their names) outside every menu, and how people get there."""


def addresses(patterns: list[Any] | None = None, before: str = "") -> Iterator[tuple[str, Any]]:
    for one in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(one, URLResolver):
            yield from addresses(one.url_patterns, before + str(one.pattern))
        else:
            yield before + str(one.pattern), one


def test_every_address_has_a_name_of_its_own_and_one_gate() -> None:
    found = list(addresses())
    assert [where for where, one in found if not one.name] == []
    assert [one.name for _, one in found if getattr(one.callback, "gate", None) is None] == []
    names = [one.name for _, one in found]
    assert sorted({name for name in names if names.count(name) > 1}) == []


def test_every_address_sits_in_a_menu_or_on_the_list_of_exceptions() -> None:
    items = [item for menu in (*MENUS.values(), *MORE.values()) for item in menu]
    known = {item.name for item in items} | {name for _, name, _ in PUBLIC}
    under = tuple(prefix for item in items for prefix in item.under)
    lost = [one.name for _, one in addresses() if one.name not in known and not one.name.startswith((*under, *NOT_IN_A_MENU))]
    assert lost == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_template_uses_only_the_components_and_its_own_app(template: Path) -> None:
    own = template.relative_to(PACKAGE).parts[0]
    allowed = (f"{own}/", "ui/", *(("account/", "mfa/", "usersessions/", "allauth/") if own == "access" else ()))
    assert [used for used in INCLUDES.findall(template.read_text()) if not used.startswith(allowed)] == []


def test_no_model_signals() -> None:
    """What follows from an act stands in the service that does it."""
    guilty = []
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(("django.db.models.signals", "django.dispatch")):
                guilty.append(str(path.relative_to(PACKAGE)))
    assert guilty == []


OURS = [model for config in apps.get_app_configs() if config.name.startswith("onecop.") for model in config.get_models()]


@pytest.mark.parametrize("model", OURS, ids=lambda m: m._meta.label)
def test_what_happened_and_who_did_it_are_kept_in_pairs(model: type[models.Model]) -> None:
    """A moment that may be missing and the person beside it: a constraint says how they hang together."""
    fields = {field.name: field for field in model._meta.concrete_fields}
    checks = [str(one.condition) for one in model._meta.constraints if isinstance(one, models.CheckConstraint)]
    loose = []
    for name, field in fields.items():
        by = next((other for other in (f"{name[:-3]}_by", f"{name[:-3]}_by_id") if other in fields), None)
        if name.endswith("_at") and field.null and by and not any(name in check and by.removesuffix("_id") in check for check in checks):
            loose.append(f"{name} and {by}")
    assert loose == []
