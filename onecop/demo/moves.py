"""People leave: officers by the roster, coordinators and faith leaders of their own accord, each at the rate of `rates`."""

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial

from onecop.agencies.choices import PATROL_RANKS, OfficerStatus, Rank
from onecop.agencies.models import Officer
from onecop.agencies.services import edit_officer
from onecop.congregations.choices import ContactKind
from onecop.congregations.models import Contact
from onecop.demo import acts
from onecop.demo.city import City
from onecop.demo.people import Names, address
from onecop.demo.rates import BIDS_A_YEAR, COORDINATORS_LEAVE, KNOWN_AHEAD, LEADERS_LEAVE, OFFICERS_MOVE, OFFICERS_RETIRE, WEEKS_A_YEAR, weekly
from onecop.demo.stage import Shares, Stage, soon
from onecop.demo.traditions import WAYS
from onecop.partnerships import services as partnerships
from onecop.partnerships.choices import PartnershipState, TenureKind
from onecop.partnerships.models import Leaving, Partnership, Tenure
from onecop.partnerships.rules import day_there
from onecop.territory.choices import Level
from onecop.territory.models import Area

WEEK = timedelta(days=7)
KNOWN = timedelta(days=182)
"""For so long those leave whose day was on the roster that the agency brought along (city.KNOWN_MOVES)."""
NEXT_BID = timedelta(weeks=2)
"""When, after the history, the next bid is: those who move with it are on the roster, and their successors are being found."""
BID_KNOWN = (timedelta(weeks=2), timedelta(weeks=6))
"""Between so long before a bid, and so long, the roster tells who moves with it."""
STAYS = frozenset({"marisol.vega@demo.onecop.example", "caleb.brooks@demo.onecop.example", "daniel.okafor@demo.onecop.example"})
"""Officers of the two stories: no dice fall on them."""


