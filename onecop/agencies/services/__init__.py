"""Every write to agencies. One import for the floors above: `from onecop.agencies import services`."""

from onecop.access.enrolling.filing import Closed, NoAddress, NotFinished
from onecop.agencies.services.editing import NotHere, WrongArea, edit_officer, edit_own, edit_settings, set_paused
from onecop.agencies.services.enrolling import keep_page, send, send_link, start
from onecop.agencies.services.joining import bring_in, timezone_of
from onecop.agencies.services.moving import move_to_map
from onecop.agencies.services.posts import end_post, set_post
from onecop.agencies.services.reviewing import CannotUndo, NotWaiting, accept_enrollment, ask_back, decline, reopen, waitlist
from onecop.agencies.services.shifts import (
    CannotWork,
    StillWorked,
    WrongDays,
    add_exception,
    assign,
    change_pattern,
    check_exception,
    drop_exception,
    drop_pattern,
    make_pattern,
    set_shift,
)

__all__ = [
    "CannotUndo", "CannotWork", "Closed", "NoAddress", "NotFinished", "NotHere", "NotWaiting", "StillWorked", "WrongArea", "WrongDays", "accept_enrollment",
    "add_exception", "ask_back", "assign", "bring_in", "change_pattern", "check_exception", "decline", "drop_exception", "drop_pattern", "edit_officer",
    "edit_own", "edit_settings", "end_post", "keep_page", "make_pattern", "move_to_map", "reopen", "send", "send_link", "set_paused", "set_post", "set_shift",
    "start", "timezone_of", "waitlist",
]  # fmt: skip
