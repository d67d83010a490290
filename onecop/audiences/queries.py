"""Reads for the pages of invitations."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Q

from onecop.access.models import Person
from onecop.agencies.models import Agency
from onecop.audiences import emails, finding, letters
from onecop.audiences.models import Mailing
from onecop.events.models import Event
from onecop.mail.services.outbox import wording_for
from onecop.matching import pictures
from onecop.registrations.models import Registration

MOST_AGENCIES = 200
"""That a page offers as boxes; a nation-wide sender with more invites all of them, or a region's."""


@dataclass(frozen=True)
class Ground:
    """What a sender may narrow the audience to: (row number, words) each. agency: whose beats are shown. others: agencies whose beats could be."""

    agencies: list[tuple[int, str]] = field(default_factory=list)
    areas: list[tuple[int, str]] = field(default_factory=list)
    agency: Agency | None = None
    others: list[Agency] = field(default_factory=list)


def ground(event: Event, sender: Person, chosen: str) -> Ground:
    """Return the agencies or beats that a sender may choose among. chosen: the key of an agency whose beats to show; empty: the host's own."""
    if not finding.may_choose_ground(event, sender):
        return Ground()
    if event.agency:
        return Ground(areas=_areas(event.agency), agency=event.agency)
    own = finding.partnerships_for(event, sender, finding.Audience()).order_by().values("agency")
    rows = list(Agency.objects.filter(pk__in=own).select_related("territory").order_by("name")[:MOST_AGENCIES])
    agency = next((row for row in rows if row.key == chosen), None)
    if agency:
        return Ground(areas=_areas(agency), agency=agency)
    return Ground([(row.pk, row.name) for row in rows], others=[row for row in rows if row.territory_id])


def _areas(agency: Agency) -> list[tuple[int, str]]:
    return [(area.pk, area.name) for area in pictures.smallest_areas(agency).order_by("code")] if agency.territory_id else []


def outlines(agency: Agency) -> dict[str, Any]:
    """Return the agency's beats for the map."""
    return pictures.outlines(agency)


def mailings(event: Event, on: date) -> list[Mailing]:
    """Return what was sent before to a date, the newest first, each with `invited`."""
    rows = Mailing.objects.filter(occurrence__event=event, occurrence__on=on)
    return list(rows.annotate(invited=Count("recipients", filter=Q(recipients__left_out="")))[:20])


@dataclass(frozen=True)
class Outcome:
    """What came of a mailing so far, in people who got a letter, and how many were left out for each reason."""

    invited: int
    yes: int
    no: int
    waiting: int
    reminded: int
    asked: int
    blocked: int
    cap: int


def outcome(mailing: Mailing) -> Outcome:
    """Count a mailing in one query."""
    state = "registration__state"
    return Outcome(
        **mailing.recipients.aggregate(
            invited=Count("pk", filter=Q(left_out="")),
            yes=Count("pk", filter=Q(**{state: "yes"})),
            no=Count("pk", filter=Q(**{state: "no"})),
            waiting=Count("pk", filter=Q(**{f"{state}__in": ["waiting", "offered"]})),
            reminded=Count("pk", filter=Q(registration__reminded_at__isnull=False)),
            asked=Count("pk", filter=Q(left_out="asked")),
            blocked=Count("pk", filter=Q(left_out="blocked")),
            cap=Count("pk", filter=Q(left_out="cap")),
        )
    )


def letter(mailing: Mailing) -> Any:
    """Return the letter as one of the invited reads it, with a link that leads nowhere."""
    some = Registration(name="Ana Reyes", email="ana@mail.example")
    return wording_for(letters.INVITE.kind)(emails.invitations(mailing, [some], ["example"])[0].words)
