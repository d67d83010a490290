"""Courses and certificates: made, changed, issued, taken back."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from onecop.access.models import Scope
from onecop.agencies.models import Agency
from onecop.audit.services import record
from onecop.events.models import Event
from onecop.kernel.actor import SYSTEM, Actor
from onecop.mail.services import queue_many
from onecop.training import emails, letters, queries, rules
from onecop.training.exceptions import CannotRevoke, CannotTeach
from onecop.training.models import Certificate, Course, Lesson


@transaction.atomic
def make_course(
    *, school: Agency | Scope, title: str, words: str = "", needed: int | None = None, valid_months: int | None = None, by: Actor, at: datetime
) -> Course:
    """Make a course of an agency, a region or the nation; its events are chosen after."""
    of = {"agency" if isinstance(school, Agency) else "scope": school}
    made = Course.objects.create(
        **of, title=title.strip()[:120], words=words.strip()[:300], needed=needed, valid_months=valid_months, made_at=at, made_by_id=by.pk
    )
    record("course.made", made, by=by, at=at, after={"title": made.title}, scope_id=made.home_scope_id)
    return made


@transaction.atomic
def set_lessons(*, course: Course, events: Sequence[Event], required: Sequence[Event], by: Actor, at: datetime) -> None:
    """Say which events a course has, and which of them nobody can do without.

    Raises:
        CannotTeach: more are asked for than there are, or a required one is not among them.
    """
    if course.needed is not None and course.needed > len(events):
        raise CannotTeach(_("The course asks for %(n)s events.") % {"n": course.needed}, instead=_("Choose as many, or lower the number."))
    must = {event.pk for event in required}
    if not must <= {event.pk for event in events}:
        raise CannotTeach(_("A required event is not part of the course."), instead=_("Tick it in both lists."))
    Course.objects.select_for_update(no_key=True).get(pk=course.pk)  # of two that save at once, the second replaces what the first wrote
    before = {"events": list(course.lessons.values_list("event__title", flat=True))}
    course.lessons.all().delete()
    Lesson.objects.bulk_create([Lesson(course=course, event=event, required=event.pk in must) for event in events])
    record("course.lessons", course, by=by, at=at, before=before, after={"events": [event.title for event in events]}, scope_id=course.home_scope_id)


@transaction.atomic
def retire(*, course: Course, by: Actor, at: datetime) -> None:
    """Offer a course no more. Its certificates go on counting. Twice changes nothing."""
    if Course.objects.filter(pk=course.pk, retired_at=None).update(retired_at=at, retired_by_id=by.pk):
        record("course.retired", course, by=by, at=at, scope_id=course.home_scope_id)


@transaction.atomic
def issue(*, course: Course, at: datetime) -> list[Certificate]:
    """Give a certificate to everybody who has finished a course, each once; whoever came again after the last one gets a new one.

    Only events after the last certificate count for the next, and only where certificates run out.
    """
    course = Course.objects.select_for_update(of=("self",)).select_related("agency", "scope").get(pk=course.pk)
    lessons = list(course.lessons.all())
    required, offered = {one.event_id for one in lessons if one.required}, {one.event_id for one in lessons}
    last = queries.newest(course)
    taken_back = set(course.certificates.filter(revoked_at__isnull=False).values_list("email_folded", "finished_on"))
    made = []
    for email, one in queries.learners(course, {email: row.finished_on for email, row in last.items()}).items():
        day = rules.finished_on(required, offered, course.needed, {event: when for event, (when, _minutes) in one.came.items()})
        if day is None or (email, day) in taken_back or (email in last and course.valid_months is None):
            continue
        minutes = sum(length for when, length in one.came.values() if when <= day)
        until = rules.expires_on(day, course.valid_months)
        made.append(
            Certificate(course=course, name=one.name, email_folded=email, officer=one.officer, minutes=minutes, finished_on=day, expires_on=until, issued_at=at)
        )
    rows = Certificate.objects.bulk_create(made)
    queue_many(letters.DONE.kind, [emails.about(row, row.finished_on) for row in rows], by=SYSTEM, at=at, transactional=True, scope_id=course.home_scope_id)
    for row in rows:
        record("certificate.issued", row, by=SYSTEM, at=at, after={"course": course.title}, scope_id=course.home_scope_id)
    return rows


@transaction.atomic
def remind(*, at: datetime) -> int:
    """Write to holders whose certificate runs out soon, once each; not to those who have a newer one. Returns how many."""
    first, last = at.date() - timedelta(days=1), at.date() + rules.REMIND_BEFORE + timedelta(days=1)  # the day there may be another than that of UTC
    soon = Certificate.objects.filter(revoked_at=None, reminded_at=None, expires_on__gte=first, expires_on__lte=last)
    found = soon.filter(course__retired_at=None).select_related("course__agency__territory", "course__scope").order_by("pk")
    rows = [row for row in found if rules.wants_reminder(row.expires_on, False, row.course.day(at))]
    later = {
        (row.course_id, row.email_folded): row.finished_on
        for row in Certificate.objects.filter(course__in={r.course_id for r in rows}, revoked_at=None).order_by("finished_on")
    }
    wanted = [row for row in rows if later[(row.course_id, row.email_folded)] == row.finished_on]
    for row in wanted:
        queue_many(letters.ENDING.kind, [emails.about(row, row.expires_on)], by=SYSTEM, at=at, scope_id=row.course.home_scope_id)
    Certificate.objects.filter(pk__in=[row.pk for row in rows]).update(reminded_at=at)
    return len(wanted)


@transaction.atomic
def revoke(*, certificate: Certificate, words: str, by: Actor, at: datetime) -> None:
    """Take a certificate back, with a reason that its page says. It is not issued again for the same day.

    Raises:
        CannotRevoke: it was.
    """
    if not Certificate.objects.filter(pk=certificate.pk, revoked_at=None).update(revoked_at=at, revoked_by_id=by.pk, revoke_words=words.strip()[:300]):
        raise CannotRevoke(_("It was taken back already."))
    record("certificate.revoked", certificate, by=by, at=at, after={"words": words[:300]}, scope_id=certificate.course.home_scope_id)
