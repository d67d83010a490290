"""The filters as a form that is sent by its address, so that every choice can be kept, shared and subscribed to."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from onecop.access.models import Scope
from onecop.access.states import STATES
from onecop.calendars.filters import MILES, USUAL_MILES, Filters
from onecop.events.choices import EventKind
from onecop.territory.geocode import zip_middle
from onecop.ui.forms import DateInput
from onecop.ui.languages import name_of

_l = gettext_lazy


class FilterForm(forms.Form):
    """A wrong answer is told and left out of account; what is right counts."""

    kind = forms.ChoiceField(label=_l("Kind"), required=False)
    language = forms.ChoiceField(label=_l("Language"), required=False)
    zip = forms.RegexField(r"^\d{5}$", label=_l("Near ZIP code"), required=False, max_length=5, error_messages={"invalid": _l("A ZIP code has five digits.")})
    miles = forms.TypedChoiceField(label=_l("Within"), required=False, coerce=int, empty_value=USUAL_MILES)  # type: ignore[arg-type]
    state = forms.ChoiceField(label=_l("State"), required=False)
    region = forms.ChoiceField(label=_l("Region"), required=False)
    start = forms.DateField(label=_l("From"), required=False, widget=DateInput)

    def __init__(self, data: Any, *, offered: tuple[Sequence[str], Sequence[str]], regions: Iterable[Scope], fixed: Scope | None = None) -> None:
        """offered: the states and languages there are. fixed: the region whose own page this is."""
        given = data.copy()
        given.setdefault("miles", str(USUAL_MILES))
        super().__init__(given, auto_id="f_%s")
        self.regions, self.fixed = {scope.key: scope for scope in regions}, fixed
        states, languages = offered
        names = dict(STATES)
        self._choices("kind", _("Every kind"), EventKind.choices)
        self._choices("language", _("Every language"), sorted(((code, name_of(code)) for code in languages), key=lambda pair: pair[1]))
        self._choices("miles", None, [(str(n), _("%(n)d miles") % {"n": n}) for n in MILES])
        self._choices("state", _("Every state"), sorted(((code, names.get(code, code)) for code in states if code), key=lambda pair: pair[1]))
        self._choices("region", _("Every region"), [(scope.key, scope.name) for scope in self.regions.values()])
        if fixed or not self.regions:
            del self.fields["region"]
        for one in self.fields.values():
            one.quiet = True  # type: ignore[attr-defined]

    def _choices(self, name: str, empty: str | None, rows: Iterable[tuple[Any, Any]]) -> None:
        self.fields[name].choices = [*([("", empty)] if empty else []), *rows]  # type: ignore[attr-defined]

    def clean_zip(self) -> str:
        code: str = self.cleaned_data["zip"]
        if code and zip_middle(code) is None:
            raise forms.ValidationError(_("We do not know this ZIP code. Try one nearby."))
        return code

    def read(self) -> Filters:
        """Return what was chosen, as far as it could be read."""
        self.is_valid()
        data = self.cleaned_data
        region = self.fixed or self.regions.get(data.get("region", ""))
        return Filters(
            data.get("kind", ""), data.get("language", ""), data.get("zip", ""), data.get("miles", USUAL_MILES), data.get("state", ""),
            region.pk if region else None, region.key if region else "",
        )  # fmt: skip

    @property
    def start_day(self) -> date | None:
        return self.cleaned_data.get("start")
