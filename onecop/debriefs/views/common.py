"""What the pages of this app share: how something is fetched, and how a refusal and a lost update are answered."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse

from onecop.debriefs.exceptions import Changed
from onecop.debriefs.rules import woven
from onecop.kernel import wizard
from onecop.kernel.clock import now
from onecop.kernel.errors import Refused
from onecop.kernel.gate import GuardedRequest
from onecop.kernel.permissions import Permission as P
from onecop.partnerships.models import Partnership
from onecop.partnerships.rules import local_day
from onecop.ui.page import render

FORMS = ["GET", "HEAD", "POST"]


def partnership_of(request: GuardedRequest, key: str, needs: P | None = P.PARTNERSHIP_ACT) -> Partnership:
    ends = ("congregation__scope__parent", "agency__scope__parent", "agency__territory", "area")
    return request.access.get(Partnership.objects.select_related(*ends).defer("area__outline"), key=key, needs=needs)  # type: ignore[no-any-return]


def mine(request: GuardedRequest, rows: Any, key: str, needs: P | None = P.PARTNERSHIP_ACT) -> Any:
    """Return the one visible row of this app, with its partnership, which the reader may work on."""
    return request.access.get(rows.all().with_partnership(), key=key, needs=needs)


def today_at(partnership: Partnership) -> date:
    return local_day(partnership, now())


def refused(request: GuardedRequest, no: Refused) -> None:
    messages.error(request, f"{no.reason} {no.instead}".strip())


def attempt(form: Any, act: Callable[[], Any]) -> bool:
    """Do the act of a valid form. False: it was refused, and the form says why and keeps what was typed. A lost update goes on to the caller."""
    if not form.is_valid():
        return False
    try:
        act()
    except Changed:
        raise
    except Refused as no:
        form.add_error(None, f"{no.reason} {no.instead}".strip())
        return False
    return True


Shown = list[tuple[str, str]]
"""The fields of a text as people read them: label, value."""


def side_by_side(
    request: GuardedRequest, lost: Changed, build: Callable[[Any], Form], *, shows: Callable[[dict[str, Any]], Shown], text: str, back: str
) -> HttpResponse:
    """Answer a lost update: 409, both texts beside each other, and three ways on. Whatever was typed is on the page.

    Args:
        build: makes the form from data. shows: writes the fields of a text for people. back: where their text stands.
        text: the field whose two texts are put together for "edit together".
    """
    mine, together = request.POST.copy(), request.POST.copy()
    mine["version"] = together["version"] = str(lost.theirs.version)
    together[text] = woven(str(lost.theirs.words[text]), str(lost.mine[text]))
    pairs = [(label, theirs, ours) for (label, theirs), (_label, ours) in zip(shows(lost.theirs.words), shows(lost.mine), strict=True)]
    form = build(mine)
    context = {
        "lost": lost, "back": back, "pairs": [pair for pair in pairs if pair[1] != pair[2]],
        "hidden": [(name, mine[name]) for name in form.fields if name in mine], "form": wizard.quiet(build(together)),
    }  # fmt: skip
    return render(request, "debriefs/changed.jinja", context, status=409)
