from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from onecop.debriefs import rules


@given(st.text(), st.text())
def test_woven_text_loses_nothing(theirs: str, mine: str) -> None:
    both = rules.woven(theirs, mine)
    assert theirs in both
    assert mine in both
    assert len(both) <= len(theirs) + len(mine) + 2


@given(st.one_of(st.none(), st.integers(1, 10**6)), st.one_of(st.none(), st.integers(0, 10**6)))
def test_how_far_a_goal_is_lies_between_nothing_and_all(target: int | None, number: int | None) -> None:
    found = rules.share(target, number)
    assert 0 <= found <= 1
    assert (found == 1) == (target is not None and number is not None and number >= target)


def test_a_quarter_lies_between_two_debriefs() -> None:
    assert rules.next_debrief_on(date(2026, 11, 20)) == date(2027, 2, 19)
