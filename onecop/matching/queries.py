"""Reads over runs and proposals for the pages."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from onecop.access.models import Person
from onecop.agencies.choices import AgencyStanding
from onecop.agencies.models import Agency
from onecop.congregations.models import Congregation, ServiceTime
from onecop.matching import tongues
from onecop.matching.choices import ProposalState, RunState
from onecop.matching.models import Answer, MatchRun, Proposal, agencies_whose_matching_is_visible
from onecop.ui.words import clock, weekday

SETTLED = [ProposalState.ACCEPTED, ProposalState.DECLINED, ProposalState.LAPSED]


class Matched:
    """Agencies by whether somebody may see their matching (for `request.access.get`)."""

    def visible_to(self, person: Person) -> QuerySet[Agency]:
        return agencies_whose_matching_is_visible(person).exclude(scope=None).select_related("scope", "territory")


class Asked:
    """Proposals that somebody is asked about (for `request.access.get`)."""

    def visible_to(self, person: Person) -> QuerySet[Proposal]:
        return (
            Proposal.objects.asked_of(person)
            .select_related("congregation", "officer__agency__territory", "officer__area", "run__agency")
            .defer("officer__area__outline")
        )


def matched_agencies(person: Person) -> QuerySet[Agency]:
    """Agencies that take part, with how many proposals wait in each."""
    drafts = Count("match_runs__proposals", filter=Q(match_runs__state=RunState.READY, match_runs__proposals__state=ProposalState.DRAFT))
    asked = Count("match_runs__proposals", filter=Q(match_runs__proposals__state=ProposalState.PUBLISHED))
    last = MatchRun.objects.filter(agency=OuterRef("pk"), state=RunState.READY).values("finished_at")[:1]
    visible = Matched().visible_to(person).filter(standing__in=[AgencyStanding.ACTIVE, AgencyStanding.ENROLLING])
    return visible.annotate(drafts=drafts, asked=asked, matched_at=Subquery(last))


@dataclass(frozen=True)
class Standing:
    """How the matching of an agency stands. running: a run under way."""

    agency: Agency
    run: MatchRun | None
    running: MatchRun | None
    failed: MatchRun | None
    drafts: int
    asked: int
    settled: int

    @property
    def unplaced(self) -> int:
        return len(self.run.unplaced) if self.run else 0


def standing(agency: Agency) -> Standing:
    """Gather it in three queries."""
    runs = list(MatchRun.objects.filter(agency=agency).select_related("job", "agency")[:10])
    ready = next((r for r in runs if r.state == RunState.READY), None) or MatchRun.objects.filter(agency=agency, state=RunState.READY).first()
    counts = Proposal.objects.filter(run__agency=agency).aggregate(
        drafts=Count("pk", filter=Q(state=ProposalState.DRAFT, run__state=RunState.READY)),
        asked=Count("pk", filter=Q(state=ProposalState.PUBLISHED)),
        settled=Count("pk", filter=Q(state__in=SETTLED)),
    )
    running = next((r for r in runs if r.state == RunState.RUNNING), None)
    failed = runs[0] if runs and runs[0].state == RunState.FAILED else None
    return Standing(agency, ready, running, failed, **counts)


def open_proposals(agency: Agency) -> QuerySet[Proposal]:
    """Drafts of the current run, and whatever is being asked."""
    current = Q(state=ProposalState.DRAFT, run__state=RunState.READY) | Q(state=ProposalState.PUBLISHED)
    return _rows(Proposal.objects.filter(current, run__agency=agency))


def settled_proposals(agency: Agency) -> QuerySet[Proposal]:
    """Accepted, declined and lapsed, with their answers."""
    rows = _rows(Proposal.objects.filter(run__agency=agency, state__in=SETTLED)).select_related("partnership")
    return rows.prefetch_related(Prefetch("answers", Answer.objects.order_by("at")))


def _rows(proposals: QuerySet[Proposal]) -> QuerySet[Proposal]:
    return proposals.select_related("congregation__area", "officer__area").defer("congregation__area__outline", "officer__area__outline")


def unplaced_with_links(run: MatchRun) -> list[dict[str, Any]]:
    """What the run says of the congregations it could not place, grouped by rule: [{"reason", "rows": [...]}]."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in sorted(map(tongues.read, run.unplaced), key=lambda u: str(u["name"])):
        groups.setdefault(row["reason"], []).append(row)
    titles = {
        "no_officers": _("No officers on the roster"),
        "all_away": _("All officers away"),
        "no_posts": _("Officers without an area"),
        "no_place": _("No place on the map"),
        "out_of_reach": _("No officer in reach"),
        "all_vetoed": _("All in reach are ruled out"),
        "all_full": _("All in reach are full"),
        "crowded_out": _("Needed elsewhere"),
    }
    return [{"title": titles.get(reason, reason), "rows": rows} for reason, rows in groups.items()]


