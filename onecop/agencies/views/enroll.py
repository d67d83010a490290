"""The public enrollment of an agency."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from onecop.access import throttle
from onecop.access.enrolling.pages import Flow, shown_and_posted
from onecop.agencies import services
from onecop.agencies.enrolling import questions, steps
from onecop.agencies.services.enrolling import FILING
from onecop.kernel import wizard
from onecop.kernel.gate import anyone, link
from onecop.ui.page import render

FLOW = Flow(FILING, "agencies", questions.TOPICS, services.start, services.send_link, services.send, steps.take, steps.told)

start = anyone(shown_and_posted(FLOW.start))
come_back = link(require_safe(FLOW.come_back))
page = link(shown_and_posted(FLOW.page))
check = link(shown_and_posted(FLOW.check))
status = link(require_safe(FLOW.status))


@anyone
@require_safe
def lookup(request: HttpRequest) -> HttpResponse:
    """The agencies that fit a search, for htmx while one types. The directory is public."""
    if not throttle.allowed(request, "agency.lookup", "600/h/ip"):
        return FLOW.busy(request)
    form = questions.BY_SLUG["agency"].bind({"agency": {"q": [request.GET.get("q", "")[:100]]}})
    return render(request, "agencies/enroll_found.jinja", {"form": wizard.quiet(form)}, block="found")
