"""Changes to an agency's settings and to its officers."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from onecop.agencies.choices import AgencyStanding
from onecop.agencies.models import Agency, Officer
from onecop.agencies.registry import tell_duty
from onecop.agencies.services.addresses import follow_addresses
from onecop.audit.services import record
from onecop.kernel.actor import Actor
from onecop.kernel.errors import Refused
from onecop.territory.models import Territory

OF_AGENCY = frozenset({"officer_capacity", "outreach_on_duty", "liaison_sees_proposals", "ride_along_note", "standing"})
OF_TERRITORY = frozenset({"precinct_word", "beat_word", "timezone"})
OF_OFFICER = frozenset({"status", "area", "shift", "languages", "capacity", "transfer_on", "transfer_to", "email", "rank", "assigned_since"})
OWN = frozenset({"languages", "capacity"})


class WrongArea(Refused):
    """The area belongs to another agency."""


class NotHere(Refused):
    """An agency pauses, and comes back, together with its partnerships."""


@transaction.atomic
def edit_settings(*, agency: Agency, by: Actor, at: datetime, **words: Any) -> Agency:
    """Change capacity, rules, words for precinct and beat, the time zone, or whether it takes part.

    Raises:
        NotHere: it would begin or end a pause, which is an act of its own (`handover.services.pause_agency`).
    """
    now, then = agency.standing, words.get("standing", agency.standing)
    if now != then and (then == AgencyStanding.PAUSED or (now, then) == (AgencyStanding.PAUSED, AgencyStanding.ACTIVE)):
        raise NotHere(
            _("An agency pauses and comes back together with its partnerships."), instead=_("Use “Pause the program” or “Take it up again” on its page.")
        )
    return _edit(agency, words, by=by, at=at)


@transaction.atomic
def set_paused(*, agency: Agency, paused: bool, by: Actor, at: datetime) -> Agency:
    """Write down that an agency pauses or is back. Only the act that takes its partnerships along calls this."""
    return _edit(agency, {"standing": AgencyStanding.PAUSED if paused else AgencyStanding.ACTIVE}, by=by, at=at)


def _edit(agency: Agency, words: dict[str, Any], *, by: Actor, at: datetime) -> Agency:
    if unknown := set(words) - OF_AGENCY - OF_TERRITORY:
        raise TypeError(f"not a setting: {sorted(unknown)}")
    row = Agency.objects.select_for_update().get(pk=agency.pk)
    ground = Territory.objects.select_for_update().filter(pk=row.territory_id or 0).first()
    before: dict[str, Any] = {}
    for thing, names in ((row, OF_AGENCY), (ground, OF_TERRITORY)):
        changed = {n: words[n] for n in names & set(words) if thing is not None and getattr(thing, n) != words[n]}
        before.update({n: getattr(thing, n) for n in changed})
        for name, value in changed.items():
            setattr(thing, name, value)
        if changed and thing is not None:
            thing.save(update_fields=list(changed))
    if before:
        record("agency.changed", row, by=by, at=at, before=before, after={n: words[n] for n in before})
    return Agency.objects.select_related("scope", "territory").get(pk=row.pk)


@transaction.atomic
def edit_officer(*, officer: Officer, by: Actor, at: datetime, **words: Any) -> Officer:
    """Change an officer's row. The audit names what changed; of contact data it keeps no words.

    Raises:
        WrongArea: area or shift of another agency.
    """
    if unknown := set(words) - OF_OFFICER:
        raise TypeError(f"not of an officer: {sorted(unknown)}")
    row = Officer.objects.select_for_update(of=("self",)).select_related("agency__territory", "area", "shift").get(pk=officer.pk)
    _own_ground(row, words)
    if "email" in words:
        words["email"] = words["email"].strip().lower()
    changed = {name: value for name, value in words.items() if getattr(row, name) != value}
    if not changed:
        return row
    before = {name: _plain(name, getattr(row, name)) for name in changed}
    was = (row.shift.anchor_on, row.shift.cycle) if row.shift else None
    for name, value in changed.items():
        setattr(row, name, value)
    if "area" in changed and "assigned_since" not in changed:
        row.assigned_since = row.agency.day(at)
    row.save(update_fields=[*changed, "assigned_since"])
    record("officer.changed", row, by=by, at=at, before=before, after={n: _plain(n, v) for n, v in changed.items()}, scope_id=row.agency.scope_id)
    if "email" in changed:
        follow_addresses(officers=Officer.objects.filter(pk=row.pk), by=by, at=at)
    if "shift" in changed:
        tell_duty(was={row.pk: was}, by=by, at=at)
    return row


@transaction.atomic
def edit_own(*, officer: Officer, languages: list[str], capacity: int | None, by: Actor, at: datetime) -> Officer:
    """What officers change themselves: their languages, and how many congregations they can hold."""
    return edit_officer(officer=officer, by=by, at=at, languages=languages, capacity=capacity)


def _own_ground(row: Officer, words: dict[str, Any]) -> None:
    area, shift = words.get("area"), words.get("shift")
    if area is not None and area.version.territory_id != row.agency.territory_id:
        raise WrongArea(_("This area belongs to another agency."))
    if shift is not None and shift.agency_id != row.agency_id:
        raise WrongArea(_("This shift belongs to another agency."))


def _plain(name: str, value: Any) -> Any:
    if name in Officer.SENSITIVE:
        return "…"
    return value if value is None or isinstance(value, int | list) else str(value)
