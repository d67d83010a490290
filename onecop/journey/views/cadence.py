"""How often partners should be in touch, region by region."""

from dataclasses import asdict

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from onecop.journey import gather, queries, services
from onecop.journey.case import Standard
from onecop.journey.forms import CadenceForm
from onecop.journey.models import Cadence
from onecop.kernel.clock import now
from onecop.kernel.gate import GuardedRequest, acts, needs
from onecop.kernel.permissions import Permission
from onecop.ui.page import render


@needs(Permission.PARTNERSHIP_EDIT)
@require_safe
def cadence_list(request: GuardedRequest) -> HttpResponse:
    """The cadence of each region, and where it follows the nation or the standard."""
    kept = {row.scope_id: gather.standard_of(row) for row in Cadence.objects.all()}
    rows = [(scope, kept.get(scope.pk)) for scope in queries.regions().visible_to(request.user)]
    return render(request, "journey/cadence.jinja", {"rows": rows, "standard": Standard()})


@acts(Permission.PARTNERSHIP_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def cadence_edit(request: GuardedRequest, key: str) -> HttpResponse:
    """Set the cadence of one region."""
    scope = request.access.get(queries.regions(), key=key, needs=Permission.PARTNERSHIP_EDIT)
    kept = Cadence.objects.filter(scope=scope).first()
    form = CadenceForm(request.POST or None, initial=asdict(gather.standard_of(kept) if kept else Standard()))
    if request.method == "POST" and form.is_valid():
        job = services.set_cadence(scope=scope, standard=form.standard(), by=request.user, at=now())
        if job is None:
            messages.info(request, _("The cadence was this one already."))
            return redirect("cadence_list")
        messages.success(request, _("Set. Each of its partnerships is looked at by it now; here you see how far that is."))
        return redirect(job)
    return render(request, "journey/cadence_edit.jinja", {"scope": scope, "form": form}, status=422 if form.is_bound else 200)
