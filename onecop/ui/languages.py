"""Languages by name: what a person types, and the ISO codes that are kept."""

from functools import cache
from typing import Any

from babel import Locale
from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from onecop.ui.words import language_name, language_names

SIGN = "ase"


def name_of(code: str) -> str:
    """Return the name of a language in the reader's language; American Sign Language has one too."""
    return str(_("American Sign Language")) if code == SIGN else language_name(code)


@cache
def _languages(locale: str) -> dict[str, str]:
    """Return {name in lower case: code} in a reader's language, for two-letter codes and American Sign Language."""
    names = {**Locale("en").languages, **Locale.parse(locale).languages}
    found: dict[str, str] = {}
    for source in (Locale("en").languages, names):
        found.update({name.casefold(): code for code, name in source.items() if len(code) == 2 or code == SIGN})
    return found


def language_code(name: str) -> str | None:
    """Return the ISO code of a language by its name in English or in the reader's language; None when unknown."""
    return _languages((get_language() or "en").split("-")[0]).get(" ".join(name.split()).casefold())


class LanguageList(forms.CharField):
    """Names of languages with commas between them; cleans to a list of ISO codes."""

    def clean(self, value: Any) -> Any:
        codes: list[str] = []
        for name in filter(None, (part.strip() for part in super().clean(value).replace(";", ",").split(","))):
            code = language_code(name)
            if code is None:
                raise forms.ValidationError(_("We do not know the language “%(name)s”. Check the spelling, or leave it out."), params={"name": name})
            codes.append(code)
        return codes

    def prepare_value(self, value: Any) -> Any:
        return language_names(value) if isinstance(value, list) else value
