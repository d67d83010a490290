"""The forms of liaisons, riders and officers."""

from datetime import time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from onecop.agencies.models import Officer
from onecop.congregations.models import Contact
from onecop.ridealongs import queries, rules, words
from onecop.ridealongs.choices import INSTEAD, AgeBand, CheckStatus, Kind, Part, Rule
from onecop.ridealongs.models import RideAlong, RuleSet, Watch
from onecop.ridealongs.rules import Terms
from onecop.ui import words as ui
from onecop.ui.forms import DateInput, TimeInput

NOBODY = "none"
RIDE_HOURS = [Decimal(n) / 2 for n in range(8, 18)]
MINOR_HOURS = [Decimal(n) / 2 for n in range(1, 5)]
REFUSABLE = (Rule.CAPACITY, Rule.INTERVAL, Rule.NOTICE, Rule.BLACKOUT, Rule.START, Rule.AGE, Rule.CHECK, Rule.OFFICER_CHOICE, Rule.OTHER)
WAIVER = _(
    "I ask to ride along with an officer on patrol. I know that police work can be dangerous, and that I may be hurt or my things damaged.\n\n"
    "I will do at once what the officer tells me. I stay in the car unless the officer says otherwise. I carry no weapon, take no pictures and "
    "make no recordings, and I keep to myself what I see and hear about other people.\n\n"
    "I may ask to be taken back at any time, and the officer may end the ride at any time.\n\n"
    "As far as the law allows, I will not hold the agency or its officers liable for what happens to me on the ride."
)
"""Where a liaison begins. The agency's counsel has the last word."""


def _hours(choices: list[Decimal]) -> Any:
    return lambda: [(str(n), words.hours(n)) for n in choices]


class StartTimes(forms.Field):
    """Times with commas between them: "08:00, 16:00"."""

    def to_python(self, value: Any) -> tuple[time, ...]:
        try:
            return tuple(sorted({time.fromisoformat(part.strip().zfill(5)) for part in (value or "").split(",") if part.strip()}))
        except ValueError:
            raise forms.ValidationError(gettext("Write times like 08:00, 16:00.")) from None

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(f"{t:%H:%M}" for t in value) if isinstance(value, (tuple, list)) else value


class RulesForm(forms.Form):
    """An agency's rules, and the waiver."""

    minimum_age = forms.TypedChoiceField(label=_("Youngest age"), coerce=int, choices=[(18, _("18 years")), (16, _("16 years"))])
    minor_hours = forms.TypedChoiceField(
        label=_("Longest ride under 18"), coerce=Decimal, choices=_hours(MINOR_HOURS), help_text=_("Only where 16 is allowed.")
    )
    hours = forms.TypedChoiceField(label=_("How long a ride lasts"), coerce=Decimal, choices=_hours(RIDE_HOURS))
    starts = StartTimes(label=_("Fixed start times"), required=False, help_text=_("With commas: 08:00, 16:00. Empty: when a watch begins."))
    notice_days = forms.IntegerField(label=_("Business days of notice"), min_value=0, max_value=rules.MOST_NOTICE)
    months_between = forms.TypedChoiceField(
        label=_("How often one person may ride"), coerce=int, choices=[(0, _("No limit")), (6, _("Once in 6 months")), (12, _("Once in 12 months"))]
    )
    per_sector = forms.IntegerField(label=_("Riders in one sector on one watch"), min_value=1, max_value=rules.MOST_SEATS)
    officer_choice = forms.BooleanField(label=_("Riders may ask for a specific officer"), required=False)
    same_officer_yearly = forms.BooleanField(label=_("With the same officer only once a year"), required=False)
    partner_exception = forms.BooleanField(
        label=_("The partner officer is an exception to both"), required=False, help_text=_("This is what the partnership lives by.")
    )
    check_needed = forms.BooleanField(label=_("A background check comes first"), required=False)
    check_months = forms.IntegerField(label=_("Months for which a check holds"), min_value=1, max_value=60)
    dress = forms.CharField(label=_("What to wear"), max_length=600, widget=forms.Textarea(attrs={"rows": 2}))
    religious_dress = forms.CharField(
        label=_("Religious dress"), max_length=600, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Head coverings, kirpan, hijab, kippah: what is welcome, and what you settle with the rider beforehand."),
    )  # fmt: skip
    alternatives = forms.MultipleChoiceField(
        label=_("What you offer instead of a ride"), required=False, choices=[(k.value, k.label) for k in INSTEAD], widget=forms.CheckboxSelectMultiple
    )
    waiver = forms.CharField(
        label=_("The waiver"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 12}), help_text=_("An empty line begins a new paragraph.")
    )

    @classmethod
    def of(cls, present: RuleSet | None, data: Any = None) -> "RulesForm":
        """Return the form with the rules in force, or with what is usual."""
        terms = present.terms if present else Terms()
        return cls(data, initial={**vars(terms), "waiver": present.waiver.text if present else str(WAIVER)})

    @property
    def terms(self) -> Terms:
        """The rules as filled in; only for a valid form."""
        given = {name: self.cleaned_data[name] for name in Terms.__dataclass_fields__}
        return Terms(**{**given, "alternatives": tuple(Kind(k) for k in given["alternatives"])})


RULE_SECTIONS = [
    (_("Who, and how often"), ["minimum_age", "minor_hours", "months_between", "check_needed", "check_months"]),
    (_("When, and for how long"), ["hours", "starts", "notice_days", "per_sector"]),
    (_("With whom"), ["officer_choice", "same_officer_yearly", "partner_exception"]),
    (_("Dress"), ["dress", "religious_dress"]),
    (_("Instead of a ride"), ["alternatives"]),
    (_("The waiver"), ["waiver"]),
]


class WatchForm(forms.Form):
    name = forms.CharField(label=_("Name of the watch"), max_length=40)
    starts = forms.TimeField(label=_("Begins"), widget=TimeInput)
    hours = forms.DecimalField(label=_("Hours"), min_value=Decimal("0.5"), max_value=24, decimal_places=1, initial=8)


class BlackoutForm(forms.Form):
    first_on = forms.DateField(label=_("First day"), widget=DateInput)
    last_on = forms.DateField(label=_("Last day"), widget=DateInput)
    words = forms.CharField(label=_("Why"), max_length=80, help_text=_("Riders read it: Parade week."))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("first_on") and given.get("last_on") and given["last_on"] < given["first_on"]:
            self.add_error("last_on", gettext("It comes before the first day."))
        return given


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
    start = forms.ChoiceField(label=_("When?"), required=False)
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
        if given.get("kind") == Kind.RIDE and self.chosen is None and "start" not in self.errors:
            self.add_error("start", gettext("Choose when."))
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
