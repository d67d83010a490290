"""Every write to a partnership. One import for the floors above: `from onecop.partnerships import services`."""

from onecop.partnerships.services.beginning import CannotBegin, begin, resend_connection
from onecop.partnerships.services.naming import (
    CannotAsk,
    NotAsked,
    answer,
    ask_for_part,
    by_link,
    lapse,
    leave,
    remind,
    resend,
    stay,
    step_down,
    take_up,
    withdraw,
)
from onecop.partnerships.services.owning import NoOwner, assign_owner, hand_on_owned, owner_for, staff_for
from onecop.partnerships.services.people import follow_contacts
from onecop.partnerships.services.standing import CannotChange, ask_staff, end, look_again, pause, reopen, resume, settle_wish
from onecop.partnerships.services.tenures import CannotClose, CannotOpen, close_tenure, open_tenure

__all__ = [
    "CannotAsk", "CannotBegin", "CannotChange", "CannotClose", "CannotOpen", "NoOwner", "NotAsked", "answer", "ask_for_part", "ask_staff", "assign_owner",
    "begin", "by_link", "close_tenure", "end", "follow_contacts", "hand_on_owned", "lapse", "leave", "look_again", "open_tenure", "owner_for", "pause",
    "remind", "reopen", "resend", "resend_connection", "resume", "settle_wish", "staff_for", "stay", "step_down", "take_up", "withdraw",
]  # fmt: skip
