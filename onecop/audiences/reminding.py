"""One gentle reminder to whoever was invited and has not answered, some days before. By the clock of the place, never at night."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from onecop.audiences import emails, finding, letters, rules
from onecop.audit.services import record
from onecop.events.models import Occurrence
from onecop.kernel.actor import SYSTEM
from onecop.mail.models import OptOut
from onecop.mail.services import queue_many
from onecop.registrations.choices import RegistrationState
from onecop.registrations.models import Registration, Sending
from onecop.tasks.alone import Alone

WITH_HOSTS = ("event__congregation", "event__agency", "event__scope", "event__partnership__congregation")


def remind(at: datetime, *, most: int = rules.MOST_REMINDERS) -> int:
    """Write the reminders that are due, at most so many in one run. Returns how many.

    Only dates of the next days are looked at, by their index: what it costs follows from them, not from the nation.
    """
    written = 0
    with Alone("audiences.remind") as alone:
        for date in dates(at):
            with alone(date):
                while written < most and (number := _piece(date, at=at, most=min(rules.CHUNK, most - written))):
                    written += number
    return written


def dates(at: datetime) -> list[Occurrence]:
    """Return the dates whose silent guests are asked once more now: the host wants it, answers still count, and it is day where it takes place."""
    silent = _silent(at).filter(occurrence=OuterRef("pk"))
    rows = Occurrence.objects.filter(starts_at__gt=at + rules.REMIND_UNTIL, starts_at__lte=at + rules.REMIND_FROM, cancelled_at=None)
    rows = rows.filter(event__cancelled_at=None, event__published_at__isnull=False, event__remind=True).filter(Exists(silent))
    lately = Sending.objects.filter(occurrence=OuterRef("pk"), made_at__gt=at - rules.REST)  # all guests had a letter just now
    rows = rows.exclude(Exists(lately))
    return [row for row in rows.select_related(*WITH_HOSTS) if rules.may_remind(row.starts_at, row.event.closes_hours, row.event.tz, at)]


def _silent(at: datetime) -> "QuerySet[Registration]":
    rows = Registration.objects.filter(state=RegistrationState.INVITED, reminded_at=None, made_at__lte=at - rules.REST)
    return rows.exclude(email="")


@transaction.atomic
def _piece(date: Occurrence, *, at: datetime, most: int) -> int:
    """Remind some of one date. Who is chosen is locked and marked with the letters: of two workers one writes to each."""
    unwanted = OptOut.objects.filter(kind=letters.REMIND.kind).order_by().values("email")
    rows = _silent(at).filter(occurrence=date)
    for addresses in (*finding.unreachable(), unwanted, finding.often(at)):
        rows = rows.exclude(email_folded__in=addresses)
    chosen = list(rows.order_by("pk").values_list("pk", flat=True)[:most])
    places = list(Registration.objects.select_for_update().filter(pk__in=chosen, state=RegistrationState.INVITED, reminded_at=None).order_by("pk"))
    if places:
        _write(date, places, at)
    return len(places)


def _write(date: Occurrence, places: Sequence[Registration], at: datetime) -> None:
    Registration.objects.filter(pk__in=[place.pk for place in places]).update(reminded_at=at)
    scope = date.event.scope_id_of_host
    queue_many(letters.REMIND.kind, emails.reminders(date, places, at=at), by=SYSTEM, at=at, scope_id=scope)
    record("guests.reminded", date, by=SYSTEM, at=at, after={"number": len(places)}, scope_id=scope)
