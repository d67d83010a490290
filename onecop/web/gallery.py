"""The style guide, and the language switch at the foot of each page. They stand here because `ui` knows no gate."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from onecop.kernel.gate import anyone
from onecop.ui import page, samples


@anyone
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Keep the chosen language on this device and go back to where the reader was."""
    back = request.POST.get("next", "/")
    code = request.POST.get("language", "")
    response = HttpResponseRedirect(back if url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()) else "/")
    if code in dict(settings.LANGUAGES):
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, code, max_age=365 * 24 * 3600, samesite="Lax", secure=request.is_secure())
    return response


@anyone
@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """Show every component with its states."""
    return page.render(request, "ui/styleguide.jinja", samples.context(request))
