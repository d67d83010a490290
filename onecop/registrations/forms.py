"""Forms: an answer, the public page, somebody else in one's place, and what a host enters."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from onecop.events.choices import Duty
from onecop.registrations import rules
from onecop.registrations.choices import NAMED, Need, RegistrationState
from onecop.registrations.models import Registration
from onecop.registrations.services import Press, Wants


class PlaceForm(forms.Form):
    """How many come and what they need. `comes` is the button that was pressed."""

    party = forms.IntegerField(label=_("How many come, with you"), min_value=1, initial=1)
    needs = forms.MultipleChoiceField(label=_("What helps you to take part"), choices=Need.choices, required=False, widget=forms.CheckboxSelectMultiple)
    needs_words = forms.CharField(label=_("More about that"), max_length=200, required=False, help_text=_("Which language, which food."))
    words = forms.CharField(label=_("A line to the host"), max_length=300, required=False)
    duty = forms.ChoiceField(label=_("In whose time"), choices=Duty.choices, required=False)
    comes = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")], initial="yes", widget=forms.HiddenInput)

    def __init__(self, *args: Any, most: int, officer: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["party"].max_value = most  # type: ignore[attr-defined]
        self.fields["party"].widget.attrs.update({"max": most, "inputmode": "numeric"})
        if most == 1:
            self.fields["party"].widget = forms.HiddenInput()
        if not officer:
            del self.fields["duty"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("comes") == "no":  # whoever stays away need not say with how many
            self.errors.pop("party", None)
        elif (data.get("party") or 1) > (most := self.fields["party"].max_value):  # type: ignore[attr-defined]
            self.add_error("party", _("One person may sign up %(most)s people here. Ask the others to sign up themselves.") % {"most": most})
        return data

    @property
    def comes_said(self) -> bool:
        return bool(self.cleaned_data["comes"] == "yes")

    def wants(self) -> Wants:
        data = self.cleaned_data
        return Wants(data.get("party") or 1, tuple(data["needs"]), data["needs_words"], data["words"])


def place_form(row: Registration, data: Any = None) -> PlaceForm:
    """Return the form of an answer, filled in with what was said before."""
    before = {"party": row.party, "needs": row.needs, "needs_words": row.needs_words, "words": row.words, "duty": row.duty}
    return PlaceForm(data, initial=before, most=max(row.occurrence.event.party_most, row.party), officer=row.officer_id is not None)


class JoinForm(PlaceForm):
    """The public page: whoever wants to come."""

    name = forms.CharField(label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    email = forms.EmailField(label=_("Your e-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    field_order = ("name", "email", "party", "needs", "needs_words", "words")

    def __init__(self, *args: Any, known: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if known:
            del self.fields["name"], self.fields["email"]


class SubstituteForm(forms.Form):
    """Who comes in one's place."""

    name = forms.CharField(label=_("Who comes in your place?"), max_length=120)
    email = forms.EmailField(label=_("Their e-mail address"))


class GuestForm(forms.Form):
    """Somebody whom the host puts on the list."""

    name = forms.CharField(label=_("Name"), max_length=120)
    email = forms.EmailField(label=_("E-mail address"))
    party = forms.IntegerField(label=_("How many come, with them"), min_value=1, max_value=rules.LARGEST, initial=1)
    needs = forms.MultipleChoiceField(label=_("What helps them to take part"), choices=Need.choices, required=False, widget=forms.CheckboxSelectMultiple)
    needs_words = forms.CharField(label=_("More about that"), max_length=200, required=False)
    how = forms.ChoiceField(
        label=_("What do they get?"),
        choices=[("invite", _("An invitation: they say yes or no")), ("yes", _("A place: they told me that they come"))],
        initial="invite",
        widget=forms.RadioSelect,
    )
    words = forms.CharField(label=_("A line to them"), max_length=300, required=False)

    def wants(self) -> Wants:
        data = self.cleaned_data
        return Wants(data["party"], tuple(data["needs"]), data["needs_words"])


class ChangeForm(forms.Form):
    """What a host corrects about a guest."""

    party = forms.IntegerField(label=_("How many come, with them"), min_value=1, max_value=rules.LARGEST)
    needs = forms.MultipleChoiceField(label=_("What helps them to take part"), choices=Need.choices, required=False, widget=forms.CheckboxSelectMultiple)
    needs_words = forms.CharField(label=_("More about that"), max_length=200, required=False)
    comes = forms.ChoiceField(label=_("Do they come?"), choices=[("yes", _("Yes")), ("no", _("No"))], widget=forms.RadioSelect)

    def wants(self) -> Wants:
        data = self.cleaned_data
        return Wants(data["party"], tuple(data["needs"]), data["needs_words"])


TO = {
    "yes": (RegistrationState.YES,),
    "line": (RegistrationState.YES, RegistrationState.WAITING, RegistrationState.OFFERED),
    "invited": (RegistrationState.INVITED,),
}
"""Whom a letter of the host goes to."""


class LetterForm(forms.Form):
    """A line to all guests."""

    to = forms.ChoiceField(label=_("To whom?"), widget=forms.RadioSelect, initial="yes")
    words = forms.CharField(label=_("What should they know?"), max_length=1500, widget=forms.Textarea(attrs={"rows": 5}))

    def __init__(self, *args: Any, numbers: dict[str, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {
            "yes": _("Everybody who comes: %(n)s letters"),
            "line": _("Everybody who comes or waits: %(n)s letters"),
            "invited": _("Everybody who has not answered: %(n)s letters"),
        }
        self.fields["to"].choices = [(code, words % {"n": numbers[code]}) for code, words in labels.items()]  # type: ignore[attr-defined]


class DoorForm(forms.Form):
    """Who keeps the door."""

    name = forms.CharField(label=_("Who keeps the door?"), max_length=80, help_text=_("Their first name is enough. It stands beside what they note."))
    how = forms.ChoiceField(
        label=_("What do they do?"),
        choices=[("names", _("Check in guests by name, and count")), ("heads", _("Only count heads: they see no name"))],
        initial="names",
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, names: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not names:
            del self.fields["how"]

    @property
    def with_names(self) -> bool:
        return self.cleaned_data.get("how") == "names"


class TapForm(forms.Form):
    """One button of the door's page without JavaScript."""

    uid = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField()
    who = forms.CharField(max_length=12, required=False)
    number = forms.IntegerField(label=_("How many"), min_value=-rules.LARGEST, max_value=rules.LARGEST, required=False)
    name = forms.CharField(max_length=120, required=False)

    def __init__(self, *args: Any, may: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(code, code) for code in may]  # type: ignore[attr-defined]

    def press(self, at: datetime) -> Press:
        """Return the tap. A walk-in with a name is written down, one without is counted."""
        data = self.cleaned_data
        number = data["number"] if data["number"] is not None else 1
        kind = NAMED if data["name"].strip() and NAMED in dict(self.fields["kind"].choices) else data["kind"]  # type: ignore[attr-defined]
        return Press(data["uid"], kind, at, number, data["who"], data["name"])
