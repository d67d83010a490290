from dataclasses import dataclass, field

from django.apps import apps
from django.db.models import Q

# Always true, and not empty: Django drops an empty side of an "or", which would hide rows.
EVERYTHING = ~Q(pk__in=[])


@dataclass(frozen=True)
class Reach:
    """Over which scopes a permission is held. Scopes nest at most three deep, so two joins decide."""

    everywhere: bool = False
    scope_ids: frozenset[int] = field(default_factory=frozenset)

    def __bool__(self) -> bool:
        return self.everywhere or bool(self.scope_ids)

    def over(self, path: str) -> Q:
        """Return the filter for rows whose scope, found at `path` (`scope`, `agency__scope`), lies within reach.

        Nobody's reach holds a row without a scope, except a nation-wide one.
        """
        if self.everywhere:
            return EVERYTHING
        if not self.scope_ids:
            return Q(pk__in=[])
        return Q(**{f"{path}__in": self.scope_ids}) | Q(**{f"{path}__parent__in": self.scope_ids})

    def over_id(self, column: str) -> Q:
        """Like `over`, for floors below that keep a bare scope number (`scope_id`) instead of a foreign key."""
        if self.everywhere:
            return EVERYTHING
        if not self.scope_ids:
            return Q(pk__in=[])
        children = apps.get_model("access", "Scope").objects.filter(parent__in=self.scope_ids).values("pk")
        return Q(**{f"{column}__in": self.scope_ids}) | Q(**{f"{column}__in": children})
