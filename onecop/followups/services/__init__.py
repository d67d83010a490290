"""Every write of what follows an event. One import for whoever calls: `from onecop.followups import services`."""

from onecop.followups.services.asking import Answer, answer, answer_by_link, open_link
from onecop.followups.services.keeping import add_file, add_link, remove_material
from onecop.followups.services.nudging import nudge_due, sweep
from onecop.followups.services.pictures import Consent, add_photos, agree, take_down
from onecop.followups.services.recording import not_held, nothing_to_record, record_after
from onecop.followups.services.thanking import carry_out, prepare, send, stop, stopped

__all__ = [
    "Answer",
    "Consent",
    "add_file",
    "add_link",
    "add_photos",
    "agree",
    "answer",
    "answer_by_link",
    "carry_out",
    "not_held",
    "nothing_to_record",
    "nudge_due",
    "open_link",
    "prepare",
    "record_after",
    "remove_material",
    "send",
    "stop",
    "stopped",
    "sweep",
    "take_down",
]
