"""Forms of planning: a line of the checklist, a part, a co-host, a copy, an approval, hours."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from onecop.access.models import Person
from onecop.events.choices import Duty, RoleKind
from onecop.events.sacred_space import POINTS, Answer, usual
from onecop.ui.forms import DateInput, Tiles

TIMES = [(Duty.ON.value, _l("On duty")), (Duty.OVERTIME.value, _l("Overtime")), (Duty.OFF.value, _l("Volunteer"))]


class TaskForm(forms.Form):
    """One line: what, until when, whose it is."""

    title = forms.CharField(label=_l("What is to be done"), max_length=160)
    due_on = forms.DateField(label=_l("Until"), widget=DateInput)
    whose = forms.ChoiceField(label=_l("Who does it"), required=False)

    def __init__(self, *args: Any, people: list[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {person.email: person for person in people}
        roles = [(f"role:{code}", label) for code, label in RoleKind.choices]
        persons = [(f"person:{person.email}", person.name) for person in people]
        self.fields["whose"].choices = [("", _("Nobody yet")), (_("People"), persons), (_("Whoever has the part"), roles)]  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        kind, _colon, key = self.cleaned_data["whose"].partition(":")
        return {
            "title": self.cleaned_data["title"], "due_on": self.cleaned_data["due_on"], "owner": self.people.get(key) if kind == "person" else None,
            "role": key if kind == "role" else "",
        }  # fmt: skip


class RoleForm(forms.Form):
    """A part and who has it."""

    kind = forms.ChoiceField(label=_l("Part"), choices=RoleKind.choices)
    title = forms.CharField(label=_l("In your own words"), max_length=80, required=False, help_text=_l("Only where the list does not say it"))
    name = forms.CharField(label=_l("Who"), max_length=120, required=False, help_text=_l("Empty: somebody is still to be found."))
    email = forms.EmailField(label=_l("E-mail"), required=False)
    ask = forms.BooleanField(label=_l("Write to them: they say yes or no by a link, without an account"), required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("ask") and not data.get("name"):
            self.add_error("name", _("To write to somebody we need a name."))
        if data.get("ask") and not data.get("email") and "email" not in self.errors:
            self.add_error("email", _("To write to somebody we need an address."))
        return data


class HolderForm(RoleForm):
    """Who has a part that is there already."""

    kind = None  # type: ignore[assignment]
    title = None  # type: ignore[assignment]


class CoHostForm(forms.Form):
    """Whom to ask to host it together."""

    who = forms.ChoiceField(label=_l("Who"), widget=Tiles)
    words = forms.CharField(label=_l("A personal line"), max_length=300, required=False)

    def __init__(self, *args: Any, found: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who"].choices = list(found.items())  # type: ignore[attr-defined]


class YesNoForm(forms.Form):
    """Yes or no, and a line that nobody has to write."""

    answer = forms.ChoiceField(choices=[("yes", _l("Yes")), ("no", _l("No"))])
    words = forms.CharField(label=_l("A word to them"), max_length=300, required=False, help_text=_l("They read it. You can leave it empty."))


class CopyForm(forms.Form):
    starts_on = forms.DateField(label=_l("Date"), widget=DateInput, help_text=_l("Of a series: the first date"))


class PolicyForm(forms.Form):
    needs_approval = forms.BooleanField(
        label=_l("Coming to events on duty or as overtime needs an approval"),
        required=False,
        help_text=_l("The answer stands as “yes, if approved” until the liaison or a supervisor says yes."),
    )


class HoursForm(forms.Form):
    """How long it was, and in whose time."""

    duty = forms.ChoiceField(
        label=_l("In whose time"),
        choices=TIMES,
        widget=Tiles,
    )
    minutes = forms.IntegerField(label=_l("Minutes"), min_value=1, max_value=1440)


class SpaceForm(forms.Form):
    """What whoever comes should know, point by point; a point that is left open is not shown."""

    def __init__(self, *args: Any, tradition: str, answers: dict[str, Answer], propose: bool = True, **kwargs: Any) -> None:
        """propose: begin from what is usual in the tradition where nothing is said yet; False while it is not known whether it is a place of worship."""
        super().__init__(*args, **kwargs)
        for proposal in usual(tradition):
            point, kept = proposal.point, answers.get(proposal.point.key, {})
            choices = [("", _("Say nothing about it")), *((code, str(words)) for code, words in point.choices.items())]
            self.fields[point.key] = forms.ChoiceField(
                label=str(point.title),
                choices=choices,
                required=False,
                initial=kept.get("choice", "" if answers or not propose else proposal.choice),
                help_text=str(proposal.note),
            )
            self.fields[f"{point.key}_words"] = forms.CharField(label=_("In your own words"), max_length=300, required=False, initial=kept.get("words", ""))

    @property
    def rows(self) -> list[dict[str, Any]]:
        return [{"point": point, "names": [point.key, f"{point.key}_words"]} for point in POINTS]

    def answers(self) -> dict[str, Answer]:
        """Return the points of which something is said."""
        data = self.cleaned_data
        return {p.key: {"choice": data[p.key], "words": data[f"{p.key}_words"], "instead": ""} for p in POINTS if data[p.key] or data[f"{p.key}_words"]}
