"""The pages of an agency's enrollment, in order, each with its form."""

import zoneinfo
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from phonenumber_field.formfields import PhoneNumberField

from onecop.agencies.models import Agency
from onecop.kernel import charter
from onecop.kernel.wizard import Topic
from onecop.ui.forms import TelInput

MOST_FOUND = 12
ME, OTHER = "me", "other"
ZONES = (
    ("America/New_York", _("Eastern")), ("America/Chicago", _("Central")), ("America/Denver", _("Mountain")), ("America/Phoenix", _("Arizona")),
    ("America/Los_Angeles", _("Pacific")), ("America/Anchorage", _("Alaska")), ("Pacific/Honolulu", _("Hawaii")), ("America/Puerto_Rico", _("Atlantic")),
    ("Pacific/Guam", _("Guam")),
)  # fmt: skip


def look_up(q: str) -> QuerySet[Agency]:
    """Return the listed agencies whose name, place or ORI fits every word, up to a dozen."""
    words = q.replace("\0", "").split()[:6]
    if not words or len("".join(words)) < 3:
        return Agency.objects.none()
    found = Agency.objects.all()
    for word in words:
        fits = Q(name__icontains=word) | Q(ori__istartswith=word) | Q(city__istartswith=word) | Q(county__istartswith=word)
        found = found.filter(fits | Q(state__iexact=word) if len(word) == 2 else fits)
    return found.order_by("name", "ori")[:MOST_FOUND]


def choice(agency: Agency) -> str:
    """Say which agency it is in one line."""
    return f"{agency.name}, {agency.state} ({agency.ori}{', ' + agency.county if agency.county else ''})"


class AgencyForm(forms.Form):
    """Which agency. Searching posts the page again; with htmx it happens while one types."""

    q = forms.CharField(
        label=_("Search for your agency"), required=False, max_length=100, help_text=_("Its name, city and state, or its ORI."),
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )  # fmt: skip
    ori = forms.ChoiceField(
        label=_("Your agency"), widget=forms.RadioSelect, error_messages={"required": _("Choose your agency from the list. Search for it first.")}
    )

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data=data, **kwargs)
        chosen = (data or {}).get("ori", "")
        rows = {a.ori: a for a in look_up((data or {}).get("q", ""))}
        if chosen and chosen not in rows:
            rows = {**{a.ori: a for a in Agency.objects.filter(ori=chosen)}, **rows}
        self.fields["ori"].choices = [(ori, choice(a)) for ori, a in rows.items()]  # type: ignore[attr-defined]


