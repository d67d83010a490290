"""What a liaison sets: rules and waiver, watches, closed days."""

from datetime import time
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from onecop.ridealongs import rules, words
from onecop.ridealongs.choices import INSTEAD, Kind
from onecop.ridealongs.models import RuleSet
from onecop.ridealongs.rules import Terms
from onecop.ui.forms import DateInput, TimeInput

RIDE_HOURS = [Decimal(n) / 2 for n in range(8, 18)]
MINOR_HOURS = [Decimal(n) / 2 for n in range(1, 5)]
WAIVER = _(
    "I ask to ride along with an officer on patrol. I know that police work can be dangerous, and that I may be hurt or my things damaged.\n\n"
    "I will do at once what the officer tells me. I stay in the car unless the officer says otherwise. I carry no weapon, take no pictures and "
    "make no recordings, and I keep to myself what I see and hear about other people.\n\n"
    "I may ask to be taken back at any time, and the officer may end the ride at any time.\n\n"
    "As far as the law allows, I will not hold the agency or its officers liable for what happens to me on the ride."
)
"""Where a liaison begins. The agency's counsel has the last word."""


def _hours(choices: list[Decimal]) -> Any:
    return lambda: [(str(n), words.hours(n)) for n in choices]


class StartTimes(forms.Field):
    """Times with commas between them: "08:00, 16:00"."""

    def to_python(self, value: Any) -> tuple[time, ...]:
        try:
            return tuple(sorted({time.fromisoformat(part.strip().zfill(5)) for part in (value or "").split(",") if part.strip()}))
        except ValueError:
            raise forms.ValidationError(gettext("Write times like 08:00, 16:00.")) from None

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(f"{t:%H:%M}" for t in value) if isinstance(value, (tuple, list)) else value


class RulesForm(forms.Form):
    """An agency's rules, and the waiver."""

    minimum_age = forms.TypedChoiceField(label=_("Youngest age"), coerce=int, choices=[(18, _("18 years")), (16, _("16 years"))])
    minor_hours = forms.TypedChoiceField(
        label=_("Longest ride under 18"), coerce=Decimal, choices=_hours(MINOR_HOURS), help_text=_("Only where 16 is allowed.")
    )
    hours = forms.TypedChoiceField(label=_("How long a ride lasts"), coerce=Decimal, choices=_hours(RIDE_HOURS))
    starts = StartTimes(label=_("Fixed start times"), required=False, help_text=_("With commas: 08:00, 16:00. Empty: when a watch begins."))
    notice_days = forms.IntegerField(label=_("Business days of notice"), min_value=0, max_value=rules.MOST_NOTICE)
    months_between = forms.TypedChoiceField(
        label=_("How often one person may ride"), coerce=int, choices=[(0, _("No limit")), (6, _("Once in 6 months")), (12, _("Once in 12 months"))]
    )
    per_sector = forms.IntegerField(label=_("Riders in one sector on one watch"), min_value=1, max_value=rules.MOST_SEATS)
    officer_choice = forms.BooleanField(label=_("Riders may ask for a specific officer"), required=False)
    same_officer_yearly = forms.BooleanField(label=_("With the same officer only once a year"), required=False)
    partner_exception = forms.BooleanField(
        label=_("The partner officer is an exception to both"), required=False, help_text=_("This is what the partnership lives by.")
    )
    check_needed = forms.BooleanField(label=_("A background check comes first"), required=False)
    check_months = forms.IntegerField(label=_("Months for which a check holds"), min_value=1, max_value=60)
    dress = forms.CharField(label=_("What to wear"), max_length=600, widget=forms.Textarea(attrs={"rows": 2}))
    religious_dress = forms.CharField(
        label=_("Religious dress"), max_length=600, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Head coverings, kirpan, hijab, kippah: what is welcome, and what you settle with the rider beforehand."),
    )  # fmt: skip
    alternatives = forms.MultipleChoiceField(
        label=_("What you offer instead of a ride"), required=False, choices=[(k.value, k.label) for k in INSTEAD], widget=forms.CheckboxSelectMultiple
    )
    waiver = forms.CharField(
        label=_("The waiver"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 12}), help_text=_("An empty line begins a new paragraph.")
    )

    @classmethod
    def of(cls, present: RuleSet | None, data: Any = None) -> "RulesForm":
        """Return the form with the rules in force, or with what is usual."""
        terms = present.terms if present else Terms()
        return cls(data, initial={**vars(terms), "waiver": present.waiver.text if present else str(WAIVER)})

    @property
    def terms(self) -> Terms:
        """The rules as filled in; only for a valid form."""
        given = {name: self.cleaned_data[name] for name in Terms.__dataclass_fields__}
        return Terms(**{**given, "alternatives": tuple(Kind(k) for k in given["alternatives"])})


RULE_SECTIONS = [
    (_("Who, and how often"), ["minimum_age", "minor_hours", "months_between", "check_needed", "check_months"]),
    (_("When, and for how long"), ["hours", "starts", "notice_days", "per_sector"]),
    (_("With whom"), ["officer_choice", "same_officer_yearly", "partner_exception"]),
    (_("Dress"), ["dress", "religious_dress"]),
    (_("Instead of a ride"), ["alternatives"]),
    (_("The waiver"), ["waiver"]),
]


class WatchForm(forms.Form):
    name = forms.CharField(label=_("Name of the watch"), max_length=40)
    starts = forms.TimeField(label=_("Begins"), widget=TimeInput)
    hours = forms.DecimalField(label=_("Hours"), min_value=Decimal("0.5"), max_value=24, decimal_places=1, initial=8)


class BlackoutForm(forms.Form):
    first_on = forms.DateField(label=_("First day"), widget=DateInput)
    last_on = forms.DateField(label=_("Last day"), widget=DateInput)
    words = forms.CharField(label=_("Why"), max_length=80, help_text=_("Riders read it: Parade week."))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("first_on") and given.get("last_on") and given["last_on"] < given["first_on"]:
            self.add_error("last_on", gettext("It comes before the first day."))
        return given
