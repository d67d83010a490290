"""How often one address of the net may do something without signing in. The counting is the auth library's."""

from allauth.core.internal import ratelimit
from django.http import HttpRequest


def allowed(request: HttpRequest, action: str, *rates: str) -> bool:
    """Count one attempt, and say whether it is within the rates.

    Args:
        action: what is counted, as a short code. rates: "20/h/ip", "5/m/ip".
    """
    return ratelimit.consume(request, app="onecop", action=action, config={action: ",".join(rates)}, limit_get=True) is not None
