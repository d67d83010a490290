"""The letter about an officer's other hours, and what becomes of the meetings."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from onecop.kernel.actor import Actor
from onecop.mail.language import letters_language
from onecop.mail.services import queue_template
from onecop.mail.templates import Template, register
from onecop.partnerships.models import Partnership
from onecop.scheduling.people import Part

HOURS = Template(
    kind="scheduling.hours",
    title=_("Meeting: the officer works other hours"),
    audience=_("Both sides, when the officer's shift changes, or a meeting no longer fits the officer's days"),
    subject="{congregation} and {agency}: other hours for {officer}",
    body="""{name},

{officer} has other working hours now. Your partnership goes on as it is; the times we find for you follow the new hours.

{lines}

Your meetings, whenever you want to look: {page}
""",
    words={
        "name": "Mai Pham",
        "officer": "Officer Caleb Brooks",
        "congregation": "Lotus Pond Temple",
        "agency": "Port Ellery Police Department",
        "lines": "What you have agreed still fits. There is nothing for you to do.",
        "page": "https://onecop.example/partnerships/abc/meet/",
    },
)
register(HOURS)


@letters_language()
def other_hours(partnership: Partnership, part: Part, *, officer: str, lines: Sequence[str], by: Actor, at: datetime) -> None:
    """To one person of either side. lines: what becomes of each meeting, in sentences; none when all of them stay."""
    facts = {
        "name": part.name,
        "officer": officer,
        "congregation": partnership.congregation.name,
        "agency": partnership.agency.name,
        "lines": "\n\n".join(lines) or "What you have agreed still fits. There is nothing for you to do.",
        "page": f"{settings.SITE_URL}{reverse('meeting_list', args=[partnership.key])}",
    }
    scope = partnership.congregation.scope_id
    queue_template(HOURS.kind, to=part.email, name=part.name, words=facts, about=partnership, by=by, at=at, scope_id=scope, patient=True)
