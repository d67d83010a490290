"""Forms of the weekend: the days, a registration, an answer."""

from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from onecop.access.states import STATES
from onecop.events.choices import EventKind
from onecop.territory.geocode import zip_middle
from onecop.ui.forms import DateInput, Tiles, TimeInput
from onecop.ui.languages import LanguageList
from onecop.weekend.choices import HostKind
from onecop.weekend.models import Submission, Weekend
from onecop.weekend.rules_time import FIRST, last_day, opening

_l = gettext_lazy
DAY = 1440
HOST = ("host_kind", "host_name", "contact_name", "email")
WHAT = ("title", "kind", "starts_on", "starts", "ends", "words", "languages")
WHERE = ("place", "street", "city", "state", "zip", "place_private")
KINDS = [kind for kind in EventKind if kind != EventKind.SERVICE]


class WeekendForm(forms.ModelForm):  # type: ignore[type-arg]
    """Which days, and when hosts may register."""

    opens_on = forms.DateField(label=_l("Hosts may register from"), widget=DateInput)
    closes_on = forms.DateField(label=_l("Until the end of"), widget=DateInput)

    class Meta:
        model = Weekend
        fields = ["name", "starts_on", "ends_on", "words"]
        labels = {"name": _l("Name"), "starts_on": _l("First day"), "ends_on": _l("Last day"), "words": _l("What it is about")}
        widgets = {"starts_on": DateInput, "ends_on": DateInput, "words": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["opens_on"].initial = self.instance.opens_at.astimezone(FIRST).date()
            self.fields["closes_on"].initial = last_day(self.instance.closes_at)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        first, last, opens, closes = (data.get(name) for name in ("starts_on", "ends_on", "opens_on", "closes_on"))
        if first and last and last < first:
            self.add_error("ends_on", _("The last day lies before the first."))
        if first and last and (last - first).days > 30:
            self.add_error("ends_on", _("A weekend of more than a month is too long."))
        if opens and closes and closes < opens:
            self.add_error("closes_on", _("This lies before the day from which hosts may register."))
        return data

    def _post_clean(self) -> None:
        """The service writes; the form only reads."""

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {name: data[name] for name in self.Meta.fields} | opening(data["opens_on"], data["closes_on"])


class SubmissionForm(forms.Form):
    """What a host tells of an event. The time zone follows from the ZIP code."""

    host_kind = forms.ChoiceField(label=_l("Who hosts it?"), choices=HostKind.choices, widget=Tiles)
    host_name = forms.CharField(label=_l("Name of the host"), max_length=200, help_text=_l("Your congregation, your agency, your group"))
    contact_name = forms.CharField(label=_l("Your name"), max_length=120)
    email = forms.EmailField(label=_l("Your e-mail address"), help_text=_l("We write to it, and show it to nobody."))
    title = forms.CharField(label=_l("What is it called?"), max_length=120)
    kind = forms.ChoiceField(label=_l("Kind"), choices=[(kind.value, kind.label) for kind in KINDS], initial=EventKind.GATHERING)
    starts_on = forms.DateField(label=_l("Date"), widget=DateInput)
    starts = forms.TimeField(label=_l("Begins"), widget=TimeInput, help_text=_l("By the clock of the place"))
    ends = forms.TimeField(label=_l("Ends"), widget=TimeInput)
    words = forms.CharField(label=_l("What guests should know"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    languages = LanguageList(label=_l("Languages"), required=False, max_length=200, help_text=_l("With a comma between them"))
    place = forms.CharField(label=_l("Where"), max_length=120, required=False, help_text=_l("A room or a place in words: the fellowship hall"))
    street = forms.CharField(label=_l("Street address"), max_length=200)
    city = forms.CharField(label=_l("City"), max_length=120)
    state = forms.ChoiceField(label=_l("State"), choices=[("", "—"), *STATES])
    zip = forms.RegexField(r"^\d{5}(-\d{4})?$", label=_l("ZIP code"), max_length=10, error_messages={"invalid": _l("A ZIP code has five digits.")})
    place_private = forms.BooleanField(label=_l("Show the town only; tell the place to those who come"), required=False)

    def __init__(self, *args: Any, weekend: Weekend, by_staff: bool = False, **kwargs: Any) -> None:
        """by_staff: what came from a list may have no address to write to."""
        super().__init__(*args, **kwargs)
        self.weekend = weekend
        days = {"min": weekend.starts_on.isoformat(), "max": weekend.ends_on.isoformat()}
        self.fields["starts_on"].widget.attrs.update(days)
        for name in ("contact_name", "email", "street") if by_staff else ():
            self.fields[name].required = False

    def clean_starts_on(self) -> Any:
        day = self.cleaned_data["starts_on"]
        if not self.weekend.starts_on <= day <= self.weekend.ends_on:
            first, last = self.weekend.starts_on, self.weekend.ends_on
            raise forms.ValidationError(_("The weekend is from %(first)s to %(last)s: choose a day of it.") % {"first": first, "last": last})
        return day

    def clean_zip(self) -> str:
        code: str = self.cleaned_data["zip"]
        if zip_middle(code[:5]) is None:
            raise forms.ValidationError(_("We do not know this ZIP code. Check its digits."))
        return code

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("starts") and data.get("starts") == data.get("ends"):
            self.add_error("ends", _("It must end after it begins."))
        return data

    def values(self) -> dict[str, Any]:
        """Return the fields of Submission as typed; an earlier end means the next day."""
        data = dict(self.cleaned_data)
        begins, ends = (data[name].hour * 60 + data[name].minute for name in ("starts", "ends"))
        del data["ends"]
        return {**data, "email": data["email"].lower(), "minutes": (ends - begins) % DAY or DAY}


def typed_of(row: Submission) -> dict[str, Any]:
    """Return a registration as the form shows it."""
    total = row.starts.hour * 60 + row.starts.minute + row.minutes
    kept = {name: getattr(row, name) for name in (*HOST, *WHAT, *WHERE) if hasattr(row, name)}
    return {**kept, "ends": time(total // 60 % 24, total % 60)}


class DeclineForm(forms.Form):
    words = forms.CharField(label=_l("Why, in a line"), max_length=300, help_text=_l("The host reads it in our letter."))


class AttendanceForm(forms.Form):
    number = forms.IntegerField(label=_l("How many came?"), min_value=0, max_value=1_000_000, help_text=_l("A number, never names. A careful guess is fine."))
