"""Pure decisions about debriefs, goals and the days between them."""

from datetime import date, timedelta

from onecop.debriefs.choices import GoalState

QUARTER = timedelta(days=91)
"""From one debrief to the next: something together every quarter (DESIGN §2)."""


def next_debrief_on(closed: date) -> date:
    """Return the day by which the next debrief should be held."""
    return closed + QUARTER


def is_overdue(state: str, due_on: date, today: date) -> bool:
    """True for a goal still worked on whose day has passed. The day itself is not late."""
    return state in (GoalState.OPEN, GoalState.CARRIED) and due_on < today


def share(target: int | None, number: int | None) -> float:
    """Return how far a goal has come, 0 to 1. Without a target nobody can say, so it is 0 until somebody calls it reached."""
    return min(1.0, (number or 0) / target) if target else 0.0


def woven(theirs: str, mine: str) -> str:
    """Return the text that two people go on from when each changed it: whatever one holds within the other is not said twice."""
    if mine in theirs:
        return theirs
    return mine if theirs in mine else f"{theirs}\n\n{mine}"
