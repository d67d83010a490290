from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from onecop.matching.choices import ProposalState
from onecop.matching.models import Proposal


class RunForm(forms.Form):
    """What to match."""

    include_prospects = forms.BooleanField(
        label=_("Match prospects too, with what the enrolled congregations leave"),
        help_text=_("Prospects are congregations on the map that have not enrolled. One can be asked once it has a contact with an e-mail address."),
        required=False,
    )


class AnswerForm(forms.Form):
    """Yes or no; a reason is never required."""

    accepts = forms.ChoiceField(choices=[("yes", _("Yes")), ("no", _("No"))])
    reason = forms.CharField(
        label=_("If you say no, you may tell us why"),
        help_text=_("Only OneCOP staff read this. You can leave it empty."),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ExcludeForm(forms.Form):
    """Why a pair is kept out, for the record."""

    note = forms.CharField(label=_("Why, for the record"), help_text=_("Staff only. You can leave it empty."), max_length=200, required=False)


class SwapForm(forms.Form):
    """With which other draft of the run."""

    other = forms.ModelChoiceField(label=_("Trade officers with"), queryset=Proposal.objects.none(), to_field_name="key", empty_label=_("Choose a proposal"))

    def __init__(self, *args: Any, proposal: Proposal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Proposal.objects.filter(run=proposal.run, state=ProposalState.DRAFT).exclude(pk=proposal.pk).exclude(officer=proposal.officer)
        field = self.fields["other"]
        field.queryset = others.select_related("congregation", "officer").order_by("congregation__name", "id")  # type: ignore[attr-defined]
        field.label_from_instance = lambda p: f"{p.congregation}: {p.officer}"  # type: ignore[attr-defined]
