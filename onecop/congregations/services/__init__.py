"""Every write to congregations. One import for the floors above: `from onecop.congregations import services`."""

from onecop.access.enrolling.filing import Closed, NoAddress, NotFinished
from onecop.congregations.services.days import WrongDays, add_holy_day, block_dates, drop_override, keep_holy_day, unblock_dates
from onecop.congregations.services.duplicates import CannotMerge, further_along, keep_apart, merge, suggest
from onecop.congregations.services.editing import edit_details, set_times
from onecop.congregations.services.enrolling import keep_found, keep_page, send, send_link, start
from onecop.congregations.services.people import CannotAccept, NoContact, accept, end_contact, set_contact
from onecop.congregations.services.places import BadPlace, relocate, set_place, set_territory
from onecop.congregations.services.reviewing import CannotUndo, NotWaiting, accept_enrollment, ask_back, decline, reopen, waitlist

__all__ = [
    "BadPlace", "CannotAccept", "CannotMerge", "CannotUndo", "Closed", "NoAddress", "NoContact", "NotFinished", "NotWaiting", "WrongDays", "accept",
    "accept_enrollment", "add_holy_day", "ask_back", "block_dates", "decline", "drop_override", "edit_details", "end_contact",
    "further_along", "keep_apart", "keep_found", "keep_holy_day",
    "keep_page", "merge", "relocate", "reopen",
    "send", "send_link", "set_contact", "set_place", "set_territory", "set_times", "start", "suggest", "unblock_dates", "waitlist",
]  # fmt: skip
