import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.template import TemplateDoesNotExist, engines
from django.test import RequestFactory
from django_htmx.middleware import HtmxDetails
from jinja2 import UndefinedError

from onecop.ui import page
from onecop.ui.reader import current_request, uid

PAGE = """{% extends "ui/base.jinja" %}{% from "ui/components/tag.jinja" import tag %}{% set word = "imported" %}

{% block title %}T{% endblock %}
{% block main %}<h1>H</h1>{% block list %}<p id="{{ uid("a") }}">{{ tag(word, "now") }} {{ given }}</p>{% endblock %}{% endblock %}"""


def asked(**headers: str) -> HttpRequest:
    request = RequestFactory().get("/x", headers=headers)
    request.user = AnonymousUser()
    request.session = {}  # type: ignore[assignment]
    request.htmx = HtmxDetails(request)  # type: ignore[attr-defined]
    return request


def test_a_block_knows_what_the_page_imports_and_sets() -> None:
    template = engines["jinja"].from_string(PAGE)
    block = template.render_block("list", {"given": "<b>"}, asked(**{"HX-Request": "true"}))
    assert block.split(">", 1)[1] == '<span class="usa-tag is-now">imported</span> &lt;b&gt;</p>'


def test_ids_of_a_fragment_differ_from_those_of_the_page() -> None:
    template = engines["jinja"].from_string(PAGE)
    assert '<p id="a-' in template.render({"given": ""}, asked())
    assert '<p id="a-' not in template.render_block("list", {"given": ""}, asked(**{"HX-Request": "true"}))


@pytest.mark.parametrize(
    ("headers", "whole"),
    [
        ({}, True),
        ({"HX-Request": "true"}, False),
        ({"HX-Request": "true", "HX-Boosted": "true"}, True),
        ({"HX-Request": "true", "HX-History-Restore-Request": "true"}, True),
    ],
)
def test_htmx_gets_the_block_and_everyone_else_the_page(headers: dict[str, str], whole: bool) -> None:
    answer = page.render(asked(**headers), "web/404.jinja", block="main", status=404)
    assert (b"<!doctype html>" in answer.content, b"There is nothing here" in answer.content, answer.status_code) == (whole, True, 404)
    assert answer["Vary"] == "HX-Request"


def test_a_name_that_is_not_there_is_an_error_not_a_blank() -> None:
    with pytest.raises(UndefinedError):
        engines["jinja"].from_string("{{ nothing }}").render({})


def test_an_argument_that_a_component_does_not_declare_is_an_error() -> None:
    with pytest.raises(TypeError):
        engines["jinja"].from_string('{% from "ui/components/tag.jinja" import tag %}{{ tag("a", color="red") }}').render({})


def test_only_jinja_names_are_ours() -> None:
    with pytest.raises(TemplateDoesNotExist):
        engines["jinja"].get_template("django/forms/widgets/text.html")


def test_nothing_of_a_request_stays_behind() -> None:
    engines["jinja"].from_string("x").render({}, asked())
    assert (current_request(), uid("a") == uid("a")) == (None, False)
