"""Every write of the registrations. One import for whoever calls: `from onecop.registrations import services`."""

from onecop.registrations.emails import place_link
from onecop.registrations.services.answering import answer, register
from onecop.registrations.services.asking import ask, asked, confirm, forget_askings
from onecop.registrations.services.door import Press, check_in, close_doors, count_heads, hear, open_door, opened, tell, undo_check_in, walk_in, walk_in_by_name
from onecop.registrations.services.following import (
    audience,
    follow_call_off,
    follow_change,
    follow_move,
    follow_place,
    follow_restoring,
    invite_by_letter,
)
from onecop.registrations.services.handing import hand_over
from onecop.registrations.services.listing import Wants, cancel_place, invite
from onecop.registrations.services.rechecking import note_duty, recheck
from onecop.registrations.services.seats import move_on, seats_of
from onecop.registrations.services.telling import begin, carry_out, stop_sending, write_to_guests

__all__ = [
    "Press",
    "Wants",
    "answer",
    "ask",
    "asked",
    "audience",
    "begin",
    "cancel_place",
    "carry_out",
    "check_in",
    "close_doors",
    "confirm",
    "count_heads",
    "follow_call_off",
    "follow_change",
    "follow_move",
    "follow_place",
    "follow_restoring",
    "forget_askings",
    "hand_over",
    "hear",
    "invite",
    "invite_by_letter",
    "move_on",
    "note_duty",
    "open_door",
    "opened",
    "place_link",
    "recheck",
    "register",
    "seats_of",
    "stop_sending",
    "tell",
    "undo_check_in",
    "walk_in",
    "walk_in_by_name",
    "write_to_guests",
]
