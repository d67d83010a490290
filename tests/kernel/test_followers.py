"""Floors above hear of an act in order, once, and can end it."""

import pytest

from onecop.kernel.followers import Followers


def test_followers_are_told_in_their_order_and_once_however_often_they_register() -> None:
    heard: list[tuple[str, int]] = []
    when: Followers[[int]] = Followers()

    @when
    def first(number: int) -> None:
        heard.append(("first", number))

    when(lambda number: heard.append(("second", number)))
    when(first)
    when.tell(7)
    assert heard == [("first", 7), ("second", 7)]


def test_what_a_follower_raises_ends_the_act() -> None:
    when: Followers[[]] = Followers()

    @when
    def refuse() -> None:
        raise ValueError("not now")

    with pytest.raises(ValueError, match="not now"):
        when.tell()
