"""What ride-alongs tell the floors around them: evidence, what waits for whom, a card, and calendar entries. Registered in `apps.py`."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from onecop.access.models import Person
from onecop.congregations.models import Contact
from onecop.partnerships.choices import FactKind, PartnershipState
from onecop.partnerships.models import Partnership, Tenure
from onecop.partnerships.registry import Ask, Fact, Line, Panel
from onecop.partnerships.rules import local_day, zone_of
from onecop.ridealongs import queries, words
from onecop.ridealongs.choices import OPEN, Kind, Part, State
from onecop.ridealongs.models import RideAlong, RuleSet, WaiverSignature
from onecop.scheduling.registry import FeedEntry

STEP = "ride"
TAGS = {State.APPLIED: "now", State.APPROVED: "now", State.DONE: "done"}


def facts(ids: list[int]) -> Iterator[Fact]:
    """Every ride and approved alternative that took place, in one query. `who` says whose it was."""
    for ride in RideAlong.objects.filter(partnership__in=ids, state=State.DONE).select_related("rider", "officer"):
        assert ride.checked_out_at is not None
        what = {"who": ride.rider, "officer": ride.officer or _("an officer"), "what": words.kinds([Kind(ride.kind)]) if not ride.is_ride else ""}
        said = _("%(who)s rode along with %(officer)s.") if ride.is_ride else _("%(who)s took part in %(what)s.")
        yield Fact(
            partnership=ride.partnership_id, kind=FactKind.RODE, at=ride.checked_out_at, source=f"ridealongs.ride:{ride.key}", words=said % what,
            by=str(ride.rider), url=ride.get_absolute_url(), who=ride.part,
        )  # fmt: skip


# --- what waits


@dataclass(frozen=True)
class _World:
    """All that the asks of some partnerships are told from, in a fixed number of queries."""

    partnerships: dict[int, Partnership]
    riders: dict[int, dict[Part, tuple[Contact, Tenure]]]
    rides: dict[int, list[RideAlong]]
    rules: dict[int, tuple[int, datetime]]
    signed: set[tuple[int, int]]
    desks: dict[int, frozenset[int]]

    def desk(self, partnership: Partnership) -> frozenset[int]:
        """Return who answers for the agency: its liaisons, else the staff member who looks after the partnership."""
        owner = frozenset({partnership.owner_id}) if partnership.owner_id else frozenset()
        return self.desks.get(partnership.agency_id) or owner


def _world(ids: list[int]) -> _World:
    rows = Partnership.objects.filter(pk__in=ids, state=PartnershipState.ACTIVE).select_related("agency__territory")
    partnerships = {row.pk: row for row in rows}
    riders: dict[int, dict[Part, tuple[Contact, Tenure]]] = {}
    for tenure in Tenure.objects.filter(partnership__in=partnerships, closed_on=None, kind__in=Part.values).select_related("contact"):
        if tenure.contact:
            riders.setdefault(tenure.partnership_id, {})[Part(tenure.kind)] = (tenure.contact, tenure)
    rides: dict[int, list[RideAlong]] = {}
    for ride in RideAlong.objects.filter(partnership__in=partnerships).select_related("rider", "officer").order_by("state_since", "id"):
        rides.setdefault(ride.partnership_id, []).append(ride)
    agencies = {row.agency_id for row in partnerships.values()}
    newest = RuleSet.objects.filter(agency__in=agencies).order_by("number").values_list("agency", "pk", "in_force_at")
    rules = {agency: (pk, since) for agency, pk, since in newest}
    signed = set(WaiverSignature.objects.filter(ride__partnership__in=partnerships, ride__state__in=OPEN).values_list("ride", "rules"))
    return _World(partnerships, riders, rides, rules, signed, queries.desk_people(agencies))


def asks(ids: list[int], at: datetime) -> Iterator[Ask]:
    """What waits for whom: rules to set, an application to write, to answer, a waiver to sign, a ride to take, a word whether it took place."""
    world = _world(ids)
    for pk, partnership in world.partnerships.items():
        rides = world.rides.get(pk, [])
        done = {ride.part for ride in rides if ride.state == State.DONE}
        missing = [part for part in Part if part not in done and part in world.riders.get(pk, {})]
        if missing and partnership.agency_id not in world.rules:
            yield _rules_ask(world, partnership)
            continue
        for ride in rides:
            if ride.state in OPEN:
                yield _ride_ask(world, partnership, ride, at)
        for part in missing:
            if not any(ride.state in OPEN and ride.part == part for ride in rides):
                yield _apply_ask(world, partnership, part, rides)


def _rules_ask(world: _World, partnership: Partnership) -> Ask:
    return Ask(
        partnership=partnership.pk, step=STEP, title=_("Set the ride-along rules"), owes=world.desk(partnership), owes_words=str(partnership.agency),
        since=partnership.began_at, url=reverse("ride_rules", args=[partnership.agency.key]),
        detail=_("Nobody can apply before the agency has said how its ride-alongs go."), weight=10,
    )  # fmt: skip


def _apply_ask(world: _World, partnership: Partnership, part: Part, rides: list[RideAlong]) -> Ask:
    contact, tenure = world.riders[partnership.pk][part]
    closed = [ride.state_since for ride in rides if ride.part == part]
    named = datetime.combine(tenure.opened_on, time(12), zone_of(partnership))
    return Ask(
        partnership=partnership.pk, step=STEP, title=_("Apply for your ride-along"), owes=_people(contact), owes_words=str(contact),
        since=max([*closed, partnership.began_at, *([named] if tenure.opened_on > local_day(partnership, partnership.began_at) else [])]),
        url=reverse("ride_apply", args=[partnership.key]), detail=_("A few hours beside an officer on patrol. Five questions, two minutes."), weight=20,
    )  # fmt: skip


def _ride_ask(world: _World, partnership: Partnership, ride: RideAlong, at: datetime) -> Ask:
    """Return the one thing that an open ride waits for."""
    both = _people(ride.rider) | (frozenset({ride.officer.person_id}) if ride.officer and ride.officer.person_id else frozenset())
    names = _("%(rider)s and %(officer)s") % {"rider": ride.rider, "officer": ride.officer} if ride.officer else str(ride.rider)
    rules, in_force_at = world.rules.get(partnership.agency_id, (0, ride.state_since))
    unsigned = ride.is_ride and (ride.pk, rules) not in world.signed
    if ride.state == State.APPLIED:
        said = (_("Answer the application of %(name)s") % {"name": ride.rider}, world.desk(partnership), str(partnership.agency), ride.state_since, 40)
    elif ride.asked_again_at and ride.checked_in_at is None and ride.starts_at and ride.starts_at > at:
        officer = frozenset({ride.officer.person_id}) if ride.officer and ride.officer.person_id else world.desk(partnership)
        said = (_("Your hours have changed. Do you still take %(name)s along?") % {"name": ride.rider}, officer, str(ride.officer), ride.asked_again_at, 48)
    elif ride.checked_in_at is not None:
        said = (_("Check out when the ride is over"), both, names, ride.checked_in_at, 60)
    elif ride.ends_at and at >= ride.ends_at:
        said = (_("Say whether the ride took place"), both | world.desk(partnership), str(partnership.agency), ride.ends_at, 45)
    elif unsigned:
        said = (_("Read and sign the waiver"), _people(ride.rider), str(ride.rider), max(ride.state_since, min(in_force_at, at)), 50)
    else:
        said = (_("Ride along and check in"), both, names, ride.state_since, 30)
    title, owes, owes_words, since, weight = said
    due = ride.starts_at if ride.state == State.APPROVED and not (ride.ends_at and at >= ride.ends_at) else None
    detail = words.when(ride.starts_at, ride.ends_at, zone_of(partnership)) if ride.starts_at and ride.ends_at else words.long_day(ride.asked_on)
    return Ask(
        partnership=partnership.pk, step=STEP, title=title, owes=owes, owes_words=owes_words, since=since, url=ride.get_absolute_url(), detail=detail,
        due=due, weight=weight,
    )  # fmt: skip


def _people(contact: Contact) -> frozenset[int]:
    return frozenset({contact.person_id}) if contact.person_id else frozenset()


# --- the card


def panel(partnership: Partnership, reader: Person, at: datetime) -> Panel:
    """The card on the page of a partnership: how it stands with the ride of each of the two."""
    rides = list(RideAlong.objects.filter(partnership=partnership).select_related("rider", "officer", "partnership__agency__territory").order_by("id"))
    seen = set(RideAlong.objects.visible_to(reader).filter(partnership=partnership).values_list("pk", flat=True))
    lines = []
    for part, contact in queries.riders_of(partnership).items():
        own = [ride for ride in rides if ride.part == part]
        ride = next((r for r in own if r.state == State.DONE), None) or next((r for r in reversed(own) if r.is_open), None) or (own[-1] if own else None)
        lines.append(_line(part, contact, ride, link=ride is not None and ride.pk in seen))
    acts = (
        ((_("Apply for a ride"), reverse("ride_apply", args=[partnership.key])),)
        if partnership.state == PartnershipState.ACTIVE and queries.applies_for(partnership, reader)
        else ()
    )
    return Panel(key="ridealongs", order=30, title=_("Ride-alongs"), lines=tuple(lines), empty=_("Nobody is named who could ride yet."), acts=acts)


def _line(part: Part, contact: Contact, ride: RideAlong | None, *, link: bool) -> Line:
    if ride is None:
        return Line(str(contact), _("%(part)s, has not applied yet") % {"part": part.label.capitalize()}, tag=_("to come"))
    when = words.when(ride.starts_at, ride.ends_at, zone_of(ride.partnership)) if ride.starts_at and ride.ends_at else words.long_day(ride.asked_on)
    state = State(ride.state)
    return Line(
        str(ride.rider), f"{ride.get_kind_display().capitalize()}. {when}", ride.get_absolute_url() if link else "", str(state.label), TAGS.get(state, "plain")
    )


# --- calendars


def feed(person: Person, start: datetime, end: datetime) -> list[FeedEntry]:
    """What a person has in their calendar: booked rides as rider or officer, and those called off since."""
    mine = Q(rider__person=person) | Q(officer__person=person)
    rows = RideAlong.objects.filter(mine, starts_at__lt=end, ends_at__gt=start).with_people().prefetch_related("changes")
    return [_entry(ride, person) for ride in rows]


def _entry(ride: RideAlong, person: Person) -> FeedEntry:
    assert ride.starts_at is not None
    assert ride.ends_at is not None
    own = ride.rider.person_id == person.pk
    title = _("Ride-along with %(who)s") if ride.is_ride else _("%(what)s with %(who)s")
    who = (ride.officer or ride.partnership.agency) if own else ride.rider
    place = ", ".join(str(part) for part in (ride.place, ride.sector, ride.watch) if part) or str(ride.partnership.agency)
    return FeedEntry(
        uid=f"ride-{ride.key}@onecop", sequence=ride.sequence, starts=ride.starts_at, ends=ride.ends_at,
        title=title % {"who": who, "what": ride.get_kind_display().capitalize()}, place=place,
        description=ride.rules.dress if own else _("Check in and out on the page of the ride."), cancelled=ride.state not in (State.APPROVED, State.DONE),
        url=ride.get_absolute_url(), changed_at=ride.state_since,
    )  # fmt: skip
