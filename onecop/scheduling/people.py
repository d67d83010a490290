"""Who takes part in a meeting: those who hold the partnership on its day, and guests."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q

from onecop.access.models import Person
from onecop.agencies.choices import OfficerStatus
from onecop.agencies.models import Officer
from onecop.congregations.models import Contact
from onecop.kernel.permissions import Permission
from onecop.partnerships.choices import TenureKind
from onecop.partnerships.models import Partnership, Tenure
from onecop.partnerships.rules import local_day
from onecop.scheduling.choices import MeetingKind, Side
from onecop.scheduling.models import Meeting


@dataclass(frozen=True)
class Part:
    """One person's part in a meeting. Exactly one of officer and contact."""

    officer: Officer | None = None
    contact: Contact | None = None

    @property
    def side(self) -> Side:
        return Side.OFFICER if self.officer else Side.CONGREGATION

    @property
    def who(self) -> Officer | Contact:
        found = self.officer or self.contact
        assert found is not None
        return found

    @property
    def email(self) -> str:
        return self.who.email

    @property
    def name(self) -> str:
        return str(self.who)

    @property
    def person_id(self) -> int | None:
        return self.who.person_id

    @property
    def row(self) -> tuple[int | None, int | None]:
        """What an invitee's row is found by: (officer, contact)."""
        return (self.officer.pk if self.officer else None, self.contact.pk if self.contact else None)


def holders(partnership: Partnership, on: date) -> list[Part]:
    """Return who holds a partnership on a day and can be written to: its officers, leader and coordinator; the deputy where there is no coordinator."""
    rows = Tenure.objects.filter(Q(closed_on=None) | Q(closed_on__gt=on), partnership=partnership, opened_on__lte=on)
    return parts_from(rows.exclude(officer__status=OfficerStatus.GONE).select_related("officer", "contact"))


def holders_for(kind: str, partnership: Partnership, on: date) -> list[Part]:
    """Return who holds a partnership on the day of a meeting of a kind. To a closing talk after the end come those who held it on its last day."""
    if kind == MeetingKind.CLOSING and partnership.ended_at is not None:
        on = min(on, local_day(partnership, partnership.ended_at) - timedelta(days=1))
    return holders(partnership, on)


def parts_from(tenures: Iterable[Tenure]) -> list[Part]:
    """Return the parts of tenures that are held at the same time."""
    held = list(tenures)
    kinds = {t.kind for t in held}
    stands_back = {TenureKind.DEPUTY} if TenureKind.COORDINATOR in kinds else set()
    return [part for t in held if t.kind not in stands_back and (part := Part(t.officer, t.contact)).email]


def parts(meeting: Meeting, at: datetime) -> list[Part]:
    """Return who takes part in a meeting: as of its day when it is agreed and ahead, else as of today."""
    on = local_day(meeting.partnership, max(meeting.starts, at) if meeting.starts else at)
    found = holders_for(meeting.kind, meeting.partnership, on)
    known = {part.row for part in found}
    guests = [Part(officer=guest.officer) for guest in meeting.guests.select_related("officer")]
    return found + [part for part in guests if part.row not in known and part.email]


def handed_over(partnership: Partnership) -> Officer | None:
    """Return the partner officer before the present one, who can still come to the table; None when there is none."""
    rows = partnership.tenures.filter(kind=TenureKind.LEAD, closed_on__isnull=False).exclude(officer__status=OfficerStatus.GONE)
    last = rows.select_related("officer").order_by("-closed_on", "-pk").first()
    return last.officer if last else None


def side_of(partnership: Partnership, person: Person) -> Side | None:
    """Return on which side somebody stands in a partnership now: an officer who holds it, or whoever acts for the congregation. None: they only look."""
    if partnership.tenures.filter(closed_on=None, officer__person=person).exists():
        return Side.OFFICER
    acts_for = person.reach(Permission.PARTNERSHIP_ACT).scope_ids
    return Side.CONGREGATION if partnership.congregation.scope_id in acts_for else None
