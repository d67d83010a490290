"""Rows of weekly gatherings that one adds and takes away, with or without JavaScript."""

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from onecop.congregations.enrolling.fields import after, weekday_choices
from onecop.congregations.worship import OWN, SECOND_WEEK, often_choices, often_of, often_words, rule_of
from onecop.ui.forms import DateInput, TimeInput

MOST_ROWS = 30
PREFIX = "row"
ROW = re.compile(r"row-(\d{1,5})-\w+$")

Kept = tuple[int, str]
"""(weekday, RRULE)."""


class TimeRow(forms.Form):
    """One gathering. A row left whole empty is no row."""

    weekday = forms.TypedChoiceField(label=_("Day"), coerce=int, choices=weekday_choices, empty_value=None)
    starts = forms.TimeField(label=_("From"), widget=TimeInput)
    ends = forms.TimeField(label=_("Until"), widget=TimeInput)
    what = forms.CharField(label=_("What it is"), max_length=80, required=False, help_text=_("Worship, study, prayer …"))
    often = forms.ChoiceField(label=_("How often"), choices=often_choices, required=False)
    since = forms.DateField(label=_("A date on which it takes place"), required=False, widget=DateInput, help_text=_("Only for every second week."))
    rule = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, kept: Collection[Kept] = (), **kwargs: Any) -> None:
        """kept: the (weekday, rule) of gatherings whose rule is none that the form offers; such a row may keep it."""
        super().__init__(*args, **kwargs)
        self.kept = kept
        rule = self.data.get(self.add_prefix("rule"), "")
        if rule in {old for _weekday, old in kept}:
            often = self.fields["often"]
            assert isinstance(often, forms.ChoiceField)
            often.help_text = often_words(rule) + "."  # whole, where a phone cuts the choice short
            often.choices = [(OWN, _("As it is: %(often)s") % {"often": often_words(rule)}), *often_choices()]

    def has_changed(self) -> bool:
        """A row of which nothing is left but the rule it once had is an empty row."""
        return any(name != "rule" for name in self.changed_data)

    def clean(self) -> dict[str, Any]:
        """Leave what is kept: weekday, starts, ends, what, rule, since."""
        data = super().clean() or {}
        if not after(data.get("starts"), data.get("ends")):
            self.add_error("ends", _("It ends before it begins."))
        often, since, weekday, old = data.pop("often", ""), data.get("since"), data.get("weekday"), data.pop("rule", "")
        if often == OWN:
            if weekday is not None and (weekday, old) not in self.kept:
                self.add_error("often", _("This rule belongs to another day of the week. Choose how often."))
            return {**data, "rule": old, "since": since}
        if often == SECOND_WEEK and since is None and "since" not in self.errors:
            self.add_error("since", _("Give one date, so that we know which weeks."))
        if often == SECOND_WEEK and since is not None and weekday is not None and since.weekday() != weekday:
            self.add_error("since", _("This date is another day of the week."))
        data["rule"] = rule_of(often, weekday) if weekday is not None else ""
        data["since"] = since if often == SECOND_WEEK else None
        return data


class TimesForm(forms.Form):
    """`rows` holds the forms of the rows; `cleaned_data["times"]` their clean data. A box says that there are no fixed times."""

    none = forms.BooleanField(label=_("We have no fixed weekly times"), required=False)

    def __init__(self, data: Any = None, *, kept: Collection[Kept] = (), **kwargs: Any) -> None:
        """kept: see `kept_of`."""
        super().__init__(data=data, **kwargs)
        numbers = row_numbers(data) if data else [0]
        given = data if self.is_bound else None
        self.rows = [TimeRow(data=given, kept=kept, prefix=f"{PREFIX}-{n}", empty_permitted=True, use_required_attribute=False) for n in numbers]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        filled = [row for row in self.rows if row.has_changed()]
        for row in filled:
            if not row.is_valid():
                raise forms.ValidationError(_("A gathering still misses something. Look at the marked row."))
        if not filled and not data.get("none"):
            raise forms.ValidationError(_("Add at least one gathering, or say that you have no fixed times."))
        data["times"] = [row.cleaned_data for row in filled]
        return data


def row_numbers(data: Any) -> list[int]:
    """Return the numbers of the rows that a browser sent, in order; at most MOST_ROWS."""
    found = {
        int(parts[1]) for name in data if (parts := name.split("-")) and len(parts) == 3 and parts[0] == PREFIX and parts[1].isdecimal() and len(parts[1]) < 6
    }
    return sorted(found)[:MOST_ROWS] or [0]


def add_row(typed: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """Return what was typed, with one empty row more."""
    numbers = row_numbers(typed)
    if len(numbers) >= MOST_ROWS:
        return dict(typed)
    return {**typed, f"{PREFIX}-{numbers[-1] + 1}-weekday": [""]}


def remove_row(typed: Mapping[str, list[str]], number: str) -> dict[str, list[str]]:
    """Return what was typed without one row."""
    return {name: values for name, values in typed.items() if not name.startswith(f"{PREFIX}-{number}-")}


def kept_of(times: Iterable[Any]) -> frozenset[Kept]:
    """Return what rows may keep that the form itself does not offer."""
    return frozenset((time.weekday, time.rule) for time in times if often_of(time.rule) == OWN)


def typed_of(times: Any) -> dict[str, list[str]]:
    """Return kept gatherings in the shape of a browser's answer, to begin an edit with."""
    found: dict[str, list[str]] = {}
    for n, time in enumerate(times):
        row = {"weekday": str(time.weekday), "starts": f"{time.starts:%H:%M}", "ends": f"{time.ends:%H:%M}", "what": time.what}
        often = often_of(time.rule)
        row |= {"often": often, "rule": time.rule if often == OWN else "", "since": time.since.isoformat() if time.since else ""}
        found.update({f"{PREFIX}-{n}-{name}": [value] for name, value in row.items()})
    return found
