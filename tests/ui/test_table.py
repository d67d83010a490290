import csv
import io
from datetime import date
from typing import Any, ClassVar

import django_filters
import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import engines
from django.test import RequestFactory

from onecop.agencies.models import Agency
from onecop.ui.table import Column, Table, safe
from tests.html import faults


class OfState(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(choices=[("OH", "Ohio"), ("NY", "New York")])


class Agencies(Table):
    columns: ClassVar = [
        Column("name", "Agency", sort="name", link=lambda a: f"/a/{a.ori}", under="ori"),
        Column("state", "State", kind="tag", state=lambda a: "done"),
        Column("joined_on", "Since", sort="joined_on", kind="day"),
        Column("officer_capacity", "Room", kind="number"),
        Column("act", ""),
    ]
    sort = "name"
    search = ("name__icontains", "ori__istartswith")
    filterset = OfState
    size = 2
    downloads = True


def some(count: int = 5) -> list[Agency]:
    return Agency.objects.bulk_create(
        Agency(ori=f"OH{i:03}", name=f"Agency {i}", state="OH" if i % 2 else "NY", joined_on=date(2026, 1, 1 + i) if i else None) for i in range(count)
    )


def table(**query: str) -> Agencies:
    request = RequestFactory().get("/agencies", query)
    request.user = AnonymousUser()
    return Agencies(request, Agency.objects.all())


def names(shown: Agencies) -> list[str]:
    return [row.thing.name for row in shown.rows]


def draw(shown: Agencies) -> str:
    template = engines["jinja"].from_string(
        '{% from "ui/components/table.jinja" import table %}'
        '{% call(name, row) table(shown) %}{% if name == "act" %}<b>act on {{ row.ori }}</b>{% endif %}{% endcall %}'
    )
    return str(template.render({"shown": shown}))


def test_pages_follow_each_other_by_their_links(db: None) -> None:
    some()
    first = table()
    assert (names(first), first.previous_url) == (["Agency 0", "Agency 1"], "")
    second = table(after=first.page.after)
    assert names(second) == ["Agency 2", "Agency 3"]
    third = table(after=second.page.after)
    assert (names(third), third.next_url) == (["Agency 4"], "")
    assert names(table(before=third.page.before)) == ["Agency 2", "Agency 3"]


def test_sorting_is_by_declared_columns_only_and_turns_round(db: None) -> None:
    some()
    assert [h.url for h in table(sort="name").headings] == ["/agencies?sort=-name", "", "/agencies?sort=joined_on", "", ""]
    assert names(table(sort="-joined_on")) == ["Agency 4", "Agency 3"]
    for forbidden in ("state", "scope__name", "-officer_capacity", "pk", "?", "name\0"):
        assert names(table(sort=forbidden)) == ["Agency 0", "Agency 1"]


def test_search_and_filters_narrow_the_list_and_its_count(db: None) -> None:
    some()
    found = table(q="agency 3")
    assert (names(found), found.total, found.narrowed) == (["Agency 3"], 1, True)
    assert [names(table(q=q)) for q in ("oh00 4", "nothing", "\0")] == [["Agency 4"], [], ["Agency 0", "Agency 1"]]
    ohio = table(state="OH")
    assert (names(ohio), ohio.total) == (["Agency 1", "Agency 3"], 2)
    assert names(table(state="XX")) == ["Agency 0", "Agency 1"]


@pytest.mark.parametrize("rows", [1, 3])
def test_a_list_costs_two_queries_with_few_or_many_rows(db: None, django_assert_num_queries: Any, rows: int) -> None:
    some(rows)
    with django_assert_num_queries(2):
        draw(table())


def test_the_list_is_sound_html_and_says_how_it_is_sorted(db: None) -> None:
    some()
    html = draw(table())
    assert faults(html, fragment=True) == []
    assert html.count('aria-sort="ascending"') == 1
    assert ('<a href="/a/OH000">Agency 0</a>' in html, "<b>act on OH000</b>" in html, 'data-label="State"' in html) == (True, True, True)
    assert '<time datetime="2026-01-02">' in html


def test_an_empty_list_and_an_empty_search_say_different_things(db: None) -> None:
    assert "Nothing here yet" in draw(table())
    some(1)
    assert "Nothing fits" in draw(table(q="zzz"))


def test_what_a_row_holds_is_escaped(db: None) -> None:
    Agency.objects.create(ori="X", name="<script>alert(1)</script>", state="OH")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in draw(table())


def test_the_download_holds_every_row_and_no_formula(db: None) -> None:
    some(4)
    Agency.objects.create(ori="=1+1", name="=cmd|' /C calc'!A0", state="NY")
    answer = table(format="csv", sort="-name").answer("unused.jinja")
    text = b"".join(answer.streaming_content).decode()
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert rows[0] == ["Agency", "State", "Since", "Room"]
    assert [r[0] for r in rows[1:]] == ["Agency 3", "Agency 2", "Agency 1", "Agency 0", "'=cmd|' /C calc'!A0"]


def test_a_list_without_downloads_gives_none(db: None) -> None:
    class Shut(Agencies):
        downloads = False

    assert (Shut(table().request, Agency.objects.all()).download_url, table().download_url) == ("", "/agencies?format=csv")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "|", "%", "\t", "\r", "\n", "\0"])
def test_text_that_begins_like_a_formula_is_made_text(start: str) -> None:
    assert safe(f"{start}x") == f"'{start}x"


def test_numbers_dates_and_plain_text_stay_as_they_are() -> None:
    assert [safe(v) for v in (-4, 0.5, None, True, date(2026, 11, 20), "a=b")] == [-4, 0.5, "", True, "2026-11-20", "a=b"]


def test_a_column_of_sentences_keeps_its_room(db: None) -> None:
    class Lines(Agencies):
        columns: ClassVar = [Column("name", "Agency"), Column("city", "A line to you", wide=True)]

    some(1)
    html = draw(Lines(table().request, Agency.objects.all()))
    assert ('<th scope="col">Agency</th>' in html, '<th scope="col" class="is-wide">A line to you</th>' in html) == (True, True)
