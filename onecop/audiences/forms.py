"""Whom an invitation is for."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from onecop.audiences import rules
from onecop.audiences.choices import Group
from onecop.audiences.finding import Audience

_l = gettext_lazy


class AudienceForm(forms.Form):
    """Groups, ground, people by name, and a line to them."""

    groups = forms.MultipleChoiceField(label=_l("Who is invited"), choices=Group.choices, required=False, widget=forms.CheckboxSelectMultiple)
    agencies = forms.TypedMultipleChoiceField(
        label=_l("Of which agencies"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple, help_text=_l("Tick none for all of them.")
    )
    areas = forms.TypedMultipleChoiceField(
        label=_l("Of which beats"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple, help_text=_l("Tick none for all of them.")
    )
    individuals = forms.CharField(
        label=_l("Others, by name"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_l("One a line, the name and then the e-mail address: Ana Reyes ana@mail.example"),
    )
    words = forms.CharField(
        label=_l("A line to all of them"), required=False, max_length=600, widget=forms.Textarea(attrs={"rows": 2}), help_text=_l("It stands in the letter.")
    )

    def __init__(self, *args: Any, agencies: list[tuple[int, str]], areas: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("agencies", agencies), ("areas", areas)):
            if choices:
                self.fields[name].choices = choices  # type: ignore[attr-defined]
            else:
                del self.fields[name]

    def clean_individuals(self) -> tuple[tuple[str, str], ...]:
        """Return (name, e-mail) of each line.

        Raises:
            ValidationError: naming the line and what is wrong with it.
        """
        found: dict[str, str] = {}
        lines = [
            (n, line.replace(",", " ").replace(";", " ").split()) for n, line in enumerate(self.cleaned_data["individuals"].splitlines(), 1) if line.strip()
        ]
        if len(lines) > rules.MOST_INDIVIDUALS:
            raise ValidationError(_("These are more than %(most)s names.") % {"most": rules.MOST_INDIVIDUALS})
        for number, words in lines:
            *name, email = words
            try:
                validate_email(email.strip("<>"))
            except ValidationError:
                raise ValidationError(_("Line %(line)s: “%(email)s” is not an e-mail address.") % {"line": number, "email": email[:80]}) from None
            found.setdefault(email.strip("<>").lower(), " ".join(name)[:120] or email.strip("<>"))
        return tuple((name, email) for email, name in found.items())

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not data.get("groups") and not data.get("individuals"):
            self.add_error("groups", _("Tick at least one group, or write a name and an e-mail address below."))
        return data

    def audience(self) -> Audience:
        data = self.cleaned_data
        return Audience(tuple(data["groups"]), tuple(data.get("agencies") or ()), tuple(data.get("areas") or ()), data["individuals"])
