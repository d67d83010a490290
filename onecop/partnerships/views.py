from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from onecop.agencies.models import Agency
from onecop.kernel.clock import now
from onecop.kernel.errors import Refused
from onecop.kernel.gate import GuardedRequest, acts, needs
from onecop.kernel.permissions import Permission
from onecop.partnerships import services
from onecop.partnerships.models import Partnership
from onecop.partnerships.rebeat import handovers_of, rebeat_preview
from onecop.partnerships.tables import Partnerships
from onecop.territory.models import TerritoryVersion
from onecop.ui.page import render


@needs(Permission.PARTNERSHIP_READ)
@require_safe
def partnership_list(request: GuardedRequest) -> HttpResponseBase:
    """The partnerships that the reader may see."""
    rows = Partnership.objects.visible_to(request.user).with_lead().select_related("congregation", "agency", "area").defer("area__outline")
    return Partnerships(request, rows).answer("partnerships/list.jinja", block="list")


@acts(Permission.PARTNERSHIP_EDIT)
@require_POST
def partnership_write_again(request: GuardedRequest, key: str) -> HttpResponse:
    """Send the connection e-mails once more, for when they went astray."""
    partnership = request.access.get(Partnership.objects, key=key, needs=Permission.PARTNERSHIP_EDIT)
    try:
        count = services.resend_connection(partnership=partnership, by=request.user, at=now())
        messages.success(request, ngettext("%(n)s letter is on its way.", "%(n)s letters are on their way.", count) % {"n": count})
    except Refused as no:
        messages.error(request, f"{no.reason} {no.instead}".strip())
    return redirect(partnership)


@acts(Permission.TERRITORY_READ)
@require_safe
def territory_preview(request: GuardedRequest, key: str) -> HttpResponse:
    """What a redrawn map would move, before anyone puts it in force."""
    agency = request.access.get(Agency.objects.select_related("scope"), territory__versions__key=key, needs=Permission.TERRITORY_READ)
    version = TerritoryVersion.objects.select_related("territory").get(key=key)
    preview = rebeat_preview(version)
    title = _("What version %(number)s would move") % {"number": version.number}
    return render(
        request, "partnerships/preview.jinja", {"agency": agency, "version": version, "preview": preview, "handovers": handovers_of(preview), "title": title}
    )
