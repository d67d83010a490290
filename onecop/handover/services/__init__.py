"""Every write of a handover. One import for the floors above: `from onecop.handover import services`."""

from onecop.handover.services.agencies import pause_agency, resume_agency, set_policy
from onecop.handover.services.asking import agree, answer, lapse, propose, remind, side_of, take_back
from onecop.handover.services.covering import cover
from onecop.handover.services.meeting import meet_by_name, overlap, skip_overlap
from onecop.handover.services.opening import ask, set_date
from onecop.handover.services.sweeping import Swept, ask_again, sweep
from onecop.handover.services.turning import call_off, end_with_partnership, finish, named_elsewhere, turn

__all__ = [
    "Swept",
    "agree",
    "answer",
    "ask",
    "ask_again",
    "call_off",
    "cover",
    "end_with_partnership",
    "finish",
    "lapse",
    "meet_by_name",
    "named_elsewhere",
    "overlap",
    "pause_agency",
    "propose",
    "remind",
    "resume_agency",
    "set_date",
    "set_policy",
    "side_of",
    "skip_overlap",
    "sweep",
    "take_back",
    "turn",
]
