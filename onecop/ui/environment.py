"""What every template may use without importing it."""

from django.conf import settings
from django.middleware.csrf import get_token
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.html import format_html
from django.utils.safestring import SafeString
from jinja2 import Environment

from onecop.ui import words
from onecop.ui.reader import current_request, uid


def _url(name: str, *args: object, **kwargs: object) -> str:
    return reverse(name, args=args or None, kwargs=kwargs or None)


def _url_if(name: str, *args: object, **kwargs: object) -> str:
    """Return the address of a page, or an empty string where the site does not have it."""
    try:
        return _url(name, *args, **kwargs)
    except NoReverseMatch:
        return ""


def _csrf_field() -> SafeString:
    """Return the hidden input that every POST form needs; nothing outside a request."""
    request = current_request()
    return format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', get_token(request)) if request else SafeString("")


def _nonce() -> str:
    """Return the nonce of this answer's content policy, for `<script nonce>`."""
    return str(getattr(current_request(), "csp_nonce", ""))


def _query(**changes: object) -> str:
    """Return the present query string with some values changed; None takes one out. Begins with "?"."""
    request = current_request()
    query = request.GET.copy() if request else None
    if query is None:
        return "?"
    for name, value in changes.items():
        query.pop(name, None)
        if value is not None:
            query[name] = str(value)
    return f"?{query.urlencode()}"


def _lang() -> str:
    return translation.get_language() or settings.LANGUAGE_CODE


def _direction() -> str:
    return "rtl" if translation.get_language_bidi() else "ltr"


def _other_languages() -> list[tuple[str, str]]:
    """Return the languages other than the present one: code and its own name."""
    return [(code, translation.get_language_info(code)["name_local"]) for code, _ in settings.LANGUAGES if code != _lang()]


def _here() -> str:
    request = current_request()
    return request.get_full_path() if request else "/"


def furnish(env: Environment) -> None:
    """Give the environment its globals, filters and translations."""
    env.install_gettext_callables(translation.gettext, translation.ngettext, newstyle=True)  # type: ignore[attr-defined]
    env.globals.update(
        static=static,
        url=_url,
        url_if=_url_if,
        csrf_field=_csrf_field,
        nonce=_nonce,
        query=_query,
        uid=uid,
        lang=_lang,
        direction=_direction,
        other_languages=_other_languages,
        here=_here,
        map_tiles=settings.MAP_TILES_URL,
    )
    env.filters.update({f.__name__: f for f in words.FILTERS})
