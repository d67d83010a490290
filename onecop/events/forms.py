"""Forms: an answer, a move, the protocol, the run of show. That of an event itself: event_form.py."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from onecop.events.choices import Duty
from onecop.events.sacred_space import POINTS, Answer, usual
from onecop.events.show import LENGTHS, MOST
from onecop.ui.forms import DateInput, Tiles, TimeInput

_l = gettext_lazy
DAY = 1440
WAYS = [(Duty.ON.value, _l("On duty")), (Duty.OVERTIME.value, _l("Overtime")), (Duty.OFF.value, _l("Off duty"))]


class InviteForm(forms.Form):
    words = forms.CharField(label=_l("A personal line"), max_length=300, required=False)


class AnswerForm(forms.Form):
    """Yes or no; in whose time; a reason is never required."""

    comes = forms.ChoiceField(choices=[("yes", _l("Yes")), ("no", _l("No"))])
    duty = forms.ChoiceField(
        label=_l("How would you come?"),
        choices=WAYS,
        required=False,
        widget=Tiles,
    )
    words = forms.CharField(label=_l("A word to them"), max_length=300, required=False, help_text=_l("They read it. You can leave it empty."))


class CameForm(forms.Form):
    came = forms.ChoiceField(choices=[("yes", _l("Yes")), ("no", _l("No"))])


class HeadcountForm(forms.Form):
    headcount = forms.IntegerField(
        label=_l("How many came, if you like"), required=False, min_value=0, max_value=1_000_000, help_text=_l("A number only. The officer does not see it.")
    )

    def __init__(self, *args: Any, together: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if together:  # of what both sides host both read the number
            self.fields["headcount"].help_text = _l("A number as you remember it. Never names.")


class WhenForm(forms.Form):
    """A day and an hour by the wall clock of the place."""

    on = forms.DateField(label=_l("Date"), widget=DateInput)
    starts = forms.TimeField(label=_l("Begins"), widget=TimeInput)
    ends = forms.TimeField(label=_l("Ends"), widget=TimeInput)

    @property
    def minutes(self) -> int:
        data = self.cleaned_data
        begins, ends = (data[name].hour * 60 + data[name].minute for name in ("starts", "ends"))
        return int((ends - begins) % DAY or DAY)

    def starts_at(self, zone: ZoneInfo) -> datetime:
        return datetime.combine(self.cleaned_data["on"], self.cleaned_data["starts"], zone)


class CancelForm(forms.Form):
    words = forms.CharField(label=_l("A line for those who were invited"), max_length=300, required=False)


class ProtocolForm(forms.Form):
    """Nine points, each with the usual answer chosen and a free line. Where the officer could not meet one, what to settle on instead."""

    def __init__(self, *args: Any, tradition: str, answers: dict[str, Answer] | None = None, cannot: dict[str, Answer] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cannot = cannot or {}
        for proposal in usual(tradition):
            point, kept = proposal.point, (answers or {}).get(proposal.point.key, {})
            choices = [(code, f"{words} ({_('usual')})" if code == proposal.choice else str(words)) for code, words in point.choices.items()]
            chosen = kept.get("choice") or proposal.choice
            self.fields[point.key] = forms.ChoiceField(
                label=str(point.question), choices=choices, initial=chosen, help_text=str(proposal.note), widget=forms.RadioSelect
            )
            self.fields[f"{point.key}_words"] = forms.CharField(label=_("In your own words"), max_length=300, required=False, initial=kept.get("words", ""))
            if point.key in self.cannot or kept.get("instead"):
                offered = self.cannot.get(point.key, {}).get("instead") or kept.get("instead", "")
                self.fields[f"{point.key}_instead"] = forms.ChoiceField(
                    label=_("What you settle on instead"),
                    choices=[("", _("It stays as asked")), *((code, str(words)) for code, words in point.instead.items())],
                    initial=offered,
                    required=False,
                    widget=forms.RadioSelect,
                )

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The points as the page draws them: the fields of each, and what the officer said."""
        found = []
        for point in POINTS:
            names = [name for name in (point.key, f"{point.key}_instead", f"{point.key}_words") if name in self.fields]
            said = self.cannot.get(point.key)
            found.append({"point": point, "names": names, "said": (said.get("words") or point.cannot) if said is not None else ""})
        return found

    def answers(self) -> dict[str, Answer]:
        data = self.cleaned_data
        return {p.key: {"choice": data[p.key], "words": data.get(f"{p.key}_words", ""), "instead": data.get(f"{p.key}_instead", "")} for p in POINTS}


class CannotForm(forms.Form):
    """For each point that an officer cannot meet: what could be done instead, and why."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for point in POINTS:
            self.fields[point.key] = forms.BooleanField(label=str(point.cannot), required=False)
            self.fields[f"{point.key}_instead"] = forms.ChoiceField(
                label=_("I could offer this instead"),
                choices=[("", _("I do not know")), *((code, str(words)) for code, words in point.instead.items())],
                required=False,
                widget=forms.RadioSelect,
            )
            self.fields[f"{point.key}_words"] = forms.CharField(label=_("In your own words"), max_length=300, required=False)

    def points(self) -> dict[str, Answer]:
        data = self.cleaned_data
        return {p.key: {"instead": data[f"{p.key}_instead"], "words": data[f"{p.key}_words"]} for p in POINTS if data[p.key]}


class ShowItemForm(forms.Form):
    """One line of the run of show; empty it to take it out."""

    what = forms.CharField(label=_l("What happens"), max_length=LENGTHS["what"], required=False)
    minutes = forms.IntegerField(label=_l("Minutes"), min_value=0, max_value=240, required=False)
    who = forms.CharField(label=_l("Who"), max_length=LENGTHS["who"], required=False)
    where = forms.CharField(label=_l("Where to stand"), max_length=LENGTHS["where"], required=False)
    said = forms.CharField(label=_l("What is said"), max_length=LENGTHS["said"], required=False, widget=forms.Textarea(attrs={"rows": 2}))


class ShowForm:
    """The run of show as a few small forms, one more than there are lines."""

    def __init__(self, items: list[dict[str, Any]], data: Any = None) -> None:
        count = min(len(items) + 1, MOST)
        self.rows = [ShowItemForm(data, prefix=f"line{n}", initial=items[n] if n < len(items) else None) for n in range(count)]

    def is_valid(self) -> bool:
        found = [row.is_valid() for row in self.rows]  # every row says what is wrong with it
        return all(found)

    def items(self) -> list[dict[str, Any]]:
        return [row.cleaned_data for row in self.rows]


def month_of(words: str, today: date) -> date:
    """Return the first of the month that an address names ("2026-11"), or of today; never outside two years."""
    try:
        found = date.fromisoformat(f"{words}-01")
    except ValueError:
        found = today.replace(day=1)
    return found if abs((found - today).days) <= 730 else today.replace(day=1)