class YouForm(forms.Form):
    name = forms.CharField(label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    title = forms.CharField(label=_("Your rank or title"), max_length=80)
    email = forms.EmailField(
        max_length=254, label=_("Your work e-mail address"), help_text=_("An address of the agency, please: we write there to see that you speak for it.")
    )
    phone = PhoneNumberField(label=_("Your work phone number"), required=False, region="US", widget=TelInput)


class LiaisonForm(forms.Form):
    who = forms.ChoiceField(
        label=_("Who will be our point of contact?"), choices=[(ME, _("I will")), (OTHER, _("Somebody else"))], widget=forms.RadioSelect, initial=ME
    )
    name = forms.CharField(label=_("Name of the liaison"), max_length=120, required=False)
    title = forms.CharField(label=_("Rank or title of the liaison"), max_length=80, required=False)
    email = forms.EmailField(max_length=254, label=_("Work e-mail address of the liaison"), required=False)
    phone = PhoneNumberField(label=_("Work phone number of the liaison"), required=False, region="US", widget=TelInput)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("who") == OTHER:
            for name in ("name", "email"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _("Please tell us who it is."))
        return data


class ExecutiveForm(forms.Form):
    name = forms.CharField(label=_("Name of the chief, sheriff or commander"), max_length=120)
    title = forms.CharField(label=_("Title"), max_length=80, help_text=_("Chief, Sheriff, Superintendent …"))
    email = forms.EmailField(
        max_length=254, label=_("Work e-mail address of the executive"), help_text=_("They answer concerns, and see how partnerships stand.")
    )


class GroundForm(forms.Form):
    areas = forms.ChoiceField(
        label=_("How is your ground divided?"),
        choices=[
            ("none", _("It is not: everybody patrols all of it")),
            ("precinct", _("Into precincts (or districts, zones, divisions)")),
            ("beat", _("Into beats (or sectors, response areas)")),
            ("both", _("Into precincts, and those into beats")),
        ],
        widget=forms.RadioSelect,
    )
    precinct_word = forms.CharField(label=_("Your word for a precinct"), max_length=40, required=False)
    beat_word = forms.CharField(label=_("Your word for a beat"), max_length=40, required=False)
    has_map = forms.BooleanField(
        label=_("We have a map file of the areas"), required=False, help_text=_("GeoJSON or a shapefile. You upload it after you are in.")
    )
    timezone = forms.ChoiceField(label=_("Your time zone"), choices=ZONES)

    def clean_timezone(self) -> str:
        return zoneinfo.ZoneInfo(self.cleaned_data["timezone"]).key


class RosterForm(forms.Form):
    officers = forms.IntegerField(label=_("How many officers patrol?"), min_value=1, max_value=60_000)
    plan = forms.ChoiceField(
        label=_("How will you tell us who they are?"),
        choices=[
            ("export", _("A file from our roster or scheduling system")),
            ("sheet", _("A sheet that we fill in by hand")),
            ("help", _("We would like help with that")),
        ],
        widget=forms.RadioSelect,
        help_text=_("We need name, rank, area, shift and work e-mail address. Never home data, never religion."),
    )
    note = forms.CharField(
        label=_("Your shifts in a few words"), max_length=300, required=False, help_text=_("Four tens, 12-hour Pitman, rotating every 28 days …")
    )


class PoliciesForm(forms.Form):
    capacity = forms.IntegerField(label=_("How many congregations may one officer hold?"), min_value=1, max_value=10, initial=3)
    sees_proposals = forms.BooleanField(
        label=_("The liaison wants to see proposals before they go out"), required=False, help_text=_("Otherwise OneCOP staff alone looks at them first.")
    )
    ride_along = forms.CharField(
        label=_("Your ride-along rules"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Age, waiver, background check, hours, dress … what you know by heart is enough for now."),
    )  # fmt: skip


class CharterForm(forms.Form):
    agree = forms.BooleanField(label=_("I have read the charter, and our agency will keep it."))
    signed = forms.CharField(label=_("Type your name"), max_length=120)
    version = forms.CharField(widget=forms.HiddenInput, initial=charter.VERSION)

    def clean_version(self) -> str:
        if self.cleaned_data["version"] != charter.VERSION:
            raise forms.ValidationError(_("The charter has been worded anew since you opened this page. Please read it again."))
        return charter.VERSION


TOPICS = (
    Topic("agency", _("Your agency"), AgencyForm, _("We know every agency of the national list. Find yours.")),
    Topic("you", _("Who you are"), YouForm, _("So that we know whom to write to.")),
    Topic("liaison", _("Your liaison"), LiaisonForm, _("One person who keeps roster and map up to date, about an hour a month.")),
    Topic("executive", _("Your executive"), ExecutiveForm, _("Who answers for the agency.")),
    Topic("ground", _("Your ground"), GroundForm, _("Half of American agencies have fewer than ten officers and no beats. That is a normal agency here.")),
    Topic("roster", _("Your officers"), RosterForm, _("There is no public roster, and there will not be one.")),
    Topic("policies", _("Your rules"), PoliciesForm, _("You can change all of this later.")),
    Topic("charter", _("The charter"), CharterForm, _("Both sides sign the same page.")),
)
BY_SLUG = {topic.slug: topic for topic in TOPICS}
