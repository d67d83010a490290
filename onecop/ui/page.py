"""How a view answers with a page, or, to htmx, with one block of it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template
from django.utils.cache import patch_vary_headers


def render(request: HttpRequest, template: str, context: dict[str, Any] | None = None, block: str | None = None, status: int = 200) -> HttpResponse:
    """Answer with a page.

    Args:
        template: a `.jinja` name.
        block: what an htmx request gets instead of the page. A whole page goes to everyone else, to a boosted link, and when the browser
            goes back to a page it has forgotten.
        status: 200, or 422 for a form that did not pass.
    """
    page = get_template(template)
    htmx = getattr(request, "htmx", None)
    part = block and htmx and not htmx.boosted and not htmx.history_restore_request
    body = page.render_block(block, context or {}, request) if part else page.render(context or {}, request)  # type: ignore[attr-defined]
    response = HttpResponse(body, status=status)
    if block:
        patch_vary_headers(response, ["HX-Request"])
    return response
