"""The audit trail, for staff. It lives here because what one may read of it is a matter of reach."""

from django.http import HttpResponseBase
from django.views.decorators.http import require_safe

from onecop.access import queries
from onecop.access.tables import Trail
from onecop.kernel.gate import GuardedRequest, needs
from onecop.kernel.permissions import Permission as P


@needs(P.AUDIT_READ)
@require_safe
def audit(request: GuardedRequest) -> HttpResponseBase:
    """Who did what, in plain sentences, newest first."""
    return Trail(request, queries.trail_of(request.user)).answer("access/audit.jinja")
