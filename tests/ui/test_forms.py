"""Every field: a label that points to it, a hint and an error that it names."""

import html5lib
import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import engines

from onecop.ui.forms import DateInput, TelInput, Tiles, TimeInput
from onecop.ui.samples import SampleForm
from tests.html import faults

WIDGETS = {
    "char": forms.CharField(help_text="hint"),
    "area": forms.CharField(widget=forms.Textarea, help_text="hint"),
    "email": forms.EmailField(help_text="hint"),
    "number": forms.IntegerField(help_text="hint"),
    "date": forms.DateField(widget=DateInput, help_text="hint"),
    "time": forms.TimeField(widget=TimeInput, help_text="hint"),
    "tel": forms.CharField(widget=TelInput, help_text="hint"),
    "file": forms.FileField(help_text="hint"),
    "password": forms.CharField(widget=forms.PasswordInput, help_text="hint"),
    "select": forms.ChoiceField(choices=[("G", [("a", "A")]), ("b", "B")], help_text="hint"),
    "many": forms.MultipleChoiceField(choices=[("a", "A")], help_text="hint"),
    "radio": forms.ChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect, help_text="hint"),
    "tiles": forms.ChoiceField(choices=[("a", "A\nmore"), ("b", "B")], widget=Tiles, help_text="hint"),
    "boxes": forms.MultipleChoiceField(choices=[("a", "A")], widget=forms.CheckboxSelectMultiple, help_text="hint"),
    "box": forms.BooleanField(help_text="hint"),
    "null": forms.NullBooleanField(help_text="hint"),
    "split": forms.SplitDateTimeField(help_text="hint"),
}
PAGE = '<!doctype html><html lang="en"><head><title>T</title></head><body><h1>T</h1>{}</body></html>'


def draw(form: forms.Form, **words: object) -> str:
    template = engines["jinja"].from_string('{% from "ui/components/form.jinja" import form as draw %}{{ draw(form, **words) }}')
    return str(template.render({"form": form, "words": words}))


@pytest.mark.parametrize("kind", WIDGETS)
@pytest.mark.parametrize("bound", [False, True])
def test_every_kind_of_field_is_sound_and_names_its_hint_and_error(kind: str, bound: bool) -> None:
    form = type("One", (forms.Form,), {"one": WIDGETS[kind]})({} if bound else None)
    html = draw(form)
    assert faults(PAGE.format(html)) == []
    tree = html5lib.parse(html, namespaceHTMLElements=False)
    wrong = bound and kind != "null"
    told = next(n.get("aria-describedby") for n in tree.iter() if (n.get("aria-describedby") or "").startswith("id_one"))
    assert told == ("id_one_helptext id_one_error" if wrong else "id_one_helptext")
    assert (">This field is required.<" in html) == wrong


def test_what_is_not_required_says_so_and_what_is_says_nothing() -> None:
    class Two(forms.Form):
        a = forms.CharField()
        b = forms.CharField(required=False)

    html = draw(Two())
    assert (html.count("(optional)"), html.index("(optional)") > html.index('for="id_b"')) == (1, True)


def test_the_list_of_errors_leads_to_each_field() -> None:
    form = SampleForm({})
    html = draw(form)
    ids = {n.get("id") for n in html5lib.parse(html, namespaceHTMLElements=False).iter()}
    links = [n.get("href") for n in html5lib.parse(html, namespaceHTMLElements=False).iter("a")]
    assert links == ["#id_name", "#id_tradition", "#id_board", "#id_agree"]
    assert {link[1:] for link in links} <= ids
    assert "4 answers need another look" in html


def test_an_error_of_the_whole_form_is_in_the_list() -> None:
    form = SampleForm({})
    form.add_error(None, "Both dates are the same.")
    assert "<li>Both dates are the same.</li>" in draw(form)


def test_groups_have_a_legend_and_hidden_fields_are_kept() -> None:
    class Two(forms.Form):
        a = forms.CharField()
        b = forms.CharField(widget=forms.HiddenInput, initial="kept")

    html = draw(Two(), sections=[("Who you are", ["a"])])
    assert ("Who you are</legend>" in html, html.count('value="kept"')) == (True, 1)


def test_a_form_with_a_file_says_so_and_keeps_what_was_typed() -> None:
    class Two(forms.Form):
        a = forms.CharField()
        f = forms.FileField()

    html = draw(Two({"a": '"><script>'}, {"f": SimpleUploadedFile("x", b"")}))
    assert ('enctype="multipart/form-data"' in html, "<script>" in html, "&#34;&gt;&lt;script&gt;" in html) == (True, False, True)
