from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from onecop.imports import queries, services
from onecop.imports.contract import ImportRefused
from onecop.imports.forms import ColumnsForm, UploadForm
from onecop.imports.models import ImportRun
from onecop.imports.tables import GRAVITY, Problems, Runs
from onecop.kernel.clock import now
from onecop.kernel.errors import Refused
from onecop.kernel.gate import GuardedRequest, acts, needs
from onecop.kernel.permissions import Permission
from onecop.ui.page import render

RUN, OWN = Permission.IMPORT_RUN, Permission.IMPORT_OWN


@needs(RUN, OWN)
@require_safe
def imports_list(request: GuardedRequest) -> HttpResponseBase:
    """Every file brought in within one's reach."""
    rows = ImportRun.objects.visible_to(request.user).defer("header", "sample", "changes", "options", "mapping")
    return Runs(request, rows).answer("imports/list.jinja", {"importers": queries.importers_for(request.access)}, block="list")


@needs(RUN, OWN)
@require_http_methods(["GET", "HEAD", "POST"])
def import_new(request: GuardedRequest, kind: str) -> HttpResponse:
    """Give a file of one kind, and say whose it is."""
    importer = next((i for i in queries.importers_for(request.access) if i.key == kind), None)
    if importer is None:
        raise Http404
    form = UploadForm(request.POST or None, request.FILES or None, importer=importer, access=request.access)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("import_columns", _open(request, form).key)
        except Refused as no:
            form.add_error(None, f"{no.reason} {no.instead}".strip())
    return render(request, "imports/new.jinja", {"form": form, "importer": importer}, status=422 if form.errors else 200)


def _open(request: GuardedRequest, form: UploadForm) -> ImportRun:
    """Open a run over the scope that the options name, if it is the person's own."""
    importer, file = form.importer, form.cleaned_data["file"]
    scope = importer.scope_for(request.access, form.options)
    if not request.access.allows(importer.permission, scope):
        raise ImportRefused(_("That is beyond your reach."), instead=_("Choose your own agency, or a state of your region."))
    words: dict[str, Any] = {"source_name": Path(file.name or "file").name, "options": form.options, "scope": scope, "by": request.user, "at": now()}
    return _with_path(file, lambda path: services.open_run(importer.key, path, **words))


def _with_path(file: UploadedFile, act: Any) -> Any:
    """Call act with a path to the upload: small files come in memory."""
    if hasattr(file, "temporary_file_path"):
        return act(Path(file.temporary_file_path()))
    with NamedTemporaryFile() as copy:
        copy.writelines(file.chunks())
        copy.flush()
        return act(Path(copy.name))


def _fetch(request: GuardedRequest, key: str) -> ImportRun:
    found: ImportRun = request.access.get(ImportRun.objects, key=key)
    return found


@acts(RUN, OWN)
@require_safe
def import_detail(request: GuardedRequest, key: str) -> HttpResponse:
    """How far a file is, what it would change or has changed, and what is wrong with it."""
    run = _fetch(request, key)
    services.note_look(run, by=request.user, at=now())
    job = queries.job_of(run)
    facts = {"run": run, "job": job, "working": queries.is_working(run, job), "topics": queries.topics(run), "looks": GRAVITY}
    samples = {"creates": queries.shown_changes(run, "creates", 4), "updates": queries.shown_changes(run, "updates")}
    return render(request, "imports/detail.jinja", {**facts, **samples}, block="progress")


@acts(RUN, OWN)
@require_http_methods(["GET", "HEAD", "POST"])
def import_columns(request: GuardedRequest, key: str) -> HttpResponse:
    """Say which column is which field, and have the file checked."""
    run = _fetch(request, key)
    services.note_look(run, by=request.user, at=now())
    form = ColumnsForm(request.POST if request.method == "POST" else None, run=run)
    if request.method == "POST" and form.is_valid():
        try:
            services.choose_columns(run, form.cleaned_data, by=request.user, at=now())
            services.start_dry_run(run, by=request.user, at=now())
            return redirect(run)
        except Refused as no:
            form.add_error(None, f"{no.reason} {no.instead}".strip())
    return render(request, "imports/columns.jinja", {"run": run, "form": form}, status=422 if form.errors else 200)


@acts(RUN, OWN)
@require_safe
def import_problems(request: GuardedRequest, key: str) -> HttpResponseBase:
    """Every problem of a file, to search and to download."""
    run = _fetch(request, key)
    services.note_look(run, by=request.user, at=now())
    topic = request.GET.get("topic", "").replace("\0", "")[:120]
    rows = run.problems.filter(topic=topic) if topic else run.problems.all()
    return Problems(request, rows).answer("imports/problems.jinja", {"run": run, "topic": topic}, block="list")


@acts(RUN, OWN)
@require_POST
def import_check(request: GuardedRequest, key: str) -> HttpResponse:
    """Check the file again."""
    return _do(request, _fetch(request, key), services.start_dry_run, "")


@acts(RUN, OWN)
@require_POST
def import_commit(request: GuardedRequest, key: str) -> HttpResponse:
    """Import what was checked."""
    return _do(request, _fetch(request, key), services.start_commit, "")


@acts(RUN, OWN)
@require_POST
def import_cancel(request: GuardedRequest, key: str) -> HttpResponse:
    """Give the file up."""
    return _do(request, _fetch(request, key), services.cancel, _("The file was put away. Nothing was changed."))


@acts(RUN, OWN)
@require_http_methods(["GET", "HEAD", "POST"])
def import_undo(request: GuardedRequest, key: str) -> HttpResponse:
    """Take an import back, after a look at what that means."""
    run = _fetch(request, key)
    if request.method == "POST":
        return _do(request, run, services.undo, _("The import was taken back: everything is as it was before."))
    return render(request, "imports/undo.jinja", {"run": run})


def _do(request: GuardedRequest, run: ImportRun, act: Any, said: str) -> HttpResponse:
    """Act, say what came of it, and go back to the run."""
    try:
        act(run, by=request.user, at=now())
        if said:
            messages.success(request, said)
    except Refused as no:
        messages.error(request, f"{no.reason} {no.instead}".strip())
    return redirect(run)
