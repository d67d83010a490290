import pytest
from django.test import Client


@pytest.mark.parametrize("base", ["", "desk", "phone", "public", "../../etc/passwd"])
def test_every_component_draws_in_every_base(client: Client, base: str, db: None) -> None:
    answer = client.get("/styleguide", {"base": base})
    assert answer.status_code == 200
    assert answer.content.decode().count('class="oc-next"') == 1


def test_the_language_is_kept_on_the_device_and_leads_back(client: Client, db: None) -> None:
    answer = client.post("/language", {"language": "es", "next": "/styleguide?base=desk"})
    assert (answer.status_code, answer["Location"], answer.cookies["django_language"].value) == (302, "/styleguide?base=desk", "es")
    assert b'<html lang="es"' in client.get("/styleguide").content


def test_an_unknown_language_changes_nothing_and_a_foreign_address_is_not_followed(client: Client, db: None) -> None:
    answer = client.post("/language", {"language": "xx", "next": "https://elsewhere.example/"})
    assert (answer["Location"], dict(answer.cookies)) == ("/", {})


def test_asking_for_a_language_by_a_link_is_refused(client: Client) -> None:
    assert client.get("/language").status_code == 405
