"""Reads over launches and what came of them."""

from typing import Any

from django.db.models import Count, Min, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from onecop.launch.models import Launch, Pledge


def with_waiting_pledges(launches: QuerySet[Launch]) -> QuerySet[Any]:
    """Annotate how many pledges of a launch ask something of staff, `waiting`, and since when the first does, `oldest_waiting`."""
    of_each = Pledge.objects.waiting().filter(launch=OuterRef("pk")).order_by().values("launch")
    return launches.annotate(
        waiting=Coalesce(Subquery(of_each.annotate(n=Count("pk")).values("n")), 0),
        oldest_waiting=Subquery(of_each.annotate(first=Min("pledged_at")).values("first")),
    )
