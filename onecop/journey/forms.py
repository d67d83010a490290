from dataclasses import fields
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from onecop.access.models import Person
from onecop.journey.case import Standard
from onecop.journey.choices import HelpWanted
from onecop.journey.services.keeping import KINDS
from onecop.ui.forms import DateInput


def _long(rows: int = 4) -> forms.Textarea:
    """A large plain field: one can speak into it on a phone."""
    return forms.Textarea(attrs={"rows": rows, "autocapitalize": "sentences", "spellcheck": "true"})


class TellForm(forms.Form):
    """A step that was done before OneCOP, or elsewhere."""

    on = forms.DateField(label=_("On which day?"), help_text=_("As near as you remember. It may lie before the partnership began here."), widget=DateInput())
    words = forms.CharField(
        label=_("What happened?"), help_text=_("One or two sentences. Both sides see them, with your name."), max_length=500, widget=_long(3)
    )


class WaiveForm(forms.Form):
    reason = forms.CharField(label=_("Why is this step let be?"), help_text=_("Both sides see the reason."), max_length=300, widget=_long(2))


class ReportForm(forms.Form):
    """Five questions, each a large field that one can speak into."""

    together = forms.CharField(label=_("What did you do together?"), required=False, max_length=4000, widget=_long(5))
    well = forms.CharField(label=_("What went well?"), required=False, max_length=4000, widget=_long())
    hard = forms.CharField(label=_("What was hard?"), required=False, max_length=4000, widget=_long())
    changed = forms.CharField(label=_("What has changed between your people and the officers?"), required=False, max_length=4000, widget=_long())
    ahead = forms.CharField(label=_("What comes next?"), required=False, max_length=4000, widget=_long())
    help_wanted = forms.ChoiceField(
        label=_("Do you need help?"), choices=[("", _("No, we are well")), *HelpWanted.choices], required=False, widget=forms.RadioSelect
    )
    help_words = forms.CharField(label=_("What should we know about it?"), required=False, max_length=4000, widget=_long(3))
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class NoteForm(forms.Form):
    words = forms.CharField(
        label=_("A note for staff"), help_text=_("Neither side ever sees it. Nothing about cases, faith or health."), max_length=4000, widget=_long(3)
    )


class FileForm(forms.Form):
    file = forms.FileField(
        label=_("Add a file"),
        help_text=_("PDF, picture or office document, up to 5 megabytes. Both sides see it."),
        widget=forms.FileInput(attrs={"accept": ",".join(KINDS)}),
    )


class OwnerForm(forms.Form):
    """owners: the staff who may be chosen."""

    owner = forms.ModelChoiceField(
        label=_("Who looks after them from now on?"), queryset=Person.objects.none(), to_field_name="key", empty_label=_("Choose somebody")
    )

    def __init__(self, *args: Any, owners: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = owners  # type: ignore[attr-defined]


class CadenceForm(forms.Form):
    first_contact_days = forms.IntegerField(label=_("First contact within"), help_text=_("Days after an officer has taken over."), min_value=1, max_value=90)
    first_month_contacts = forms.IntegerField(label=_("Contacts in the first month"), min_value=1, max_value=10)
    contact_days = forms.IntegerField(label=_("Then a contact every"), help_text=_("Days."), min_value=7, max_value=180)
    together_days = forms.IntegerField(label=_("Something together every"), help_text=_("Days. A quarter has 92."), min_value=14, max_value=400)
    report_days = forms.IntegerField(label=_("A progress report within"), help_text=_("Days after a quarter has begun."), min_value=7, max_value=80)
    stalled_days = forms.IntegerField(label=_("Stalled after"), help_text=_("Days of being overdue."), min_value=7, max_value=365)

    def standard(self) -> Standard:
        return Standard(**{one.name: self.cleaned_data[one.name] for one in fields(Standard)})