@dataclass(frozen=True)
class Sheet:
    """All that the page of one proposal shows."""

    proposal: Proposal
    number: int
    of: int
    leader: Any
    coordinator: Any
    deputy: Any
    answers: list[Answer]
    held: int
    capacity: int
    gathers: str
    following: Proposal | None


def sheet(proposal: Proposal) -> Sheet:
    """Gather the page of one proposal."""
    contacts = {c.kind: c for c in proposal.congregation.contacts.filter(ended_on=None)}
    drafts = list(open_proposals(proposal.run.agency).filter(run=proposal.run).order_by("-cost", "-pk").values_list("pk", flat=True))
    officer = proposal.officer
    held = officer.tenures.filter(closed_on=None).count()
    return Sheet(
        proposal=proposal,
        number=drafts.index(proposal.pk) + 1 if proposal.pk in drafts else 0,
        of=len(drafts),
        leader=contacts.get("leader"),
        coordinator=contacts.get("coordinator"),
        deputy=contacts.get("deputy"),
        answers=list(proposal.answers.order_by("at")),
        held=held,
        capacity=proposal.run.agency.officer_capacity if officer.capacity is None else officer.capacity,
        gathers="; ".join(map(_gathering, proposal.congregation.service_times.all())),
        following=_following(proposal),
    )


def _gathering(time: ServiceTime) -> str:
    said = f"{weekday(time.weekday)}, {clock(time.starts)}–{clock(time.ends)}"
    return f"{said} ({time.often})" if time.often else said


def _following(proposal: Proposal) -> Proposal | None:
    """The draft that came after one that ended."""
    if proposal.state not in (ProposalState.DECLINED, ProposalState.LAPSED, ProposalState.WITHDRAWN):
        return None
    return Proposal.objects.filter(congregation=proposal.congregation, state=ProposalState.DRAFT, run__state=RunState.READY).first()


def map_points(agency: Agency, run: MatchRun | None) -> dict[str, Any]:
    """GeoJSON points of the congregations: proposed, asked, or without a partner."""
    features = []
    for p in open_proposals(agency):
        c = p.congregation
        if c.lon is not None and c.lat is not None:
            kind = "wait" if p.state == ProposalState.PUBLISHED else "dot"
            features.append(_point(c, kind, reverse("proposal_detail", args=[p.key]), str(p.officer)))
    left = {u["congregation"]: u["words"] for u in map(tongues.read, run.unplaced)} if run else {}
    for c in Congregation.objects.filter(territory=agency.territory, key__in=list(left)) if len(left) < 500 else _many(agency, left):
        if c.lon is not None and c.lat is not None:
            features.append(_point(c, "place", reverse("matching_unplaced", args=[agency.key]), left[c.key]))
    return {"type": "FeatureCollection", "features": features}


def _many(agency: Agency, left: dict[str, str]) -> list[Congregation]:
    return [c for c in Congregation.objects.filter(territory=agency.territory).only("key", "name", "lon", "lat") if c.key in left]


def _point(c: Congregation, kind: str, url: str, words: str) -> dict[str, Any]:
    properties = {"name": c.name, "url": url, "kind": kind, "words": words}
    return {"type": "Feature", "geometry": {"type": "Point", "coordinates": [c.lon, c.lat]}, "properties": properties}


def letters_of(chosen: QuerySet[Proposal]) -> dict[str, Any]:
    """What publishing would do: {"letters": how many, "ready": [...], "missing": [(proposal, words)]}."""
    ready, missing = [], []
    for p in chosen.prefetch_related("congregation__contacts"):
        reachable = [c for c in p.congregation.contacts.all() if c.ended_on is None and c.email]
        if not p.officer.email:
            missing.append((p, _("%(officer)s has no work e-mail address on the roster.") % {"officer": p.officer}))
        elif not reachable:
            missing.append((p, _("Nobody at %(congregation)s has an e-mail address with us.") % {"congregation": p.congregation}))
        else:
            ready.append(p)
    return {"letters": 2 * len(ready), "ready": ready, "missing": missing}
