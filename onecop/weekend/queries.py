"""What staff look through."""

from django.db.models import Q

from onecop.access.models import Person
from onecop.weekend.choices import Standing
from onecop.weekend.models import Submission, SubmissionQuerySet, Weekend
from onecop.weekend.tables import SubmissionFilter, Submissions

CHOICE = ("q", "state", "host_kind")
"""What a choice of the list is made of; what waits is meant anyhow."""


def matching(weekend: Weekend, person: Person, choice: dict[str, str]) -> SubmissionQuerySet:
    """Return what waits and matches, as the list shows it to somebody.

    Args:
        choice: values of the list's search and filters, as its address has them.
    """
    rows: SubmissionQuerySet = Submission.objects.visible_to(person).filter(weekend=weekend, standing=Standing.WAITING)
    rows = SubmissionFilter({name: choice.get(name, "") for name in ("state", "host_kind")}, rows).qs
    for word in choice.get("q", "").split():
        found = Q()
        for path in Submissions.search:
            found |= Q(**{path: word})
        rows = rows.filter(found)
    return rows
