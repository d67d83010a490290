"""Draws every Django form the way of the design system. docs: ui/README.md."""

from pathlib import Path
from typing import Any

import django.forms
from django.forms.renderers import BaseRenderer
from django.template.backends.jinja2 import Jinja2
from django.utils.functional import cached_property

HERE = Path(__file__).parent


class Renderer(BaseRenderer):
    """Fields by `ui/field.jinja`; widgets by `ui/widgets/`, else Django's own Jinja2 ones."""

    field_template_name = "ui/field.jinja"
    form_template_name = "ui/fields.jinja"

    @cached_property
    def engine(self) -> Jinja2:
        return Jinja2(
            {
                "NAME": "forms",
                "APP_DIRS": False,
                "DIRS": [HERE / "widgets", HERE / "templates", Path(django.forms.__file__).parent / "jinja2"],
                "OPTIONS": {"environment": "onecop.ui.jinja.environment"},
            }
        )

    def get_template(self, template_name: str) -> Any:
        return self.engine.get_template(template_name)


class DateInput(django.forms.DateInput):
    """The browser's own date field."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class TimeInput(django.forms.TimeInput):
    """The browser's own time field."""

    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")


class TelInput(django.forms.TextInput):
    """A telephone number: digits come up on a phone."""

    input_type = "tel"


class Tiles(django.forms.RadioSelect):
    """A few choices as large tiles. A choice's label may hold a second line after a line break."""

    template_name = "ui/widgets/tiles.html"
