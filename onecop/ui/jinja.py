"""The Jinja2 engine: every `.jinja` template of every app. Other names fall through to Django's own engine."""

from typing import Any

from django.http import HttpRequest
from django.template import TemplateDoesNotExist
from django.template.backends.jinja2 import Jinja2
from django.template.backends.jinja2 import Template as PlainTemplate
from jinja2 import Environment, StrictUndefined

from onecop.ui.reader import reading


class Template(PlainTemplate):
    """A template that tells the macros and filters for whom it is rendered."""

    def render(self, context: dict[str, Any] | None = None, request: HttpRequest | None = None) -> Any:
        with reading(request):
            return super().render(context, request)

    def render_block(self, block: str, context: dict[str, Any], request: HttpRequest) -> str:
        """Render one block alone, for an htmx request.

        The top of the page runs as far as its first output, so that what it imports and sets is there for the block; the base is not drawn.
        """
        context = {**context, "request": request}
        for processor in self.backend.template_context_processors:
            context.update(processor(request))
        inner = self.template.new_context(context)
        with reading(request):
            next(iter(self.template.root_render_func(inner)), None)
            return "".join(inner.blocks[block][0](inner))


class Backend(Jinja2):
    """Looks into `<app>/templates`, where DESIGN §3 puts pages, and answers for `.jinja` names only."""

    app_dirname = "templates"

    def get_template(self, template_name: str) -> Any:
        if not template_name.endswith(".jinja"):
            raise TemplateDoesNotExist(template_name, backend=self)
        return Template(super().get_template(template_name).template, self)

    def from_string(self, template_code: str) -> Any:
        return Template(self.env.from_string(template_code), self)


def environment(**options: Any) -> Environment:
    """Build the environment: strict about undefined names, escaping always, with translations and our globals."""
    from onecop.ui import environment as parts

    env = Environment(  # noqa: S701 - autoescape is on
        **{**options, "undefined": StrictUndefined, "autoescape": True, "trim_blocks": True, "lstrip_blocks": True},
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
    )
    parts.furnish(env)
    return env
