"""The pages of the enrollment, in order, each with its form."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from phonenumber_field.formfields import PhoneNumberField

from onecop.congregations.choices import Decider, Tradition
from onecop.congregations.enrolling.fields import COMMON_LANGUAGES, after, state_choices, weekday_choices
from onecop.congregations.enrolling.times import TimesForm
from onecop.kernel import charter
from onecop.kernel.wizard import Answers, Topic
from onecop.ui.forms import DateInput, TelInput, TimeInput
from onecop.ui.languages import LanguageList, name_of

LEADER, COORDINATOR, OTHER = "leader", "coordinator", "other"


def _mail(label: Any, **more: Any) -> forms.EmailField:
    return forms.EmailField(max_length=254, label=label, widget=forms.EmailInput(attrs={"autocomplete": more.pop("autocomplete", "off")}), **more)


def _phone(label: Any, **more: Any) -> PhoneNumberField:
    return PhoneNumberField(label=label, required=False, region="US", widget=TelInput, **more)


class YouForm(forms.Form):
    """Who fills this in, and who leads the congregation."""

    name = forms.CharField(label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    email = _mail(_("Your e-mail address"), help_text=_("We write to you here, and nowhere else."), autocomplete="email")
    phone = _phone(_("Your phone number"))
    part = forms.ChoiceField(
        label=_("What is your part in the congregation?"),
        choices=[(LEADER, _("I lead it")), (COORDINATOR, _("I would be its coordinator")), (OTHER, _("I help to set this up"))],
        widget=forms.RadioSelect,
        initial=LEADER,
    )
    title = forms.CharField(
        label=_("How people address you"), max_length=60, required=False, help_text=_("If you lead the congregation: Rabbi, Imam, Pastor, Venerable …")
    )
    leader_name = forms.CharField(label=_("Name of your faith leader"), max_length=120, required=False)
    leader_title = forms.CharField(label=_("How people address your leader"), max_length=60, required=False)
    leader_email = _mail(_("E-mail address of your faith leader"), required=False, help_text=_("We will tell them that you have enrolled the congregation."))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("part") not in (None, LEADER):
            for name in ("leader_name", "leader_email"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _("Please tell us, because you are not the leader yourself."))
            if data.get("leader_email") and data["leader_email"].lower() == data.get("email", "").lower():
                self.add_error("leader_email", _("This is your own address. If you lead the congregation, say so above."))
        return data


class PlaceForm(forms.Form):
    """The name and the address."""

    name = forms.CharField(label=_("Name of your congregation"), max_length=200)
    street = forms.CharField(
        label=_("Street address where you worship"), max_length=200, help_text=_("Not a post office box: we look for the patrol area it stands in."),
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )  # fmt: skip
    city = forms.CharField(label=_("City or town"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "address-level2"}))
    state = forms.ChoiceField(label=_("State"), choices=state_choices)
    zip = forms.CharField(
        label=_("ZIP code"), max_length=10, widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "postal-code", "size": "10"})
    )
    website = forms.URLField(label=_("Web page"), required=False, assume_scheme="https")

    def clean_zip(self) -> str:
        zip_code = str(self.cleaned_data["zip"]).strip()
        if not re.fullmatch(r"\d{5}(-\d{4})?", zip_code):
            raise forms.ValidationError(_("A ZIP code has five digits."))
        return zip_code


class PinForm(forms.Form):
    """Where it stands on the map. Without a map one may say that the pin is about right, or type the numbers."""

    lon = forms.FloatField(label=_("Longitude"), min_value=-180, max_value=180, required=False, widget=forms.NumberInput(attrs={"step": "any"}))
    lat = forms.FloatField(label=_("Latitude"), min_value=-90, max_value=90, required=False, widget=forms.NumberInput(attrs={"step": "any"}))
    sure = forms.ChoiceField(
        label=_("Is the pin at your door?"),
        choices=[("yes", _("Yes, or I have moved it there")), ("near", _("About right; please check it with me")), ("no", _("No, and I cannot move it"))],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, answers: Answers, **kwargs: Any) -> None:
        found = answers.get("_found", {})
        kwargs.setdefault("initial", {name: found[name][0] for name in ("lon", "lat") if found.get(name)})
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if (data.get("lon") is None) != (data.get("lat") is None) and not self.errors:
            self.add_error("lat" if data.get("lat") is None else "lon", _("Give both numbers, or neither."))
        if data.get("sure") == "yes" and data.get("lon") is None and not self.errors:
            self.add_error("sure", _("There is no pin yet. Choose “No”, and we will find the place with you."))
        return data


class SameForm(forms.Form):
    """Whether one of the rows that look alike is theirs. The choices are given by the page."""

    same = forms.ChoiceField(label=_("Is one of these your congregation?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, answers: Answers, **kwargs: Any) -> None:
        from onecop.congregations.enrolling.alike import choices

        super().__init__(*args, **kwargs)
        self.fields["same"].choices = choices(answers)  # type: ignore[attr-defined]


class TraditionForm(forms.Form):
    """The broad tradition, their own words for it, and the languages they worship in."""

    tradition = forms.ChoiceField(
        label=_("Which comes closest?"),
        choices=[("", _("Choose one")), *Tradition.choices],
        help_text=_("For welcoming you well. An officer is never chosen by religion."),
    )
    own_words = forms.CharField(label=_("In your own words"), max_length=120, required=False, help_text=_("Reform synagogue, AME church, Theravada temple …"))
    languages = forms.MultipleChoiceField(
        label=_("Languages of your services"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        choices=lambda: [(c, name_of(c)) for c in COMMON_LANGUAGES],
    )
    more_languages = LanguageList(label=_("Other languages"), max_length=200, required=False, help_text=_("With a comma between them: Tigrinya, Nepali"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["all_languages"] = list(dict.fromkeys([*(data.get("languages") or []), *(data.get("more_languages") or [])]))
        return data


class DecidingForm(forms.Form):
    """Who says yes."""

    decider = forms.ChoiceField(
        label=_("Who decides whether you take part?"),
        choices=[(Decider.LEADER, _("Our faith leader")), (Decider.BOARD, _("A board or council has to vote")), (Decider.OTHER, _("Somebody else"))],
        widget=forms.RadioSelect,
    )
    votes_on = forms.DateField(label=_("When does the board meet?"), required=False, widget=DateInput, help_text=_("If a date is set. We wait for it."))
    note = forms.CharField(label=_("Anything we should know about the decision"), max_length=200, required=False)


class CoordinatorForm(forms.Form):
    """The coordinator, if there is one already, the deputy, and when they can be reached."""

    known = forms.ChoiceField(
        label=_("Do you know who will coordinate?"),
        choices=[("me", _("I will")), ("yes", _("Yes, somebody else")), ("later", _("Not yet; that is the first step together"))],
        widget=forms.RadioSelect,
    )
    name = forms.CharField(label=_("Name of your coordinator"), max_length=120, required=False)
    email = _mail(_("E-mail address of your coordinator"), required=False)
    phone = _phone(_("Phone number of your coordinator"))
    days = forms.TypedMultipleChoiceField(
        label=_("Days that suit your coordinator"), coerce=int, required=False, choices=lambda: weekday_choices()[1:], widget=forms.CheckboxSelectMultiple
    )
    from_time = forms.TimeField(label=_("From"), required=False, widget=TimeInput)
    until_time = forms.TimeField(label=_("Until"), required=False, widget=TimeInput)
    deputy_name = forms.CharField(label=_("Name of a deputy"), max_length=120, required=False, help_text=_("Steps in when the coordinator cannot."))
    deputy_email = _mail(_("E-mail address of the deputy"), required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("known") == "yes":
            for name in ("name", "email"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _("Please tell us, or choose “Not yet”."))
        for name, other in (("deputy_name", "deputy_email"), ("deputy_email", "deputy_name")):
            if data.get(other) and not data.get(name) and name not in self.errors:
                self.add_error(name, _("A deputy needs a name and an e-mail address."))
        if data.get("deputy_email") and data.get("deputy_email") == data.get("email"):
            self.add_error("deputy_email", _("The deputy has to be somebody else."))
        if not after(data.get("from_time"), data.get("until_time")):
            self.add_error("until_time", _("This is before the beginning."))
        return data


class HopesForm(forms.Form):
    """What they hope for."""

    hopes = forms.CharField(
        label=_("What do you hope for?"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("A safer walk to the service, a face that people know, help with traffic on holy days … a few words are enough."),
    )  # fmt: skip
    attendance = forms.IntegerField(
        label=_("About how many people come in a usual week?"),
        min_value=1,
        max_value=200_000,
        required=False,
        help_text=_("A guess is fine; it stays private."),
    )


class CharterForm(forms.Form):
    """The charter: agreed by typing one's name."""

    agree = forms.BooleanField(label=_("I have read the charter, and our congregation will keep it."))
    signed = forms.CharField(label=_("Type your name"), max_length=120)
    version = forms.CharField(widget=forms.HiddenInput, initial=charter.VERSION)

    def clean_version(self) -> str:
        if self.cleaned_data["version"] != charter.VERSION:
            raise forms.ValidationError(_("The charter has been worded anew since you opened this page. Please read it again."))
        return charter.VERSION


