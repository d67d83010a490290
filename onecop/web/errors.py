"""The pages of refusal. A missing and a foreign object answer with the same 404, byte for byte but for the token of the content policy."""

import logging

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import get_template

from onecop.kernel.errors import Refused

log = logging.getLogger(__name__)


def _page(request: HttpRequest, status: int, reason: str = "") -> HttpResponse:
    return render(request, f"web/{status}.jinja", {"status": status, "reason": reason}, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say why, when a rule of ours said so."""
    return _page(request, 403, exception.reason if isinstance(exception, Refused) else "")


def forbidden_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that did not come from our page, or from one that is too old."""
    from django.utils.translation import gettext as _

    return _page(request, 403, _("The page had been open for a long time. Go back, load it again, and send the form once more."))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, 404)


def broken(request: HttpRequest) -> HttpResponse:
    """Answer with a page that needs neither database nor session; the fault itself is in the log."""
    try:
        body = get_template("web/500.jinja").render({"status": 500, "nav": []})
    except Exception:
        log.exception("The page for broken pages is broken")
        body = "<!doctype html><html lang=en><title>OneCOP</title><h1>Something broke on our side</h1><p>Please try again in a few minutes.</p></html>"
    return HttpResponse(body, status=500)
