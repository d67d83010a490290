import pytest
from hypothesis import given
from hypothesis import strategies as st

from onecop.mail import render
from onecop.mail.templates import Template, WrongWords, register

EVIL = '<script>alert(1)</script> **[x](javascript:alert(1))** & "quotes" <img src=x onerror=y>'


def test_a_letter_in_both_forms() -> None:
    body = "Dear {name},\n\n**Welcome.** Please [answer here]({answer_link}).\n\n- one\n- two"
    made = render.render("Hello {name}", body, {"name": "Ruth & Sam", "answer_link": "https://onecop.example/a/?x=1&y=2"})
    assert made.subject == "Hello Ruth & Sam"
    assert made.text == "Dear Ruth & Sam,\n\nWelcome. Please answer here: https://onecop.example/a/?x=1&y=2.\n\n- one\n- two\n"
    assert made.html == (
        "<p>Dear Ruth &amp; Sam,</p>\n<p><strong>Welcome.</strong> Please "
        '<a href="https://onecop.example/a/?x=1&amp;y=2" rel="noopener noreferrer">answer here</a>.</p>\n<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n'
    )


def test_a_bare_link_can_be_followed() -> None:
    assert render.markdown("{link}", {"link": "https://onecop.example/a/"}) == (
        '<p><a href="https://onecop.example/a/" rel="noopener noreferrer">https://onecop.example/a/</a></p>\n'
    )


def test_a_key_inside_an_address_is_quoted() -> None:
    assert 'href="https://onecop.example/a%2Fb%22/"' in render.markdown("[x](https://onecop.example/{key}/)", {"key": 'a/b"'})


def test_words_never_become_markup() -> None:
    made = render.render("{what}", "Say {what} and [go]({what})", {"what": EVIL})
    assert "<script" not in made.html
    assert "<img" not in made.html
    assert "<strong" not in made.html
    assert "javascript:" not in made.html.partition("href=")[2].partition(">")[0]


@given(st.text())
def test_no_word_brings_a_tag_of_its_own(word: str) -> None:
    plain = render.markdown("a {what} b", {"what": "x"})
    assert {t for t in ("<script", "<img", "<style", "onerror=", "<iframe") if t in render.markdown("a {what} b", {"what": word}).lower()} <= {
        t for t in ("onerror=",) if t in word.lower()
    }
    assert plain == "<p>a x b</p>\n"


def test_foreign_html_is_cleaned_of_styles_scripts_and_handlers() -> None:
    raw = '<p style="x" onclick="y">Hi<style>p{}</style><script>z</script><a href="javascript:1" target="_top">a</a><form><input></form>'
    assert str(render.clean(raw)) == '<p>Hi<a rel="noopener noreferrer">a</a></p>'


def test_plain_text_becomes_paragraphs_with_links() -> None:
    assert render.from_text("Hi & <you>\nsee https://onecop.example/a?b=1&c=2.\n\nBye") == (
        '<p>Hi &amp; &lt;you&gt;<br>see <a href="https://onecop.example/a?b=1&amp;c=2" rel="noopener noreferrer">'
        "https://onecop.example/a?b=1&amp;c=2</a>.</p><p>Bye</p>"
    )


def test_a_template_that_speaks_of_an_unknown_word_is_a_fault_of_the_code() -> None:
    with pytest.raises(WrongWords, match=r"test\.bad: unknown nmae"):
        register(Template(kind="test.bad", title="x", audience="x", subject="x", body="Dear {nmae}", words={"name": "Ruth"}))


def test_in_mail_a_link_that_stands_alone_is_a_button() -> None:
    made = str(render.Dressed('<p><a href="https://a.example/">Go</a></p><p>or <a href="https://b.example/">b</a></p>'))
    assert made.count("border-radius:99px") == 1
    assert '<a style="color:#34367a" href="https://b.example/"' in made
