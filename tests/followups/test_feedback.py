"""Three questions without a name: added up, shown from three answers on, and nothing that joins an answer to anybody."""

import random
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models

from onecop.access import links
from onecop.access.models import ActionLink
from onecop.followups import emails, people, queries, services
from onecop.followups.choices import FEEDBACK
from onecop.followups.exceptions import FeedbackClosed
from onecop.followups.models import Feedback, Sentence
from onecop.followups.readers import Reader
from onecop.followups.rules import MOST_ON_PAPER
from onecop.followups.services import Answer
from tests import make
from tests.followups.build import BEGINS, LATER, dinner, guest
from tests.races import names, together

pytestmark = pytest.mark.django_db


def tokens(date: Any, number: int) -> list[str]:
    return links.issue_many(act=FEEDBACK, targets=[(date, "", "")] * number, until=LATER + timedelta(days=30), at=LATER)


def test_answers_are_added_up_and_read_from_the_third_on() -> None:
    date = dinner()
    said = [Answer(5, 4, "Warm."), Answer(4, None, "Long."), Answer(1, 2, "")]
    for n, one in enumerate(said):
        told = queries.results(date, Reader.HOUSE)
        assert (told.few, told.answers, told.sentences, told.welcome.tally) == (True, n, (), None)
        services.answer(occurrence=date, said=one, at=LATER)
    told = queries.results(date, Reader.HOUSE)
    assert (told.few, told.answers, told.welcome.tally, told.welcome.mean) == (False, 3, (1, 0, 0, 1, 1), 3.3)
    assert (told.trust.count, told.trust.tally) == (2, None)  # only two answered this one
    assert sorted(told.sentences) == ["Long.", "Warm."]


def test_who_looks_before_and_after_an_answer_does_not_see_what_it_said_with_a_control() -> None:
    """Answers appear three at a time. The control: the whole tally tells the difference at once, which is why no page reads it."""
    date = dinner()
    for _ in range(3):
        services.answer(occurrence=date, said=Answer(5, 5, "Kind."), at=LATER)
    before, whole = queries.results(date, Reader.HOUSE), list(Feedback.objects.get().welcome)
    for n in (1, 2):
        services.answer(occurrence=date, said=Answer(1, 1, "I was afraid."), at=LATER)
        now = queries.results(date, Reader.HOUSE)
        assert (now.welcome, now.trust, sorted(now.sentences), now.waiting) == (before.welcome, before.trust, ["Kind."] * 3, n)
    assert [a - b for a, b in zip(Feedback.objects.get().welcome, whole, strict=True)] == [2, 0, 0, 0, 0]
    services.answer(occurrence=date, said=Answer(4, 4), at=LATER)
    now = queries.results(date, Reader.HOUSE)
    assert (now.welcome.tally, len(now.sentences), now.waiting) == ((2, 0, 0, 1, 3), 5, 0)


@pytest.mark.parametrize(("reader", "sentences"), [(Reader.HOUSE, 3), (Reader.STAFF, 0), (Reader.POLICE, 0)])
def test_sentences_are_for_the_house_alone(reader: Reader, sentences: int) -> None:
    date = dinner()
    for n in range(3):
        services.answer(occurrence=date, said=Answer(5, 5, f"Sentence {n}"), at=LATER)
    told = queries.results(date, reader)
    assert (told.welcome.tally, len(told.sentences)) == ((0, 0, 0, 0, 3), sentences)


def test_nothing_that_is_kept_joins_an_answer_to_a_person_an_hour_or_an_order() -> None:
    """No field of an answer points to anybody or tells a time; the used link tells the day alone, and has no address."""
    kinds = {f.name: type(f).__name__ for model in (Feedback, Sentence) for f in model._meta.concrete_fields}
    assert not [name for name, kind in kinds.items() if kind in ("DateTimeField", "DateField", "TimeField")]
    pointing = [f.related_model._meta.label for m in (Feedback, Sentence) for f in m._meta.get_fields() if isinstance(f, models.ForeignKey)]
    assert set(pointing) == {"events.Occurrence"}
    date = dinner()
    for n, token in enumerate(tokens(date, 3)):
        services.answer_by_link(token=token, said=Answer(5, 5, f"Sentence {n}"), at=LATER + timedelta(minutes=n))
    used = ActionLink.objects.filter(act=FEEDBACK)
    assert {(row.email, row.name, row.used_at) for row in used} == {("", "", LATER.replace(hour=0, minute=0))}
    entries = apps.get_model("audit", "Entry").objects.filter(at__gte=LATER)
    assert list(entries) == []  # an entry would tell the minute


def _in_the_file(table: str) -> list[str]:
    """Return the words of a table as a reader of the file finds them on SQLite; elsewhere by their number."""
    order = "rowid" if connection.vendor == "sqlite" else "id"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT words FROM {table} ORDER BY {order}")
        return [row[0] for row in cursor.fetchall()]


