"""The forms of liaisons, riders and officers."""

from onecop.ridealongs.forms.riding import AlternativeForm, ApplyForm, ApproveForm, CheckForm, DressForm, InsteadForm, RefuseForm, SignForm, WordsForm
from onecop.ridealongs.forms.ruling import RULE_SECTIONS, BlackoutForm, RulesForm, WatchForm

__all__ = [
    "RULE_SECTIONS",
    "AlternativeForm",
    "ApplyForm",
    "ApproveForm",
    "BlackoutForm",
    "CheckForm",
    "DressForm",
    "InsteadForm",
    "RefuseForm",
    "RulesForm",
    "SignForm",
    "WatchForm",
    "WordsForm",
]
