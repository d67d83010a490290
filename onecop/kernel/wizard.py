"""A long form as a row of short pages. Answers are kept as typed, right or wrong, so that nothing is ever lost.

The answers of a page are {field: [values]} as the browser sent them; a page is answered when its form takes them.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.functional import Promise

Typed = dict[str, list[str]]
Answers = Mapping[str, Typed]

NOT_ANSWERS = frozenset({"csrfmiddlewaretoken", "go", "save"})
MAX_VALUES, MAX_LENGTH, MAX_NAME = 300, 5000, 100


@dataclass(frozen=True)
class Topic:
    """One page.

    slug: its name in the address. title: its heading. form: made with `data`, and with `answers` (of every page) when `knows` says so.
    when: whether it is asked at all, given the answers so far.
    """

    slug: str
    title: str | Promise
    form: Callable[..., forms.Form]
    lead: str | Promise = ""
    knows: bool = False
    when: Callable[[Answers], bool] | None = None

    def asked(self, answers: Answers) -> bool:
        return self.when is None or self.when(answers)

    def bind(self, answers: Answers) -> forms.Form:
        """Return the form with what was typed; an untouched one when the page has not been opened."""
        typed = answers.get(self.slug)
        more: dict[str, Any] = {"answers": answers} if self.knows else {}
        return self.form(data=query(typed), **more) if typed is not None else self.form(**more)

    def show(self, answers: Answers) -> Any:
        """Return the form as typed, without a word about what is wrong with it: nobody has asked yet."""
        return quiet(self.bind(answers))

    def answered(self, answers: Answers) -> bool:
        return self.slug in answers and self.bind(answers).is_valid()


def quiet(form: Any) -> Any:
    """Return a bound form that says nothing about what is wrong with it, nor do its rows."""
    for part in (form, *getattr(form, "rows", ())):
        part._errors = ErrorDict()
    return form


def typed(post: QueryDict) -> Typed:
    """Return what was typed on a page, without the token and the button; bounded, so that a row stays small."""
    kept = [name for name in post if name not in NOT_ANSWERS and len(name) <= MAX_NAME and "\0" not in name][:MAX_VALUES]
    return {name: [value[:MAX_LENGTH].replace("\0", "") for value in post.getlist(name)[:MAX_VALUES]] for name in kept}


def query(values: Typed | None) -> QueryDict:
    """Return typed values in the shape that forms read."""
    data = QueryDict(mutable=True)
    for name, found in (values or {}).items():
        data.setlist(name, found)
    return data


def asked(topics: Iterable[Topic], answers: Answers) -> list[Topic]:
    """Return the pages that these answers call for, in order."""
    return [topic for topic in topics if topic.asked(answers)]


def unanswered(topics: Iterable[Topic], answers: Answers) -> Topic | None:
    """Return the first page that still lacks a good answer, or None when the form may be sent."""
    return next((topic for topic in asked(topics, answers) if not topic.answered(answers)), None)


def after(topics: Sequence[Topic], slug: str, answers: Answers) -> Topic | None:
    """Return the page that follows, or None after the last."""
    row = asked(topics, answers)
    place = next((n for n, topic in enumerate(row) if topic.slug == slug), len(row))
    return row[place + 1] if place + 1 < len(row) else None


def before(topics: Sequence[Topic], slug: str, answers: Answers) -> Topic | None:
    """Return the page that comes before, or None for the first."""
    row = asked(topics, answers)
    place = next((n for n, topic in enumerate(row) if topic.slug == slug), 0)
    return row[place - 1] if place else None


def cleaned(topics: Iterable[Topic], answers: Answers) -> dict[str, dict[str, Any]]:
    """Return {slug: cleaned data} of every page that is asked and answered."""
    found: dict[str, dict[str, Any]] = {}
    for topic in asked(topics, answers):
        form = topic.bind(answers)
        if form.is_bound and form.is_valid():
            found[topic.slug] = form.cleaned_data
    return found
