"""The form of an event: few questions to begin with, the rest in folded groups."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from onecop.debriefs.choices import Pillar
from onecop.events import kinds, money
from onecop.events.choices import HOUSE_KINDS, WIDE_KINDS, Access, EventKind, Repeat, SignUp
from onecop.events.models import Event
from onecop.events.series import repeat_of, rule_of
from onecop.events.services import Plan
from onecop.ui.forms import DateInput, TimeInput
from onecop.ui.languages import LanguageList

DAY = 1440
BASICS = ("title", "kind", "starts_on", "starts", "ends", "repeat", "until_on", "place")
GROUPS = (
    (_l("Who may come, and seats"), ("public", "sign_up", "capacity", "waitlist", "party_most", "closes_hours", "remind")),
    (_l("Address"), ("address", "city", "state", "place_private")),
    (_l("Words for guests, languages, access"), ("words", "languages", "accessibility")),
    (_l("Worship and money"), ("religious", "federally_funded", "grant")),
    (_l("What it serves"), ("goal", "pillars")),
)
MORE = tuple(name for _title, names in GROUPS for name in names)


class EventForm(forms.Form):
    """An event: eight fields to begin with, the rest for who wants it."""

    title = forms.CharField(label=_l("What is it?"), max_length=120, help_text=_l("As you would say it: New Year’s dinner"))
    kind = forms.ChoiceField(label=_l("Kind"))
    starts_on = forms.DateField(label=_l("Date"), widget=DateInput, help_text=_l("Of a series: the first date"))
    starts = forms.TimeField(label=_l("Begins"), widget=TimeInput)
    ends = forms.TimeField(label=_l("Ends"), widget=TimeInput, help_text=_l("An earlier hour means the next day."))
    repeat = forms.ChoiceField(label=_l("How often"), choices=Repeat.choices, initial=Repeat.ONCE)
    until_on = forms.DateField(label=_l("Last date"), required=False, widget=DateInput, help_text=_l("Leave it empty when there is no end."))
    place = forms.CharField(label=_l("Where"), max_length=120, required=False, help_text=_l("A room or a place in words: the fellowship hall"))
    words = forms.CharField(label=_l("What guests should know"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    public = forms.BooleanField(label=_l("Anyone may open its page, and calendars show it"), required=False)
    sign_up = forms.ChoiceField(label=_l("Signing up"), choices=SignUp.choices, required=False, initial=SignUp.NONE)
    capacity = forms.IntegerField(label=_l("Seats"), required=False, min_value=1, max_value=100_000, help_text=_l("Leave it empty when there is room for all."))
    waitlist = forms.BooleanField(label=_l("Whoever asks when it is full may wait for a seat"), required=False, initial=True)
    party_most = forms.IntegerField(
        label=_l("Most people in one sign-up"), required=False, min_value=1, max_value=50, initial=6, help_text=_l("A family counts one by one.")
    )
    closes_hours = forms.IntegerField(
        label=_l("Sign-up ends so many hours before"), required=False, min_value=0, max_value=720, initial=0, help_text=_l("0: when it begins.")
    )
    remind = forms.BooleanField(
        label=_l("Whoever is invited and has not answered gets one friendly reminder"), required=False, initial=True, help_text=_l("Once, some days before.")
    )
    address = forms.CharField(label=_l("Address"), max_length=200, required=False, help_text=_l("Only when it is not your own."))
    city = forms.CharField(label=_l("Town"), max_length=120, required=False, help_text=_l("Calendars show it even where the place is private. Empty: yours."))
    state = forms.CharField(label=_l("State"), max_length=2, required=False, help_text=_l("Two letters"))
    place_private = forms.BooleanField(label=_l("Show the place only to those who come"), required=False, initial=True)
    religious = forms.BooleanField(label=_l("Worship, religious teaching or prayer is part of it"), required=False)
    federally_funded = forms.BooleanField(
        label=_l("Federal money pays for a part of it"),
        required=False,
        help_text=_l("Never possible for worship, religious teaching or prayer (28 CFR 38)."),
    )
    grant = forms.CharField(label=_l("Grant that pays for it"), max_length=60, required=False, help_text=_l("As the funder names it"))
    goal: Any = forms.ModelChoiceField(
        label=_l("Joint goal that it serves"), queryset=None, required=False, to_field_name="key", empty_label=_l("None of them")
    )
    languages = LanguageList(label=_l("Languages"), required=False, max_length=200, help_text=_l("With a comma between them"))
    accessibility = forms.MultipleChoiceField(label=_l("Access"), choices=Access.choices, required=False, widget=forms.CheckboxSelectMultiple)
    pillars = forms.MultipleChoiceField(label=_l("Which pillars it serves"), choices=Pillar.choices, required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, host: Any = None, wide: bool = False, other_rule: str = "", kind: str = "", **kwargs: Any) -> None:
        """host: whose live joint goals are offered; None: any host of the reader's, none are. wide: hosted by an agency, a region or the nation."""
        super().__init__(*args, **kwargs)
        self.other_rule = other_rule
        offered = [*(WIDE_KINDS if wide else HOUSE_KINDS), *([EventKind(kind)] if kind else [])]
        self.fields["kind"].choices = [(one.value, one.label) for one in dict.fromkeys(offered)]  # type: ignore[attr-defined]
        self.fields["goal"].queryset = goals = money.goals_for(host)  # type: ignore[attr-defined]
        if not goals.exists():
            del self.fields["goal"]
        if wide:
            self.fields["place_private"].initial = False
        if other_rule:
            self.fields["repeat"].choices = [("", _l("As it is now")), *Repeat.choices]  # type: ignore[attr-defined]
            self.fields["repeat"].required = False

    @property
    def groups(self) -> list[tuple[Any, list[str], bool]]:
        """The folded groups: title, the fields there are, and whether it stands open because something in it is wrong."""
        return [(title, [n for n in names if n in self.fields], any(n in self.errors for n in names)) for title, names in GROUPS]

    def clean_state(self) -> str:
        state = str(self.cleaned_data["state"]).upper()
        if state and not state.isalpha():
            raise forms.ValidationError(_("Two letters, like NY."))
        return state

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("starts") and data.get("starts") == data.get("ends"):
            self.add_error("ends", _("It must end after it begins."))
        if data.get("until_on") and data.get("starts_on") and data["until_on"] < data["starts_on"]:
            self.add_error("until_on", _("The last date lies before the first."))
        if data.get("sign_up") == SignUp.ANYONE and not data.get("public"):
            self.add_error("sign_up", _("Anyone may sign up only where anyone may open the page: tick that too."))
        religious = bool(data.get("religious")) or data.get("kind") == EventKind.SERVICE
        federal, grant = bool(data.get("federally_funded")), data.get("grant") or ""
        for no in money.wrong(kind=data.get("kind") or "", religious=religious, federal=federal, grant=grant):
            self.add_error(no.field, f"{no.words} {no.instead}")
        for name, usual in (("sign_up", SignUp.NONE.value), ("party_most", 6), ("closes_hours", 0)):
            if data.get(name) in (None, ""):
                data[name] = usual
        return data

    def plan(self) -> Plan:
        """Return what was typed as the services take it."""
        data = self.cleaned_data
        begins, ends = (data[name].hour * 60 + data[name].minute for name in ("starts", "ends"))
        rule = rule_of(data["repeat"], data["starts_on"]) if data["repeat"] else self.other_rule
        more = {name: data[name] for name in ("place", *MORE) if name in data}
        return Plan(EventKind(data["kind"]), data["title"], data["starts_on"], data["starts"], (ends - begins) % DAY or DAY, rule, data["until_on"], more)


