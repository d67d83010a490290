"""Applying, answering, signing, calling off."""

from datetime import time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from onecop.agencies.models import Officer
from onecop.congregations.models import Contact
from onecop.ridealongs import queries, rules
from onecop.ridealongs.choices import INSTEAD, AgeBand, CheckStatus, Kind, Part, Rule
from onecop.ridealongs.models import RideAlong, RuleSet, Watch
from onecop.ui import words as ui
from onecop.ui.forms import DateInput, TimeInput

NOBODY = "none"
REFUSABLE = (Rule.CAPACITY, Rule.INTERVAL, Rule.NOTICE, Rule.BLACKOUT, Rule.START, Rule.AGE, Rule.CHECK, Rule.OFFICER_CHOICE, Rule.OTHER)


def _start_choices(starts: list[queries.Start]) -> list[tuple[str, str]]:
    return [(s.value, gettext("%(watch)s, from %(time)s") % {"watch": s.watch.name, "time": ui.clock(s.start)}) for s in starts]


class StartMixin:
    """Reads the one choice of watch and start back into both."""

    starts: list[queries.Start]
    cleaned_data: dict[str, Any]

    @property
    def chosen(self) -> queries.Start | None:
        return next((s for s in self.starts if s.value == self.cleaned_data.get("start")), None)


