"""Gathers the cases of many partnerships in a fixed number of queries, however many there are and however long their history is."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, time
from typing import Any

from onecop.journey.case import Break, Case, Done, Held, Let, Round, Standard
from onecop.journey.models import Cadence, StepCompletion, Waiver
from onecop.partnerships import registry
from onecop.partnerships.choices import PartnershipState, TenureKind
from onecop.partnerships.models import Partnership, Pause, Tenure
from onecop.partnerships.registry import Ask, Fact
from onecop.partnerships.rules import zone_of


def partnerships(ids: Iterable[int]) -> list[Partnership]:
    """Return the rows with all that a case needs of them."""
    rows = Partnership.objects.filter(pk__in=list(ids)).select_related("congregation__scope", "agency__territory", "owner")
    return list(rows.order_by("pk"))


def gather(ids: Iterable[int], at: datetime, *, asks: bool = True) -> dict[int, Case]:
    """Return the case of each partnership.

    Args:
        asks: False leaves them out, for who only wants to know what happened.
    """
    return gather_rows(partnerships(ids), at, asks=asks)


def gather_rows(rows: list[Partnership], at: datetime, *, asks: bool = True, facts_of: Callable[[list[int]], Iterable[Fact]] | None = None) -> dict[int, Case]:
    """The same for rows read by `partnerships`. facts_of: where facts come from, oldest first; else everything the apps have to tell."""
    ids = [row.pk for row in rows]
    tenures, breaks = _grouped(_tenures(ids)), _grouped(Pause.objects.filter(partnership__in=ids).order_by("began_at", "pk"))
    done, waived, standards = completions(ids), _waived(ids), _standards(rows)
    facts = _grouped((facts_of or registry.facts_of)(ids), "partnership")
    waiting = _grouped(registry.asks_of(ids, at), "partnership") if asks else {}
    cases: dict[int, Case] = {}
    for row in rows:
        zone = zone_of(row)
        cases[row.pk] = Case(
            partnership=row.pk,
            key=row.key,
            state=PartnershipState(row.state),
            began=row.began_at,
            zone=zone,
            owner=row.owner_id,
            owner_words=str(row.owner or ""),
            held=tuple(_held(tenure, row, zone) for tenure in tenures.get(row.pk, [])),
            breaks=tuple(_break(pause, zone) for pause in breaks.get(row.pk, [])),
            facts=tuple(facts.get(row.pk, [])),
            asks=tuple(waiting.get(row.pk, [])),
            done=done.get(row.pk, {}),
            waived=waived.get(row.pk, {}),
            standard=standards[row.pk],
            ended=row.ended_at,
        )
    return cases


def asks_of(ids: Iterable[int], at: datetime) -> dict[int, tuple[Ask, ...]]:
    """Return what waits in each, in the language of now."""
    return {pk: tuple(found) for pk, found in _grouped(registry.asks_of(ids, at), "partnership").items()}


def _grouped(rows: Iterable[Any], name: str = "partnership_id") -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[getattr(row, name)].append(row)
    return found


def _tenures(ids: list[int]) -> Iterable[Tenure]:
    wanted = ("officer__first_name", "officer__last_name", "officer__rank", "officer__person", "contact__name", "contact__title", "contact__person")
    return Tenure.objects.filter(partnership__in=ids).select_related("officer", "contact").only("partnership", "kind", "opened_on", "closed_on", *wanted)


def _moment(day: Any, row: Partnership, zone: Any) -> datetime:
    """Return the first moment of a day; of the day it began, the moment it began."""
    found = datetime.combine(day, time(), zone)
    return row.began_at if day == row.began_at.astimezone(zone).date() else found


def _held(tenure: Tenure, row: Partnership, zone: Any) -> Held:
    who = tenure.officer or tenure.contact
    closed = datetime.combine(tenure.closed_on, time(), zone) if tenure.closed_on else None
    opened = _moment(tenure.opened_on, row, zone)
    return Held(TenureKind(tenure.kind), str(who), who.person_id if who else None, opened, max(closed, opened) if closed else None)


def _break(pause: Pause, zone: Any) -> Break:
    return Break(pause.began_at, pause.ended_at, datetime.combine(pause.until_on, time(), zone) if pause.until_on else None)


def completions(ids: list[int]) -> dict[int, dict[Round, Done]]:
    """Return what was written down as completed."""
    found: dict[int, dict[Round, Done]] = defaultdict(dict)
    for row in StepCompletion.objects.filter(partnership__in=ids, withdrawn_at=None):
        done = Done(row.step, row.round, row.completed_at, row.evidence, row.words, row.by_label)
        found[row.partnership_id][row.step, row.round] = done  # type: ignore[attr-defined]
    return found


def _waived(ids: list[int]) -> dict[int, Mapping[Round, Let]]:
    found: dict[int, dict[Round, Let]] = defaultdict(dict)
    for row in Waiver.objects.filter(partnership__in=ids, withdrawn_at=None):
        found[row.partnership_id][row.step, row.round] = Let(row.waived_at, row.reason, row.by_label)  # type: ignore[attr-defined]
    return dict(found)


def _standards(rows: list[Partnership]) -> dict[int, Standard]:
    """Return for each the cadence of its region, else the nation's, else the standard."""
    set_down = list(Cadence.objects.select_related("scope"))
    kept = {row.scope_id: standard_of(row) for row in set_down}
    nation = next((standard_of(row) for row in set_down if row.scope.parent_id is None), Standard())
    return {row.pk: kept.get(scope.parent_id or scope.pk, nation) if (scope := row.congregation.scope) else nation for row in rows}


def standard_of(row: Cadence) -> Standard:
    names = Standard.__dataclass_fields__
    return Standard(**{name: getattr(row, name) for name in names})
