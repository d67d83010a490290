from django import forms
from django.utils.translation import gettext_lazy as _

from onecop.messages.choices import Settlement
from onecop.messages.models import WORDS


class PostForm(forms.Form):
    words = forms.CharField(label=_("Your message"), max_length=WORDS, widget=forms.Textarea(attrs={"rows": 4}))


class ReportForm(forms.Form):
    reason = forms.CharField(label=_("What is not right about it?"), max_length=600, widget=forms.Textarea(attrs={"rows": 3}))


class SettleForm(forms.Form):
    settlement = forms.ChoiceField(label=_("What do you decide?"), choices=[(s.value, str(s.label).capitalize()) for s in Settlement], widget=forms.RadioSelect)
    note = forms.CharField(label=_("A note for staff"), max_length=600, required=False, widget=forms.Textarea(attrs={"rows": 2}))
