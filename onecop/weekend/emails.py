"""Letters to hosts: confirm, same event?, accepted, declined, how many came."""

from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse

from onecop.access import links
from onecop.events.people import at_hour, zone_of_reader
from onecop.kernel.actor import Actor
from onecop.mail.language import letters_language
from onecop.mail.services import queue_template
from onecop.mail.templates import Template
from onecop.weekend import letters
from onecop.weekend.models import Submission

CONFIRM, SAME, ATTENDANCE = "weekend.confirm", "weekend.same", "weekend.attendance"
"""The acts of the links."""
CONFIRM_FOR = timedelta(days=14)
ATTENDANCE_FOR = timedelta(days=30)


def site(name: str, *args: str) -> str:
    return f"{settings.SITE_URL}{reverse(name, args=args)}"


@letters_language()
def _write(template: Template, row: Submission, link: str, *, words: str = "", not_before: datetime | None = None, by: Actor, at: datetime) -> None:
    if not row.email:
        return
    name, when = row.contact_name or row.host_name, at_hour(row.starts_at, zone_of_reader(None, row.zone))
    given = {"name": name, "weekend": row.weekend.name, "title": row.title, "when": when, "words": words, "link": link}
    queue_template(template.kind, to=row.email, name=name, words=given, about=row, by=by, at=at, scope_id=row.scope_id, not_before=not_before)


def _token(act: str, row: Submission, until: datetime, at: datetime) -> str:
    links.withdraw(act=act, target=row, at=at)
    return links.issue(act=act, target=row, email=row.email, name=row.contact_name, until=until, at=at)


def confirm(row: Submission, *, by: Actor, at: datetime) -> None:
    _write(letters.CONFIRM, row, site("weekend_confirm", _token(CONFIRM, row, at + CONFIRM_FOR, at)), by=by, at=at)


def same(row: Submission, *, by: Actor, at: datetime) -> str:
    """Ask a host whether it is one event with another. Returns the token, for whoever stands on our page at this moment."""
    token = _token(SAME, row, row.starts_at, at)
    _write(letters.SAME, row, site("weekend_same", token), by=by, at=at)
    return token


def accepted(row: Submission, *, not_before: datetime | None = None, by: Actor, at: datetime) -> None:
    _write(letters.ACCEPTED, row, site("weekend_home"), not_before=not_before, by=by, at=at)


def declined(row: Submission, *, by: Actor, at: datetime) -> None:
    _write(letters.DECLINED, row, site("weekend_register"), words=row.decide_words, by=by, at=at)


def attendance(row: Submission, *, by: Actor, at: datetime) -> None:
    _write(letters.ATTENDANCE, row, site("weekend_attendance", _token(ATTENDANCE, row, at + ATTENDANCE_FOR, at)), by=by, at=at)
