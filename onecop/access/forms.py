"""Forms of access. They check what was typed; services decide."""

import zoneinfo
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from phonenumber_field.formfields import PhoneNumberField

from onecop.access import queries, rules
from onecop.access.choices import RoleCode
from onecop.access.models import Person, Scope
from onecop.access.states import STATES

ZONES = (
    ("America/New_York", _("Eastern")), ("America/Chicago", _("Central")), ("America/Denver", _("Mountain")), ("America/Phoenix", _("Arizona")),
    ("America/Los_Angeles", _("Pacific")), ("America/Anchorage", _("Alaska")), ("Pacific/Honolulu", _("Hawaii")),
    ("America/Puerto_Rico", _("Puerto Rico and the Virgin Islands")), ("Pacific/Guam", _("Guam")), ("Pacific/Pago_Pago", _("American Samoa")),
)  # fmt: skip


class ProfileForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    phone = PhoneNumberField(label=_("Phone"), region="US", required=False, help_text=_("Seen by those you work with."))
    locale = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    timezone = forms.ChoiceField(label=_("Time zone"), choices=ZONES)
    shares_contact = forms.BooleanField(
        label=_("Let my partners see my e-mail address and phone number"), required=False,
        help_text=_("Without it they write to you through OneCOP, and you answer from your own inbox. Neither side sees the other’s address."),
    )  # fmt: skip

    def __init__(self, person: Person, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {field: getattr(person, field) for field in ("name", "phone", "locale", "timezone", "shares_contact")}
        if person.timezone not in dict(ZONES) and person.timezone in zoneinfo.available_timezones():
            self.fields["timezone"].choices = [(person.timezone, person.timezone), *ZONES]  # type: ignore[attr-defined]


class StartForm(forms.Form):
    code = forms.CharField(label=_("Code"), max_length=64, help_text=_("It stands on the terminal where OneCOP was started."))
    email = forms.EmailField(max_length=254, label=_("Your e-mail address"))
    name = forms.CharField(label=_("Your name"), max_length=120)


class AcceptForm(forms.Form):
    name = forms.CharField(label=_("Your name, as others shall read it"), max_length=120)


class InvitationForm(forms.Form):
    """Offers the roles that the inviting person may give, and the organizations that fit a search. htmx searches while one types."""

    role = forms.ChoiceField(label=_("Role"))
    where = forms.CharField(
        label=_("Search for the organization"), required=False, max_length=200, help_text=_("Words of the name of the agency, the congregation or the region."),
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )  # fmt: skip
    scope = forms.ChoiceField(
        label=_("Where"), widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Choose one from the list. Search for it first.")),
    )  # fmt: skip
    name = forms.CharField(label=_("Name of the person"), max_length=120)
    email = forms.EmailField(max_length=254, label=_("E-mail address"))

    def __init__(self, person: Person, data: Any = None) -> None:
        gives = rules.roles_given_by(person.open_grants)
        offered = [code for code in RoleCode if code in gives]
        role = (data or {}).get("role") or offered[0].value
        words = (data or {}).get("where", "")[:200]
        self.found = queries.find_scopes(person, role=role, words=words) if role in gives else queries.ScopesFound((), {}, False)
        only = self._meant(words)
        if data and only and not data.get("scope"):
            data = data.copy()
            data["scope"] = only
        super().__init__(data, initial={"scope": only})
        self.fields["role"].choices = [(code.value, code.label) for code in offered]  # type: ignore[attr-defined]
        self.fields["where"].quiet = True  # type: ignore[attr-defined] # it is a tool, not an answer: no word on being optional
        self.fields["scope"].choices = self.found.choices  # type: ignore[attr-defined]

    def _meant(self, words: str) -> str:
        """Return the key of the only one there is, or of the only one found when its whole name was typed."""
        found = list(self.found.scopes.values())
        meant = len(found) == 1 and (not words.strip() or words.strip().casefold() == found[0].name.casefold())
        return found[0].key if meant else ""

    def clean_scope(self) -> Scope:
        return self.found.scopes[self.cleaned_data["scope"]]


class RegionForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200)
    states = forms.MultipleChoiceField(label=_("States"), choices=STATES, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, region: Scope | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if region:
            self.initial = {"name": region.name, "states": [s.state for s in region.states.all()]}
