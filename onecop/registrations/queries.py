"""Reads over guests: frozen answers in a fixed number of queries."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, Sum

from onecop.access.models import ActionLink
from onecop.events.models import Occurrence
from onecop.events.rules import Date
from onecop.registrations import rules
from onecop.registrations.choices import DOOR, HEADS, Need, RegistrationState, Source, TapKind
from onecop.registrations.models import Registration, Seats, Sending, Tap

S = RegistrationState


@dataclass(frozen=True)
class Attendance:
    """The numbers of one date. They stand side by side and are never added up: a head that was counted may also have a name.

    signed_up: people who said yes, with their parties. by_name: people who were checked in or written down at the door, with their parties.
    walk_ins: people counted at the door without a name, who had not signed up. headcount: heads as the host or the door counted them; None where
    nobody counted.
    """

    signed_up: int = 0
    by_name: int = 0
    walk_ins: int = 0
    headcount: int | None = None


def attendance(occurrence_ids: Iterable[int]) -> dict[int, Attendance]:
    """Return the numbers of these dates, all of them, those without guests as well. Three queries."""
    ids = list(occurrence_ids)
    rows = Registration.objects.filter(occurrence__in=ids).order_by().values("occurrence")
    yes, stands = Q(state=S.YES) & ~Q(source=Source.DOOR), ~Q(state=S.CANCELLED)
    named = {row["occurrence"]: row for row in rows.annotate(signed=Sum("party", filter=yes), came=Sum("came_party", filter=stands))}
    walked = dict(Tap.objects.filter(occurrence__in=ids, kind=TapKind.WALK_IN).order_by().values_list("occurrence").annotate(n=Sum("number")))
    heads = dict(Occurrence.objects.filter(pk__in=ids).order_by().values_list("pk", "headcount"))
    none = {"signed": 0, "came": 0}
    found = {}
    for number in ids:
        row = named.get(number, none)
        found[number] = Attendance(row["signed"] or 0, row["came"] or 0, max(0, walked.get(number) or 0), heads.get(number))
    return found


def standing_of(date: Date, at: datetime) -> rules.Standing:
    """Say how a date stands for somebody who may want to come. Two queries."""
    event, free, waiting = date.event, date.event.capacity, 0
    if date.row is not None:
        seats = Seats.objects.filter(occurrence=date.row).first()
        if seats is not None and event.capacity is not None:
            free = max(0, event.capacity - seats.taken)
        waiting = Registration.objects.filter(occurrence=date.row, state=S.WAITING).count() if free is not None else 0
    return rules.standing(
        cancelled=date.cancelled, starts_at=date.starts_at, ends_at=date.ends_at, closes_hours=event.closes_hours, sign_up=event.sign_up,
        free=free, waitlist=event.waitlist, waiting=waiting, at=at,
    )  # fmt: skip


@dataclass(frozen=True)
class Totals:
    """What a host plans by. people: those who come, with their parties. waiting, offered, invited: parties. needs: label → parties that said so."""

    people: int
    parties: int
    waiting: int
    offered: int
    invited: int
    declined: int
    capacity: int | None
    free: int | None
    needs: tuple[tuple[str, int], ...]
    numbers: Attendance


def totals(occurrence: Occurrence) -> Totals:
    """Return the numbers of one date for its host. Six queries."""
    rows = Registration.objects.filter(occurrence=occurrence).exclude(source=Source.DOOR)
    by_state = {row["state"]: row for row in rows.order_by().values("state").annotate(n=Count("pk"), people=Sum("party"))}
    counted: Counter[str] = Counter(code for needs in rows.filter(state__in=[S.YES, S.OFFERED]).values_list("needs", flat=True) for code in needs)
    seats = Seats.objects.filter(occurrence=occurrence).first()
    capacity, taken = occurrence.event.capacity, seats.taken if seats else 0

    def count(state: str) -> int:
        return int(by_state[state]["n"]) if state in by_state else 0

    return Totals(
        people=by_state[S.YES]["people"] if S.YES in by_state else 0, parties=count(S.YES), waiting=count(S.WAITING), offered=count(S.OFFERED),
        invited=count(S.INVITED), declined=count(S.NO), capacity=capacity, free=None if capacity is None else max(0, capacity - taken),
        needs=tuple((str(Need(code).label), counted[code]) for code in Need.values if counted[code]), numbers=attendance([occurrence.pk])[occurrence.pk],
    )  # fmt: skip


def letters_to(occurrence: Occurrence, states: dict[str, tuple[str, ...]]) -> dict[str, int]:
    """Return how many letters each choice of the host would send. One query."""
    rows = Registration.objects.filter(occurrence=occurrence).exclude(email="")
    found = dict(rows.order_by().values_list("state").annotate(n=Count("pk")))
    return {code: sum(found.get(state, 0) for state in those) for code, those in states.items()}


def sendings(occurrence: Occurrence, most: int = 20) -> list[Sending]:
    """Return what all guests of a date were written so far, the newest first. One query."""
    return list(Sending.objects.filter(occurrence=occurrence)[:most])


def at_the_door(occurrence: Occurrence, *, names: bool) -> tuple[list[dict[str, Any]], int, int | None]:
    """Return what a phone at the door needs: guests (with `names` alone), walk-ins, heads. At most three queries.

    No address and no line to the host: a phone that is lost should tell as little as possible.
    """
    rows = Registration.objects.standing().filter(occurrence=occurrence).exclude(state=S.NO).order_by("name", "id")
    columns = {"who": "key", "name": "name", "code": "code", "party": "party", "state": "state", "needs": "needs", "here": "came_party", "source": "source"}
    found = rows.values_list(*columns.values()) if names else ()
    guests: list[dict[str, Any]] = [dict(zip(columns, row, strict=True)) for row in found]
    for guest in guests:
        guest["walk_in"] = guest.pop("source") == Source.DOOR
        guest["needs"] = [str(Need(code).label) for code in guest["needs"] if code in Need.values]
    walked = Tap.objects.filter(occurrence=occurrence, kind=TapKind.WALK_IN).aggregate(n=Sum("number"))["n"] or 0
    heads = Seats.objects.filter(occurrence=occurrence).values_list("heads", flat=True).first()
    return guests, max(0, walked), heads


def doors(occurrence: Occurrence, at: datetime) -> list[ActionLink]:
    """Return the links to a door that work now, by whom they were given to. One query."""
    rows = ActionLink.objects.filter(act__in=[DOOR, HEADS], target=occurrence.key, withdrawn_at=None, used_at=None, expires_at__gt=at)
    return list(rows.order_by("issued_at", "id"))


SHOWN = 40
"""Guests on one page of the door without JavaScript."""


def door_page(occurrence: Occurrence, asked: str, *, names: bool) -> dict[str, Any]:
    """Return the page of a door without JavaScript: whose name or code fits, who is there, and the counts. Three queries.

    Args:
        asked: a part of a name, or a code; empty: the first ones by name.
    """
    guests, walk_ins, heads = at_the_door(occurrence, names=names)
    low = asked.lower()
    fits = [one for one in guests if low in one["name"].lower() or one["code"] == low]
    signed_up = [one for one in guests if not one["walk_in"]]
    return {
        "names": names, "guests": fits[:SHOWN], "more": max(0, len(fits) - SHOWN), "walk_ins": walk_ins, "heads": heads or 0,
        "here": sum(one["here"] or 0 for one in signed_up), "all": sum(one["party"] for one in signed_up if one["state"] == S.YES),
    }  # fmt: skip
