"""What the system sees for itself of a launch: a fixed number of queries, whatever the city's size."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Min, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from onecop.agencies.choices import AgencyStanding, OfficerStatus
from onecop.congregations.models import Congregation
from onecop.events.models import Introduction
from onecop.launch.choices import Evidence
from onecop.launch.models import Launch, ProspectInvitation
from onecop.matching.models import Proposal
from onecop.partnerships.models import Partnership
from onecop.ridealongs.choices import State
from onecop.ridealongs.models import RideAlong
from onecop.territory.models import TerritoryVersion
from onecop.ui import words


@dataclass(frozen=True)
class Proof:
    """That a task is done: since when, as far as that is known, and in words."""

    words: str
    at: datetime | date | None = None


def gather(launch: Launch) -> dict[str, Proof]:
    """Return the evidence there is, by code. What is not there yet is not in it."""
    found = {code: read(launch) for code, read in READERS.items()}
    return {code: proof for code, proof in found.items() if proof is not None}


def _agency(launch: Launch) -> Proof | None:
    agency = launch.agency
    return Proof(_("%(agency)s takes part.") % {"agency": agency.name}, agency.joined_on) if agency.standing == AgencyStanding.ACTIVE else None


def _territory(launch: Launch) -> Proof | None:
    version = TerritoryVersion.objects.in_force().filter(territory=launch.agency.territory_id).annotate(n=Count("areas")).first()
    if version is None or launch.agency.territory_id is None:
        return None
    return Proof(ngettext("One area is in force.", "%(num)s areas are in force.", version.n) % {"num": words.count(version.n)}, version.activated_at)


def _roster(launch: Launch) -> Proof | None:
    n = launch.agency.officers.exclude(status=OfficerStatus.GONE).count()
    return Proof(ngettext("One officer is on the roster.", "%(num)s officers are on the roster.", n) % {"num": words.count(n)}) if n else None


def _prospects(launch: Launch) -> Proof | None:
    n = Congregation.objects.filter(territory=launch.agency.territory_id).count() if launch.agency.territory_id else 0
    return Proof(ngettext("One congregation is on the list.", "%(num)s congregations are on the list.", n) % {"num": words.count(n)}) if n else None


def _letters(launch: Launch) -> Proof | None:
    sent = ProspectInvitation.objects.filter(mailing__launch=launch)
    return _first(sent, "invited_at", lambda n: ngettext("One congregation was invited.", "%(num)s invitations were sent.", n))


def _rides(launch: Launch) -> Proof | None:
    ridden = RideAlong.objects.filter(partnership__agency=launch.agency, state=State.DONE)
    return _first(_since(ridden, "ends_at", launch), "ends_at", lambda n: ngettext("One ride took place.", "%(num)s rides took place.", n))


def _published(launch: Launch) -> Proof | None:
    asked = Proposal.objects.filter(run__agency=launch.agency, published_at__isnull=False)
    return _first(
        _since(asked, "published_at", launch), "published_at", lambda n: ngettext("One proposal was published.", "%(num)s proposals were published.", n)
    )


def _partnerships(launch: Launch) -> Proof | None:
    begun = Partnership.objects.filter(agency=launch.agency)
    return _first(_since(begun, "began_at", launch), "began_at", lambda n: ngettext("One partnership began.", "%(num)s partnerships began.", n))


def _introductions(launch: Launch) -> Proof | None:
    held = Introduction.objects.filter(partnership__agency=launch.agency, held_at__isnull=False)
    return _first(_since(held, "held_at", launch), "held_at", lambda n: ngettext("One introduction was held.", "%(num)s introductions were held.", n))


def _since(rows: QuerySet[Any], moment: str, launch: Launch) -> QuerySet[Any]:
    return rows.filter(**{f"{moment}__gt": launch.counts_from}) if launch.counts_from else rows


def _first(rows: QuerySet[Any], moment: str, said: Callable[[int], str]) -> Proof | None:
    found = rows.order_by().aggregate(n=Count("pk"), first=Min(moment))
    return Proof(said(found["n"]) % {"num": words.count(found["n"])}, found["first"]) if found["n"] else None


READERS: dict[str, Callable[[Launch], Proof | None]] = {
    Evidence.AGENCY: _agency, Evidence.TERRITORY: _territory, Evidence.ROSTER: _roster, Evidence.PROSPECTS: _prospects, Evidence.LETTERS: _letters,
    Evidence.RIDES: _rides, Evidence.PUBLISHED: _published, Evidence.PARTNERSHIPS: _partnerships, Evidence.INTRODUCTIONS: _introductions,
}  # fmt: skip
