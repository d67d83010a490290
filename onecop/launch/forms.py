from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from phonenumber_field.formfields import PhoneNumberField

from onecop.access.models import Grant, Person
from onecop.agencies.choices import AgencyStanding
from onecop.agencies.models import Agency
from onecop.congregations.choices import Tradition
from onecop.congregations.enrolling.fields import state_choices
from onecop.kernel.permissions import Permission
from onecop.launch.choices import Anchor, Role, Tongue, Way
from onecop.launch.prospects import Wanted
from onecop.territory.models import Area
from onecop.ui.forms import DateInput, TelInput


def leads() -> list[tuple[str, str]]:
    """Return who of the staff may run a launch."""
    people = Person.objects.filter(pk__in=Grant.objects.holding(Permission.LAUNCH_RUN).values("person"), is_active=True).order_by("name")
    return [(who.key, who.name) for who in people]


class LaunchForm(forms.Form):
    """The days, the place, and who runs it."""

    starts_on = forms.DateField(label=_("Day of the launch"), widget=DateInput, help_text=_("Every task of the plan is counted from it."))
    luncheon_on = forms.DateField(label=_("Day of the luncheon"), widget=DateInput)
    place = forms.CharField(label=_("Where the luncheon is"), max_length=200, required=False, help_text=_("It stands in the invitations."))
    lead = forms.ChoiceField(label=_("Who runs it"), choices=leads)

    def clean_lead(self) -> Person:
        return Person.objects.get(key=self.cleaned_data["lead"])


class NewLaunchForm(LaunchForm):
    """The same for a city to come. The agency need not have signed on: that is the first task."""

    ori = forms.CharField(label=_("Agency"), max_length=200, help_text=_("Its ORI, or its name as it stands in the list of agencies."))
    field_order = ["ori", "starts_on", "luncheon_on", "place", "lead"]

    def __init__(self, *args: Any, agencies: Any, **kwargs: Any) -> None:
        """agencies: those within reach."""
        super().__init__(*args, **kwargs)
        self.agencies = agencies

    def clean_ori(self) -> Agency:
        given = str(self.cleaned_data["ori"]).strip()
        found = list(self.agencies.exclude(standing=AgencyStanding.LEFT).filter(ori__iexact=given)[:1])
        found = found or list(self.agencies.exclude(standing=AgencyStanding.LEFT).filter(name__iexact=given)[:2])
        if len(found) != 1:
            raise forms.ValidationError(_("No one agency within your reach has this ORI or name. Look it up in the list of agencies."))
        return found[0]


class MoveLaunchForm(LaunchForm):
    """An open launch: the luncheon may keep its distance."""

    luncheon_on = forms.DateField(
        label=_("Day of the luncheon"), widget=DateInput, required=False, help_text=_("Empty: it keeps its distance from the launch.")
    )


class TickForm(forms.Form):
    note = forms.CharField(label=_("A word about it"), max_length=200, required=False)


class OwnerForm(forms.Form):
    """A role or a person, and the day."""

    owner = forms.ChoiceField(label=_("Who looks after it"))
    on = forms.DateField(label=_("Due on"), widget=DateInput, help_text=_("It moves along when the launch moves."))

    def __init__(self, *args: Any, owners: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = owners  # type: ignore[attr-defined]


class NewTaskForm(OwnerForm):
    """A task of this city alone."""

    title = forms.CharField(label=_("What is to be done"), max_length=120)
    words = forms.CharField(label=_("More about it"), max_length=300, required=False)
    anchor = forms.ChoiceField(label=_("It moves along with"), choices=Anchor.choices, initial=Anchor.LAUNCH)
    field_order = ["title", "words", "owner", "on", "anchor"]


class DropForm(forms.Form):
    reason = forms.CharField(label=_("Why it is left out"), max_length=200)


class InviteForm(forms.Form):
    """Whom, how, in which language. The page shows how many before anything is written."""

    way = forms.ChoiceField(label=_("How"), choices=Way.choices, widget=forms.RadioSelect, initial=Way.LETTER)
    tongue = forms.ChoiceField(label=_("Language of the letter"), choices=Tongue.choices, initial=Tongue.ENGLISH)
    areas = forms.ModelMultipleChoiceField(label=_("Only these areas"), queryset=Area.objects.none(), required=False, widget=forms.CheckboxSelectMultiple)
    traditions = forms.MultipleChoiceField(label=_("Only these traditions"), choices=Tradition.choices, required=False, widget=forms.CheckboxSelectMultiple)
    q = forms.CharField(label=_("Only with these words in name or street"), max_length=100, required=False)
    uninvited = forms.BooleanField(label=_("Only who was never invited"), required=False)
    again = forms.BooleanField(label=_("Also who was invited in the last 60 days"), required=False, help_text=_("Only with a reason, which is kept."))
    again_reason = forms.CharField(label=_("Why again so soon"), max_length=200, required=False)

    def __init__(self, *args: Any, areas: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["areas"].queryset = areas  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("again") and not (data.get("again_reason") or "").strip():
            self.add_error("again_reason", _("Say why."))
        return data

    @property
    def wanted(self) -> Wanted:
        data = self.cleaned_data
        return Wanted(tuple(area.pk for area in data["areas"]), tuple(data["traditions"]), data["q"], data["uninvited"])


class AddressForm(forms.Form):
    """How a prospect is reached."""

    attention = forms.CharField(label=_("To whom"), max_length=120, required=False, help_text=_("The first line of the address: The Rev. Ana Cruz."))
    email = forms.EmailField(label=_("E-mail address"), required=False)
    street = forms.CharField(
        label=_("Street or post office box"), max_length=200, required=False, help_text=_("Only where post goes elsewhere than to its door.")
    )
    city = forms.CharField(label=_("City or town"), max_length=120, required=False)
    state = forms.ChoiceField(label=_("State"), choices=state_choices, required=False)
    zip = forms.RegexField(label=_("ZIP code"), regex=r"^\d{5}(-\d{4})?$", max_length=10, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        post = [data.get(name) for name in ("street", "city", "state", "zip")]
        if any(post) and not all(post) and not self.errors:
            self.add_error("street", _("Another postal address needs all four: street, city, state and ZIP code."))
        return data


class PledgeForm(forms.Form):
    """What somebody says at the luncheon. The browser is told to remember nothing: the next person uses the same tablet."""

    house = forms.CharField(label=_("Your congregation"), max_length=200, help_text=_("Type a few letters of its name."))
    name = forms.CharField(label=_("Your name"), max_length=120)
    role = forms.ChoiceField(label=_("Your part in it"), choices=Role.choices, widget=forms.RadioSelect)
    email = forms.EmailField(label=_("Your e-mail address"), required=False, help_text=_("We send you the rest of the form."))
    phone = PhoneNumberField(label=_("Or your phone number"), required=False, region="US", widget=TelInput)
    wish = forms.CharField(label=_("Anything you want to tell us"), max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["autocomplete"] = "off"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("email") and not data.get("phone") and not {"email", "phone"} & set(self.errors):
            self.add_error("email", _("Give an e-mail address or a phone number, so that we can reach you."))
        return data
