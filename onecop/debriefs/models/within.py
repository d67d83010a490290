"""Rows of debriefs are seen by whoever sees their partnership."""

from typing import TypeVar

from django.db import models
from django.db.models import Q

from onecop.access.models import Person
from onecop.partnerships.models import Partnership

M = TypeVar("M", bound=models.Model)


class Within(models.QuerySet[M]):
    """Rows that hang on a partnership: whoever may see that may see them. `path` leads there."""

    path = "partnership"

    def visible_to(self, person: Person) -> "Within[M]":
        return self.filter(**{f"{self.path}__in": Partnership.objects.visible_to(person)})

    def with_partnership(self) -> "Within[M]":
        """Read along what permissions, names and addresses need."""
        ends = ("congregation__scope__parent", "agency__scope__parent", "agency__territory", "area")
        return self.select_related(*(f"{self.path}__{end}" for end in ends)).defer(f"{self.path}__area__outline")


def pair(name: str, at: str, by: str) -> models.CheckConstraint:
    """Return the constraint that whoever did something did it at some time."""
    return models.CheckConstraint(condition=Q(**{f"{at}__isnull": False}) | Q(**{by: None}), name=name)
