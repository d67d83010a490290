"""Has anything happened since a plan was made? Every write leaves an audit entry in its own transaction, so the trail knows."""

from dataclasses import dataclass

from django.db.models import Max

from onecop.audit.models import Entry

HARMLESS = frozenset(
    {"contact.read", "import.cancelled", "import.checked", "import.opened", "mail.read", "mail.retried", "mail.set_aside", "mail.unblocked",
     "mail.wishes_changed", "sessions.ended", "sign_in.changed"}
)  # fmt: skip
"""Acts that change nothing an import could read. Whatever is not among them may."""
LOOK_BACK = 1_000
"""Entries before the newest that are looked at again: one of a transaction that began earlier may come to sight after it."""


@dataclass(frozen=True)
class Mark:
    """A moment in the audit trail. Take it before reading; ask `passed` when writing."""

    newest: int
    acts: tuple[int, ...]

    @classmethod
    def set(cls) -> "Mark":
        newest = Entry.objects.aggregate(found=Max("pk"))["found"] or 0
        return cls(newest, _acts(newest))

    @property
    def passed(self) -> bool:
        """True when somebody has done something since that may change what was read."""
        return _acts(self.newest) != self.acts


def _acts(newest: int) -> tuple[int, ...]:
    return tuple(Entry.objects.filter(pk__gt=newest - LOOK_BACK).exclude(verb__in=HARMLESS).order_by("pk").values_list("pk", flat=True)[: 2 * LOOK_BACK])