def test_the_place_in_the_table_says_nothing_of_the_order_with_a_control() -> None:
    date = dinner()
    written = [f"Sentence {n:02}" for n in range(30)]
    for words in written:
        services.answer(occurrence=date, said=Answer(words=words), at=LATER)
    found = _in_the_file("followups_sentence")
    assert (sorted(found), found == written) == (written, False)
    # The control: numbered one after the other, as rows usually are, the table tells the order.
    Sentence.objects.all().delete()
    for n, words in enumerate(written):
        Sentence.objects.create(id=n + 1, occurrence=date, words=words)
    assert _in_the_file("followups_sentence") == written


def test_the_page_shuffles_with_a_control(monkeypatch: pytest.MonkeyPatch) -> None:
    date = dinner()
    for n in range(30):
        services.answer(occurrence=date, said=Answer(words=f"Sentence {n:02}"), at=LATER)
    twice = [queries.results(date, Reader.HOUSE).sentences for _ in range(2)]
    assert (set(twice[0]) == set(twice[1]), twice[0] == twice[1]) == (True, False)
    monkeypatch.setattr(random.SystemRandom, "shuffle", lambda _self, _rows: None)
    assert queries.results(date, Reader.HOUSE).sentences == queries.results(date, Reader.HOUSE).sentences


def test_the_links_of_a_mailing_carry_no_address_and_their_order_is_not_that_of_the_guests() -> None:
    date = dinner()
    for n in range(12):
        guest(date, f"Guest {n:02}", came=True)
    thanks = services.prepare(occurrence=date, by=make.staff(), at=LATER)
    written = emails.thank_yous(thanks, list(people.thanked(date).values()), at=LATER)
    by_hash = {row.token_hash: row.pk for row in ActionLink.objects.filter(act=FEEDBACK)}
    order = [by_hash[links.digest(letter.words["asks"].split("/asked/")[1].split("/")[0])] for letter in written]
    assert (len(order), order == sorted(order)) == (12, False)
    assert not ActionLink.objects.filter(act__startswith="followups.").exclude(email="", name="").exists()


def test_a_link_answers_once_and_is_closed_after_thirty_days() -> None:
    date = dinner()
    first, second = tokens(date, 2)
    services.answer_by_link(token=first, said=Answer(5), at=LATER)
    with pytest.raises(links.LinkUsed):
        services.answer_by_link(token=first, said=Answer(1), at=LATER)
    end = date.ends_at + timedelta(days=30)
    services.answer(occurrence=date, said=Answer(5), at=end - timedelta(seconds=1))
    for act in (lambda: services.answer(occurrence=date, said=Answer(5), at=end), lambda: services.answer(occurrence=date, said=Answer(), at=LATER)):
        with pytest.raises(FeedbackClosed):
            act()
    with pytest.raises(FeedbackClosed):
        services.answer(occurrence=date, said=Answer(5), at=BEGINS - timedelta(seconds=1))
    with pytest.raises(FeedbackClosed):
        services.answer_by_link(token=second, said=Answer(), at=LATER)
    services.answer_by_link(token=second, said=Answer(3), at=LATER)  # an empty answer used nothing up
    assert Feedback.objects.get().answers == 3


def test_paper_is_bounded() -> None:
    date = dinner()
    services.answer(occurrence=date, said=Answer(5), on_paper=True, at=LATER)
    Feedback.objects.update(answers=MOST_ON_PAPER - 1, by_paper=MOST_ON_PAPER - 1)
    services.answer(occurrence=date, said=Answer(5), on_paper=True, at=LATER)
    with pytest.raises(FeedbackClosed):
        services.answer(occurrence=date, said=Answer(5), on_paper=True, at=LATER)
    services.answer(occurrence=date, said=Answer(5), at=LATER)
    assert (Feedback.objects.get().answers, Feedback.objects.get().by_paper) == (MOST_ON_PAPER + 1, MOST_ON_PAPER)


@pytest.mark.django_db(transaction=True)
def test_one_link_pressed_at_once_counts_once_and_many_links_lose_no_answer() -> None:
    date = dinner()
    token, *others = tokens(date, 5)
    acts = [lambda: services.answer_by_link(token=token, said=Answer(1), at=LATER)] * 3
    ends = together(*acts, *[lambda t=t: services.answer_by_link(token=t, said=Answer(5), at=LATER) for t in others])
    assert names(ends) == ["LinkUsed", "LinkUsed", *["well"] * 5]
    assert (Feedback.objects.get().answers, Feedback.objects.get().welcome) == (5, [1, 0, 0, 0, 4])


def test_nobody_is_asked_about_what_was_called_off() -> None:
    date = dinner()
    type(date.event).objects.filter(pk=date.event_id).update(cancelled_at=BEGINS)
    with pytest.raises(FeedbackClosed):
        services.answer(occurrence=date, said=Answer(5), at=LATER)
