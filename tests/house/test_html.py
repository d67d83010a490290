"""The judge of HTML itself, tried on bad pages; the good ones are all the others."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from tests.html import faults

GOOD = '<!doctype html><html lang="en"><head><title>Agencies · OneCOP</title></head><body><h1>Agencies</h1>{}</body></html>'


def test_a_good_page_passes() -> None:
    assert faults(GOOD.format('<label for="a">A</label><input id="a" aria-describedby="h"><p id="h">Hint</p><script nonce="x">1</script>')) == []


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ('<p id="a"></p><p id="a"></p>', "the id 'a' occurs 2 times"),
        ('<label for="b">B</label>', "a label is for 'b', which is not there"),
        ('<p aria-describedby="c d" id="c"></p>', "aria-describedby of <p> names 'd', which is not there"),
        ('<p style="color:red"></p>', "<p> has style"),
        ('<p onclick="x()"></p>', "<p> has onclick"),
        ("<script>1</script>", "a script without the nonce"),
        ('<a href="javascript:x()">x</a>', "a javascript: link"),
        ('<img src="x">', "an image without alt: x"),
        ("<h1>Two</h1>", "2 h1 on the page"),
    ],
)
def test_one_fault_is_named(body: str, fault: str) -> None:
    assert faults(GOOD.format(body)) == [fault]


def test_markup_that_a_browser_would_mend_is_named() -> None:
    assert [f.split()[2] for f in faults(GOOD.format("<ul><p></ul><b><i></b></i>"))] == [
        "adoption-agency-1.3",
        "adoption-agency-1.2",
    ]


def test_an_empty_title_is_named() -> None:
    assert faults(GOOD.replace("Agencies · OneCOP", " · OneCOP").format("")) == ["the title says nothing: '· OneCOP'"]


def test_a_fragment_needs_no_title_but_may_not_be_unsafe() -> None:
    assert faults('<div id="list"><p aria-describedby="elsewhere">x</p></div>', fragment=True) == []
    assert faults('<div style="x">x</div>', fragment=True) == ["<div> has style"]


def bad_page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(GOOD.format("<p id='a'></p><p id='a'></p>"))


urlpatterns = [path("bad", bad_page)]


@pytest.mark.urls(__name__)
def test_the_client_of_every_test_asks_the_judge() -> None:
    with pytest.raises(AssertionError, match="the id 'a' occurs 2 times"):
        Client().get("/bad")
