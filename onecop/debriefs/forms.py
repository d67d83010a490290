from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from onecop.access.models import Person
from onecop.debriefs.choices import ActivityKind, GoalState, Outcome, Pillar
from onecop.debriefs.models import WORDS, Challenge, Goal, OutreachEffort
from onecop.debriefs.services import Settled
from onecop.partnerships.choices import Side
from onecop.partnerships.sides import Member
from onecop.ui.forms import DateInput


class MonthInput(forms.DateInput):
    """The browser's own field for a month; a date of the first where it has none."""

    input_type = "month"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m")


class WordsForm(forms.Form):
    """A few sentences. version: the one that was read before writing, for a change."""

    words = forms.CharField(max_length=WORDS, widget=forms.Textarea(attrs={"rows": 3}))
    version = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, label: Any, hint: Any = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].label = label
        self.fields["words"].help_text = hint


def challenge_form(data: Any = None, **kwargs: Any) -> WordsForm:
    hint = _("A place, a time, a pattern: “Cars park on the crossing when school ends.” Never a person.")
    return WordsForm(data, label=_("What did you see?"), hint=hint, **kwargs)


def idea_form(data: Any = None, **kwargs: Any) -> WordsForm:
    return WordsForm(data, label=_("What could you do about it together?"), **kwargs)


class HeldForm(forms.Form):
    held_on = forms.DateField(label=_("On which day did you sit together?"), widget=DateInput)


class GoalForm(forms.Form):
    """A goal. Its keeper is a person who holds the partnership ("p7"), or a whole side ("congregation")."""

    title = forms.CharField(label=_("The goal in a few words"), help_text=_("“A lamp at the Canal Street steps”"), max_length=120)
    measure = forms.CharField(
        label=_("How will you know that you have reached it?"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}), help_text=_("Something both can see.")
    )
    target = forms.IntegerField(
        label=_("A number to reach"), help_text=_("“6”, for six evenings. Leave it empty where none fits."), required=False, min_value=1, max_value=1_000_000
    )
    keeper = forms.ChoiceField(label=_("Who keeps it moving?"))
    due_on = forms.DateField(label=_("By which day?"), widget=DateInput)
    activity = forms.ChoiceField(label=_("What kind of activity?"), choices=ActivityKind.choices)
    pillar = forms.ChoiceField(
        label=_("Which pillar does it serve most?"),
        help_text=_("One of six of the Task Force on 21st Century Policing; the reports count by them. Not sure? Keep the first."),
        choices=Pillar.choices,
    )
    version = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, members: list[Member], goal: Goal | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = {f"p{m.person}": m.name for m in members if m.person}
        if goal and goal.owner_id:
            people.setdefault(f"p{goal.owner_id}", str(goal.owner))
        self.fields["keeper"].choices = [*people.items(), *((side.value, str(side.label).capitalize()) for side in Side)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Turn the keeper into a person and a side."""
        data = super().clean() or {}
        keeper = data.get("keeper", "")
        data["owner"] = Person.objects.filter(pk=int(keeper[1:])).first() if keeper.startswith("p") else None
        data["owner_side"] = Side.STAFF if data["owner"] or not keeper else Side(keeper)
        return data

    @property
    def words(self) -> dict[str, Any]:
        """What the services take, by their names."""
        return {n: self.cleaned_data[n] for n in ("title", "measure", "target", "due_on", "pillar", "activity", "owner_side", "owner")}

    @staticmethod
    def of(goal: Goal) -> dict[str, Any]:
        """Return the first values of the form for a goal."""
        keeper = f"p{goal.owner_id}" if goal.owner_id else goal.owner_side
        return {n: getattr(goal, n) for n in ("title", "measure", "target", "due_on", "pillar", "activity", "version")} | {"keeper": keeper}


class ProgressForm(forms.Form):
    words = forms.CharField(label=_("What happened?"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    number = forms.IntegerField(label=_("The number so far"), help_text=_("The whole, not what was added."), required=False, min_value=0, max_value=1_000_000)

    def __init__(self, *args: Any, goal: Goal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if goal.target is None:
            del self.fields["number"]


class SettleForm(forms.Form):
    """What became of a goal."""

    state = forms.ChoiceField(choices=[(s.value, s.label) for s in (GoalState.REACHED, GoalState.DROPPED)])
    words = forms.CharField(max_length=300, required=False)


class EffortForm(forms.Form):
    """Something to do, on a day or in a month."""

    title = forms.CharField(label=_("What will you do?"), help_text=_("“Basketball evening in the parish hall”"), max_length=120)
    kind = forms.ChoiceField(label=_("What kind?"), choices=ActivityKind.choices)
    on = forms.DateField(label=_("On which day?"), widget=DateInput, required=False)
    month = forms.DateField(
        label=_("Or in which month, if the day is still open?"),
        widget=MonthInput,
        required=False,
        input_formats=["%Y-%m", "%Y-%m-%d"],
        help_text=_("Year and month: 2027-03."),
    )
    version = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    @property
    def words(self) -> dict[str, Any]:
        return {n: self.cleaned_data[n] for n in ("title", "kind", "on", "month")}

    @staticmethod
    def of(effort: OutreachEffort) -> dict[str, Any]:
        return {"title": effort.title, "kind": effort.kind, "on": effort.planned_on, "month": effort.planned_month, "version": effort.version}


class OutcomeForm(forms.Form):
    """What became of one challenge or goal, while a debrief is being closed."""

    outcome = forms.ChoiceField(widget=forms.RadioSelect)
    words = forms.CharField(label=_("A line about it"), max_length=300, required=False)

    def __init__(self, data: Any = None, *, thing: Challenge | Goal) -> None:
        super().__init__(data, prefix=thing.key)
        self.thing = thing
        field = self.fields["outcome"]
        if isinstance(thing, Goal):
            options = [(s.value, s.label) for s in (GoalState.REACHED, GoalState.CARRIED, GoalState.DROPPED)]
            self.fields["due_on"] = forms.DateField(label=_("A new day, if it is carried on"), widget=DateInput, required=False)
        else:
            options = [(o.value, o.label) for o in Outcome]
        field.label = thing.title if isinstance(thing, Goal) else thing.words
        field.choices = [(value, str(words).capitalize()) for value, words in options]  # type: ignore[attr-defined]

    @property
    def settled(self) -> Settled:
        data = self.cleaned_data
        return Settled(data["outcome"], data["words"], data.get("due_on"))
