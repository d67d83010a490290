"""Entering a shift: a known pattern with its start, one's own cycle, days that differ, and one pattern for many officers."""

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from onecop.agencies import patterns, queries, rules
from onecop.agencies.choices import DutyKind
from onecop.agencies.models import Agency, ShiftPattern
from onecop.ui import words
from onecop.ui.forms import DateInput, Tiles, TimeInput

OWN, KNOWN = "own", "known"


@dataclass(frozen=True)
class Entered:
    """A cycle as somebody entered it. recipe: the answers, to fill the form again."""

    name: str
    cycle: list[Any]
    anchor_on: date
    recipe: dict[str, Any]


class Previewed(forms.Form):
    """A form that is saved only as it was last looked at: `seen` is a digest of the answers that the month was drawn from."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    @property
    def digest(self) -> str:
        facts = sorted((name, str(value)) for name, value in self.cleaned_data.items() if name != "seen")
        return hashlib.sha256(repr(facts).encode()).hexdigest()[:32]

    @property
    def confirmed(self) -> bool:
        """True when it is to be saved and its answers are those that were looked at."""
        return self.data.get("go") == "save" and self.cleaned_data["seen"] == self.digest

    def looked_at(self) -> "Previewed":
        """Return the form to draw beside the month: it carries the digest of what is shown."""
        typed = QueryDict(mutable=True)
        typed.update(self.data)
        typed["seen"] = self.digest
        self.data = typed
        return self


def known_tiles() -> list[tuple[str, str]]:
    return [(code, f"{known.name}\n{known.says}") for code, known in patterns.PATTERNS.items()]


class KnownForm(Previewed):
    """A pattern in general use: when its turns begin, how long they last, and whether they turn through watches."""

    pattern = forms.ChoiceField(label=_("The pattern"), choices=known_tiles, widget=Tiles)
    start = forms.TimeField(label=_("The first turn starts at"), widget=TimeInput)
    night = forms.TimeField(label=_("Night turns start at"), required=False, widget=TimeInput, help_text=_("For patterns with days and nights."))
    hours = forms.FloatField(label=_("Hours in a turn"), required=False, min_value=0.25, max_value=24, help_text=_("Empty: the usual length."))
    every = forms.IntegerField(
        label=_("The watch changes every so many days"), required=False, min_value=1, max_value=180, help_text=_("Such as 28. Empty: it does not change.")
    )
    second = forms.TimeField(label=_("Then turns start at"), required=False, widget=TimeInput)
    third = forms.TimeField(label=_("And after that at"), required=False, widget=TimeInput)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("pattern") in patterns.SWAPS and not data.get("night"):
            self.add_error("night", _("This pattern has night turns: when do they start?"))
        if data.get("every") and not data.get("second"):
            self.add_error("second", _("When do turns start on the next watch?"))
        if not self.errors:
            try:
                data["cycle"] = self.cycle_of(data)
            except rules.BadCycle as bad:
                self.add_error("every", str(bad))
        return data

    def cycle_of(self, data: dict[str, Any]) -> list[Any]:
        start, night = f"{data['start']:%H:%M}", f"{data['night'] or data['start']:%H:%M}"
        cycle = patterns.cycle(data["pattern"], start=start, hours=data.get("hours"), night=night)
        if not data.get("every"):
            return cycle
        watches = [start, *(f"{data[name]:%H:%M}" for name in ("second", "third") if data.get(name))]
        return patterns.turned(cycle, watches, data["every"])

    def recipe_of(self) -> dict[str, Any]:
        names = ("pattern", "start", "night", "hours", "every", "second", "third")
        return {name: str(value) for name in names if (value := self.cleaned_data.get(name)) not in (None, "")}


class PatternForm(KnownForm):
    """A new pattern of an agency."""

    anchor_on = forms.DateField(label=_("A first day of the cycle"), widget=DateInput, help_text=_("A date on which the first of the days on falls."))
    name = forms.CharField(label=_("What you call it"), max_length=120, help_text=_("Such as “Watch 2, squad B”."))
    next_bid_on = forms.DateField(label=_("The next shift bid"), required=False, widget=DateInput)

    field_order = ["pattern", "start", "night", "hours", "anchor_on", "name", "next_bid_on", "every", "second", "third", "seen"]

    def entered(self) -> Entered:
        data = self.cleaned_data
        return Entered(data["name"], data["cycle"], data["anchor_on"], self.recipe_of())


class OwnShiftForm(KnownForm):
    """What one officer works: a pattern of the agency, or a known one with its start; and where in the cycle today is."""

    start = forms.TimeField(label=_("Your first turn starts at"), required=False, widget=TimeInput, help_text=_("Not needed for a pattern of your agency."))
    day = forms.IntegerField(
        label=_("Which day of the cycle is today?"),
        required=False,
        min_value=1,
        max_value=rules.MAX_DAYS,
        help_text=_("1 is your first day on after days off; days off count on. For a pattern of your agency, leave it empty when the month is right."),
    )

    field_order = ["pattern", "start", "day", "night", "hours", "every", "second", "third", "seen"]

    def __init__(self, agency: Agency, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.rows = {f"{OWN}:{row.code}": row for row in agency.shift_patterns.order_by("name")}
        theirs = [(code, f"{row.name}\n{queries.starts_of(row)}") for code, row in self.rows.items()]
        self.fields["pattern"].choices = [*theirs, *known_tiles()]  # type: ignore[attr-defined]
        self.fields["pattern"].label = _("What do you work?")

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        row = self.rows.get(data.get("pattern", ""))
        if row is not None:
            data["cycle"] = row.cycle
        elif not data.get("start"):
            self.add_error("start", _("When does your first turn start?"))
        else:
            data = super().clean()
            if "cycle" in data and not data.get("day"):
                self.add_error("day", _("Which day of the cycle is today?"))
        if "cycle" in data and (data.get("day") or 1) > len(data["cycle"]):
            self.add_error("day", _now("This cycle has %(days)s days.") % {"days": len(data["cycle"])})
        return data

    def entered(self) -> Entered:
        data = self.cleaned_data
        row = self.rows.get(data["pattern"])
        anchor = self.today - timedelta(days=data["day"] - 1) if data.get("day") else row.anchor_on if row else self.today
        size = len(data["cycle"])
        if row is not None:
            return Entered(_now("%(name)s, group %(n)s") % {"name": row.name, "n": anchor.toordinal() % size + 1}, data["cycle"], anchor, row.recipe)
        facts = {"name": patterns.PATTERNS[data["pattern"]].name, "time": words.hour(data["start"]), "n": anchor.toordinal() % size + 1}
        return Entered(_now("%(name)s, from %(time)s, group %(n)s") % facts, data["cycle"], anchor, self.recipe_of())


class CycleForm(Previewed):
    """One's own cycle, day by day. A day without a start is off."""

    name = forms.CharField(label=_("What you call it"), max_length=120)
    anchor_on = forms.DateField(label=_("A date that is day 1 of the cycle"), widget=DateInput)
    next_bid_on = forms.DateField(label=_("The next shift bid"), required=False, widget=DateInput)
    days = forms.IntegerField(label=_("Days in the cycle"), min_value=1, max_value=rules.MAX_DAYS)

    def __init__(self, row: ShiftPattern | None, *args: Any, size: int = 0, **kwargs: Any) -> None:
        """size: how many days to ask for, when somebody just changed it; otherwise as many as were sent, or as the pattern has."""
        cycle = row.cycle if row else [None] * 7
        first = {"name": row.name, "anchor_on": row.anchor_on, "next_bid_on": row.next_bid_on} if row else {}
        for n, turn in enumerate(cycle):
            first |= {f"start_{n}": turn[0], f"hours_{n}": turn[1]} if turn else {}
        super().__init__(*args, **{"initial": {**first, "days": len(cycle)}, **kwargs})
        asked = self.data.get("days", "") if self.is_bound else ""
        self.size = size or (max(1, min(int(asked), rules.MAX_DAYS)) if asked.isdecimal() and len(asked) < 5 else len(cycle))
        for n in range(self.size):
            start, hours = (said % {"n": n + 1} for said in (_now("Day %(n)s, start"), _now("Day %(n)s, hours")))
            clock = TimeInput(attrs={"aria-label": start})
            self.fields[f"start_{n}"] = forms.TimeField(label=start, required=False, widget=clock)
            number = forms.NumberInput(attrs={"aria-label": hours, "step": "any"})
            self.fields[f"hours_{n}"] = forms.FloatField(label=hours, required=False, min_value=0.25, max_value=24, widget=number)

    @property
    def turns(self) -> list[tuple[str, forms.BoundField, forms.BoundField]]:
        """Return a line for each day: what it is called, its start, its hours. A cycle of whole weeks is told by weekdays."""
        anchor = self.initial.get("anchor_on") if not self.is_bound else None
        weekly = self.size % 7 == 0 and isinstance(anchor, date)
        names = [_now("Day %(n)s") % {"n": n + 1} + (f", {words.weekday((anchor.weekday() + n) % 7)}" if weekly and anchor else "") for n in range(self.size)]
        return [(name, self[f"start_{n}"], self[f"hours_{n}"]) for n, name in enumerate(names)]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        cycle: list[Any] = []
        for n in range(self.size):
            start, hours = data.get(f"start_{n}"), data.get(f"hours_{n}")
            if start is not None and hours is None and f"hours_{n}" not in self.errors:
                self.add_error(f"hours_{n}", _("How many hours?"))
            cycle.append([f"{start:%H:%M}", hours] if start is not None and hours else None)
        if not self.errors and not any(cycle):
            self.add_error("start_0", _("At least one day has a turn."))
        data["cycle"] = cycle
        return data

    def entered(self) -> Entered:
        data = self.cleaned_data
        return Entered(data["name"], data["cycle"], data["anchor_on"], {})


