"""What each role sees first: frozen answers, gathered in a fixed number of queries."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Min, Q

from onecop.access.models import Person, Scope
from onecop.agencies import queries as agencies
from onecop.agencies.choices import OfficerStatus
from onecop.agencies.models import Agency, Officer
from onecop.agencies.months import Fortnight
from onecop.congregations.models import Congregation
from onecop.events.models import EventApproval
from onecop.journey.queries import Turn, next_for, pressing
from onecop.matching.choices import ProposalState, Side
from onecop.matching.models import Proposal
from onecop.partnerships.models import Partnership, Tenure
from onecop.ridealongs.choices import State as RideState
from onecop.ridealongs.models import RideAlong
from onecop.territory.choices import VersionState
from onecop.territory.models import TerritoryVersion

FEW = 5
"""Below this a total could point at somebody; funders see "fewer than 5"."""
NEWEST, LATE = 8, 5


@dataclass(frozen=True)
class OfficerHome:
    """officers: the rows this person is on a roster with. asks: proposals that wait for this officer's answer. turns: the congregations, and what is next.

    shift: the fortnight of the first of `officers`; None when it is not known.
    """

    officers: tuple[Officer, ...]
    asks: tuple[Proposal, ...]
    tenures: tuple[Tenure, ...]
    turns: tuple[Turn, ...]
    shift: Fortnight | None


def officer_home(person: Person, *, now: datetime) -> OfficerHome:
    """Return the home of an officer."""
    officers = tuple(
        agencies.with_duty(agencies.two_weeks_from(now)).filter(person=person).exclude(status=OfficerStatus.GONE).select_related("area").defer("area__outline")
    )
    tenures = (
        Tenure.objects.filter(officer__in=officers, closed_on=None)
        .select_related("partnership__congregation", "partnership__area")
        .defer("partnership__area__outline")
        .prefetch_related("partnership__congregation__contacts")
    )
    shift = agencies.two_weeks(officers[0], now) if officers else None
    asks = tuple(_asks(Side.OFFICER, officer__in=officers))
    return OfficerHome(officers=officers, asks=asks, tenures=tuple(tenures), turns=tuple(next_for(person, now)), shift=shift)


def _asks(side: str, **whose: object) -> list[Proposal]:
    """Published proposals that this side has not answered."""
    waiting = Proposal.objects.filter(state=ProposalState.PUBLISHED, **whose).exclude(answers__side=side)
    return list(waiting.select_related("congregation", "officer__agency").order_by("answer_by", "id"))


@dataclass(frozen=True)
class CongregationHome:
    """One congregation of the reader: its partnership if it has one, else what it waits for."""

    congregation: Congregation
    partnership: Partnership | None
    asks: tuple[Proposal, ...]
    turn: Turn | None = None


def congregation_homes(person: Person, scopes: frozenset[int], *, now: datetime) -> list[CongregationHome]:
    """Return the congregations whose roles a person holds, with their open partnership and what is next in it: those first in which it is their turn."""
    found = list(Congregation.objects.filter(scope__in=scopes).select_related("scope", "territory").prefetch_related("contacts").order_by("name"))
    turns = {turn.partnership.congregation_id: turn for turn in next_for(person, now)}
    asks = _asks(Side.CONGREGATION, congregation__in=found)
    homes = [_congregation_home(c, turns.get(c.pk), asks) for c in found]
    return sorted(homes, key=lambda home: not (home.turn and home.turn.mine))


def _congregation_home(congregation: Congregation, turn: Turn | None, asks: list[Proposal]) -> CongregationHome:
    own = tuple(proposal for proposal in asks if proposal.congregation_id == congregation.pk)
    return CongregationHome(congregation=congregation, partnership=turn.partnership if turn else None, asks=own, turn=turn)


@dataclass(frozen=True)
class AgencyHome:
    """One agency for its liaison or executive. riders: the applications for a ride-along that wait for its answer, as (number, since).

    duties: officers' yes to events in paid time that waits for its approval, likewise.
    """

    agency: Agency
    roster: dict[str, int]
    version: TerritoryVersion | None
    drafts: int
    partnerships: tuple[Partnership, ...]
    partnership_count: int
    late: tuple[Partnership, ...]
    proposals: dict[str, int]
    riders: tuple[int, datetime | None]
    duties: tuple[int, datetime | None]

    @property
    def missing(self) -> str:
        """What stands in the way of good matches, most urgent first: roster, territory, email, or nothing."""
        if not self.roster["all"]:
            return "roster"
        if self.version is None and self.drafts == 0:
            return "territory"
        return "email" if self.roster["no_email"] else ""


def agency_homes(scopes: frozenset[int], *, now: datetime) -> list[AgencyHome]:
    """Return the agencies held in `scopes`."""
    return [_agency_home(agency, now) for agency in Agency.objects.filter(scope__in=scopes).select_related("scope", "territory").order_by("name")]


def _agency_home(agency: Agency, now: datetime) -> AgencyHome:
    active = Q(status=OfficerStatus.ACTIVE)
    roster = agency.officers.exclude(status=OfficerStatus.GONE).aggregate(
        all=Count("pk"), active=Count("pk", filter=active), no_area=Count("pk", filter=active & Q(area=None)), no_email=Count("pk", filter=active & Q(email=""))
    )
    versions = list(agency.territory.versions.exclude(state=VersionState.RETIRED)) if agency.territory else []
    proposals = Proposal.objects.filter(run__agency=agency).aggregate(
        asked=Count("pk", filter=Q(state=ProposalState.PUBLISHED)),
        accepted=Count("pk", filter=Q(state=ProposalState.ACCEPTED)),
        declined=Count("pk", filter=Q(state=ProposalState.DECLINED)),
    )
    partnerships = (
        Partnership.objects.open()
        .with_lead()
        .filter(agency=agency)
        .select_related("congregation", "area", "health")
        .defer("area__outline")
        .order_by("-began_at")
    )
    applied = RideAlong.objects.filter(partnership__agency=agency, state=RideState.APPLIED).aggregate(number=Count("pk"), since=Min("state_since"))
    duties = EventApproval.objects.open_at(now).filter(invite__officer__agency=agency).aggregate(number=Count("pk"), since=Min("asked_at"))
    return AgencyHome(
        agency=agency,
        roster=roster,
        version=next((v for v in versions if v.state == VersionState.ACTIVE), None),
        drafts=sum(v.state == VersionState.DRAFT for v in versions),
        partnerships=tuple(partnerships[:NEWEST]),
        partnership_count=Partnership.objects.open().filter(agency=agency).count(),
        late=tuple(pressing(Partnership.objects.open().filter(agency=agency).select_related("congregation", "health"), None, limit=LATE)),
        proposals=proposals,
        riders=(applied["number"], applied["since"]),
        duties=(duties["number"], duties["since"]),
    )


@dataclass(frozen=True)
class FunderHome:
    """Totals of one scope. None stands for "fewer than five, but not none"."""

    scope: Scope
    totals: tuple[tuple[str, int | None], ...]
    as_of: date


def funder_homes(scopes: list[Scope], *, today: date) -> list[FunderHome]:
    """Return totals for each scope a funder may see. Never a person, never a congregation."""
    return [_funder_home(scope, today) for scope in scopes]


def _funder_home(scope: Scope, today: date) -> FunderHome:
    within = Q() if scope.parent_id is None else Q(scope__parent=scope)
    inside = Q() if scope.parent_id is None else Q(congregation__scope__parent=scope)
    open_ones = Partnership.objects.open().filter(inside)
    totals = (
        ("agencies", Agency.objects.filter(within, standing="active").count()),
        ("congregations", Congregation.objects.enrolled().filter(within).count()),
        ("partnerships", open_ones.count()),
        ("officers", Tenure.objects.filter(partnership__in=open_ones, closed_on=None, officer__isnull=False).values("officer").distinct().count()),
    )
    return FunderHome(scope=scope, totals=tuple((what, None if 0 < n < FEW else n) for what, n in totals), as_of=today)
