"""The public enrollment of a congregation, and the charter."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from onecop.access.enrolling.pages import Flow, shown_and_posted
from onecop.congregations import services
from onecop.congregations.enrolling import questions, steps
from onecop.congregations.enrolling.reading import place_of
from onecop.congregations.models import Enrollment
from onecop.congregations.services.enrolling import FILING
from onecop.kernel import charter, wizard
from onecop.kernel.gate import anyone, link
from onecop.ui.page import render


def _extras(topic: wizard.Topic, row: Enrollment) -> dict[str, Any]:
    return {"spot": place_of(row.answers), **steps.extras(topic, row)}


FLOW = Flow(FILING, "congregations", questions.TOPICS, services.start, services.send_link, services.send, steps.take, steps.told, _extras)

start = anyone(shown_and_posted(FLOW.start))
come_back = link(require_safe(FLOW.come_back))
page = link(shown_and_posted(FLOW.page))
check = link(shown_and_posted(FLOW.check))
status = link(require_safe(FLOW.status))


@anyone
@require_safe
def charter_page(request: HttpRequest) -> HttpResponse:
    """The charter that both sides sign."""
    return render(request, "congregations/charter.jinja", {"promises": charter.PROMISES, "version": charter.VERSION})
