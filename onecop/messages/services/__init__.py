"""Every write of the relay. One import: `from onecop.messages import services`."""

from onecop.messages.exceptions import NothingSaid, NotWaiting, NotYours, TooLong, TooMany
from onecop.messages.services.receiving import Verdict, receive
from onecop.messages.services.reporting import note_read, report, settle_report
from onecop.messages.services.writing import needs_no_answer, post

__all__ = [
    "NotWaiting",
    "NotYours",
    "NothingSaid",
    "TooLong",
    "TooMany",
    "Verdict",
    "needs_no_answer",
    "note_read",
    "post",
    "receive",
    "report",
    "settle_report",
]
