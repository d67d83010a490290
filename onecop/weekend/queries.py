"""What staff look through."""

from datetime import datetime

from django.db.models import Q

from onecop.access.models import Person
from onecop.weekend.choices import Standing
from onecop.weekend.models import Submission, SubmissionQuerySet, Weekend
from onecop.weekend.rules_time import today_at_last
from onecop.weekend.tables import SubmissionFilter, Submissions


def current(at: datetime) -> Weekend | None:
    """Return the weekend that the public page shows: the next that is not over, else the last one. Two queries at most."""
    return Weekend.objects.filter(ends_on__gte=today_at_last(at)).order_by("starts_on", "id").first() or Weekend.objects.first()


def registering(at: datetime, key: str = "") -> Weekend | None:
    """Return the weekend for which hosts may register: the one named, or the first of those that are open."""
    open_ones = Weekend.objects.filter(opens_at__lte=at, closes_at__gt=at)
    return (open_ones.filter(key=key) if key else open_ones.order_by("starts_on", "id")).first()


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
