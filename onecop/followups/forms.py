"""Forms: what the host writes down, the thank-you, the three questions, pictures, materials."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from onecop.followups.choices import Faces, Group, Readers
from onecop.followups.developing import FORMATS
from onecop.followups.models.thanks import WORDS
from onecop.followups.services import Answer, Consent
from onecop.followups.services.keeping import ENDINGS
from onecop.followups.services.pictures import AT_ONCE

TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "HEIF": "image/heic"}
SCALE = [("5", _("Yes, very much")), ("4", _("Yes")), ("3", _("So-so")), ("2", _("Not really")), ("1", _("No"))]


def _long(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "autocapitalize": "sentences", "spellcheck": "true"})


class RecordForm(forms.Form):
    """One minute: a number and a sentence."""

    came = forms.IntegerField(
        label=_("How many came?"), help_text=_("A number as you remember it. Never names."), min_value=0, max_value=1_000_000, required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    outcome = forms.CharField(
        label=_("What came of it?"), help_text=_("One sentence. Nothing about single people."), max_length=600, required=False, widget=_long()
    )
    reached = forms.IntegerField(label=_("How much of it did this event bring?"), min_value=0, max_value=1_000_000, required=False,
                                 widget=forms.NumberInput(attrs={"inputmode": "numeric"}))  # fmt: skip

    def __init__(self, *args: Any, measure: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if measure:
            self.fields["reached"].help_text = _("The goal counts: %(measure)s. Write only what this event added.") % {"measure": measure}
        else:
            del self.fields["reached"]


class ThanksForm(forms.Form):
    """The host's words to each group that somebody is in."""

    def __init__(self, *args: Any, numbers: Mapping[str, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for group in numbers:
            self.fields[group] = forms.CharField(label=Group(group).label, max_length=WORDS, widget=_long(4))


class FeedbackForm(forms.Form):
    """Three questions; whoever likes passes over one."""

    welcome = forms.TypedChoiceField(label=_("Did you feel welcome?"), choices=SCALE, required=False, coerce=int, empty_value=None, widget=forms.RadioSelect)
    trust = forms.TypedChoiceField(
        label=_("Do you know better now whom to turn to, and trust them?"), choices=SCALE, required=False, coerce=int, empty_value=None,
        widget=forms.RadioSelect,
    )  # fmt: skip
    words = forms.CharField(label=_("One sentence to the hosts"), help_text=_("Without names, please. Yours is not kept."), max_length=400, required=False,
                            widget=_long(2))  # fmt: skip

    def answer(self) -> Answer:
        data = self.cleaned_data
        return Answer(data["welcome"], data["trust"], data["words"])


class SeveralInput(forms.FileInput):
    allow_multiple_selected = True


class SeveralFiles(forms.FileField):
    """As many files as somebody chose."""

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        rows = data if isinstance(data, list | tuple) else [data] if data else []
        if not rows and self.required:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        if len(rows) > AT_ONCE:
            raise forms.ValidationError(_("These are more than %(most)s. Add them in two parts."), params={"most": AT_ONCE})
        return [super(SeveralFiles, self).clean(one, initial) for one in rows]


class PhotosForm(forms.Form):
    pictures = SeveralFiles(
        label=_("Choose pictures"),
        help_text=_("Up to twelve at once. Where and when they were taken is wiped out of the files."),
        widget=SeveralInput(attrs={"accept": ",".join(TYPES[name] for name in FORMATS)}),
    )


class ConsentForm(forms.Form):
    """What those in a picture agreed to."""

    faces = forms.ChoiceField(label=_("Who can be recognized?"), choices=Faces.choices, widget=forms.RadioSelect)
    children = forms.BooleanField(label=_("Children can be seen"), required=False)
    guardians = forms.BooleanField(label=_("A parent or guardian of each child has said yes in writing"), required=False)
    public = forms.BooleanField(label=_("Show it on the public page"), required=False)
    programme = forms.BooleanField(label=_("OneCOP may use it to tell of the initiative"), required=False)
    alt = forms.CharField(label=_("What does one see?"), help_text=_("One sentence for those who cannot see it. No names."), max_length=200, required=False)

    def __init__(self, *args: Any, public: bool, shown: bool, **kwargs: Any) -> None:
        """public: the event has a public page. shown: pictures of this place may be shown at all."""
        super().__init__(*args, **kwargs)
        for name, there in (("public", public and shown), ("programme", shown)):
            if not there:
                del self.fields[name]

    def consent(self) -> Consent:
        return Consent(**{name: self.cleaned_data[name] for name in self.fields})


class MaterialForm(forms.Form):
    """A file or a link."""

    title = forms.CharField(label=_("What is it called?"), max_length=120, required=False)
    file = forms.FileField(
        label=_("File"), help_text=_("PDF, slides or a text, up to 10 megabytes."), required=False, widget=forms.FileInput(attrs={"accept": ",".join(ENDINGS)})
    )
    url = forms.CharField(label=_("Or a link"), max_length=500, required=False, widget=forms.URLInput(attrs={"placeholder": "https://"}))
    readers = forms.ChoiceField(label=_("Who may open it?"), choices=Readers.choices, initial=Readers.BOTH, widget=forms.RadioSelect)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and bool(data.get("file")) == bool(data.get("url")):
            self.add_error("file", _("Choose a file or write a link: one of the two."))
        return data