def typed_of(event: Event) -> dict[str, Any]:
    """Return an event as the form shows it."""
    end = datetime.combine(event.starts_on, event.starts) + timedelta(minutes=event.minutes)
    kept = {name: getattr(event, name) for name in (*BASICS, *MORE) if hasattr(event, name)}
    goal = event.goal.key if event.goal else None
    return {**kept, "goal": goal, "ends": end.time(), "repeat": repeat_of(event.rrule, event.starts_on) or ""}


def usual_of(kind: str) -> dict[str, Any]:
    """Return what a template fills in; nothing for a kind without one."""
    found = kinds.of(kind)
    if found is None:
        return {}
    begins = datetime.strptime(found.starts, "%H:%M")  # noqa: DTZ007 - a time of day without a date
    return {
        "kind": found.kind.value, "title": found.title, "starts": begins.time(), "ends": (begins + timedelta(minutes=found.minutes)).time(),
        "sign_up": found.sign_up.value, "public": found.public, "pillars": [p.value for p in found.pillars], "religious": found.kind == EventKind.SERVICE,
    }  # fmt: skip


class ListForm(forms.Form):
    """What comes with a new event."""

    usual = forms.BooleanField(label=_l("With the usual checklist and roles"), required=False, initial=True, help_text=_l("You can change every line."))


class HostForm(forms.Form):
    """Whose OneCOP event it is."""

    host = forms.ChoiceField(label=_l("Who hosts it"))

    def __init__(self, *args: Any, hosts: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["host"].choices = list(hosts.items())  # type: ignore[attr-defined]
