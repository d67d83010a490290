"""Every write to a map: take a checked layer into the draft, bring a draft into force, throw a draft away."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from onecop.audit.services import record
from onecop.imports.contract import Problem
from onecop.kernel.actor import Actor
from onecop.kernel.errors import Refused
from onecop.territory import borders, drafting
from onecop.territory.choices import Level, VersionState
from onecop.territory.drafting import MapInUse
from onecop.territory.intake import Intake
from onecop.territory.models import AreaNeighbour, Territory, TerritoryVersion
from onecop.territory.registry import tell_activated

__all__ = ["MapInUse", "MapNotReady", "Taken", "activate", "delete_draft", "rename_words", "take_in", "take_out"]
KEPT_PROBLEMS = 500


class MapNotReady(Refused):
    """This version cannot come into force."""


@dataclass(frozen=True)
class Taken:
    """What an import of one level did. version: the draft, or the version in force when the file brings nothing new. told: for the report."""

    version: TerritoryVersion
    created: int
    updated: int
    unchanged: int
    removed: int
    told: Sequence[Problem]


@transaction.atomic
def take_in(
    *, territory: Territory, level: Level, intake: Intake, effective_on: date, source: str, by: Actor, at: datetime, scope_id: int | None = None
) -> Taken:
    """Bring one level of a map into the territory's draft, making the draft if there is none.

    A new draft begins as a copy of the version in force, so that the other level is there. A file that brings exactly what is in
    force, while no draft is open, changes nothing.

    Args:
        intake: a checked file. effective_on: from which day the map is to count. source: the name of the file.
        scope_id: the access.Scope of the agency, for the audit.

    Raises:
        MapInUse: an area that the file no longer has is referenced by something.
    """
    territory = Territory.objects.select_for_update().get(pk=territory.pk)
    draft = territory.versions.drafts().first()
    in_force = territory.versions.in_force().first()
    if draft is None and in_force is not None and drafting.same(in_force, level, intake):
        return Taken(in_force, 0, 0, len(intake.areas), 0, ())
    told: list[Problem] = []
    fresh = draft is None
    if draft is None:
        number = (territory.versions.aggregate(n=models.Max("number"))["n"] or 0) + 1
        draft = TerritoryVersion.objects.create(
            territory=territory, number=number, effective_on=effective_on, source=source[:255], created_at=at, created_by_id=by.pk
        )
        told += drafting.copy_areas(in_force, draft, level) if in_force else []
    changes = drafting.write_level(draft, level, intake)
    draft.effective_on, draft.source = effective_on, source[:255]
    draft.problems = {**draft.problems, str(level): [p.as_json() for p in (*intake.problems, *told)][:KEPT_PROBLEMS]}
    draft.save(update_fields=["effective_on", "source", "problems"])
    drafting.learn_word(territory, level, intake.word)
    if fresh or changes.any:
        counts = {"level": str(level), "created": changes.created, "updated": changes.updated, "removed": changes.removed, "source": source[:255]}
        record("territory.drafted", draft, by=by, at=at, after=counts, scope_id=scope_id)
    return Taken(draft, changes.created, changes.updated, changes.unchanged, changes.removed, told)


def activate(*, version: TerritoryVersion, by: Actor, at: datetime, scope_id: int | None = None) -> TerritoryVersion:
    """Bring a draft into force; the version that was in force is retired and stays for history.

    Raises:
        MapNotReady: it is no draft any more, or has no area.
    """
    pairs = _borders(version)
    with transaction.atomic():
        return _activate(version, pairs, by=by, at=at, scope_id=scope_id)


def _borders(version: TerritoryVersion) -> list[tuple[int, int, float]]:
    """Work out the neighbours before the transaction: it takes seconds for a big map, and others want to write."""
    found = []
    for level in Level:
        rows = list(version.areas.filter(level=level).order_by("id"))
        found += [(rows[a].pk, rows[b].pk, metres) for a, b, metres in borders.shared([row.geometry() for row in rows])]
    return found


def _activate(version: TerritoryVersion, pairs: list[tuple[int, int, float]], *, by: Actor, at: datetime, scope_id: int | None) -> TerritoryVersion:
    Territory.objects.select_for_update().get(pk=version.territory_id)
    version = TerritoryVersion.objects.select_related("territory").get(pk=version.pk)
    if not version.is_draft:
        raise MapNotReady(_("%(version)s is %(state)s already.") % {"version": version, "state": version.get_state_display()})
    grounds = dict(version.areas.values_list("level").annotate(models.Sum("square_m")))
    if not grounds:
        raise MapNotReady(_("%(version)s has no areas.") % {"version": version}, instead=_("Import a map first, or delete the draft."))
    previous = version.territory.versions.in_force().first()
    if previous is not None:
        previous.state, previous.retired_at = VersionState.RETIRED, at
        previous.save(update_fields=["state", "retired_at"])
        previous.areas.update(in_force=False)
    version.state, version.activated_at, version.activated_by_id = VersionState.ACTIVE, at, by.pk
    version.square_m = max(grounds.values())
    version.save(update_fields=["state", "activated_at", "activated_by_id", "square_m"])
    version.areas.update(in_force=True)
    known = set(version.areas.values_list("id", flat=True))
    AreaNeighbour.objects.bulk_create(
        [AreaNeighbour(version=version, low_id=low, high_id=high, border_m=metres) for low, high, metres in pairs if low in known and high in known],
        batch_size=1000,
    )
    was: dict[str, Any] = {"in_force": str(previous)} if previous else {}
    record("territory.activated", version, by=by, at=at, before=was, after={"in_force": str(version)}, scope_id=scope_id)
    tell_activated(version=version, previous=previous, by=by, at=at)
    return version


@transaction.atomic
def delete_draft(*, version: TerritoryVersion, by: Actor, at: datetime, scope_id: int | None = None) -> None:
    """Throw a draft away.

    Raises:
        MapNotReady: it is or was in force: history points at it.
        MapInUse: something points at its areas.
    """
    Territory.objects.select_for_update().get(pk=version.territory_id)
    version = TerritoryVersion.objects.select_related("territory").get(pk=version.pk)
    if not version.is_draft:
        raise MapNotReady(_("%(version)s is %(state)s: history points at it, so it stays.") % {"version": version, "state": version.get_state_display()})
    drafting.refuse_if_used(version.areas.all())
    record("territory.draft_deleted", version, by=by, at=at, before={"areas": version.areas.count(), "source": version.source}, scope_id=scope_id)
    version.delete()


@transaction.atomic
def take_out(*, version: TerritoryVersion, level: Level, codes: Sequence[str], by: Actor, at: datetime, scope_id: int | None = None) -> TerritoryVersion:
    """Take areas out of a draft again.

    Raises:
        MapNotReady: it is no draft. MapInUse: something points at the areas.
    """
    Territory.objects.select_for_update().get(pk=version.territory_id)
    version = TerritoryVersion.objects.select_related("territory").get(pk=version.pk)
    if not version.is_draft:
        raise MapNotReady(_("%(version)s is %(state)s: history points at it, so it stays.") % {"version": version, "state": version.get_state_display()})
    drafting.remove(version.areas.filter(level=level, code__in=codes))
    version.problems = {name: told for name, told in version.problems.items() if name != str(level)}
    version.save(update_fields=["problems"])
    record("territory.taken_out", version, by=by, at=at, before={"level": str(level), "areas": len(codes)}, scope_id=scope_id)
    return version


@transaction.atomic
def rename_words(*, territory: Territory, precinct_word: str, beat_word: str, by: Actor, at: datetime, scope_id: int | None = None) -> Territory:
    """Keep the city's own words for its areas."""
    before = {"precinct_word": territory.precinct_word, "beat_word": territory.beat_word}
    after = {"precinct_word": precinct_word.strip()[:40] or "precinct", "beat_word": beat_word.strip()[:40] or "beat"}
    if before != after:
        Territory.objects.filter(pk=territory.pk).update(**after)
        territory.refresh_from_db()
        record("territory.words_changed", territory, by=by, at=at, before=before, after=after, scope_id=scope_id)
    return territory
