"""The forms of staff, liaisons and officers. Those of the enrollment are in `enrolling/`."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from onecop.agencies.choices import AgencyStanding, DeclineReason, OfficerStatus, OnDuty
from onecop.agencies.enrolling.questions import ZONES
from onecop.agencies.models import Agency, Officer
from onecop.territory.models import Area
from onecop.ui.forms import DateInput
from onecop.ui.languages import LanguageList

WORDS = {"rows": 4}


class WelcomeForm(forms.Form):
    message = forms.CharField(label=_("A personal line for the welcome"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class AskBackForm(forms.Form):
    message = forms.CharField(
        label=_("Your question"), max_length=2000, widget=forms.Textarea(attrs=WORDS), help_text=_("The applicant reads it as you write it.")
    )


class WaitlistForm(forms.Form):
    message = forms.CharField(
        label=_("Why it has to wait"), max_length=2000, widget=forms.Textarea(attrs=WORDS), help_text=_("The applicant reads it as you write it.")
    )


class DeclineForm(forms.Form):
    reason = forms.ChoiceField(label=_("The reason"), choices=[("", _("Choose one")), *DeclineReason.choices])
    message = forms.CharField(
        label=_("In your own words"), max_length=2000, widget=forms.Textarea(attrs=WORDS), help_text=_("The applicant reads it as you write it.")
    )


ANSWERS = {"accept": WelcomeForm, "ask_back": AskBackForm, "waitlist": WaitlistForm, "decline": DeclineForm}


class SettingsForm(forms.Form):
    """What staff and the liaison set for an agency."""

    officer_capacity = forms.IntegerField(label=_("Congregations that one officer may hold"), min_value=1, max_value=10)
    outreach_on_duty = forms.ChoiceField(
        label=_("Officers may meet their congregation"), choices=lambda: [(code, capfirst(label)) for code, label in OnDuty.choices]
    )
    liaison_sees_proposals = forms.BooleanField(label=_("The liaison sees proposals before they go out"), required=False)
    precinct_word = forms.CharField(label=_("The word for a precinct"), max_length=40)
    beat_word = forms.CharField(label=_("The word for a beat"), max_length=40)
    timezone = forms.ChoiceField(label=_("Time zone"), choices=ZONES)
    ride_along_note = forms.CharField(label=_("Ride-along rules in a few words"), required=False, max_length=2000, widget=forms.Textarea(attrs=WORDS))
    standing = forms.ChoiceField(label=_("Standing"), help_text=_("To pause the program, or to take it up again, use the button on the agency’s page."))

    def __init__(self, agency: Agency, *args: Any, staff: bool, **kwargs: Any) -> None:
        ground = agency.territory
        facts = {name: getattr(agency, name) for name in ("officer_capacity", "outreach_on_duty", "liaison_sees_proposals", "ride_along_note", "standing")}
        facts |= {name: getattr(ground, name) for name in ("precinct_word", "beat_word", "timezone")} if ground else {}
        super().__init__(*args, **{"initial": facts, **kwargs})
        zone = facts.get("timezone", "")
        if zone and zone not in dict(ZONES):
            self.fields["timezone"].choices = [*ZONES, (zone, zone)]  # type: ignore[attr-defined]
        if staff:
            possible = (AgencyStanding.PAUSED if agency.standing == AgencyStanding.PAUSED else AgencyStanding.ACTIVE, AgencyStanding.LEFT)
            self.fields["standing"].choices = [(s.value, capfirst(s.label)) for s in possible]  # type: ignore[attr-defined]
        else:
            del self.fields["standing"]
        if ground is None:
            for name in ("precinct_word", "beat_word", "timezone"):
                del self.fields[name]


class OfficerForm(forms.ModelForm):
    """What a liaison keeps up to date of an officer."""

    languages = LanguageList(label=_("Languages besides English"), required=False, max_length=200, help_text=_("With a comma between them"))

    class Meta:
        model = Officer
        fields = ["status", "rank", "area", "shift", "assigned_since", "email", "languages", "capacity", "transfer_on", "transfer_to"]
        labels = {
            "area": _("Area"), "shift": _("Shift"), "assigned_since": _("In this area since"), "email": _("Work e-mail address"),
            "capacity": _("Congregations at most"), "transfer_on": _("Moves on"), "transfer_to": _("Moves to"),
        }  # fmt: skip
        help_texts = {"area": "", "capacity": _("Empty: as many as the agency says."), "languages": "", "transfer_to": ""}
        widgets = {"assigned_since": DateInput, "transfer_on": DateInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agency = self.instance.agency
        areas = Area.objects.in_force().light().filter(version__territory=agency.territory_id).order_by("level", "code")
        self.fields["area"].queryset = areas  # type: ignore[attr-defined]
        self.fields["area"].empty_label = _("No area")  # type: ignore[attr-defined]
        self.fields["area"].required = self.fields["shift"].required = False
        self.fields["shift"].queryset = agency.shift_patterns.order_by("name")  # type: ignore[attr-defined]
        self.fields["shift"].empty_label = _("Not known")  # type: ignore[attr-defined]
        self.fields["languages"].initial = self.instance.languages
        self.fields["status"].choices = OfficerStatus.choices  # type: ignore[attr-defined]
        for name in ("assigned_since", "capacity", "transfer_on"):
            self.fields[name].required = False


class OwnForm(forms.Form):
    """What officers set themselves."""

    languages = LanguageList(
        label=_("Languages you speak besides English"), required=False, max_length=200, help_text=_("With a comma between them: Spanish, Amharic")
    )
    capacity = forms.IntegerField(
        label=_("How many congregations can you hold?"), required=False, min_value=0, max_value=10, help_text=_("Empty: as many as your agency says.")
    )


class PostForm(forms.Form):
    """Naming a liaison or the executive."""

    kind = forms.ChoiceField(label=_("As what"), choices=[("liaison", _("Liaison")), ("executive", _("Executive"))], widget=forms.RadioSelect)
    name = forms.CharField(label=_("Name"), max_length=120)
    title = forms.CharField(label=_("Rank or title"), max_length=80, required=False)
    email = forms.EmailField(max_length=254, label=_("Work e-mail address"), help_text=_("They sign in with it."))
