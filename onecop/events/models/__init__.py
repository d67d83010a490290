from onecop.events.models.event import Event, Occurrence, held_by
from onecop.events.models.introduction import Introduction, Protocol, ProtocolReply
from onecop.events.models.visit import Attendance, Invite

__all__ = ["Attendance", "Event", "Introduction", "Invite", "Occurrence", "Protocol", "ProtocolReply", "held_by"]