def _some_alike(answers: Answers) -> bool:
    from onecop.congregations.enrolling.alike import alike

    return bool(alike(answers))


TOPICS = (
    Topic("you", _("Who you are"), YouForm, _("So that we know whom to write to.")),
    Topic("place", _("Where you worship"), PlaceForm, _("We look up which precinct and which beat you stand in.")),
    Topic("pin", _("The place on the map"), PinForm, _("Move the pin to your door, so that we find the officers who walk past it."), knows=True),
    Topic("same", _("Is this you?"), SameForm, _("We know a congregation that looks like yours."), knows=True, when=_some_alike),
    Topic("tradition", _("Tradition and languages"), TraditionForm, _("Every tradition is welcome here.")),
    Topic("times", _("When you gather"), TimesForm, _("So that we look for an officer who is on duty then. Your times stay private unless you say otherwise.")),
    Topic("deciding", _("Who decides"), DecidingForm, _("Some congregations vote first. That is fine; we wait.")),
    Topic("coordinator", _("Your coordinator"), CoordinatorForm, _("One person who keeps things moving: about two hours a month.")),
    Topic("hopes", _("What you hope for"), HopesForm, _("Your officer reads this before the first meeting.")),
    Topic("charter", _("The charter"), CharterForm, _("Both sides sign the same page.")),
)
BY_SLUG = {topic.slug: topic for topic in TOPICS}
