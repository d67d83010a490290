"""Pages on which staff word our letters."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from onecop.kernel.clock import now
from onecop.kernel.gate import GuardedRequest, needs
from onecop.kernel.permissions import Permission
from onecop.mail import queries, render
from onecop.mail.forms import WordingForm
from onecop.mail.models import Wording
from onecop.mail.services import wordings
from onecop.mail.tabs import tabs
from onecop.mail.templates import TEMPLATES, Template
from onecop.ui.page import render as show


@needs(Permission.MAIL_READ)
@require_safe
def mail_templates(request: GuardedRequest) -> HttpResponse:
    """Every kind of letter, and who worded it last."""
    return show(request, "mail/templates.jinja", {"rows": queries.wordables(), "tabs": tabs(request)})


def _template(kind: str) -> Template:
    if kind not in TEMPLATES:
        raise Http404
    return TEMPLATES[kind]


def _may_word(request: GuardedRequest) -> bool:
    """The words go out in the whole country, so only those may change them whose reach is as wide."""
    return bool(request.user.reach(Permission.MAIL_EDIT).everywhere)


@needs(Permission.MAIL_READ)
@require_safe
def mail_template(request: GuardedRequest, kind: str) -> HttpResponse:
    """One kind of letter: filled with examples, and its earlier versions."""
    template, words = _template(kind), queries.wording_of(kind)
    letter = queries.preview(kind, words.subject, words.body)
    page = {"template": template, "words": words, "letter": letter, "html": render.clean(letter.html), "may_edit": _may_word(request)}
    return show(request, "mail/template.jinja", {**page, "versions": Wording.objects.filter(kind=kind)[:20]})


@needs(Permission.MAIL_EDIT)
def mail_template_edit(request: GuardedRequest, kind: str) -> HttpResponse:
    """Change the words. "Preview" shows them filled in and keeps nothing."""
    if not _may_word(request):
        raise Http404
    template, words = _template(kind), queries.wording_of(kind)
    form = WordingForm(request.POST or None, template=template, initial={"subject": words.subject, "body": words.body})
    good = request.method == "POST" and form.is_valid()
    if good and "preview" not in request.POST:
        wordings.reword(kind, by=request.user, at=now(), **form.cleaned_data)
        messages.success(request, _("Kept. Letters go out in these words from now on."))
        return redirect("mail_template", kind)
    said = (form.data.get("subject", ""), form.data.get("body", "")) if request.method == "POST" else (words.subject, words.body)
    letter = queries.preview(kind, *said)
    page = {"template": template, "form": form, "letter": letter, "html": render.clean(letter.html), "needed": wordings.needed(template)}
    return show(request, "mail/template_edit.jinja", page, status=422 if request.method == "POST" and not good else 200)


@needs(Permission.MAIL_EDIT)
@require_POST
def mail_template_reset(request: GuardedRequest, kind: str) -> HttpResponse:
    """Go back to our own words."""
    if not _may_word(request):
        raise Http404
    wordings.reset(_template(kind).kind, by=request.user, at=now())
    messages.success(request, _("Letters go out in the original words again."))
    return redirect("mail_template", kind)
