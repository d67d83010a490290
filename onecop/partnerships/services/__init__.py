"""Every write to a partnership. One import for the floors above: `from onecop.partnerships import services`."""

from onecop.partnerships.services.beginning import CannotBegin, begin, resend_connection
from onecop.partnerships.services.owning import NoOwner, assign_owner, hand_on_owned, owner_for, staff_for
from onecop.partnerships.services.standing import CannotChange, end, pause, reopen, resume
from onecop.partnerships.services.tenures import CannotClose, CannotOpen, close_tenure, open_tenure

__all__ = [
    "CannotBegin",
    "CannotChange",
    "CannotClose",
    "CannotOpen",
    "NoOwner",
    "assign_owner",
    "begin",
    "close_tenure",
    "end",
    "hand_on_owned",
    "open_tenure",
    "owner_for",
    "pause",
    "reopen",
    "resend_connection",
    "resume",
    "staff_for",
]
