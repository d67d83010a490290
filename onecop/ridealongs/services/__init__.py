"""Every write about ride-alongs. One import: `from onecop.ridealongs import services`."""

from onecop.ridealongs.services.applying import answer_dress, apply, note_check, propose_alternative, sign_waiver
from onecop.ridealongs.services.deciding import approve, approve_alternative, refuse
from onecop.ridealongs.services.following import follow_standing, follow_tenure
from onecop.ridealongs.services.rechecking import answer_hours, note_duty, recheck
from onecop.ridealongs.services.riding import cancel, check_in, check_out, miss, note_taken_place, remind
from onecop.ridealongs.services.ruling import add_blackout, add_watch, end_watch, lift_blackout, set_rules

__all__ = [
    "add_blackout",
    "add_watch",
    "answer_dress",
    "answer_hours",
    "apply",
    "approve",
    "approve_alternative",
    "cancel",
    "check_in",
    "check_out",
    "end_watch",
    "follow_standing",
    "follow_tenure",
    "lift_blackout",
    "miss",
    "note_check",
    "note_duty",
    "note_taken_place",
    "propose_alternative",
    "recheck",
    "refuse",
    "remind",
    "set_rules",
    "sign_waiver",
]
