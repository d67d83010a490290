"""Every write of scheduling. One import for the floors above: `from onecop.scheduling import services`."""

from onecop.scheduling.services.agreeing import cancel, move, write_in
from onecop.scheduling.services.feeds import open_feed, revoke_feed, show_places
from onecop.scheduling.services.hours import follow_duty
from onecop.scheduling.services.meeting import ask_whether_met, remind, say_met, settle
from onecop.scheduling.services.offering import choose, offer, others, renew

__all__ = [
    "ask_whether_met",
    "cancel",
    "choose",
    "follow_duty",
    "move",
    "offer",
    "open_feed",
    "others",
    "remind",
    "renew",
    "revoke_feed",
    "say_met",
    "settle",
    "show_places",
    "write_in",
]
