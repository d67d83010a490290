from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from onecop.mail.models import OptOut, Wish
from onecop.mail.queries import optional_kinds
from onecop.mail.services.wordings import BadWording, check
from onecop.mail.templates import Template

ZONES = [
    ("", _("As in my account")),
    ("America/New_York", _("Eastern")),
    ("America/Chicago", _("Central")),
    ("America/Denver", _("Mountain")),
    ("America/Phoenix", _("Arizona")),
    ("America/Los_Angeles", _("Pacific")),
    ("America/Anchorage", _("Alaska")),
    ("Pacific/Honolulu", _("Hawaii")),
    ("America/Puerto_Rico", _("Puerto Rico")),
]


class WishesForm(forms.Form):
    """What an address wants to get, and when."""

    daily = forms.BooleanField(
        label=_("One letter a day instead of several"), required=False, help_text=_("We gather what can wait, and send it at seven in the morning.")
    )
    quiet = forms.BooleanField(label=_("Quiet hours"), required=False, help_text=_("What can wait does not come in these hours."))
    quiet_from = forms.TimeField(label=_("From"), required=False, initial=time(21), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    quiet_to = forms.TimeField(label=_("To"), required=False, initial=time(8), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    timezone = forms.ChoiceField(label=_("Time zone"), choices=ZONES, required=False)

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        self.kinds = optional_kinds(email)
        off = set(OptOut.objects.filter(email=email).values_list("kind", flat=True))
        wish = Wish.objects.filter(email=email).first()
        initial: dict[str, Any] = {f"kind_{n}": not off & {kind, "*"} for n, (kind, _title) in enumerate(self.kinds)}
        if wish is not None:
            initial |= {"daily": wish.daily, "quiet": wish.quiet_from is not None, "timezone": wish.timezone}
            initial |= {"quiet_from": wish.quiet_from, "quiet_to": wish.quiet_to} if wish.quiet_from is not None else {}
        super().__init__(*args, **{**kwargs, "initial": initial})
        for n, (_kind, title) in enumerate(self.kinds):
            self.fields[f"kind_{n}"] = forms.BooleanField(label=title, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("quiet"):
            for name in ("quiet_from", "quiet_to"):
                if data.get(name) is None and name not in self.errors:
                    self.add_error(name, _("Say from when to when."))
            if data.get("quiet_from") is not None and data.get("quiet_from") == data.get("quiet_to"):
                self.add_error("quiet_to", _("These are the same. Choose another hour."))
        return data

    @property
    def sections(self) -> list[tuple[Any, ...]]:
        """Return the groups that the page shows."""
        kinds = [f"kind_{n}" for n in range(len(self.kinds))]
        first = [(_("Letters that you may turn off"), kinds)] if kinds else []
        return [*first, (_("When they come"), ["daily", "quiet", "quiet_from", "quiet_to", "timezone"])]

    def wishes(self) -> dict[str, Any]:
        """Return the arguments of services.wishes.set_wishes."""
        data = self.cleaned_data
        return {
            "wanted": {kind: data[f"kind_{n}"] for n, (kind, _title) in enumerate(self.kinds)},
            "daily": data["daily"],
            "quiet": (data["quiet_from"], data["quiet_to"]) if data["quiet"] else None,
            "timezone": data["timezone"],
        }


class WordingForm(forms.Form):
    """The words of one kind of letter."""

    subject = forms.CharField(label=_("Subject"), max_length=250)
    body = forms.CharField(
        label=_("Letter"),
        widget=forms.Textarea(attrs={"rows": 18}),
        help_text=_("A blank line begins a paragraph. **Two stars** make words bold, and [words](https://…) make a link. Words in braces are filled in."),
    )

    def __init__(self, *args: Any, template: Template, **kwargs: Any) -> None:
        self.template = template
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "subject" in data and "body" in data:
            try:
                check(self.template, data["subject"], data["body"])
            except BadWording as no:
                raise forms.ValidationError(f"{no.reason} {no.instead}".strip()) from None
        return data
