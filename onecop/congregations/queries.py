"""Reads over several tables."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from onecop.access.models import Person
from onecop.audit.models import Entry
from onecop.audit.sentences import sentence
from onecop.congregations import worship
from onecop.congregations.enrolling.alike import alike
from onecop.congregations.holydays import Override
from onecop.congregations.models import Congregation, DuplicateSuggestion, Enrollment
from onecop.kernel.wizard import Answers
from onecop.territory.models import Territory


@dataclass(frozen=True)
class Happening:
    """One line of a history."""

    at: datetime
    words: str
    note: str = ""


def history(*things: Congregation | Enrollment, most: int = 30) -> list[Happening]:
    """Return what happened to these rows, newest first, in sentences."""
    wanted = Q(pk__in=[])
    for thing in things:
        wanted |= Q(target_kind=thing._meta.label_lower, target_id=str(thing.pk))
    return [Happening(e.at, sentence(e), e.note) for e in Entry.objects.filter(wanted).exclude(verb="contact.read")[:most]]


def places(scope_ids: Iterable[int]) -> dict[int, str]:
    """Return where congregations are, by the id of their scope (access.registry.places)."""
    rows = Congregation.objects.filter(scope__in=list(scope_ids)).values_list("scope_id", "city", "state", "zip")
    return {pk: ", ".join(filter(None, (city, f"{state} {zip_code}".strip()))) for pk, city, state, zip_code in rows}


def services_of(congregation: Congregation) -> tuple[worship.Service, ...]:
    """Return its gatherings as facts."""
    return tuple(worship.Service(t.weekday, t.starts, t.ends, t.what, t.rule, t.since) for t in congregation.service_times.all())


def overrides_of(congregation: Congregation) -> tuple[Override, ...]:
    """Return what it keeps otherwise than the calendar of its tradition, in the order in which it was said."""
    rows = sorted(congregation.holy_day_overrides.all(), key=lambda row: row.pk)
    return tuple(Override(r.act, r.code, r.name, r.was_on, r.first_on, r.last_on, r.from_sunset, r.hard) for r in rows)


def zone_of(congregation: Congregation) -> ZoneInfo | None:
    """Return the zone of the ground it stands on; None where nobody's map holds it."""
    return ZoneInfo(congregation.territory.timezone) if congregation.territory else None


def suggestions_about(congregation: Congregation, person: Person) -> QuerySet[DuplicateSuggestion]:
    """Return the open suggestions that this row is one of two, as far as a person reaches."""
    rows = DuplicateSuggestion.objects.visible_to(person).waiting().filter(Q(first=congregation) | Q(second=congregation))
    return rows.select_related("first__area", "second__area").defer("first__area__outline", "second__area__outline")


def others_alike(congregation: Congregation, answers: Answers, person: Person) -> list[Congregation]:
    """Return rows within a person's reach that look like the applicant's, which nobody has compared with it yet."""
    known = {pk for pair in DuplicateSuggestion.objects.filter(Q(first=congregation) | Q(second=congregation)).values_list("first", "second") for pk in pair}
    found = [row for row in alike(answers) if row.pk != congregation.pk and row.pk not in known]
    near = set(Congregation.objects.visible_to(person).filter(pk__in=[row.pk for row in found]).values_list("pk", flat=True))
    return [row for row in found if row.pk in near]


def territories_for(congregation: Congregation) -> QuerySet[Territory]:
    """Return the territories of its state (an ORI begins with the state), and the one it has: for choosing by hand."""
    return Territory.objects.filter(Q(ori__startswith=congregation.state or "??") | Q(pk=congregation.territory_id)).order_by("name")[:200]
