"""Which congregations may be invited, and what is known of each: one query for thousands."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, Max, OuterRef, Q, QuerySet, Subquery

from onecop.congregations.choices import CongregationStanding as S
from onecop.congregations.choices import EnrollmentStanding, LikenessVerdict
from onecop.congregations.models import Congregation, DuplicateSuggestion, Enrollment
from onecop.launch import rules
from onecop.launch.choices import Tongue, Way
from onecop.launch.letters import KINDS
from onecop.launch.models import Launch, Pledge, ProspectInvitation
from onecop.mail.models import Block, OptOut

WITH_US = (S.APPLIED, S.ASKED_BACK, S.ACCEPTED, S.WAITLISTED)


@dataclass(frozen=True)
class Wanted:
    """Whom staff want to invite. Empty: everywhere, every tradition."""

    areas: tuple[int, ...] = ()
    traditions: tuple[str, ...] = ()
    q: str = ""
    uninvited: bool = False


def on_ground(launch: Launch) -> QuerySet[Congregation]:
    """Return the prospects on the agency's ground."""
    if launch.agency.territory_id is None:
        return Congregation.objects.none()
    return Congregation.objects.filter(territory=launch.agency.territory_id, standing=S.PROSPECT)


def narrowed(rows: QuerySet[Congregation], wanted: Wanted) -> QuerySet[Congregation]:
    """Return those that fit; a precinct holds its beats."""
    if wanted.areas:
        rows = rows.filter(Q(area__in=wanted.areas) | Q(area__parent__in=wanted.areas))
    if wanted.traditions:
        rows = rows.filter(tradition__in=wanted.traditions)
    for word in wanted.q.split():
        rows = rows.filter(Q(name__icontains=word) | Q(street__icontains=word) | Q(city__icontains=word))
    if wanted.uninvited:
        rows = rows.filter(launch_invitations=None)
    return rows


def in_touch() -> Q:
    """The congregation is with us by another way: its form is with us or begun by a pledge, or an enrolled row may be the same congregation."""
    here = OuterRef("pk")
    twins = DuplicateSuggestion.objects.exclude(verdict=LikenessVerdict.DIFFERENT)
    twins = twins.filter(Q(first=here, second__standing__in=WITH_US) | Q(second=here, first__standing__in=WITH_US))
    claimed = Enrollment.objects.filter(claims=here).exclude(standing__in=(EnrollmentStanding.DRAFT, EnrollmentStanding.DECLINED))
    pledged = Pledge.objects.filter(congregation=here, enrollment__isnull=False)
    return Q(Exists(twins)) | Q(Exists(claimed)) | Q(Exists(pledged))


def facts_of(rows: QuerySet[Congregation], *, way: str, tongue: str, but: Any = None) -> list[rules.Facts]:
    """Return what is known of each row, in the order of streets, as a mail carrier walks. One query.

    Args:
        but: a mailing whose own invitations do not count as earlier ones.
    """
    earlier = ProspectInvitation.objects.filter(congregation=OuterRef("pk")).exclude(mailing=but).order_by()
    email = OuterRef("prospect_address__email")
    off = OptOut.objects.filter(email=email, kind__in=(KINDS[Way.EMAIL, Tongue(tongue)], "*"))
    found = (
        rows.order_by()
        .annotate(touch=Q(in_touch()), last=Subquery(earlier.values("congregation").annotate(m=Max("invited_at")).values("m")[:1]))
        .annotate(refused=Exists(Block.objects.filter(email=email)), off=Exists(off))
        .values_list(
            "pk", "touch", "last", "prospect_address__closed_at", "prospect_address__returned_at", "prospect_address__email", "refused", "off",
            "prospect_address__street", "prospect_address__zip", "street", "zip", "standing",
        )
        .order_by("zip", "street_folded", "pk")
    )  # fmt: skip
    return [_facts(row, way) for row in found.iterator(chunk_size=2000)]


def _facts(row: tuple[Any, ...], way: str) -> rules.Facts:
    pk, touch, last, closed, returned, email, refused, off, post_street, post_zip, street, zip_code, standing = row
    by_email = way == Way.EMAIL
    posted = bool((post_street and post_zip) or (street and zip_code)) and returned is None
    return rules.Facts(
        pk,
        in_touch=bool(touch) or standing != S.PROSPECT,
        invited_at=last,
        unwanted=closed is not None or (by_email and (refused or off)),
        reachable=bool(email) if by_email else posted,
    )


def sorting(launch: Launch, wanted: Wanted, *, way: str, tongue: str, again: bool, at: datetime) -> rules.Sorting:
    """Return whom a mailing would reach, and how many are left out by why."""
    return rules.sort_out(facts_of(narrowed(on_ground(launch), wanted), way=way, tongue=tongue), at, again=again)


def still(mailing: Any, pks: Collection[int], at: datetime) -> list[int]:
    """Return which of these may be written to now, in their order: what changed since they were chosen counts."""
    rows = Congregation.objects.filter(pk__in=pks).exclude(launch_invitations__mailing=mailing)
    facts = facts_of(rows, way=mailing.way, tongue=mailing.tongue, but=mailing)
    good = set(rules.sort_out(facts, at, again=bool(mailing.again_reason)).chosen)
    return [pk for pk in pks if pk in good]
