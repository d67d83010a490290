"""Decisions about a run."""

import re
from collections.abc import Sequence
from functools import lru_cache

from django.utils.translation import gettext as _

from onecop.imports.choices import RunState
from onecop.imports.models import ImportRun
from onecop.kernel.errors import Refused


class WrongMoment(Refused):
    """The run is not in a state for that."""


def refuse_unless(run: ImportRun, *states: RunState) -> None:
    """Raise WrongMoment when the run is in none of the states."""
    if run.state not in states:
        raise WrongMoment(_("This import is %(state)s: that is not possible now.") % {"state": run.get_state_display()})


def differences(checked: dict[str, int], now: dict[str, int]) -> str:
    """Say how a plan differs from the one that was checked: `created 12 → 9`."""
    words = [f"{name} {checked.get(name, 0):,} → {count:,}" for name, count in now.items() if count != checked.get(name, 0)]
    return ", ".join(words) or _("the same counts, but other rows")


_PARTICULARS = re.compile(r"[:(“]")
_NUMBERS = re.compile(r"\d+(?:[,.]\d+)*(?:, \d+(?:[,.]\d+)*)*")


def topic_of(reason: str) -> str:
    """Return what the reasons of many rows have in common: the words before the particulars, numbers aside."""
    return _without_numbers(_PARTICULARS.split(reason, maxsplit=1)[0])


def topics_of(reasons: Sequence[str]) -> list[str]:
    """Return the topic of each of many reasons."""
    known = {reason: topic_of(reason) for reason in set(reasons)}
    return [known[reason] for reason in reasons]


@lru_cache(1 << 10)
def _without_numbers(words: str) -> str:
    return _NUMBERS.sub("#", words).strip(" .")[:120]
