"""Every write of a handover. One import for the floors above: `from onecop.handover import services`."""

from onecop.handover.services.opening import ask, set_date

__all__ = ["ask", "set_date"]
