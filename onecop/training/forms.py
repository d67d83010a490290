"""A course in four fields, its events, an agency's hours."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from onecop.ui.forms import DateInput

_l = gettext_lazy


class CourseForm(forms.Form):
    school = forms.ChoiceField(label=_l("Who offers it"))
    title = forms.CharField(label=_l("What is the course called?"), max_length=120)
    words = forms.CharField(label=_l("What is learned"), max_length=300, required=False, help_text=_l("One sentence; it stands on the certificate."))
    needed = forms.IntegerField(
        label=_l("How many of its events are enough"), min_value=1, max_value=50, required=False, help_text=_l("Leave it empty for all of them.")
    )
    valid_months = forms.IntegerField(
        label=_l("For how many months the certificate counts"), min_value=1, max_value=120, required=False, help_text=_l("Leave it empty for good.")
    )

    def __init__(self, *args: Any, schools: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["school"].choices = list(schools.items())  # type: ignore[attr-defined]


class LessonsForm(forms.Form):
    """Which events; which of them are required."""

    events = forms.TypedMultipleChoiceField(label=_l("Events of the course"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple)
    required = forms.TypedMultipleChoiceField(
        label=_l("Nobody finishes without"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_l("What you tick here belongs to the course by itself. Tick none where any of them will do."),
    )  # fmt: skip

    def __init__(self, *args: Any, events: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = events
        for name in ("events", "required"):
            self.fields[name].choices = events  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["events"] = [number for number, _title in self.offered if number in {*data.get("events", []), *data.get("required", [])}]
        return data


class RevokeForm(forms.Form):
    words = forms.CharField(label=_l("Why"), max_length=300, help_text=_l("Whoever checks the certificate reads it."))


class CodeForm(forms.Form):
    """The code on a certificate, as somebody reads it off the paper."""

    code = forms.CharField(label=_l("Code on the certificate"), max_length=40, help_text=_l("Twelve letters and digits, at the foot of the page."))

    def clean_code(self) -> str:
        return "".join(letter for letter in str(self.cleaned_data["code"]).lower() if letter.isalnum())


class SpanForm(forms.Form):
    """From a day to a day, both included."""

    first = forms.DateField(label=_l("From"), widget=DateInput)
    last = forms.DateField(label=_l("To"), widget=DateInput)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("first"), data.get("last")
        if isinstance(first, date) and isinstance(last, date) and not 0 <= (last - first).days <= 1100:
            self.add_error("last", _("It must not lie before the first day, nor more than three years after it."))
        return data
