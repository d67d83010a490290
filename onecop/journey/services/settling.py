"""What the evidence shows is written down, and how each partnership stands is kept for the lists. Run again, it changes nothing."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from threading import local
from typing import Any
from weakref import ref

from django.conf import settings
from django.db import transaction
from django.utils import translation

from onecop.journey import gather, rules
from onecop.journey.case import Case
from onecop.journey.models import HealthRow, StepCompletion
from onecop.journey.rules import Health
from onecop.journey.way import newly_done
from onecop.kernel.actor import SYSTEM
from onecop.partnerships.models import Partnership
from onecop.partnerships.registry import Ask
from onecop.tasks.alone import Alone

CHUNK = 500
"""Partnerships gathered at once."""
KEPT = ("state", "rank", "reason", "step", "step_since", "owes", "since", "due", "url", "said", "computed_at")


@dataclass(frozen=True)
class Settled:
    """How many completions were written, and how many partnerships looked at."""

    completions: int
    partnerships: int


def settle(ids: Iterable[int], *, at: datetime) -> Settled:
    """Write the completions that the evidence shows, and how these partnerships stand as of now.

    Costs a fixed number of queries for each 500. An earlier completion is never changed: it keeps its evidence for ever.
    """
    wanted, done = list(dict.fromkeys(ids)), list[int]()
    with Alone("journey.settle") as alone:
        for start in range(0, len(wanted), CHUNK):
            alone.together(wanted[start : start + CHUNK], lambda part: done.append(_settle(list(part), at)))
    return Settled(sum(done), len(wanted))


class _Changed:
    """What changed in one transaction, and when last. Only its callbacks hold it: it goes when they do, also when the transaction is taken back."""

    def __init__(self) -> None:
        self.rows: dict[int, datetime] = {}

    def settle(self) -> None:
        rows, self.rows = self.rows, {}
        if rows:
            settle(rows, at=max(rows.values()))


_here = local()


def settle_after(partnership: Partnership, *, at: datetime) -> None:
    """Look at it after the transaction, when every app has followed the change: at all that changed in there once and together.

    If that fails, the next round of the job does it.
    """
    known = getattr(_here, "changed", None)
    changed: _Changed = (known and known()) or _Changed()
    _here.changed = ref(changed)
    changed.rows[partnership.pk] = max(at, changed.rows.get(partnership.pk, at))
    transaction.on_commit(changed.settle, robust=True)


def _settle(ids: list[int], at: datetime) -> int:
    cases = gather.gather(ids, at, asks=False)
    asked: dict[str, dict[int, tuple[Ask, ...]]] = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            asked[code] = gather.asks_of(ids, at)
    due = list(_completions(cases.values(), at))
    rows = [_row(case, {code: found.get(case.partnership, ()) for code, found in asked.items()}, at) for case in cases.values()]
    with transaction.atomic():
        StepCompletion.objects.bulk_create(due, ignore_conflicts=True)
        HealthRow.objects.bulk_create(rows, update_conflicts=True, unique_fields=["partnership"], update_fields=KEPT)
    return len(due)


def _completions(cases: Iterable[Case], at: datetime) -> Iterator[StepCompletion]:
    for case in cases:
        for done in newly_done(case, at):
            yield StepCompletion(
                partnership_id=case.partnership,
                step=done.step,
                round=done.round,
                completed_at=done.at,
                noted_at=at,
                by_label=done.by or SYSTEM.audit_label,
                evidence=done.evidence,
                words=done.words,
            )


def _row(case: Case, asked: dict[str, tuple[Ask, ...]], at: datetime) -> HealthRow:
    """Return how it stands. State and persons are the same in every language; what is said is kept in each."""
    said: dict[str, dict[str, Any]] = {}
    for code, asks in asked.items():
        with translation.override(code):
            found = rules.health(replace(case, asks=asks), at)
        said[code] = _said(found)
    following = found.next
    return HealthRow(
        partnership_id=case.partnership,
        state=found.state,
        rank=found.rank,
        reason=found.reasons[0].kind if found.reasons else "",
        step=found.step.step.key,
        step_since=found.step.since,
        owes_id=min(following.owes, default=None) if following else None,
        since=following.since if following else None,
        due=following.due if following else None,
        url=following.url[:300] if following else "",
        said=said,
        computed_at=at,
    )


def _said(found: Health) -> dict[str, Any]:
    reasons = list(dict.fromkeys(reason.words for reason in found.reasons))
    if found.next is None:
        return {"title": "", "words": "", "owes": "", "reasons": reasons}
    return {"title": found.next.title, "words": found.next.words, "owes": found.next.owes_words, "reasons": reasons}
