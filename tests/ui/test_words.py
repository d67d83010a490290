from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from django.utils import timezone, translation

from onecop.ui import words

NOW = datetime(2026, 11, 20, 21, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _now() -> object:
    with time_machine.travel(NOW, tick=False), timezone.override("America/New_York"):
        yield


def plain(text: str) -> str:
    return text.replace("\xa0", " ")


def test_days_and_moments_in_the_readers_zone() -> None:
    late = datetime(2026, 11, 21, 3, 5, tzinfo=UTC)  # still Friday evening in New York
    assert [plain(f(late)) for f in (words.day, words.day_long, words.clock, words.day_time)] == [
        "Nov 20",
        "Friday, November 20, 2026",
        "10:05 pm",
        "Fri, Nov 20, 10:05 pm",
    ]
    assert plain(words.day(date(2025, 3, 1))) == "Mar 1, 2025"
    assert plain(words.clock(time(16, 30))) == "4:30 pm"
    assert [f(None) for f in (words.day, words.day_long, words.clock, words.day_time, words.ago, words.since, words.count)] == [""] * 7


def test_the_same_in_spanish() -> None:
    with translation.override("es"):
        assert (plain(words.day(date(2026, 11, 20))), words.weekday(4), words.language_name("vi")) == ("20 nov", "viernes", "vietnamita")


@pytest.mark.parametrize(
    ("passed", "said"),
    [
        (timedelta(seconds=20), "just now"),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(hours=3), "3 hours ago"),
        (timedelta(days=6), "6 days ago"),
        (timedelta(days=70), "2 months ago"),
        (timedelta(days=800), "2 years ago"),
        (timedelta(days=-2), "in 2 days"),
    ],
)
def test_how_long_ago(passed: timedelta, said: str) -> None:
    assert words.ago(NOW - passed) == said


def test_days_ago_count_days_not_hours() -> None:
    assert [words.ago(date(2026, 11, d)) for d in (20, 19, 22)] == ["today", "1 day ago", "in 2 days"]
    assert [words.since(date(2026, 11, 14)), words.since(date(2026, 11, 20)), words.since(NOW - timedelta(hours=5))] == ["6 days", "today", "5 hours"]


def test_numbers_languages_and_names() -> None:
    assert [words.count(18702), words.count([1, 2]), words.percent(0.331)] == ["18,702", "2", "33%"]
    assert words.language_names(["en", "es", "xx-unknown"]) == "English, Spanish, xx-unknown"
    assert [words.initials(n) for n in ("Harpreet Gill", "Officer Marisol Vega", "St. Brendan’s Parish", "Madonna", "", "Élan vital", "Officer")] == [
        "HG",
        "MV",
        "SP",
        "M",
        "?",
        "ÉV",
        "O",
    ]
    assert words.tone("Harpreet Gill") == words.tone("Harpreet Gill") in {"", "warm", "sage"}
