"""Spanish is complete: every marked word has a translation with the same placeholders, and the pages use it."""

import re
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import read_mo
from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

ROOT = Path(__file__).resolve().parents[2]
_spec = spec_from_file_location("translate", ROOT / "bin" / "tools" / "translate.py")
assert _spec
assert _spec.loader
translate = module_from_spec(_spec)
_spec.loader.exec_module(translate)

PO = ROOT / "onecop" / "locale" / "es" / "LC_MESSAGES" / "django.po"
WHAT_TO_DO = "Run bin/translate, write what is missing into onecop/locale/es/LC_MESSAGES/django.po, run bin/translate again. See docs/translation.md."
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|\{[a-z]\w*\}|</?[a-z]+")


@pytest.fixture(scope="module")
def said() -> Catalog:
    """What code and templates say now."""
    catalog: Catalog = translate.gathered()
    return catalog


@pytest.fixture(scope="module")
def spanish() -> Catalog:
    catalog: Catalog = translate.read(PO, "es")
    return catalog


def forms(value: object) -> list[str]:
    return [str(v) for v in value] if isinstance(value, (list, tuple)) else [str(value)]


def words(catalog: Catalog) -> list[Message]:
    return [message for message in catalog if message.id]


def test_many_words_are_found(said: Catalog) -> None:
    assert len(words(said)) > 1500


def test_every_word_has_a_translation(said: Catalog, spanish: Catalog) -> None:
    known = {(m.context, tuple(forms(m.id))) for m in words(spanish) if m.string and all(forms(m.string))}
    missing = [m.id for m in words(said) if (m.context, tuple(forms(m.id))) not in known]
    assert missing == [], WHAT_TO_DO


def test_the_catalogue_has_no_word_that_nobody_says(said: Catalog, spanish: Catalog) -> None:
    now = {(m.context, tuple(forms(m.id))) for m in words(said)}
    assert [m.id for m in words(spanish) if (m.context, tuple(forms(m.id))) not in now] == [], WHAT_TO_DO
    assert list(spanish.obsolete) == []


def test_nothing_is_fuzzy(spanish: Catalog) -> None:
    assert [m.id for m in words(spanish) if m.fuzzy] == [], WHAT_TO_DO


def test_placeholders_and_markup_are_the_same(spanish: Catalog) -> None:
    other = []
    for message in words(spanish):
        ids, strings = forms(message.id), forms(message.string)
        pairs = zip(ids, strings, strict=len(ids) == len(strings))
        other += [(a, b) for a, b in pairs if sorted(PLACEHOLDER.findall(a)) != sorted(PLACEHOLDER.findall(b))]
    assert other == []


def test_plurals_have_two_forms(spanish: Catalog) -> None:
    assert spanish.num_plurals == 2
    assert [m.id for m in words(spanish) if m.pluralizable and len(forms(m.string)) != 2] == []


def test_the_compiled_catalogue_is_in_step(spanish: Catalog) -> None:
    with PO.with_suffix(".mo").open("rb") as file:
        compiled = read_mo(file)
    in_mo = {(m.context, tuple(forms(m.id))): forms(m.string) for m in words(compiled)}
    assert in_mo == {(m.context, tuple(forms(m.id))): forms(m.string) for m in words(spanish) if any(forms(m.string))}, (
        "The .mo is older than the .po: run bin/translate."
    )


FRONT = ["Enroll your congregation", "Find your precinct", "Sign in", "Nobody watches this site around the clock"]
ENROLL = ["Enroll your congregation", "Good to have at hand", "about ten minutes", "Before you send", "Sign in"]
FIRST_PAGE = ["Who you are", "Your name", "So that we know whom to write to", "Save and go on", "Save and come back later", "Sign in"]
SIGN_IN = ["Sign in", "Send me a code", "With a passkey", "No password to remember"]


def look(client: Client, answer: HttpResponse, spanish: str, english: list[str]) -> None:
    page = answer.content.decode()
    assert answer.status_code == 200
    assert '<html lang="es"' in page
    assert spanish in page
    assert [words for words in english if words in page] == []


@pytest.fixture
def reader(client: Client) -> Client:
    """Somebody who has chosen Spanish, and comes before the limit on enrollments is reached."""
    cache.clear()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "es"
    return client


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "spanish", "english"),
    [
        ("front", "Inscriba a su congregación", FRONT),
        ("enroll", "Inscriba a su congregación", ENROLL),
        ("account_login", "Iniciar sesión", SIGN_IN),
    ],
)
def test_pages_answer_in_spanish(reader: Client, name: str, spanish: str, english: list[str]) -> None:
    look(reader, reader.get(reverse(name)), spanish, english)


@pytest.mark.django_db
def test_the_first_page_of_an_enrollment_is_spanish_and_so_are_its_complaints(reader: Client) -> None:
    begun = reader.post(reverse("enroll"), follow=True)
    look(reader, begun, "Quién es usted", FIRST_PAGE)
    wrong = reader.post(begun.redirect_chain[-1][0], {"name": "", "email": "x"})
    assert wrong.status_code == 422
    assert "Este campo es obligatorio" in wrong.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "english"), [("front", FRONT), ("enroll", ENROLL), ("account_login", SIGN_IN)])
def test_without_the_choice_the_same_pages_are_english(client: Client, name: str, english: list[str]) -> None:
    page = client.get(reverse(name)).content.decode()
    assert '<html lang="en"' in page
    assert [words for words in english if words not in page] == []
