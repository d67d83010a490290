"""The pages of a public enrollment. Which forms a visitor may open stands in their session: they began them there, or came by the e-mailed link.

An app builds one Flow, puts its gates on `start`, `come_back`, `page`, `check` and `status`, and brings the templates.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from onecop.access import links, throttle
from onecop.access.enrolling.filing import Applying, Filing, NoAddress, NotFinished
from onecop.kernel import charter, wizard
from onecop.kernel.clock import now
from onecop.kernel.errors import Refused
from onecop.ui.page import render

MOST = 20
"""How many forms one session remembers."""
TRAP = "company"
"""A field that people do not see. Who fills it in is a machine, and is thanked like everybody else."""
shown_and_posted = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True)
class Step:
    """What comes after a page was posted: the page again with its `form`, a way out for `later`, the page `to`, or the end."""

    row: Applying
    form: forms.Form | None = None
    later: bool = False
    to: wizard.Topic | None = None


@dataclass(frozen=True)
class Told:
    """One page read back."""

    slug: str
    title: str
    facts: list[tuple[str, str]]
    answered: bool
    url: str


def nothing(topic: wizard.Topic, row: Any) -> dict[str, Any]:
    """Return what a page draws beside its form: nothing."""
    return {}


@dataclass(frozen=True)
class Flow:
    """One enrollment, page by page. URL names are {filing.name}_page, _check and _status.

    folder: of its templates. topics: its pages. begin, send_link, send: the services. take: keeps a posted page and says where to go.
    told: every page read back. extras: what some pages draw beside their form.
    """

    filing: Filing
    folder: str
    topics: Sequence[wizard.Topic]
    begin: Callable[..., Applying]
    send_link: Callable[..., str]
    send: Callable[..., Applying]
    take: Callable[..., Step]
    told: Callable[[Any], list[Told]]
    extras: Callable[[wizard.Topic, Any], dict[str, Any]] = nothing

    def opened(self, request: HttpRequest, key: str) -> Any:
        """Return an enrollment that this visitor may open, else 404."""
        row = self.filing.rows.select_related(self.filing.about).filter(key=key).first() if key in self._mine(request) else None
        if row is None:
            raise Http404
        return row

    def start(self, request: HttpRequest) -> HttpResponse:
        """What the form asks, and the button that begins it."""
        if request.method != "POST":
            mine = self.filing.rows.filter(key__in=self._mine(request), standing__in=self.filing.open).order_by("-saved_at").first()
            return self.render(request, "enroll", {"trap": TRAP, "mine": mine, "topics": self.topics})
        if request.POST.get(TRAP):
            return redirect("front")
        if not throttle.allowed(request, "enroll", "20/h/ip"):
            return self.busy(request)
        row = self.begin(at=now())
        self._remember(request, row)
        return self._to("page", row.key, self.topics[0].slug)

    def come_back(self, request: HttpRequest, token: str) -> HttpResponse:
        """The e-mailed link: opens the form where it was left. It changes nothing but what this browser may open."""
        try:
            found = links.find(act=self.filing.act, token=token, at=now())
        except Refused as refusal:
            return self.render(request, "enroll_no_link", {"refusal": refusal}, status=404)
        row = self.filing.rows.filter(key=found.target).first()
        if row is None:
            raise Http404
        self._remember(request, row)
        if row.standing not in self.filing.open:
            return self._to("status", row.key)
        return self._on(row.key, wizard.unanswered(self.topics, row.answers))

    def page(self, request: HttpRequest, key: str, slug: str) -> HttpResponse:
        """One page of the form."""
        row = self.opened(request, key)
        topic = next((topic for topic in self.topics if topic.slug == slug), None)
        if topic is None:
            raise Http404
        if row.standing not in self.filing.open:
            return self._to("status", key)
        if not topic.asked(row.answers):
            return self._to("check", key)
        if request.method != "POST":
            form = topic.bind(row.answers) if "look" in request.GET else topic.show(row.answers)
            return self._page(request, row, topic, form)
        if not throttle.allowed(request, "enroll.page", "300/h/ip"):
            return self.busy(request)
        step = self.take(row, topic, request.POST, at=now())
        if step.form is not None:
            return self._page(request, step.row, topic, step.form, status=422)
        return self._later(request, step.row, topic) if step.later else self._on(key, step.to)

    def check(self, request: HttpRequest, key: str) -> HttpResponse:
        """All answers on one page, and the button that sends them."""
        row = self.opened(request, key)
        if row.standing not in self.filing.open:
            return self._to("status", key)
        if request.method == "POST":
            try:
                self.send(enrollment=row, at=now())
                return self._to("status", key)
            except NotFinished as refusal:
                messages.error(request, refusal.reason)
        parts = self.told(row)
        return self.render(request, "enroll_check", {"row": row, "parts": parts, "missing": [part for part in parts if not part.answered]})

    def status(self, request: HttpRequest, key: str) -> HttpResponse:
        """The welcome after sending, and later: where it stands."""
        row = self.opened(request, key)
        return self._to("check", key) if row.standing in self.filing.open else self.render(request, "enroll_status", {"row": row})

    def busy(self, request: HttpRequest) -> HttpResponse:
        """Too many from one address of the net."""
        return self.render(request, "enroll_busy", {}, status=429)

    def render(self, request: HttpRequest, template: str, facts: dict[str, Any], status: int = 200) -> HttpResponse:
        return render(request, f"{self.folder}/{template}.jinja", facts, status=status)

    def _page(self, request: HttpRequest, row: Applying, topic: wizard.Topic, form: Any, status: int = 200) -> HttpResponse:
        row_of_topics = wizard.asked(self.topics, row.answers)
        titles = [t.title for t in row_of_topics] + [_("Check your answers")]
        facts = {
            "row": row, "topic": topic, "form": form, "titles": titles, "number": row_of_topics.index(topic) + 1,
            "first": row_of_topics[0] is topic, "promises": charter.PROMISES, **self.extras(topic, row),
        }  # fmt: skip
        return self.render(request, "enroll_page", facts, status=status)

    def _later(self, request: HttpRequest, row: Applying, topic: wizard.Topic) -> HttpResponse:
        if not throttle.allowed(request, "enroll.link", "10/h/ip"):
            return self.busy(request)
        try:
            email = self.send_link(enrollment=row, at=now())
        except NoAddress as refusal:
            messages.warning(request, f"{refusal.reason} {refusal.instead}")
            return self._to("page", row.key, "you")
        return self.render(request, "enroll_saved", {"row": row, "email": email, "topic": topic})

    def _mine(self, request: HttpRequest) -> list[str]:
        return cast(list[str], request.session.get(f"{self.filing.name}s", []))

    def _remember(self, request: HttpRequest, row: Applying) -> None:
        request.session[f"{self.filing.name}s"] = [*(key for key in self._mine(request) if key != row.key), row.key][-MOST:]

    def _to(self, where: str, *args: str) -> HttpResponse:
        return redirect(f"{self.filing.name}_{where}", *args)

    def _on(self, key: str, topic: wizard.Topic | None) -> HttpResponse:
        """Go to a page of the form, or to the check when none is left."""
        return self._to("page", key, topic.slug) if topic else self._to("check", key)
