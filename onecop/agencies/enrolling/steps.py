"""From one page of the form to the next, and all of it read back in words."""

from datetime import datetime

from django import forms
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from onecop.access.enrolling.pages import Step, Told
from onecop.agencies import services
from onecop.agencies.enrolling.questions import TOPICS
from onecop.agencies.models import AgencyEnrollment
from onecop.kernel import wizard
from onecop.ui import words


def take(row: AgencyEnrollment, topic: wizard.Topic, post: QueryDict, *, at: datetime) -> Step:
    """Keep a posted page and decide where to go."""
    go = post.get("go", "next")
    row = services.keep_page(enrollment=row, slug=topic.slug, typed=wizard.typed(post), at=at)
    if go == "search":
        return Step(row, to=topic)
    if go == "back":
        return Step(row, to=wizard.before(TOPICS, topic.slug, row.answers) or topic)
    if post.get("save"):
        return Step(row, later=True)
    good = topic.answered(row.answers)
    return Step(row, to=wizard.after(TOPICS, topic.slug, row.answers)) if good else Step(row, form=topic.bind(row.answers))


def told(row: AgencyEnrollment) -> list[Told]:
    """Return every page in words, for checking before sending and for whoever reviews."""
    found = []
    for topic in TOPICS:
        form = topic.bind(row.answers)
        answered = form.is_bound and form.is_valid()
        names = [name for name in form.fields if name not in {"q", "version", "agree"}]
        facts = [(str(form.fields[name].label), said) for name in names if (said := _said(form, name))] if answered else []
        found.append(Told(topic.slug, str(topic.title), facts, answered, reverse("agency_enrollment_page", args=[row.key, topic.slug])))
    return found


def _said(form: forms.Form, name: str) -> str:
    """Return one answer as a person would say it."""
    value, field = form.cleaned_data.get(name), form.fields[name]
    if value in (None, "", []):
        return ""
    if isinstance(field, forms.BooleanField):
        return _("Yes") if value else _("No")
    if isinstance(field, forms.ChoiceField):
        return str(dict(form[name].field.widget.choices).get(value, value))  # type: ignore[attr-defined]
    return words.count(value) if isinstance(field, forms.IntegerField) else str(value)
