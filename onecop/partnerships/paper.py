"""The brief as a page to print."""

from pathlib import Path

from django.utils.translation import gettext as _

from onecop.partnerships.brief import Brief, Someone
from onecop.ui.paper import pdf
from onecop.ui.words import day

SOURCE = Path(__file__).parent / "brief.typ"


def brief_pdf(brief: Brief) -> bytes:
    """Return the brief as PDF, in the reader's language."""
    partnership = brief.partnership
    words = {
        "title": _("The brief of %(name)s") % {"name": partnership.congregation},
        "line": _("With %(agency)s, since %(day)s. Written on %(now)s.")
        % {"agency": partnership.agency, "day": day(partnership.began_at), "now": day(brief.at)},
        "foot": _("For the people of this partnership alone. Outreach is never intelligence work."),
        "call": [_line(who) for who in brief.call],
        "call_title": _("Whom to call"),
        "waiting": [f"{ask.title} ({ask.owes_words})" for ask in brief.waiting],
        "waiting_title": _("What waits"),
        "planned": [[panel.title, [" · ".join(x for x in (line.words, line.detail) if x) for line in panel.lines]] for panel in brief.planned],
        "planned_title": _("What is planned"),
        "happened": [[day(fact.at), fact.words] for fact in reversed(brief.happened)],
        "happened_title": _("What happened"),
        "nothing": _("Nothing yet."),
    }
    return pdf(SOURCE, words, at=brief.at)


def _line(who: Someone) -> list[str]:
    reach = ", ".join(x for x in (who.email, who.phone) if x)
    return [f"{who.name}, {who.part}", reach]
