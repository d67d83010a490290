"""Pages of a reader: what they want to get. By the link of a letter or signed in. And the address that providers call."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from onecop.kernel.actor import Actor
from onecop.kernel.clock import now
from onecop.kernel.gate import GuardedRequest, link, signed_in
from onecop.mail import hooks, queries
from onecop.mail.forms import WishesForm
from onecop.mail.models import Message
from onecop.mail.services import wishes
from onecop.ui.page import render


def _letter(token: str) -> Message:
    letter = queries.letter_of(token)
    if letter is None:
        raise Http404
    return letter


def _wishes(request: HttpRequest, email: str, by: Actor) -> HttpResponse:
    form = WishesForm(request.POST or None, email=email)
    if request.method == "POST" and form.is_valid():
        wishes.set_wishes(email, by=by, at=now(), **form.wishes())
        messages.success(request, _("Kept. We write to you the way you like it."))
        return redirect(request.path)
    return render(request, "mail/preferences.jinja", {"form": form, "email": email}, status=422 if form.errors else 200)


@signed_in
def mail_preferences(request: GuardedRequest) -> HttpResponse:
    """What I want to get."""
    return _wishes(request, request.user.email, request.user)


@link
def mail_preferences_link(request: HttpRequest, token: str) -> HttpResponse:
    """The same for whoever holds a letter, without an account."""
    email = _letter(token).email
    return _wishes(request, email, wishes.Reader(email))


# RFC 8058: the reader's mail program posts here by itself, so there can be no form token. The link's own token is the proof.
@csrf_exempt
@link
def mail_leave(request: HttpRequest, token: str) -> HttpResponse:
    """Turn one kind of letter off. GET only shows the button: scanners open every link."""
    letter = _letter(token)
    if request.method != "POST":
        return render(request, "mail/leave.jinja", {"letter": letter, "title": queries.title_of(letter.kind), "token": token})
    wishes.leave(letter.email, letter.kind, at=now())
    if request.POST.get("List-Unsubscribe") == "One-Click":
        return HttpResponse(_("Done."), content_type="text/plain; charset=utf-8")
    messages.success(request, _("Done. We send you no more letters of this kind."))
    return redirect("mail_preferences_link", token)


# A provider has no session. The signature in the address, and what the provider proves itself, are the proof.
@csrf_exempt
@link
def mail_hook(request: HttpRequest, provider: str, signature: str) -> HttpResponse:
    """What a mail provider tells about our letters."""
    if not hooks.is_signed(provider, signature):
        raise Http404
    answer: HttpResponse = hooks.view_of(provider)(request)
    return answer
