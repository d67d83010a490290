"""Every write of the journey. One import for the floor above: `from onecop.journey import services`."""

from onecop.journey.services.cadence import look_by_cadence, set_cadence
from onecop.journey.services.keeping import add_file, add_note, remove_file, remove_note
from onecop.journey.services.nudging import Plan, nudge, plan_nudges, reassign
from onecop.journey.services.reports import answer_help, quarter_to_report, write_report
from onecop.journey.services.settling import Settled, settle
from onecop.journey.services.steps import record_past, take_back, unwaive, waive

__all__ = [
    "Plan",
    "Settled",
    "add_file",
    "add_note",
    "answer_help",
    "look_by_cadence",
    "nudge",
    "plan_nudges",
    "quarter_to_report",
    "reassign",
    "record_past",
    "remove_file",
    "remove_note",
    "set_cadence",
    "settle",
    "take_back",
    "unwaive",
    "waive",
    "write_report",
]
