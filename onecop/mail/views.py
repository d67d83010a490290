"""The mailbox and what staff do about letters that did not arrive."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from onecop.audit import services as audit
from onecop.kernel.clock import now
from onecop.kernel.errors import Refused
from onecop.kernel.gate import GuardedRequest, acts, needs, signed_in
from onecop.kernel.permissions import Permission
from onecop.mail import compose, queries, render, services
from onecop.mail.models import Block, Message
from onecop.mail.services import wishes
from onecop.mail.tables import Mailbox, Undelivered
from onecop.mail.tabs import tabs
from onecop.ui.page import render as show


@signed_in
@require_safe
def mailbox(request: GuardedRequest) -> HttpResponseBase:
    """Letters: one's own, and for staff those within reach."""
    page = {"tabs": tabs(request), "inside": settings.MAIL_ROUTE == "mailbox"}
    return Mailbox(request, Message.objects.visible_to(request.user).defer("sealed")).answer("mail/mailbox.jinja", page, block="list")


@acts(Permission.MAIL_READ)
@require_safe
def mailbox_message(request: GuardedRequest, key: str) -> HttpResponseBase:
    """One letter as its reader gets it. Staff open somebody else's only while nothing leaves the site, and it is audited; private ones stay shut."""
    letter = request.access.get(Message.objects, key=key)
    own = letter.email == request.user.email
    shut = not own and not queries.is_open_to_staff(letter.kind)
    if not own:
        with transaction.atomic():
            audit.record("mail.read", letter, by=request.user, at=now())
    body = None if shut or not letter.sealed else letter.body
    page = {"letter": letter, "body": body, "html": render.clean(body.html) if body else "", "shut": shut, "title": queries.title_of(letter.kind)}
    page |= {"why": compose.why(letter), "preferences": compose.address(body.token) if body and own else ""}
    return show(request, "mail/message.jinja", page)


@needs(Permission.MAIL_READ)
@require_safe
def mail_undelivered(request: GuardedRequest) -> HttpResponseBase:
    """Letters that did not arrive, and why."""
    rows = Message.objects.within(request.user, Permission.MAIL_READ).undelivered().defer("sealed")
    return Undelivered(request, rows).answer("mail/undelivered.jinja", {"tabs": tabs(request)}, block="list")


def _editable(request: GuardedRequest, key: str) -> Message:
    letter = request.access.get(Message.objects, key=key)
    if not Message.objects.within(request.user, Permission.MAIL_EDIT).filter(pk=letter.pk).exists():
        raise PermissionDenied
    return letter


@acts(Permission.MAIL_EDIT)
@require_POST
def mail_retry(request: GuardedRequest, key: str) -> HttpResponseBase:
    """Send a letter again; with `allow`, to an address that was blocked."""
    letter = _editable(request, key)
    try:
        blocked = Block.objects.filter(email=letter.email).first()
        if blocked and "allow" in request.POST:
            wishes.unblock(blocked, by=request.user, at=now())
        services.retry(letter, by=request.user, at=now())
        messages.success(request, _("It is on its way again."))
    except Refused as no:
        messages.error(request, f"{no.reason} {no.instead}".strip())
    return redirect("mail_undelivered")


@acts(Permission.MAIL_EDIT)
@require_POST
def mail_set_aside(request: GuardedRequest, key: str) -> HttpResponseBase:
    """Take a letter off the list of the undelivered."""
    services.set_aside(_editable(request, key), by=request.user, at=now())
    messages.success(request, _("Put aside."))
    return redirect("mail_undelivered")
