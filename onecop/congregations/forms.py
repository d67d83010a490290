"""The forms of staff and of a congregation's own people. Those of the enrollment are in `enrolling/`."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from phonenumber_field.formfields import PhoneNumberField

from onecop.congregations.choices import ContactKind, DeclineReason, HolyDayAct
from onecop.congregations.enrolling.fields import after, weekday_choices
from onecop.congregations.holydays import HolyDay
from onecop.congregations.models import Congregation
from onecop.ui.forms import DateInput, TelInput, TimeInput
from onecop.ui.languages import LanguageList

WORDS = {"rows": 4}


class WelcomeForm(forms.Form):
    """Accepting: a personal line, if one likes."""

    message = forms.CharField(label=_("A personal line for the welcome"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class AskBackForm(forms.Form):
    message = forms.CharField(
        label=_("Your question"),
        max_length=2000,
        widget=forms.Textarea(attrs=WORDS),
        help_text=_("The applicant reads it as you write it, with a link to the form."),
    )


class WaitlistForm(forms.Form):
    message = forms.CharField(
        label=_("Why it has to wait, and for what"), max_length=2000, widget=forms.Textarea(attrs=WORDS), help_text=_("The applicant reads it as you write it.")
    )


class DeclineForm(forms.Form):
    reason = forms.ChoiceField(label=_("The reason"), choices=[("", _("Choose one")), *DeclineReason.choices])
    message = forms.CharField(
        label=_("In your own words"), max_length=2000, widget=forms.Textarea(attrs=WORDS), help_text=_("The applicant reads it as you write it.")
    )


ANSWERS = {"accept": WelcomeForm, "ask_back": AskBackForm, "waitlist": WaitlistForm, "decline": DeclineForm}


class DetailsForm(forms.ModelForm):
    """What a congregation's own people keep up to date."""

    languages = LanguageList(label=_("Languages of your services"), required=False, max_length=200, help_text=_("With a comma between them"))
    days = forms.TypedMultipleChoiceField(
        label=_("Days that suit the coordinator"), coerce=int, required=False, choices=lambda: weekday_choices()[1:], widget=forms.CheckboxSelectMultiple
    )
    from_time = forms.TimeField(label=_("From"), required=False, widget=TimeInput)
    until_time = forms.TimeField(label=_("Until"), required=False, widget=TimeInput)

    class Meta:
        model = Congregation
        fields = ["tradition_as_given", "website", "attendance", "hopes"]
        labels = {
            "tradition_as_given": _("Your tradition in your own words"), "website": _("Web page"),
            "attendance": _("People in a usual week"), "hopes": _("What you hope for"),
        }  # fmt: skip
        help_texts = {"attendance": ""}
        widgets = {"hopes": forms.Textarea(attrs={"rows": 5})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hours = self.instance.coordinator_hours or []
        self.fields["languages"].initial = self.instance.languages
        self.fields["days"].initial = [day for day, *_rest in hours]
        if hours:
            self.fields["from_time"].initial, self.fields["until_time"].initial = hours[0][1], hours[0][2]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not after(data.get("from_time"), data.get("until_time")):
            self.add_error("until_time", _("This is before the beginning."))
        return data


class ContactForm(forms.Form):
    """Naming a leader, coordinator or deputy."""

    kind = forms.ChoiceField(label=_("As what"), widget=forms.RadioSelect)
    name = forms.CharField(label=_("Name"), max_length=120)
    title = forms.CharField(label=_("How people address them"), max_length=60, required=False)
    email = forms.EmailField(max_length=254, label=_("E-mail address"), help_text=_("They sign in with it."))
    phone = PhoneNumberField(label=_("Phone number"), required=False, region="US", widget=TelInput)
    same_person = forms.BooleanField(
        label=_("It is the same person as now, with another address"), required=False, help_text=_("From now on only the new address signs in for the part.")
    )

    def __init__(self, kinds: list[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind, ContactKind(kind).label) for kind in kinds]  # type: ignore[attr-defined]


class MergeForm(forms.Form):
    """What a merge needs to know, where something above leaves a choice (registry.Outlook)."""

    choice = forms.ChoiceField(label=_("Which one goes on?"), widget=forms.RadioSelect)

    def __init__(self, options: tuple[tuple[str, str], ...], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["choice"].choices = options  # type: ignore[attr-defined]


class PlaceForm(forms.Form):
    """Moving the pin."""

    lat = forms.FloatField(label=_("Latitude"), min_value=-90, max_value=90, widget=forms.NumberInput(attrs={"step": "any"}))
    lon = forms.FloatField(label=_("Longitude"), min_value=-180, max_value=180, widget=forms.NumberInput(attrs={"step": "any"}))


class BlockedForm(forms.Form):
    """Days without time for anything else."""

    first_on = forms.DateField(label=_("First day"), widget=DateInput)
    last_on = forms.DateField(label=_("Last day"), required=False, widget=DateInput, help_text=_("Empty: one day."))
    words = forms.CharField(label=_("In a few words"), required=False, max_length=120, help_text=_("Only your congregation and staff read it."))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["last_on"] = data.get("last_on") or data.get("first_on")
        return data


class HolyDayForm(forms.Form):
    """How a congregation keeps a day of its tradition."""

    act = forms.ChoiceField(label=_("How do you keep it?"), required=False, widget=forms.RadioSelect)
    first_on = forms.DateField(label=_("First day"), required=False, widget=DateInput, help_text=_("Only when you keep it on other days this time."))
    last_on = forms.DateField(label=_("Last day"), required=False, widget=DateInput)
    from_sunset = forms.BooleanField(label=_("It begins at sunset of the evening before"), required=False)

    def __init__(self, day: HolyDay, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        acts = (HolyDayAct.HARDEN, HolyDayAct.SOFTEN, HolyDayAct.DROP, *(() if day.weekly else (HolyDayAct.MOVE,)))
        self.fields["act"].choices = [("", _("As the calendar says")), *((act.value, capfirst(act.label)) for act in acts)]  # type: ignore[attr-defined]
        if day.weekly:
            for name in ("first_on", "last_on", "from_sunset"):
                del self.fields[name]


class HolyDayAddForm(forms.Form):
    """A day of the congregation's own."""

    name = forms.CharField(label=_("What is it?"), max_length=80, help_text=_("Such as the anniversary of your house."))
    first_on = forms.DateField(label=_("First day"), widget=DateInput)
    last_on = forms.DateField(label=_("Last day"), required=False, widget=DateInput, help_text=_("Empty: one day."))
    from_sunset = forms.BooleanField(label=_("It begins at sunset of the evening before"), required=False)
    hard = forms.TypedChoiceField(
        label=_("What does it mean for appointments?"),
        choices=lambda: [("yes", capfirst(HolyDayAct.HARDEN.label)), ("no", capfirst(HolyDayAct.SOFTEN.label))],
        coerce=lambda said: said == "yes",
        initial="yes",
        widget=forms.RadioSelect,
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["last_on"] = data.get("last_on") or data.get("first_on")
        return data
