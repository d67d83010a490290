import threading

import pytest

from onecop.audit.models import Entry
from onecop.kernel.actor import SYSTEM
from onecop.mail import queries, services
from onecop.mail.models import Wording
from onecop.mail.services import wordings
from tests.make import NOON
from tests.races import names, together

pytestmark = pytest.mark.django_db
WORDS = {"name": "Ruth", "answer_link": "https://onecop.example/a/x/", "city": "Port Ellery"}


def test_letters_go_out_in_the_words_of_staff_until_they_are_reset() -> None:
    wordings.reword("test.welcome", subject="Hello {name}", body="In {city}: [yes]({answer_link})", by=SYSTEM, at=NOON)
    letter = services.queue_template("test.welcome", to="ruth@mail.example", name="", words=WORDS, by=SYSTEM, at=NOON)
    assert (letter.subject, letter.body.text) == ("Hello Ruth", "In Port Ellery: yes: https://onecop.example/a/x/\n")
    wordings.reset("test.welcome", by=SYSTEM, at=NOON)
    letter = services.queue_template("test.welcome", to="ruth@mail.example", name="", words=WORDS, by=SYSTEM, at=NOON)
    assert letter.subject == "Welcome, Ruth"
    assert [(w.version, w.is_default) for w in queries.wordables() if w.kind == "test.welcome"] == [(2, True)]
    assert list(Entry.objects.order_by("id").values_list("verb", flat=True)) == ["mail.template_changed", "mail.template_reset"]


@pytest.mark.parametrize(
    ("subject", "body", "reason"),
    [
        ("Hello {nmae}", "{answer_link}", "Nobody fills in {nmae}."),
        ("Hello", "{answer_link} {when} {where}", "Nobody fills in these: {when}, {where}."),
        ("Hello", "Dear {name}", "Without {answer_link} the reader cannot do what the letter asks for."),
        (" ", "{answer_link}", "A letter needs a subject and some words."),
    ],
)
def test_words_that_would_break_a_letter_are_refused_by_name(subject: str, body: str, reason: str) -> None:
    with pytest.raises(wordings.BadWording) as no:
        wordings.reword("test.welcome", subject=subject, body=body, by=SYSTEM, at=NOON)
    assert no.value.reason == reason


def test_a_preview_is_filled_with_examples_and_leaves_what_it_does_not_know() -> None:
    assert queries.preview("test.welcome", "Hi {name} {nmae}", "{city}").subject == "Hi Ruth {nmae}"


@pytest.mark.django_db(transaction=True)
def test_of_two_who_reword_a_letter_at_once_the_later_counts_and_both_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever looks first writes last, where the database lets the other in between."""
    looked, free, plain = threading.Event(), threading.Event(), queries.wording_of

    def slow(kind: str) -> queries.Words:
        found = plain(kind)
        if not looked.is_set():
            looked.set()
            free.wait(0.5)
        return found

    monkeypatch.setattr(queries, "wording_of", slow)
    ends = together(
        *[lambda n=n: wordings.reword("test.welcome", subject=f"Hello {n}", body="{answer_link}", by=SYSTEM, at=NOON) for n in range(2)],
    )
    monkeypatch.undo()
    kept = list(Wording.objects.order_by("version").values_list("version", "subject"))
    assert (names(ends), [version for version, _subject in kept]) == (["well", "well"], [1, 2])
    told = Entry.objects.filter(verb="mail.template_changed").order_by("id")
    assert [(entry.before["subject"], entry.after["subject"]) for entry in told] == [
        (queries.default_wording("test.welcome").subject, kept[0][1]),
        (kept[0][1], kept[1][1]),
    ]
