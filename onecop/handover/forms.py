"""The forms of a handover."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from onecop.handover.choices import Reach, Wish
from onecop.partnerships.choices import CloseReason
from onecop.ui.forms import DateInput, Tiles

MOVES = [
    (CloseReason.TRANSFER, _("Another unit, beat or precinct")),
    (CloseReason.SHIFT, _("Another shift")),
    (CloseReason.PROMOTION, _("A promotion")),
    (CloseReason.LEAVE, _("Leave, for a time")),
    (CloseReason.LEFT, _("Leaving the department")),
    (CloseReason.ASKED, _("I would like to stop")),
]
STAFF = [*[(code, words) for code, words in MOVES if code != CloseReason.ASKED], (CloseReason.ASKED, _("They would like to stop")),
         (CloseReason.CONGREGATION, _("The congregation would like somebody else"))]  # fmt: skip
LIAISON = [(code, words) for code, words in STAFF if code != CloseReason.CONGREGATION]


def _day(label: Any, hint: Any) -> forms.DateField:
    return forms.DateField(label=label, required=False, widget=DateInput, help_text=hint)


class _NotLongAgo(forms.Form):
    """A form with a last day that does not lie in the past."""

    leaves_on = _day(_("First day without you"), _("If you know it. We begin to look 30 days before, or at once."))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_leaves_on(self) -> date | None:
        day: date | None = self.cleaned_data["leaves_on"]
        if day is not None and day < self.today:
            raise forms.ValidationError(_("Choose today or a later day."))
        if day is not None and (day - self.today).days > 730:
            raise forms.ValidationError(_("That is more than two years away."))
        return day


class MovingForm(_NotLongAgo):
    """An officer's own word."""

    reason = forms.ChoiceField(label=_("What changes for you?"), choices=MOVES, widget=Tiles)
    words = forms.CharField(
        label=_("A word for whoever comes next"), required=False, max_length=600, widget=forms.Textarea(attrs={"rows": 3}), help_text=_("Our staff read it.")
    )
    field_order = ["reason", "leaves_on", "words"]


class WishForm(forms.Form):
    """A congregation's wish. No blame, and no need to say why."""

    wish = forms.ChoiceField(label=_("What would help most?"), choices=Wish.choices, widget=Tiles, initial=Wish.UNSAID)
    words = forms.CharField(label=_("In your own words"), required=False, max_length=600, widget=forms.Textarea(attrs={"rows": 3}))


class AskForm(_NotLongAgo):
    """Staff enter what they heard."""

    reason = forms.ChoiceField(label=_("Why"), choices=STAFF, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("What you heard"), required=False, max_length=600, widget=forms.Textarea(attrs={"rows": 3}), help_text=_("Only staff read it.")
    )
    field_order = ["reason", "leaves_on", "words"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["leaves_on"].label = _("First day without the officer")
        self.fields["leaves_on"].help_text = _("If it is known. Otherwise the officer stays until the next one begins.")


class LeavingForm(AskForm):
    """A liaison says that an officer goes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = LIAISON  # type: ignore[attr-defined]
        self.fields["words"].label = _("Anything our staff should know")


class DayForm(_NotLongAgo):
    """The first day without the old officer."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["leaves_on"].label = _("First day without the officer")
        self.fields["leaves_on"].help_text = _("Empty: the officer stays until the next one begins.")


class AnswerForm(forms.Form):
    accepts = forms.ChoiceField(choices=[("yes", _("yes")), ("no", _("no"))])
    reason = forms.CharField(
        label=_("If no: may we know why?"), required=False, max_length=300, help_text=_("You need not say. It helps us find a better fit.")
    )


class PolicyForm(forms.Form):
    reach = forms.ChoiceField(label=_("An officer may serve a congregation"), choices=Reach.choices, widget=forms.RadioSelect)


class PauseForm(forms.Form):
    words = forms.CharField(label=_("What the congregations may read"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
