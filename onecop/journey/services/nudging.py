"""Reminding those whose turn it is, many at once; and handing partnerships to another owner."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from onecop.access.models import Person
from onecop.audit.services import record
from onecop.journey import emails, gather, rules
from onecop.journey.exceptions import NobodyToNudge
from onecop.journey.models import Nudge
from onecop.journey.rules import Next
from onecop.kernel.actor import Actor
from onecop.kernel.errors import Refused
from onecop.mail.language import LETTERS
from onecop.partnerships.models import Partnership
from onecop.partnerships.services import assign_owner

REST = timedelta(days=7)
"""Nobody is reminded twice within this."""
MOST = 200
"""Partnerships that can be chosen at once."""


@dataclass(frozen=True)
class Letter:
    """One letter: to whom, about what."""

    person: Person
    turns: tuple[tuple[Partnership, Next], ...]


@dataclass(frozen=True)
class Plan:
    """What a nudge would do. resting: those who were reminded within the week. quiet: partnerships in which nobody outside the staff owes anything."""

    letters: tuple[Letter, ...]
    resting: tuple[Person, ...]
    quiet: tuple[Partnership, ...]


def plan_nudges(partnerships: Iterable[Partnership], *, at: datetime) -> Plan:
    """Say who would get which letter. Changes nothing, in a fixed number of queries."""
    rows = gather.partnerships([row.pk for row in partnerships])
    cases = gather.gather_rows(rows, at)
    turns: dict[int, list[tuple[Partnership, Next]]] = defaultdict(list)
    quiet = []
    for row in rows:
        following = rules.health(cases[row.pk], at).next
        if following is None or not (owing := following.owes - {row.owner_id}):
            quiet.append(row)
            continue
        for pk in owing:
            turns[pk].append((row, following))
    people = {person.pk: person for person in Person.objects.filter(pk__in=turns, is_active=True).order_by("name", "pk")}
    nudged = set(Nudge.objects.filter(person__in=people, sent_at__gt=at - REST).values_list("person", flat=True))
    letters = tuple(Letter(person, tuple(turns[pk])) for pk, person in people.items() if pk not in nudged)
    return Plan(letters, tuple(person for pk, person in people.items() if pk in nudged), tuple(quiet))


@transaction.atomic
def nudge(*, partnerships: Iterable[Partnership], by: Person, at: datetime) -> Plan:
    """Remind everybody whose turn it is in these partnerships, one letter each, nobody twice within a week.

    Raises:
        NobodyToNudge: there is nobody to write to.
    """
    rows = list(partnerships)
    with override(LETTERS):
        wanted = plan_nudges(rows, at=at)
        # Whoever else nudges the same people waits here, and then sees that it was done.
        list(Person.objects.select_for_update().filter(pk__in=[letter.person.pk for letter in wanted.letters]).order_by("pk"))
        plan = plan_nudges(rows, at=at)
    if not plan.letters:
        raise NobodyToNudge(_("There is nobody to remind now."), instead=_("Whoever was reminded within the week is left in peace."))
    for letter in plan.letters:
        emails.nudge(letter.person, letter.turns, by=by, at=at)
        for partnership, _turn in letter.turns:
            Nudge.objects.create(partnership=partnership, person=letter.person, sent_at=at, sent_by_id=by.pk, by_label=by.audit_label)
            record("partnership.nudged", partnership, by=by, at=at, after={"who": str(letter.person)}, scope_id=partnership.congregation.scope_id)
    return plan


def reassign(*, partnerships: Iterable[Partnership], owner: Person, by: Actor, at: datetime) -> tuple[int, list[tuple[Partnership, Refused]]]:
    """Give several partnerships to another owner. One that cannot go keeps the owner it has.

    Returns:
        How many went, and those that did not with the reason.
    """
    kept: list[tuple[Partnership, Refused]] = []
    went = 0
    for partnership in partnerships:
        try:
            assign_owner(partnership=partnership, owner=owner, by=by, at=at)
            went += 1
        except Refused as no:
            kept.append((partnership, no))
    return went, kept
