"""Every write of the events. One import for whoever calls: `from onecop.events import services`."""

from onecop.events.services.agreeing import answer_protocol, cannot_meet, confirm_protocol
from onecop.events.services.attending import ask_whether_they_came, came_by_link, set_headcount, tell_attendance
from onecop.events.services.following import follow_standing, follow_tenure
from onecop.events.services.introducing import choose_date, introduced, keep_show
from onecop.events.services.inviting import answer, by_link, invite, must_be_open, remind, withdraw
from onecop.events.services.planning import Plan, cancel_date, cancel_event, change_event, move_date, occurrence_for, plan_event

__all__ = [
    "Plan",
    "answer",
    "answer_protocol",
    "ask_whether_they_came",
    "by_link",
    "came_by_link",
    "cancel_date",
    "cancel_event",
    "cannot_meet",
    "change_event",
    "choose_date",
    "confirm_protocol",
    "follow_standing",
    "follow_tenure",
    "introduced",
    "invite",
    "keep_show",
    "move_date",
    "must_be_open",
    "occurrence_for",
    "plan_event",
    "remind",
    "set_headcount",
    "tell_attendance",
    "withdraw",
]
