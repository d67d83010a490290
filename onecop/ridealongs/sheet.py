"""All that the page of one ride shows."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from onecop.access.models import Person
from onecop.partnerships.rules import local_day, zone_of
from onecop.ridealongs import queries, rules, words
from onecop.ridealongs.choices import Rule, State
from onecop.ridealongs.models import Check, RideAlong, WaiverSignature
from onecop.ui import words as ui

ACTING = ("rider", "officer", "desk")


@dataclass(frozen=True)
class Chapter:
    """One line of what happened."""

    at: datetime
    words: str
    note: str = ""


@dataclass(frozen=True)
class Sheet:
    """A page's facts. side: "rider", "officer", "congregation" or "desk". stage: which of its faces the page shows."""

    side: str
    stage: str
    when: str
    where: str
    since: str
    until: str
    today: date
    signature: WaiverSignature | None
    check: Check | None
    needs_check: bool
    refusal: str
    instead: str
    next_on: str
    spoken: list[str]
    story: list[Chapter]

    @property
    def desk(self) -> bool:
        return self.side == "desk"

    @property
    def acts(self) -> bool:
        """Whose taps count on the day."""
        return self.side in ACTING


def sheet(ride: RideAlong, *, reader: Person, desk: bool, now: datetime) -> Sheet:
    """Gather the page of one ride.

    Args:
        desk: the reader may decide on it. Background checks are for them and the rider alone.
    """
    agency, changes = ride.partnership.agency, queries.changes_of(ride)
    in_force = queries.rules_of(agency) or ride.rules
    side = side_of(ride, reader, desk=desk)
    signature = queries.signature_of(ride, in_force)
    check = queries.check_of(agency, ride.rider) if side in ("rider", "desk") else None
    last = changes[0] if changes else None
    terms = in_force.terms
    refusal = rules.Refusal(Rule(last.rule), last.next_on, "", terms.alternatives) if last and last.rule else None
    return Sheet(
        side=side, stage=_stage(ride, signed=signature is not None, now=now), signature=signature, check=check,
        when=words.when(ride.starts_at, ride.ends_at, zone_of(ride.partnership)) if ride.starts_at and ride.ends_at else words.long_day(ride.asked_on),
        where=", ".join(str(part) for part in (ride.place, ride.sector, ride.watch or ride.asked_watch) if part),
        since=_clock(ride, ride.checked_in_at), until=_clock(ride, ride.ends_at), today=local_day(ride.partnership, now),
        needs_check=terms.check_needed and ride.is_ride, refusal=_refusal(refusal), instead=_instead(refusal), spoken=words.in_words(terms),
        next_on=refusal.next_allowed.isoformat() if refusal and refusal.next_allowed else "",
        story=[Chapter(change.at, _told(change.state, change.by_label), change.words) for change in changes],
    )  # fmt: skip


def _clock(ride: RideAlong, moment: datetime | None) -> str:
    """Write a time by the clocks of the agency's place."""
    return ui.clock(moment.astimezone(zone_of(ride.partnership)).time()) if moment else ""


def _refusal(refusal: rules.Refusal | None) -> str:
    return str(refusal.rule.label) if refusal else ""


def _instead(refusal: rules.Refusal | None) -> str:
    if refusal is None:
        return ""
    day = _("%(day)s is the first day that works.") % {"day": words.long_day(refusal.next_allowed)} if refusal.next_allowed else ""
    other = _("You may also ask for %(what)s.") % {"what": words.kinds(refusal.alternatives)} if refusal.alternatives else ""
    return f"{day} {other}".strip()


def side_of(ride: RideAlong, reader: Person, *, desk: bool) -> str:
    """Return where a reader stands: "rider", "desk", "officer", or "congregation" for the rider's own people."""
    if ride.rider.person_id == reader.pk:
        return "rider"
    if desk:
        return "desk"
    officers = [*queries.leads_of(ride.partnership), *([ride.officer] if ride.officer else [])]
    return "officer" if any(officer.person_id == reader.pk for officer in officers) else "congregation"


def _stage(ride: RideAlong, *, signed: bool, now: datetime) -> str:
    """Return closed states as they are; of a booking: sign, wait, today, riding or over."""
    if ride.state != State.APPROVED or ride.starts_at is None or ride.ends_at is None:
        return ride.state
    if ride.checked_in_at is not None:
        return "riding"
    if now >= ride.ends_at:
        return "over"
    if ride.is_ride and not signed:
        return "sign"
    near = rules.may_check_in(ride.starts_at, now) or local_day(ride.partnership, now) == ride.ride_on
    return "today" if near else "wait"


def _told(state: str, by: str) -> str:
    sentences = {
        State.APPLIED: _("%(by)s applied."),
        State.APPROVED: _("%(by)s booked it."),
        State.REFUSED: _("%(by)s refused it."),
        State.CANCELLED: _("%(by)s called it off."),
        State.DONE: _("%(by)s checked out: it took place."),
        State.MISSED: _("%(by)s noted that it was missed."),
    }
    return sentences[State(state)] % {"by": by}