class AwayForm(Previewed):
    """Days on which duty differs. Nobody is asked why."""

    kind = forms.ChoiceField(label=_("What is it?"), choices=lambda: [(code, capfirst(label)) for code, label in DutyKind.choices], widget=forms.RadioSelect)
    first_on = forms.DateField(label=_("First day"), widget=DateInput)
    last_on = forms.DateField(label=_("Last day"), required=False, widget=DateInput, help_text=_("Empty: one day."))
    from_time = forms.TimeField(label=_("From"), required=False, widget=TimeInput, help_text=_("Only for an extra turn, court or training."))
    to_time = forms.TimeField(label=_("Until"), required=False, widget=TimeInput)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["last_on"] = data.get("last_on") or data.get("first_on")
        return data


class AssignForm(Previewed):
    """One pattern for many officers."""

    works = forms.ModelChoiceField(label=_("They work"), queryset=ShiftPattern.objects.none(), empty_label=_("Choose one"))
    who = forms.ChoiceField(label=_("Who?"), choices=[("ticked", _("Those I ticked")), ("all", _("Everybody on this list"))], widget=forms.RadioSelect)

    def __init__(self, agency: Agency, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"who": "ticked"}, **kwargs})
        self.fields["works"].queryset = agency.shift_patterns.order_by("name")  # type: ignore[attr-defined]