class Moves:
    """Who leaves in one history."""

    def __init__(self, stage: Stage, city: City) -> None:
        self.stage = stage
        self._names = Names(random.Random(f"successors {city.seed}"), city.everybody)
        self._heard = False
        self._shares = Shares(stage.dice)

    def week(self, at: datetime) -> None:
        """Throw the dice for everybody once a week."""
        self._officers(at)
        self._contacts(at)

    def heard(self) -> bool:
        """True once after the roster has changed of somebody who holds a partnership."""
        heard, self._heard = self._heard, False
        return heard

    # --- officers -----------------------------------------------------------------------------------------------------
    def _officers(self, at: datetime) -> None:
        fresh = at <= self.stage.start + KNOWN
        moves = 0.0 if fresh else weekly(OFFICERS_MOVE * (1 - KNOWN_AHEAD))
        bid = None if fresh else self._bid(at)
        chosen = 1 - (1 - OFFICERS_MOVE * KNOWN_AHEAD / BIDS_A_YEAR) ** (1 / ((BID_KNOWN[1] - BID_KNOWN[0]) // WEEK)) if bid else 0.0
        rows = Officer.objects.filter(status=OfficerStatus.ACTIVE, rank__in=PATROL_RANKS, agency__in=self.stage.agencies)
        partners = set(Tenure.objects.filter(kind=TenureKind.LEAD, closed_on=None).values_list("officer", flat=True))
        for officer in rows.exclude(email__in=STAYS).only("pk", "transfer_on").order_by("pk"):
            luck = self.stage.dice.random()
            if officer.transfer_on is not None:
                if officer.transfer_on < at.date():
                    self.stage.at(soon(self.stage, at, WEEK), partial(self._arrives, officer.pk))
            elif luck < weekly(OFFICERS_RETIRE):
                self.stage.at(soon(self.stage, at, WEEK), partial(self._retires, officer.pk))
            elif luck < weekly(OFFICERS_RETIRE) + moves:
                self.stage.at(soon(self.stage, at, WEEK), partial(self._arrives, officer.pk))
            elif bid and (self._shares.befall("bid", chosen) if officer.pk in partners else luck > 1 - chosen):
                self.stage.at(soon(self.stage, at, WEEK), partial(self._is_to_move, officer.pk, bid))

    def _bid(self, at: datetime) -> date | None:
        """Return the day of the next bid, in those weeks in which the roster tells who moves with it."""
        left = (self.stage.end + NEXT_BID - at) % timedelta(weeks=WEEKS_A_YEAR / BIDS_A_YEAR)
        return (at + left).date() if BID_KNOWN[0] <= left < BID_KNOWN[1] else None

    def _edit(self, pk: int, at: datetime, **words: object) -> None:
        officer = Officer.objects.select_related("agency").get(pk=pk)
        edit_officer(officer=officer, by=self.stage.liaison(officer.agency_id), at=at, **words)
        self._heard = self._heard or Tenure.objects.filter(officer=pk, closed_on=None).exists()

    def _is_to_move(self, pk: int, on: date, at: datetime) -> None:
        """The roster says from which day on somebody works elsewhere."""
        self._edit(pk, at, transfer_on=on, transfer_to="another unit")

    def _arrives(self, pk: int, at: datetime) -> None:
        """Somebody is at the new post: half in another precinct, the others off patrol."""
        dice, officer = self.stage.dice, Officer.objects.select_related("area__version").get(pk=pk)
        elsewhere: dict[str, object] = {"status": OfficerStatus.DETAILED} if dice.random() < 0.5 else {"rank": Rank.DETECTIVE}
        if officer.area and dice.random() < 0.5:
            beats = Area.objects.filter(version=officer.area.version, level=Level.BEAT).exclude(parent=officer.area.parent_id).order_by("code")
            chosen = list(beats.defer("outline"))
            elsewhere = {"area": dice.choice(chosen)} if chosen else elsewhere
        self._edit(pk, at, transfer_on=None, transfer_to="", **elsewhere)

    def _retires(self, pk: int, at: datetime) -> None:
        self._edit(pk, at, status=OfficerStatus.GONE)

    # --- congregations ------------------------------------------------------------------------------------------------
    def _contacts(self, at: datetime) -> None:
        going = Partnership.objects.exclude(state=PartnershipState.ENDED).exclude(pk__in=self.stage.story)
        rates = {ContactKind.COORDINATOR: weekly(COORDINATORS_LEAVE), ContactKind.LEADER: weekly(LEADERS_LEAVE)}
        rows = Contact.objects.filter(ended_on=None, kind__in=rates, congregation__partnerships__in=going).order_by("pk")
        for contact in rows.exclude(pk__in=Leaving.objects.filter(settled_at=None).values("contact")):
            if self.stage.dice.random() < rates[ContactKind(contact.kind)]:
                self.stage.at(soon(self.stage, at, WEEK), partial(self._leaves, contact.pk))
        for partnership, kind in self._empty(going):
            if self.stage.dice.random() < 0.4:
                self.stage.at(soon(self.stage, at, WEEK), partial(self._asks, partnership.pk, kind))

    def _empty(self, going: object) -> Iterator[tuple[Partnership, ContactKind]]:
        """Yield the parts that nobody has and nobody is asked for."""
        for partnership in going.select_related("congregation").prefetch_related("congregation__contacts", "congregation__namings").order_by("pk"):  # type: ignore[attr-defined]
            house = partnership.congregation
            held = {c.kind for c in house.contacts.all() if c.ended_on is None} | {n.kind for n in house.namings.all() if n.settled_at is None}
            for kind in (ContactKind.LEADER, ContactKind.COORDINATOR):
                if kind not in held:
                    yield partnership, kind

    @acts.tried
    def _leaves(self, pk: int, at: datetime) -> None:
        """They say so some weeks ahead, and somebody is asked to follow them."""
        contact = Contact.objects.select_related("congregation", "person").get(pk=pk)
        if contact.ended_on is None:
            on = day_there(contact.congregation, at) + timedelta(days=self.stage.dice.randint(7, 40))
            partnerships.step_down(contact=contact, on=on, by=contact.person or self.stage.nadia, at=at)

    @acts.tried
    def _asks(self, pk: int, kind: ContactKind, at: datetime) -> None:
        """Whoever is left asks somebody; where nobody is, staff do."""
        row = Partnership.objects.select_related("congregation__scope").get(pk=pk)
        house = row.congregation
        left = house.contacts.filter(ended_on=None).exclude(person=None).select_related("person").order_by("pk").first()
        way = next((one for one in WAYS if one.tradition == house.tradition), WAYS[0])
        name = " ".join(self._names.new(self.stage.dice.choice(way.cultures), men=way.men and kind == ContactKind.LEADER))
        title = way.title if kind == ContactKind.LEADER else ""
        by = left.person if left and left.person else self.stage.nadia
        partnerships.ask_for_part(congregation=house, kind=kind, name=name, email=address(name, "people.example"), title=title, by=by, at=at)
