from onecop.debriefs.models.goals import Goal, GoalProgress, OutreachEffort
from onecop.debriefs.models.rounds import WORDS, Challenge, Debrief, Idea, Vote, Writer

__all__ = ["WORDS", "Challenge", "Debrief", "Goal", "GoalProgress", "Idea", "OutreachEffort", "Vote", "Writer"]
