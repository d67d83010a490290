"""Every write of a launch."""

from onecop.launch.services.inviting import invite, run_mailing
from onecop.launch.services.nudging import nudge_all
from onecop.launch.services.opening import start_from_link
from onecop.launch.services.planning import change, close, plan, reopen
from onecop.launch.services.pledging import pledge, settle_pledge
from onecop.launch.services.printing import take_bundle
from onecop.launch.services.reaching import mark_returned, set_address, stop_writing, write_again
from onecop.launch.services.tasks import add_task, drop_task, reassign, restore_task, shift_task, tick, untick

__all__ = [
    "add_task", "change", "close", "drop_task", "invite", "mark_returned", "nudge_all", "plan", "pledge", "reassign", "reopen", "restore_task",
    "run_mailing", "set_address", "settle_pledge", "shift_task", "start_from_link", "stop_writing", "take_bundle", "tick", "untick", "write_again",
]  # fmt: skip
