"""Every write to debriefs and goals. One import for the floors above: `from onecop.debriefs import services`."""

from onecop.debriefs.exceptions import Changed, DebriefClosed, GoalMade, NotOpen, NotSettled, WrongDay
from onecop.debriefs.services.efforts import edit_effort, make_event, plan_effort, reopen_effort, restore_effort, settle_effort
from onecop.debriefs.services.goals import edit_goal, make_goal, note_progress, reopen_goal, settle_goal
from onecop.debriefs.services.reminding import remind_of_goal, remind_of_goals
from onecop.debriefs.services.rounds import Settled, close_debrief, hold_debrief, open_debrief
from onecop.debriefs.services.telling_others import tell_of_debrief, tell_of_words
from onecop.debriefs.services.writing import add_challenge, add_idea, edit_challenge, edit_idea, take_back_vote, vote

__all__ = [
    "Changed",
    "DebriefClosed",
    "GoalMade",
    "NotOpen",
    "NotSettled",
    "Settled",
    "WrongDay",
    "add_challenge",
    "add_idea",
    "close_debrief",
    "edit_challenge",
    "edit_effort",
    "edit_goal",
    "edit_idea",
    "hold_debrief",
    "make_event",
    "make_goal",
    "note_progress",
    "open_debrief",
    "plan_effort",
    "remind_of_goal",
    "remind_of_goals",
    "reopen_effort",
    "reopen_goal",
    "restore_effort",
    "settle_effort",
    "settle_goal",
    "take_back_vote",
    "tell_of_debrief",
    "tell_of_words",
    "vote",
]
