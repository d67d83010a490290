"""What the pages of a launch share."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from onecop.kernel.errors import Refused
from onecop.kernel.gate import GuardedRequest
from onecop.kernel.permissions import Permission as P
from onecop.launch.models import Launch

FORMS = ["GET", "HEAD", "POST"]


def rows() -> QuerySet[Launch]:
    return Launch.objects.select_related("agency__scope__parent", "agency__territory", "lead")


def launch_of(request: GuardedRequest, key: str, needs: P = P.LAUNCH_READ) -> Launch:
    """Return the visible launch, else 404; 403 where it may be seen but not run."""
    found: Launch = request.access.get(rows(), key=key, needs=needs)
    return found


def frame(request: GuardedRequest, launch: Launch, here: str) -> dict[str, Any]:
    """Return what stands above every page of a launch: its name, its days, and the tabs that its reader may open."""
    staff = request.access.allows(P.LAUNCH_RUN, launch)
    pages = [(_("Plan"), "launch_detail"), (_("Board"), "launch_board")]
    pages += [(_("Invitations"), "launch_prospects"), (_("Pledges"), "launch_pledges")] if staff else []
    tabs = [(label, reverse(name, args=[launch.key]), name == here, None) for label, name in pages]
    return {"launch": launch, "staff": staff, "tabs": tabs}


def tell(request: HttpRequest, refusal: Refused) -> None:
    messages.error(request, f"{refusal.reason} {refusal.instead}".strip())


def paper(content: bytes, name: str) -> HttpResponse:
    """Answer with a PDF that no browser keeps."""
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    answer["Cache-Control"] = "no-store"
    return answer
