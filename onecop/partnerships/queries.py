"""Reads over a partnership and its people."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from onecop.access.models import Person
from onecop.agencies.models import Officer
from onecop.audit.models import Entry
from onecop.congregations.models import Contact
from onecop.mail.queries import Delivery, deliveries
from onecop.partnerships.choices import TenureKind
from onecop.partnerships.models import Partnership, Tenure

STORY_VERBS = ("partnership.begun", "partnership.connection_resent")


@dataclass(frozen=True)
class Chapter:
    """One line of the story: when, and a whole sentence."""

    at: datetime
    words: str


@dataclass(frozen=True)
class Sheet:
    """All that the page of a partnership shows."""

    partnership: Partnership
    officer: Tenure | None
    leader: Tenure | None
    coordinator: Tenure | None
    deputy: Tenure | None
    past: tuple[Tenure, ...]
    letters: tuple[Delivery, ...]
    story: tuple[Chapter, ...]
    others: tuple[Officer | Contact, ...]
    side: str


def sheet(partnership: Partnership, *, reader: Person) -> Sheet:
    """Gather the page of one partnership in a fixed number of queries.

    `others` are the people, save the reader, whose contact data the page shows. `side` is where the reader stands: "officer",
    "congregation", or "desk" for everyone who only looks.
    """
    tenures = list(partnership.tenures.select_related("officer__agency", "officer__area", "contact").defer("officer__area__outline"))
    now = {t.kind: t for t in tenures if t.closed_on is None}
    people = [who for t in now.values() if (who := t.officer or t.contact)]
    return Sheet(
        partnership=partnership,
        officer=now.get(TenureKind.LEAD) or now.get(TenureKind.INTERIM),
        leader=now.get(TenureKind.LEADER),
        coordinator=now.get(TenureKind.COORDINATOR),
        deputy=now.get(TenureKind.DEPUTY),
        past=tuple(t for t in tenures if t.closed_on is not None),
        letters=tuple(deliveries(partnership)),
        story=tuple(_story(partnership, tenures)),
        others=tuple(who for who in people if who.person_id != reader.pk),
        side=_side(list(now.values()), reader),
    )


def _side(tenures: list[Tenure], reader: Person) -> str:
    if any(t.officer and t.officer.person_id == reader.pk for t in tenures):
        return "officer"
    return "congregation" if any(t.contact and t.contact.person_id == reader.pk for t in tenures) else "desk"


def _story(partnership: Partnership, tenures: list[Tenure]) -> list[Chapter]:
    lead = next((t.officer for t in tenures if t.kind == TenureKind.LEAD), None)
    words = {
        "partnership.begun": _("%(congregation)s and %(officer)s said yes. The partnership began.")
        % {"congregation": partnership.congregation, "officer": lead or _("their officer")},
        "partnership.connection_resent": _("The connection e-mail went out again."),
    }
    entries = Entry.objects.about(partnership).filter(verb__in=STORY_VERBS).order_by("-at", "-id")
    return [Chapter(at=entry.at, words=words[entry.verb]) for entry in entries]
