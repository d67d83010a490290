from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from onecop.imports.contract import Importer, Option
from onecop.imports.models import ImportRun
from onecop.imports.readers import LIMITS
from onecop.imports.readers.limits import mebibytes

ENDINGS = {"csv": ".csv,.txt,.tsv", "xlsx": ".xlsx", "geojson": ".geojson,.json", "shapefile": ".zip"}


class UploadForm(forms.Form):
    """A file and the importer's own options."""

    def __init__(self, *args: Any, importer: Importer, access: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.importer = importer
        for option in importer.options:
            self.fields[option.key] = _field(option, access)
        self.fields["file"] = forms.FileField(
            label=_l("File"),
            help_text=_("At most %(size)s. It is checked first; nothing changes until you say so.") % {"size": mebibytes(LIMITS.file_bytes)},
            widget=forms.FileInput(attrs={"accept": ",".join(ENDINGS[k] for k in importer.reads)}),
        )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > LIMITS.file_bytes:
            raise forms.ValidationError(_("This file is larger than %(size)s. Split it.") % {"size": mebibytes(LIMITS.file_bytes)})
        return file

    @property
    def options(self) -> dict[str, str]:
        return {o.key: self.cleaned_data[o.key] for o in self.importer.options if self.cleaned_data.get(o.key)}


def _field(option: Option, access: Any) -> forms.Field:
    words: dict[str, Any] = {"label": option.label, "required": option.required, "initial": option.default, "help_text": option.hint}
    if option.choices is None:
        return forms.CharField(max_length=200, **words)
    choices = list(option.choices(access))
    if option.required and choices and choices[0][0] != "" and len(choices) > 1:
        choices = [("", _("Choose …")), *choices]
    return forms.ChoiceField(choices=choices, **words)


class ColumnsForm(forms.Form):
    """Which column is which field."""

    def __init__(self, data: Mapping[str, Any] | None, *, run: ImportRun) -> None:
        super().__init__(data)
        headers = [("", _("— not in this file —")), *((h, h) for h in run.header)]
        for field in run.importer.fields:
            self.fields[field.key] = forms.ChoiceField(
                label=str(field.label), choices=headers, required=field.required, initial=run.mapping.get(field.key, ""), help_text=str(field.hint)
            )
