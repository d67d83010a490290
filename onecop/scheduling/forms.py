"""What people say about meetings."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from onecop.scheduling import rules
from onecop.ui.forms import DateInput, TimeInput

LENGTHS = [(30, _("half an hour")), (60, _("an hour")), (90, _("an hour and a half")), (120, _("two hours")), (180, _("three hours")), (240, _("four hours"))]


class TimeForm(forms.Form):
    """A day, an hour and how long: the wall clock where the partnership lives. `span` holds the moments once it is valid."""

    day = forms.DateField(label=_("Day"), widget=DateInput)
    clock = forms.TimeField(label=_("Begins at"), help_text=_("By the clock of the place where you meet."), widget=TimeInput)
    minutes = forms.TypedChoiceField(label=_("How long"), choices=LENGTHS, coerce=int, initial=60)
    place = forms.CharField(label=_("Where"), help_text=_("Only those who take part see this."), max_length=200, required=False)

    def __init__(self, *args: Any, zone: ZoneInfo, **options: Any) -> None:
        super().__init__(*args, **options)
        self.zone = zone
        self.span: tuple[datetime, datetime] | None = None

    def clean(self) -> dict[str, Any]:
        """Read the wall clock in the zone of the partnership; an hour that the clock skips is an error of its field."""
        data = super().clean() or {}
        day, clock = data.get("day"), data.get("clock")
        if isinstance(day, date) and isinstance(clock, time) and data.get("minutes"):
            try:
                starts = rules.moment(day, clock, self.zone)
            except rules.NoSuchTime:
                self.add_error("clock", _("The clock is put forward over this hour on that day. Choose another."))
            else:
                utc = starts.astimezone(ZoneInfo("UTC"))
                self.span = (utc, utc + timedelta(minutes=data["minutes"]))
        return data


class CancelForm(forms.Form):
    """Why it is called off; nobody has to say."""

    words = forms.CharField(label=_("A word about why"), help_text=_("Both sides read it. You can leave it empty."), max_length=200, required=False)
