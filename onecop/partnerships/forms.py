"""Forms about the people of a partnership, and about its pause, end and way back."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from onecop.access.models import Person
from onecop.congregations.choices import ContactKind
from onecop.partnerships.choices import EndReason, PauseReason, WishKind
from onecop.ui.forms import DateInput

WORDS = {"rows": 3}
BOTH_READ = _("Both sides read it.")


class AskForm(forms.Form):
    """Asking somebody to take a part."""

    kind = forms.ChoiceField(label=_("As what"), widget=forms.RadioSelect)
    name = forms.CharField(label=_("Name"), max_length=120)
    title = forms.CharField(label=_("How people address them"), max_length=60, required=False)
    email = forms.EmailField(label=_("E-mail address"), max_length=254, help_text=_("The question goes there. They sign in with it later."))
    words = forms.CharField(
        label=_("A personal line"), max_length=600, required=False, widget=forms.Textarea(attrs=WORDS), help_text=_("It stands in the letter that asks.")
    )
    begins_on = forms.DateField(
        label=_("First day"),
        required=False,
        widget=DateInput,
        help_text=_("Empty: the day they say yes. Whoever has it keeps it until then."),
    )
    interim = forms.BooleanField(label=_("Only until somebody is found for longer"), required=False, help_text=_("For a leader: somebody of the board, say."))

    def __init__(self, kinds: list[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind, ContactKind(kind).label) for kind in kinds]  # type: ignore[attr-defined]
        if ContactKind.LEADER not in kinds:
            del self.fields["interim"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("interim") and data.get("kind") != ContactKind.LEADER:
            self.add_error("interim", _("Only a faith leader is named for the time being."))
        return data


class PartAnswerForm(forms.Form):
    """Yes or no; a word is never required."""

    accepts = forms.ChoiceField(choices=[("yes", _("Yes")), ("no", _("No"))])
    words = forms.CharField(
        label=_("A word with your answer"),
        help_text=_("Whoever asked you reads it. You can leave it empty."),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class StepDownForm(forms.Form):
    """From which day on somebody no longer has their part."""

    on = forms.DateField(label=_("First day without the part"), widget=DateInput)


class OwnerForm(forms.Form):
    """Who looks after a partnership."""

    owner = forms.ModelChoiceField(label=_("Who looks after it"), queryset=Person.objects.none(), to_field_name="key", empty_label=None)

    def __init__(self, staff: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = staff  # type: ignore[attr-defined]


class PauseForm(forms.Form):
    reason = forms.ChoiceField(label=_("Why"), choices=PauseReason, widget=forms.RadioSelect)
    until_on = forms.DateField(
        label=_("Look again on"),
        required=False,
        widget=DateInput,
        help_text=_("Then it comes to the desk of whoever looks after it. It never goes on by itself."),
    )
    words = forms.CharField(label=_("A few words"), max_length=300, required=False, widget=forms.Textarea(attrs=WORDS), help_text=BOTH_READ)


class LookAgainForm(forms.Form):
    until_on = forms.DateField(label=_("Look again on"), widget=DateInput)


class EndForm(forms.Form):
    reason = forms.ChoiceField(label=_("Why it ends"), choices=EndReason, widget=forms.RadioSelect)
    talked_on = forms.DateField(label=_("Day of the closing talk"), required=False, widget=DateInput, help_text=_("Leave it empty if there was none."))
    words = forms.CharField(label=_("A few words on why"), max_length=600, required=False, widget=forms.Textarea(attrs=WORDS), help_text=BOTH_READ)
    thanks = forms.CharField(
        label=_("Your thanks"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("What the two of them did together. It stands in the letter to both sides."),
    )  # fmt: skip


WISH_WORDS = {WishKind.PAUSE: _("A pause"), WishKind.STOP: _("To stop for good"), WishKind.AGAIN: _("To take it up again")}


class WishForm(forms.Form):
    """What one side asks of staff."""

    kind = forms.ChoiceField(label=_("What you would like"), widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("Why, if you like to say it"), max_length=600, required=False, widget=forms.Textarea(attrs=WORDS), help_text=_("Only OneCOP staff read it.")
    )

    def __init__(self, kinds: list[tuple[str, Any]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
