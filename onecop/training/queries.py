"""Who came to the events of a course, and an agency's hours."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from onecop.agencies.models import Agency, Officer
from onecop.events.choices import Side
from onecop.events.models import Attendance, OfficerHours
from onecop.events.registry import duty_said
from onecop.registrations.models import Registration
from onecop.training.models import Certificate, Course, Lesson


@dataclass
class Learner:
    """Somebody who came to events of a course, by their address. came: event → (day, minutes), the first time."""

    email: str
    name: str
    officer: Officer | None = None
    came: dict[int, tuple[date, int]] = field(default_factory=dict)

    def was(self, event: int, day: date, minutes: int) -> None:
        if event not in self.came or day < self.came[event][0]:
            self.came[event] = (day, minutes)


def learners(course: Course, after: dict[str, date] | None = None) -> dict[str, Learner]:
    """Return who came to what, by address: whoever was checked in, and officers who were there as one of the sides says. Three queries.

    Args:
        after: address → day; what somebody attended on or before it is not counted again.
    """
    found: dict[str, Learner] = {}
    events = [lesson.event_id for lesson in course.lessons.all()]
    checked = Registration.objects.standing().filter(occurrence__event__in=events, came_at__isnull=False, occurrence__cancelled_at=None)
    for row in checked.exclude(email_folded="").select_related("occurrence__event", "officer__agency").order_by("occurrence__starts_at", "id"):
        one = found.setdefault(row.email_folded, Learner(row.email_folded, row.name, row.officer))
        one.officer = one.officer or row.officer
        _note(one, row, after)
    said = Attendance.objects.filter(occurrence__event__in=events, came=True, who=Side.OFFICER, occurrence__cancelled_at=None)
    for told in said.select_related("occurrence__event", "officer__agency").order_by("occurrence__starts_at", "id"):
        if told.officer and told.officer.email:
            email = told.officer.email.lower()
            one = found.setdefault(email, Learner(email, told.officer.full_name, told.officer))
            one.officer = one.officer or told.officer
            _note(one, told, after)
    return {email: one for email, one in found.items() if one.came}


def _note(one: Learner, row: Registration | Attendance, after: dict[str, date] | None) -> None:
    at = row.occurrence
    day = at.starts_at.astimezone(at.event.tz).date()
    if after is None or one.email not in after or day > after[one.email]:
        one.was(at.event_id, day, int(at.lasts.total_seconds() // 60))


@dataclass(frozen=True)
class UnderWay:
    """A course that somebody has begun. left: how many more events are enough, the missing required ones included."""

    course: Course
    lessons: tuple[tuple[Lesson, bool], ...]
    left: int


def under_way(email: str, held: Iterable[Certificate]) -> list[UnderWay]:
    """Return the courses that somebody was at an event of and has not finished, with each event and whether they were there. Four queries.

    Args:
        held: their certificates; what they attended before the newest one of a course does not count again.
    """
    after: dict[int, date] = {}
    for row in held:
        if row.revoked_at is None:
            after[row.course_id] = max(row.finished_on, after.get(row.course_id, row.finished_on))
    checked = Registration.objects.standing().filter(email_folded=email, came_at__isnull=False, occurrence__cancelled_at=None)
    said = Attendance.objects.filter(officer__email__iexact=email, came=True, who=Side.OFFICER, occurrence__cancelled_at=None)
    came: dict[int, date] = {}
    for found in (checked, said):
        for at in (row.occurrence for row in found.filter(occurrence__event__lessons__isnull=False).select_related("occurrence__event").distinct()):
            day = at.starts_at.astimezone(at.event.tz).date()
            came[at.event_id] = max(day, came.get(at.event_id, day))
    begun = Course.objects.offered().filter(lessons__event__in=came).distinct().select_related("agency", "scope").prefetch_related("lessons__event")
    rows = [_under_way(course, came, after.get(course.pk)) for course in begun if course.valid_months is not None or course.pk not in after]
    return [row for row in rows if row.left > 0 and any(was for _lesson, was in row.lessons)]


def _under_way(course: Course, came: dict[int, date], after: date | None) -> UnderWay:
    lessons = tuple((one, one.event_id in came and (after is None or came[one.event_id] > after)) for one in course.lessons.all())
    needed = course.needed or len(lessons)
    missing = sum(one.required and not was for one, was in lessons)
    return UnderWay(course, lessons, max(missing, needed - sum(was for _one, was in lessons)))


def newest(course: Course) -> dict[str, Certificate]:
    """Return the newest certificate of each holder that was not taken back, by address. One query."""
    return {row.email_folded: row for row in course.certificates.filter(revoked_at=None).order_by("finished_on", "id")}


@dataclass(frozen=True)
class Line:
    """A line of an agency's hours. duty: a code of events' Duty; empty: not said. noted: the officer said so; else the length of the date counts."""

    officer: Officer
    on: date
    title: str
    kind: str
    duty: str
    minutes: int
    noted: bool
    began: float
    """As a moment of Unix time."""
    occurrence: int

    @property
    def key(self) -> tuple[str, str, int, float, int]:
        """Where it stands: by name, then by time."""
        return (self.officer.last_name, self.officer.first_name, self.officer.pk, self.began, self.occurrence)


def hours_of(agency: Agency, start: datetime, end: datetime) -> list[Line]:
    """Return the hours of an agency's officers at events that began in [start, end), as `events.queries.hours` counts those of one. Two queries.

    They stand by the names of the officers, those of one officer by time.
    """
    lines: list[Line] = []
    span = {"officer__agency": agency, "occurrence__starts_at__gte": start, "occurrence__starts_at__lt": end}
    noted = OfficerHours.objects.filter(**span).select_related("occurrence__event", "officer")
    found = {(row.officer_id, row.occurrence_id): (row.officer, row.occurrence, row.duty, row.minutes, True) for row in noted}
    came = Attendance.objects.filter(**span, came=True, who=Side.OFFICER, occurrence__cancelled_at=None)
    for row in came.select_related("occurrence__event", "officer").annotate(duty=duty_said()):
        if row.officer:
            minutes = int(row.occurrence.lasts.total_seconds() // 60)
            found.setdefault((row.officer_id or 0, row.occurrence_id), (row.officer, row.occurrence, row.duty, minutes, False))
    for officer, at, duty, minutes, told in found.values():
        on = at.starts_at.astimezone(at.event.tz).date()
        lines.append(Line(officer, on, at.event.title, at.event.kind, duty, minutes, told, at.starts_at.timestamp(), at.pk))
    return sorted(lines, key=lambda one: one.key)
