"""The dates of the playbook, and whom a mailing leaves out: for any dates and any list."""

from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from onecop.launch import rules
from onecop.launch.choices import Anchor
from onecop.launch.playbook import STEPS
from tests.make import NOON

DAYS = st.dates(date(2020, 1, 1), date(2060, 1, 1))
OFFSETS = st.integers(-rules.FURTHEST, rules.FURTHEST)
ANCHORS = st.sampled_from(Anchor.values)


@given(DAYS, DAYS, OFFSETS, ANCHORS)
def test_a_day_and_its_offset_are_two_words_for_one_thing(starts: date, luncheon: date, days: int, anchor: str) -> None:
    due = rules.due_on(anchor, days, starts_on=starts, luncheon_on=luncheon)
    assert rules.days_for(anchor, due, starts_on=starts, luncheon_on=luncheon) == days
    assert (due - (luncheon if anchor == Anchor.LUNCHEON else starts)).days == days


@given(DAYS, st.integers(-180, 180), st.integers(-2000, 2000))
def test_a_launch_that_moves_takes_every_task_along_and_keeps_their_order(starts: date, apart: int, by: int) -> None:
    luncheon, moved = starts + timedelta(days=apart), starts + timedelta(days=by)
    there = rules.moved_luncheon(luncheon, was=starts, starts_on=moved)
    assert there - moved == luncheon - starts
    before = [rules.due_on(s.anchor, s.days, starts_on=starts, luncheon_on=luncheon) for s in STEPS]
    after = [rules.due_on(s.anchor, s.days, starts_on=moved, luncheon_on=there) for s in STEPS]
    assert [b - a for a, b in zip(before, after, strict=True)] == [timedelta(days=by)] * len(STEPS)
    assert rules.moved_luncheon(there, was=moved, starts_on=starts) == luncheon


@given(DAYS, DAYS, st.booleans(), st.booleans())
def test_a_task_is_overdue_from_the_day_after(due: date, today: date, done: bool, dropped: bool) -> None:
    assert rules.is_overdue(due, today, done=done, dropped=dropped) == (today > due and not done and not dropped)


FACTS = st.lists(
    st.builds(
        rules.Facts,
        pk=st.integers(1, 10**6),
        in_touch=st.booleans(),
        invited_at=st.none() | st.integers(0, 120).map(lambda days: NOON - timedelta(days=days)),
        unwanted=st.booleans(),
        reachable=st.booleans(),
    ),
    unique_by=lambda row: row.pk,
    max_size=40,
)


@given(FACTS, st.booleans())
def test_each_is_written_to_once_or_left_out_once(rows: list[rules.Facts], again: bool) -> None:
    sorting = rules.sort_out(rows, NOON, again=again)
    assert len(sorting.chosen) + sorting.left_out == len(rows)
    chosen = {row.pk: row for row in rows if row.pk in sorting.chosen}
    assert not any(row.in_touch or row.unwanted or not row.reachable for row in chosen.values())
    late: datetime = NOON - rules.REST
    assert again or not any(row.invited_at and row.invited_at > late for row in chosen.values())


@given(FACTS)
def test_a_reason_to_write_again_adds_only_those_who_were_resting(rows: list[rules.Facts]) -> None:
    usual, again = rules.sort_out(rows, NOON), rules.sort_out(rows, NOON, again=True)
    assert set(usual.chosen) <= set(again.chosen)
    assert (usual.in_touch, usual.unwanted) == (again.in_touch, again.unwanted)


def test_the_rest_ends_after_sixty_days_to_the_minute() -> None:
    at = NOON - rules.REST
    assert rules.why_left_out(rules.Facts(1, invited_at=at + timedelta(minutes=1)), NOON) == "recent"
    assert rules.why_left_out(rules.Facts(1, invited_at=at), NOON) == ""


def test_an_owner_hears_of_a_task_every_third_day_at_most() -> None:
    assert rules.may_nudge(None, NOON)
    assert not rules.may_nudge(NOON - timedelta(days=2), NOON)
    assert rules.may_nudge(NOON - timedelta(days=3), NOON)
