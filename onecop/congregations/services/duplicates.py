"""Two rows that may be one congregation: suggested by a machine, settled by a person."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from onecop.access.models import Person
from onecop.audit.services import record
from onecop.congregations.choices import CongregationStanding, LikenessReason, LikenessVerdict
from onecop.congregations.models import Congregation, DuplicateSuggestion
from onecop.congregations.registry import tell_merged
from onecop.congregations.services.people import move_people
from onecop.kernel.actor import Actor
from onecop.kernel.errors import Refused

BLANKS = ("street", "street_folded", "city", "zip", "website", "tradition_as_given", "hopes", "board_note", "attendance", "languages", "coordinator_hours")
RANK = {CongregationStanding.ACCEPTED: 0, CongregationStanding.APPLIED: 1, CongregationStanding.ASKED_BACK: 1, CongregationStanding.WAITLISTED: 2}


class CannotMerge(Refused):
    """The two rows cannot become one."""


@transaction.atomic
def suggest(*, first: Congregation, second: Congregation, why: str = LikenessReason.PERSON, metres: int | None = None, at: datetime) -> DuplicateSuggestion:
    """Suggest that two rows are one congregation. A pair is suggested once; what a person said of it stands."""
    low, high = sorted((first, second), key=lambda row: row.pk)
    return DuplicateSuggestion.objects.get_or_create(first=low, second=high, defaults={"why": why, "metres": metres, "suggested_at": at})[0]


@transaction.atomic
def keep_apart(*, suggestion: DuplicateSuggestion, by: Actor, at: datetime) -> DuplicateSuggestion:
    """Say that the two are different congregations. Saying it twice changes nothing."""
    return _settle(suggestion, LikenessVerdict.DIFFERENT, by=by, at=at)


@transaction.atomic
def merge(*, suggestion: DuplicateSuggestion, choice: str = "", by: Actor, at: datetime) -> Congregation:
    """Say that the two are one, and let the row that is further along go on. Returns that row.

    Contacts, enrollments and what floors above keep move to it; what it lacks is filled in from the other. The other row stays, with its
    history, as `left` and `merged_into`. `registry.outlook_of` says beforehand what will happen.

    Args:
        choice: one of the options of the outlook, where it has some.

    Raises:
        CannotMerge: one of them was merged before.
        Refused: something above stands in the way, or needs a choice.
    """
    rows = (
        Congregation.objects.select_for_update(of=("self",), no_key=True)
        .select_related("scope")
        .order_by("pk")
        .in_bulk([suggestion.first_id, suggestion.second_id])
    )
    kept, gone = further_along(rows[suggestion.first_id], rows[suggestion.second_id])
    if gone.merged_into_id or kept.merged_into_id:
        if gone.merged_into_id == kept.pk:
            _settle(suggestion, LikenessVerdict.SAME, by=by, at=at)
            return kept
        raise CannotMerge(_("One of the two was merged before."), instead=_("Look at the row that it went into."))
    tell_merged(kept=kept, gone=gone, choice=choice, by=by, at=at)
    move_people(kept=kept, gone=gone, by=by, at=at)
    gone.enrollments.update(congregation=kept)
    _fill_in(kept, gone)
    before = gone.standing
    source, gone.source_id = gone.source_id, ""
    gone.standing, gone.standing_since, gone.merged_into = CongregationStanding.LEFT, at, kept
    gone.save(update_fields=["source_id", "standing", "standing_since", "merged_into"])
    if source and not kept.source_id:
        kept.source_id = source  # so that the next import of the same file finds the row that goes on
        kept.save(update_fields=["source_id"])
    _settle(suggestion, LikenessVerdict.SAME, by=by, at=at)
    gone_facts = {"standing": before, "source_id": source}
    record("congregation.merged", gone, by=by, at=at, before=gone_facts, after={"into": kept.key, "name": kept.name}, scope_id=kept.scope_id)
    record("congregation.took_in", kept, by=by, at=at, after={"from": gone.key, "name": gone.name})
    return kept


def further_along(first: Congregation, second: Congregation) -> tuple[Congregation, Congregation]:
    """Return (the row that goes on, the row that ends): enrolled before applied before the rest; of two alike, the older."""
    kept, gone = sorted((first, second), key=lambda row: (row.merged_into_id is not None, RANK.get(CongregationStanding(row.standing), 3), row.pk))
    return kept, gone


def _fill_in(kept: Congregation, gone: Congregation) -> None:
    for name in BLANKS:
        if not getattr(kept, name) and getattr(gone, name):
            setattr(kept, name, getattr(gone, name))
    if kept.lon is None and gone.lon is not None:
        kept.lon, kept.lat, kept.pin, kept.area, kept.territory = gone.lon, gone.lat, gone.pin, gone.area, gone.territory
    kept.save()
    if not kept.service_times.exists():
        gone.service_times.update(congregation=kept)


def _settle(suggestion: DuplicateSuggestion, verdict: LikenessVerdict, *, by: Actor, at: datetime) -> DuplicateSuggestion:
    row = DuplicateSuggestion.objects.select_for_update(of=("self",)).select_related("first", "second").get(pk=suggestion.pk)
    if row.verdict == verdict:
        return row
    if row.verdict == LikenessVerdict.SAME:
        raise CannotMerge(_("These two were merged already."))
    row.verdict, row.settled_at, row.settled_by = verdict, at, by if isinstance(by, Person) else None
    row.save(update_fields=["verdict", "settled_at", "settled_by"])
    record("likeness.settled", row, by=by, at=at, after={"verdict": str(verdict)}, scope_id=row.first.scope_id)
    return row
