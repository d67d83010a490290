"""What a progress report knows before anybody writes."""

from datetime import datetime

from onecop.journey.quarters import quarter_of
from onecop.partnerships.choices import FactKind
from onecop.partnerships.models import Partnership
from onecop.partnerships.registry import facts_of
from onecop.partnerships.rules import local_day

TELLING = frozenset(FactKind) - {FactKind.STORY, FactKind.REPORTED, FactKind.COORDINATOR}
"""What is worth saying of a quarter."""
MOST = 12


def together(partnership: Partnership, quarter: int, at: datetime) -> str:
    """Return what the partners did in a quarter, a line each, in the reader's language; empty when nothing is known."""
    facts = [f for f in facts_of([partnership.pk]) if f.words and f.kind in TELLING and f.at <= at and quarter_of(local_day(partnership, f.at)) == quarter]
    return "\n".join(list(dict.fromkeys(fact.words for fact in facts))[:MOST])
