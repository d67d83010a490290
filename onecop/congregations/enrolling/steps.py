"""From one page of the form to the next, and all of it read back in words."""

from datetime import datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from onecop.access.enrolling.pages import Step, Told
from onecop.congregations import services, worship
from onecop.congregations.enrolling import finding, times
from onecop.congregations.enrolling.questions import BY_SLUG, TOPICS
from onecop.congregations.enrolling.reading import FOUND, first, place_of
from onecop.congregations.maps import around
from onecop.congregations.models import Enrollment
from onecop.kernel import wizard
from onecop.ui import words


def take(row: Enrollment, topic: wizard.Topic, post: QueryDict, *, at: datetime) -> Step:
    """Keep a posted page and decide where to go. Network is asked outside transactions."""
    typed, go = wizard.typed(post), post.get("go", "next")
    if go == "add":
        typed = times.add_row(typed)
    elif go.startswith("remove-"):
        typed = times.remove_row(typed, go.removeprefix("remove-"))
    moved = topic.slug == "place" and typed != row.answers.get("place")
    row = services.keep_page(enrollment=row, slug=topic.slug, typed=typed, at=at)
    good = topic.answered(row.answers)
    if (moved or FOUND not in row.answers) and topic.slug == "place" and good:
        row = _find(row, at=at)
    if go == "add" or go.startswith("remove-"):
        return Step(row, to=topic)
    if go == "back":
        return Step(row, to=wizard.before(TOPICS, topic.slug, row.answers) or topic)
    if post.get("save"):
        return Step(row, later=True)
    return Step(row, to=wizard.after(TOPICS, topic.slug, row.answers)) if good else Step(row, form=topic.bind(row.answers))


def _find(row: Enrollment, *, at: datetime) -> Enrollment:
    place = place_of(row.answers)
    found = finding.find(place) if place else None
    return services.keep_found(enrollment=row, lon=found.lon, lat=found.lat, pin=found.pin, at=at) if found else row


def extras(topic: wizard.Topic, row: Enrollment) -> dict[str, Any]:
    """Return what only some pages draw: the map of the pin."""
    if topic.slug != "pin":
        return {"ground": None, "map": None, "approximate": False}
    place = place_of(row.answers)
    ground = finding.located(place)
    data = around(place.lon, place.lat, ground) if place and place.lon is not None and place.lat is not None else None
    return {"ground": ground, "map": data, "approximate": first(row.answers, FOUND, "pin") == "zip"}


def told(row: Enrollment) -> list[Told]:
    """Return every page in words, for checking before sending and for whoever reviews."""
    found = []
    for topic in wizard.asked(TOPICS, row.answers):
        form = topic.bind(row.answers)
        answered = form.is_bound and form.is_valid()
        facts = _facts(topic.slug, form, row) if answered else []
        found.append(Told(topic.slug, str(topic.title), facts, answered, reverse("enrollment_page", args=[row.key, topic.slug])))
    return found


def _facts(slug: str, form: forms.Form, row: Enrollment) -> list[tuple[str, str]]:
    if slug == "times":
        times = [_time(time) for time in form.cleaned_data["times"]]
        return [(_("Gatherings"), "; ".join(times) or _("No fixed weekly times"))]
    if slug == "pin":
        return [(_("Precinct and beat"), ground_words(row)), (_("The pin"), _said(form, "sure"))]
    hidden = {"version", "agree", "languages", "more_languages"}
    facts = [(str(field.label), _said(form, name)) for name, field in form.fields.items() if name not in hidden]
    if slug == "tradition":
        facts.append((_("Languages"), words.language_names(form.cleaned_data["all_languages"])))
    return [(label, said) for label, said in facts if said]


def _said(form: forms.Form, name: str) -> str:
    """Return one answer as a person would say it."""
    value, field = form.cleaned_data.get(name), form.fields[name]
    if value in (None, "", [], False):
        return ""
    if isinstance(field, forms.ChoiceField):
        labels = {str(code): str(label) for code, label in form[name].field.widget.choices}  # type: ignore[attr-defined]
        return ", ".join(labels.get(str(v), str(v)) for v in (value if isinstance(value, list) else [value]))
    if isinstance(field, forms.DateField):
        return words.day_long(value)
    if isinstance(field, forms.TimeField):
        return words.clock(value)
    return words.count(value) if isinstance(field, forms.IntegerField) else str(value)


def _time(time: dict[str, Any]) -> str:
    said = _("%(day)s, %(start)s to %(end)s") % {
        "day": words.weekday(time["weekday"]), "start": words.clock(time["starts"]), "end": words.clock(time["ends"])
    }  # fmt: skip
    often = worship.often_words(time["rule"])
    return said + (f" ({time['what']})" if time["what"] else "") + (f", {often}" if often else "")


def ground_words(row: Enrollment) -> str:
    """Say whose ground the pin lies on."""
    return describe(finding.located(place_of(row.answers)))


def describe(ground: finding.Located | None) -> str:
    """Say in words whose ground a place is."""
    if ground is None:
        return _("No pin yet; we will find the place with you.")
    if ground.area is None or ground.territory is None:
        return _("No map that we hold reaches this place yet. That is no hindrance.")
    names = [str(area) for area in (ground.beat, ground.precinct) if area]
    return ", ".join([*names, str(ground.territory)])


__all__ = ["BY_SLUG", "Step", "Told", "describe", "extras", "ground_words", "take", "told"]
