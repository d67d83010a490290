"""Every write to agencies. One import for the floors above: `from onecop.agencies import services`."""

from onecop.access.enrolling.filing import Closed, NoAddress, NotFinished
from onecop.agencies.services.editing import WrongArea, edit_officer, edit_own, edit_settings
from onecop.agencies.services.enrolling import keep_page, send, send_link, start
from onecop.agencies.services.joining import bring_in, timezone_of
from onecop.agencies.services.moving import move_to_map
from onecop.agencies.services.posts import end_post, set_post
from onecop.agencies.services.reviewing import CannotUndo, NotWaiting, accept_enrollment, ask_back, decline, reopen, waitlist

__all__ = [
    "CannotUndo", "Closed", "NoAddress", "NotFinished", "NotWaiting", "WrongArea", "accept_enrollment", "ask_back", "bring_in", "decline",
    "edit_officer", "edit_own", "edit_settings", "end_post", "keep_page", "move_to_map", "reopen", "send", "send_link", "set_post", "start",
    "timezone_of", "waitlist",
]  # fmt: skip
