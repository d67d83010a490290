"""Every write of matching. One import for the floors above: `from onecop.matching import services`."""

from onecop.matching.services.asking import Published, answer, lapse, publish, publish_many, remind, side_of
from onecop.matching.services.changing import bring_next, exclude, pin, swap, take, unpin, wish
from onecop.matching.services.running import cancel, carry_out, run_now, start_run

__all__ = [
    "Published",
    "answer",
    "bring_next",
    "cancel",
    "carry_out",
    "exclude",
    "lapse",
    "pin",
    "publish",
    "publish_many",
    "remind",
    "run_now",
    "side_of",
    "start_run",
    "swap",
    "take",
    "unpin",
    "wish",
]
