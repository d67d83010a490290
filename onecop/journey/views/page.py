"""The page of one partnership, and what is kept on it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from onecop.access.services import note_contacts_read
from onecop.journey import queries, services
from onecop.journey.choices import TAGS
from onecop.journey.forms import FileForm, NoteForm
from onecop.journey.models import PartnershipFile, StaffNote
from onecop.kernel.clock import now
from onecop.kernel.errors import Refused
from onecop.kernel.gate import GuardedRequest, acts
from onecop.kernel.permissions import Permission
from onecop.partnerships.models import Partnership, PartnershipQuerySet
from onecop.partnerships.queries import sheet as sheet_of
from onecop.partnerships.registry import panels_of
from onecop.ui.page import render

STORY = 12
"""Lines of the story that the page shows at first."""


def rows() -> PartnershipQuerySet:
    """Return partnerships with all that their pages show of them."""
    return Partnership.objects.select_related("congregation__scope", "agency__scope", "agency__territory", "area", "owner").defer("area__outline")


@acts()
@require_safe
def partnership_detail(request: GuardedRequest, key: str) -> HttpResponse:
    """One partnership: both sides and their people, the one next action, the way so far, what happened, what is planned."""
    partnership = request.access.get(rows(), key=key)
    at, sheet = now(), sheet_of(partnership, reader=request.user)
    note_contacts_read(of=sheet.others, by=request.user, at=at)
    context = {
        "partnership": partnership,
        "sheet": sheet,
        "look": queries.look(partnership, at),
        "panels": panels_of(partnership, request.user, at),
        "tags": TAGS,
        "whole_story": "story" in request.GET,
        "shown": STORY,
        "staff": request.access.allows(Permission.PARTNERSHIP_EDIT, partnership),
        "takes_part": request.access.allows(Permission.PARTNERSHIP_ACT, partnership),
        "files": partnership.partnershipfile_rows.filter(removed_at=None),
        "notes": partnership.staffnote_rows.filter(removed_at=None),
        "file_form": FileForm(),
        "note_form": NoteForm(),
    }
    return render(request, "journey/partnership.jinja", context)


def _tell(request: GuardedRequest, no: Refused) -> None:
    messages.error(request, f"{no.reason} {no.instead}".strip())


@acts(Permission.PARTNERSHIP_EDIT)
@require_POST
def journey_note_add(request: GuardedRequest, key: str) -> HttpResponse:
    """Write a note that only staff see."""
    partnership = request.access.get(Partnership.objects, key=key, needs=Permission.PARTNERSHIP_EDIT)
    form = NoteForm(request.POST)
    try:
        services.add_note(partnership=partnership, words=form.cleaned_data["words"] if form.is_valid() else "", by=request.user, at=now())
    except Refused as no:
        _tell(request, no)
    return redirect(f"{partnership.get_absolute_url()}#notes")


@acts(Permission.PARTNERSHIP_EDIT)
@require_POST
def journey_note_remove(request: GuardedRequest, key: str) -> HttpResponse:
    """Take a note away."""
    note = request.access.get(StaffNote.objects.select_related("partnership__congregation"), key=key, needs=Permission.PARTNERSHIP_EDIT)
    services.remove_note(note=note, by=request.user, at=now())
    return redirect(f"{note.partnership.get_absolute_url()}#notes")


@acts(Permission.PARTNERSHIP_ACT)
@require_POST
def journey_file_add(request: GuardedRequest, key: str) -> HttpResponse:
    """Keep a file that both sides see."""
    partnership = request.access.get(Partnership.objects, key=key, needs=Permission.PARTNERSHIP_ACT)
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, _("Choose a file that is not empty."))
        return redirect(f"{partnership.get_absolute_url()}#files")
    file = form.cleaned_data["file"]
    try:
        services.add_file(partnership=partnership, file=file, name=file.name, by=request.user, at=now())
        messages.success(request, _("The file is kept. Both sides see it."))
    except Refused as no:
        _tell(request, no)
    return redirect(f"{partnership.get_absolute_url()}#files")


@acts(Permission.PARTNERSHIP_ACT)
@require_safe
def journey_file(request: GuardedRequest, key: str) -> HttpResponse:
    """Hand out a file as a download: no browser shows it on our address."""
    row = request.access.get(PartnershipFile.objects.filter(removed_at=None), key=key, needs=Permission.PARTNERSHIP_ACT)
    try:
        with row.file.open("rb") as file:
            answer = HttpResponse(file.read(), content_type=row.mime)
    except FileNotFoundError:
        raise Http404 from None
    answer.headers["Content-Disposition"] = content_disposition_header(True, row.name) or "attachment"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


@acts(Permission.PARTNERSHIP_ACT)
@require_http_methods(["GET", "HEAD", "POST"])
def journey_file_remove(request: GuardedRequest, key: str) -> HttpResponse:
    """Take a file away, after a question: nobody can bring it back."""
    rows = PartnershipFile.objects.filter(removed_at=None) if request.method != "POST" else PartnershipFile.objects
    file = request.access.get(rows.select_related("partnership__congregation"), key=key, needs=Permission.PARTNERSHIP_ACT)
    if request.method != "POST":
        return render(request, "journey/file_remove.jinja", {"file": file})
    services.remove_file(file=file, by=request.user, at=now())
    messages.success(request, _("The file is gone."))
    return redirect(f"{file.partnership.get_absolute_url()}#files")
