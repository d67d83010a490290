"""Every write of the events. One import for whoever calls: `from onecop.events import services`."""

from onecop.events.services.agreeing import answer_protocol, cannot_meet, confirm_protocol
from onecop.events.services.approving import approval_by_link, decide, note_hours, set_policy
from onecop.events.services.attending import ask_whether_they_came, came_by_link, set_headcount, tell_attendance
from onecop.events.services.cohosting import answer_cohost, ask_cohost, cohost_by_link, end_cohost
from onecop.events.services.following import follow_standing, follow_tenure
from onecop.events.services.introducing import choose_date, introduced, keep_show
from onecop.events.services.inviting import answer, by_link, invite, must_be_open, remind, withdraw
from onecop.events.services.listing import (
    add_role,
    add_task,
    answer_role,
    change_task,
    fill_role,
    help_by_link,
    nudge,
    remove_role,
    remove_task,
    role_by_link,
    send_tasks,
    set_up,
    tick_task,
)
from onecop.events.services.planning import Plan, cancel_date, cancel_event, change_event, move_date, occurrence_for, plan_event
from onecop.events.services.preparing import attach_space, copy_event, delete_draft, name_hosts, publish_event, restore_date, restore_event, unplan_event
from onecop.events.services.rechecking import note_duty, recheck
from onecop.events.services.together import plan_together

__all__ = [
    "Plan",
    "add_role",
    "add_task",
    "answer",
    "answer_cohost",
    "answer_protocol",
    "answer_role",
    "approval_by_link",
    "ask_cohost",
    "ask_whether_they_came",
    "attach_space",
    "by_link",
    "came_by_link",
    "cancel_date",
    "cancel_event",
    "cannot_meet",
    "change_event",
    "change_task",
    "choose_date",
    "cohost_by_link",
    "confirm_protocol",
    "copy_event",
    "decide",
    "delete_draft",
    "end_cohost",
    "fill_role",
    "follow_standing",
    "follow_tenure",
    "help_by_link",
    "introduced",
    "invite",
    "keep_show",
    "move_date",
    "must_be_open",
    "name_hosts",
    "note_duty",
    "note_hours",
    "nudge",
    "occurrence_for",
    "plan_event",
    "plan_together",
    "publish_event",
    "recheck",
    "remind",
    "remove_role",
    "remove_task",
    "restore_date",
    "restore_event",
    "role_by_link",
    "send_tasks",
    "set_headcount",
    "set_policy",
    "set_up",
    "tell_attendance",
    "tick_task",
    "unplan_event",
    "withdraw",
]