class ApplyForm(StartMixin, forms.Form):
    """A rider's application: few questions on a phone."""

    rider = forms.ChoiceField(label=_("Who rides?"), widget=forms.RadioSelect)
    kind = forms.ChoiceField(label=_("What would you like?"), widget=forms.RadioSelect)
    on = forms.DateField(label=_("On which day?"), widget=DateInput)
    start = forms.ChoiceField(label=_("When?"), help_text=_("For a ride. Anything else is agreed with you."))
    band = forms.ChoiceField(
        label=_("Age of the rider"), choices=AgeBand.choices, widget=forms.RadioSelect, help_text=_("We keep only this, never a date of birth.")
    )
    wants_partner = forms.BooleanField(label=_("With our partner officer, if possible"), required=False)
    dress_question = forms.CharField(
        label=_("Is there anything about religious dress to settle first?"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    def __init__(self, *args: Any, riders: dict[Part, Contact], starts: list[queries.Start], rules: RuleSet, officer: Officer | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.starts, self.riders, terms = starts, {contact.key: contact for contact in riders.values()}, rules.terms
        self.fields["rider"].choices = [(c.key, f"{c}, {part.label}") for part, c in riders.items()]  # type: ignore[attr-defined]
        self.fields["kind"].choices = [(k.value, k.label.capitalize()) for k in (Kind.RIDE, *terms.alternatives)]  # type: ignore[attr-defined]
        self.fields["start"].choices = _start_choices(starts)  # type: ignore[attr-defined]
        self.fields["dress_question"].help_text = terms.religious_dress
        if len(riders) == 1:
            self.fields["rider"].widget, self.fields["rider"].initial = forms.HiddenInput(), next(iter(self.riders))
        if len(terms.alternatives) == 0:
            self.fields["kind"].widget = forms.HiddenInput()
        if officer is None or not (terms.officer_choice or terms.partner_exception):
            del self.fields["wants_partner"]
        else:
            self.fields["wants_partner"].label = gettext("With %(officer)s, if possible") % {"officer": officer}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("kind") in INSTEAD:
            self.errors.pop("start", None)
        return given

    @property
    def who(self) -> Contact:
        return self.riders[self.cleaned_data["rider"]]


class ApproveForm(StartMixin, forms.Form):
    """Watch, sector and officer of a ride; the seat follows."""

    on = forms.DateField(label=_("Day"), widget=DateInput)
    start = forms.ChoiceField(label=_("Watch and start"))
    sector = forms.ChoiceField(label=_("Sector"), required=False)
    officer = forms.ChoiceField(label=_("Officer"), required=False)
    place = forms.CharField(label=_("Where to come to"), max_length=120, required=False, help_text=_("Front desk of the station, and its address."))

    def __init__(self, ride: RideAlong, *args: Any, starts: list[queries.Start], zone: str, **kwargs: Any) -> None:
        self.starts, agency = starts, ride.partnership.agency
        self.sectors = {area.key: area for area in queries.sectors_of(agency)}
        home = ride.sector or queries.home_sector(ride.partnership)
        self.officers = {officer.key: officer for officer in queries.drivers(ride.partnership, home)}
        super().__init__(*args, **{"initial": _booked_or_asked(ride, home, self.officers), **kwargs})
        self.fields["start"].choices = _start_choices(starts)  # type: ignore[attr-defined]
        self.fields["sector"].choices = [(key, str(area)) for key, area in self.sectors.items()]  # type: ignore[attr-defined]
        leads = queries.leads_of(ride.partnership)
        named = [(key, _officer_words(officer, officer in leads, ride, zone)) for key, officer in self.officers.items()]
        self.fields["officer"].choices = [*named, (NOBODY, gettext("Named on the day"))]  # type: ignore[attr-defined]
        if not self.sectors:
            del self.fields["sector"]

    @property
    def booking(self) -> dict[str, Any]:
        """The arguments of `services.approve`; only for a valid form."""
        given, start = self.cleaned_data, self.chosen
        return {
            "on": given["on"], "watch": start.watch if start else None, "start": start.start if start else None, "place": given["place"],
            "sector": self.sectors.get(given.get("sector", "")), "officer": self.officers.get(given["officer"]),
        }  # fmt: skip


def _booked_or_asked(ride: RideAlong, home: Any, officers: dict[str, Officer]) -> dict[str, Any]:
    watch: Watch | None = ride.watch or ride.asked_watch
    start = ride.asked_start or (watch.starts if watch else None)
    wanted = ride.officer.key if ride.officer else next(iter(officers), NOBODY) if ride.wants_partner else NOBODY
    return {
        "on": ride.day, "start": f"{watch.key}-{start:%H%M}" if watch and start else "", "sector": home.key if home else "", "officer": wanted,
        "place": ride.place,
    }  # fmt: skip


def _officer_words(officer: Officer, partner: bool, ride: RideAlong, zone: str) -> str:
    said = [str(officer)]
    if partner:
        said.append(gettext("partner officer"))
    moment = ride.starts_at or _asked_moment(ride, zone)
    duty = queries.on_duty(officer, moment, zone) if moment else None
    if duty is not None:
        said.append(gettext("on duty then") if duty else gettext("off duty then"))
    return ", ".join(said)


def _asked_moment(ride: RideAlong, zone: str) -> Any:
    if ride.asked_watch is None:
        return None
    band, terms = AgeBand(ride.age_band), ride.rules.terms
    return rules.hours_of(terms, band, ride.asked_watch.span, on=ride.asked_on, start=ride.asked_start, zone=ZoneInfo(zone))[0]


class AlternativeForm(forms.Form):
    """When and where something other than a ride takes place."""

    on = forms.DateField(label=_("Day"), widget=DateInput)
    starts = forms.TimeField(label=_("Begins"), widget=TimeInput, initial=time(9))
    hours = forms.DecimalField(label=_("Hours"), min_value=Decimal("0.5"), max_value=12, decimal_places=1, initial=2)
    place = forms.CharField(label=_("Where to come to"), max_length=120)


class RefuseForm(forms.Form):
    rule = forms.ChoiceField(label=_("Which rule stands in the way?"), choices=[(r.value, r.label.capitalize()) for r in REFUSABLE])
    words = forms.CharField(
        label=_("In your own words"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The rider reads it as you write it. The next day that works, and what you offer instead, we add ourselves."),
    )  # fmt: skip


class InsteadForm(forms.Form):
    """Offering something other than a ride."""

    kind = forms.ChoiceField(label=_("What do you offer?"), widget=forms.RadioSelect)
    on = forms.DateField(label=_("On which day?"), widget=DateInput)

    def __init__(self, *args: Any, kinds: tuple[Kind, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(k.value, k.label.capitalize()) for k in kinds]  # type: ignore[attr-defined]


class CheckForm(forms.Form):
    """Status, date and expiry of a background check: there is no field for anything else."""

    status = forms.ChoiceField(label=_("Background check"), choices=CheckStatus.choices)
    on = forms.DateField(label=_("Noted for"), widget=DateInput)
    expires = forms.DateField(label=_("Holds until"), widget=DateInput, required=False, help_text=_("Empty: as long as your rules say."))


class DressForm(forms.Form):
    answer = forms.CharField(
        label=_("Your answer"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}), help_text=_("The rider and the officer read it.")
    )


class WordsForm(forms.Form):
    """A word to the others, if one likes."""

    words = forms.CharField(label=_("A word to the others"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class SignForm(forms.Form):
    """A name under the waiver."""

    agreed = forms.BooleanField(label=_("I have read the waiver and the rules, and I agree to them."))
    name = forms.CharField(label=_("Your full name"), max_length=120, help_text=_("Typed here, it is your signature."))
    guardian = forms.CharField(label=_("Full name of a parent or guardian"), max_length=120, help_text=_("They agree for a rider under 18."))

    def __init__(self, ride: RideAlong, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        if ride.age_band != AgeBand.TEEN:
            del self.fields["guardian"]
