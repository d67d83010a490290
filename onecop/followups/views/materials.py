"""Materials of a date: added by hosts, opened by whom they are for."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from onecop.events.models import Occurrence
from onecop.followups import services
from onecop.followups.choices import Readers
from onecop.followups.forms import MaterialForm
from onecop.followups.models import Material
from onecop.followups.services.keeping import LARGEST
from onecop.followups.views.parts import FORMS, HOSTS, hand_out, hosted, public_day, row_of, said
from onecop.kernel.clock import now
from onecop.kernel.errors import Refused
from onecop.kernel.gate import GuardedRequest, acts, anyone
from onecop.ui.page import render


@acts(*HOSTS)
@require_http_methods(FORMS)
def event_materials(request: GuardedRequest, key: str, on: str) -> HttpResponse:
    """Files and links of a date; one is added at a time."""
    date = hosted(request, key, on)
    form = MaterialForm(request.POST, request.FILES) if request.method == "POST" else MaterialForm()
    if request.method == "POST" and form.is_valid():
        try:
            made = _added(request, form, row_of(date))
            messages.success(request, _("“%(title)s” is kept.") % {"title": made.title})
            return redirect("event_materials", key, on)
        except Refused as no:
            form.add_error(None, said(no))
    rows = Material.objects.kept_by(request.user).filter(occurrence=date.row) if date.row else []
    return render(request, "followups/materials.jinja", {"event": date.event, "date": date, "form": form, "rows": rows}, status=422 if form.errors else 200)


def _added(request: GuardedRequest, form: MaterialForm, row: Occurrence) -> Material:
    data = form.cleaned_data
    if data["url"]:
        return services.add_link(occurrence=row, title=data["title"], url=data["url"], readers=data["readers"], by=request.user, at=now())
    file = data["file"]
    raw = file.read(LARGEST + 1)
    return services.add_file(occurrence=row, title=data["title"], name=file.name, raw=raw, readers=data["readers"], by=request.user, at=now())


@acts(*HOSTS)
@require_safe
def after_material(request: GuardedRequest, key: str) -> HttpResponse:
    """Hand out a file to whom it is for."""
    row: Material = request.access.get(Material.objects.exclude(file=""), key=key)
    return hand_out(row.file, row.mime, name=row.name)


@acts(*HOSTS)
@require_POST
def after_material_remove(request: GuardedRequest, key: str) -> HttpResponse:
    """Take a material away."""
    row = Material.objects.kept_by(request.user).select_related("occurrence__event").filter(key=key).first()
    if row is None:
        raise Http404
    services.remove_material(material=row, by=request.user, at=now())
    messages.success(request, _("Removed."))
    return redirect("event_materials", row.occurrence.event.key, row.occurrence.on.isoformat())


@anyone
@require_safe
def event_material(request: HttpRequest, key: str, on: str, material: str) -> HttpResponse:
    """A file of the public page."""
    date = public_day(key, on)
    row = Material.objects.filter(occurrence=date.row, readers=Readers.EVERYONE, key=material).exclude(file="").first() if date.row else None
    if row is None:
        raise Http404
    return hand_out(row.file, row.mime, name=row.name)
