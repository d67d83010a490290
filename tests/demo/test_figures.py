"""The figures of a history small enough to count by hand."""

from datetime import date

from onecop.demo.figures import Led, Year, say, years

LIVES = [
    Led(
        began=date(2024, 12, 1),
        steps={"coordinator": date(2024, 12, 1), "meet": date(2024, 12, 11), "ride": date(2025, 1, 30)},
        lived=((date(2024, 12, 1), None),),
        lead=((date(2024, 12, 1), date(2024, 12, 30)), (date(2025, 1, 5), None)),
    ),
    Led(
        began=date(2025, 2, 1),
        steps={"coordinator": date(2025, 2, 3), "meet": date(2025, 3, 1), "ride": date(2025, 2, 20), "debrief": date(2025, 3, 11)},
        ended=((date(2025, 6, 1), "congregation"),),
        lived=((date(2025, 2, 1), date(2025, 6, 1)),),
        paused=((date(2025, 5, 20), date(2025, 6, 1)),),
        lead=((date(2025, 2, 1), date(2025, 5, 1)),),
        interim=((date(2025, 5, 4), date(2025, 5, 14)),),
    ),
    Led(
        began=date(2025, 2, 1),
        steps={"coordinator": date(2025, 2, 1), "meet": date(2025, 2, 11)},
        lived=((date(2025, 2, 1), None),),
        lead=((date(2025, 2, 1), None),),
    ),
]


def none_but(**counts: int) -> dict[str, int]:
    return {"coordinator": 0, "meet": 0, "ride": 0, "debrief": 0, "introduce": 0, "involve": 0, "events": 0, "report": 0} | counts


def test_counted_by_hand() -> None:
    """Gap days: Dec 30 and 31; Jan 1 to 4, May 1 to 3 and 14 to 19. The second one's ride came before its meeting: the debrief is counted from the latter."""
    assert years(LIVES, until=date(2025, 12, 31)) == [
        Year(2024, 1, none_but(coordinator=1, meet=1), {"coordinator": 0.0, "meet": 10.0}, 2, 0, {}),
        Year(
            2025, 2, none_but(coordinator=2, meet=2, ride=2, debrief=1), {"coordinator": 1.0, "meet": 18.0, "ride": 25.0, "debrief": 10.0}, 13, 10,
            {"congregation": 1},
        ),
    ]  # fmt: skip


def test_what_lies_ahead_is_not_counted() -> None:
    early = years(LIVES, until=date(2024, 12, 31))
    assert early == [Year(2024, 1, none_but(coordinator=1, meet=1), {"coordinator": 0.0, "meet": 10.0}, 1, 0, {})]
    assert years([], until=date(2024, 5, 1)) == [Year(2024, 0, none_but(), {}, 0, 0, {})]


def test_said_in_lines() -> None:
    lines = say(years(LIVES, until=date(2025, 12, 31))).splitlines()
    assert lines[0] == "2024: 1 begun; 2 gap days, 0 interim days"
    assert lines[12] == "  2 meet            2 reached, median 18 days"
    assert lines[-1] == "  ended: 1 congregation; stalled at its end: none"
