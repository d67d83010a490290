from onecop.events.models.event import Event, held_by
from onecop.events.models.introduction import Introduction, Protocol, ProtocolReply
from onecop.events.models.occurrence import Occurrence
from onecop.events.models.planning import CoHost, EventRole, EventTask
from onecop.events.models.turn import Turn
from onecop.events.models.visit import Attendance, Invite
from onecop.events.models.working import DutyPolicy, EventApproval, OfficerHours

__all__ = [
    "Attendance",
    "CoHost",
    "DutyPolicy",
    "Event",
    "EventApproval",
    "EventRole",
    "EventTask",
    "Introduction",
    "Invite",
    "Occurrence",
    "OfficerHours",
    "Protocol",
    "ProtocolReply",
    "Turn",
    "held_by",
]
