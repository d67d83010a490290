from onecop.ridealongs.models.rides import RideAlong, RideChange, WaiverSignature
from onecop.ridealongs.models.terms import Blackout, Check, RuleSet, Waiver, Watch

__all__ = ["Blackout", "Check", "RideAlong", "RideChange", "RuleSet", "Waiver", "WaiverSignature", "Watch"]
