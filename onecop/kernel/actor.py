"""Who does an act. Floors below `access` cannot know Person, so they know this."""

from dataclasses import dataclass
from typing import Protocol


class Actor(Protocol):
    """Anything with a primary key and words for the audit trail. `access.Person` is one."""

    @property
    def pk(self) -> int | None: ...

    @property
    def audit_label(self) -> str: ...


@dataclass(frozen=True)
class Machine:
    """An act nobody in person did: a deadline that passed, a task of the night."""

    audit_label: str = "OneCOP itself"
    pk: None = None


SYSTEM = Machine()
