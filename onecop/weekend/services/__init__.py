"""Every write of the national weekend."""

from onecop.weekend.services.attending import ask_attendance, tell_attendance
from onecop.weekend.services.batching import accept_all, carry_back, carry_out, take_back_all
from onecop.weekend.services.comparing import ask_whether_same, compare, settle
from onecop.weekend.services.merging import follow_merge
from onecop.weekend.services.moderating import accept, accept_many, change, decline
from onecop.weekend.services.registering import confirm, drop_unconfirmed, register
from onecop.weekend.services.running import keep_weekend

__all__ = [
    "accept", "accept_all", "accept_many", "ask_attendance", "ask_whether_same", "carry_back", "carry_out", "change", "compare", "confirm", "decline",
    "drop_unconfirmed", "follow_merge", "keep_weekend", "register", "settle", "take_back_all", "tell_attendance",
]  # fmt: skip
