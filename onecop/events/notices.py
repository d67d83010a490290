"""Letters to those who plan along: owners of lines, people with a part, co-hosts, liaisons."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Model
from django.urls import reverse

from onecop.access import links
from onecop.access.models import Person
from onecop.events import notice_letters as letters
from onecop.events import parties, planned, queries, rules
from onecop.events.choices import AnswerState, ApprovalState, Duty
from onecop.events.models import CoHost, Event, EventApproval, EventRole, EventTask, Occurrence
from onecop.events.people import at_hour, people, zone_of_reader
from onecop.kernel.actor import Actor
from onecop.mail.language import letters_language
from onecop.mail.services import queue_template
from onecop.mail.templates import Template

EMPTY = dict.fromkeys(letters.EXAMPLE, "")
INVITE_ACT = "events.answer"
HELP_ACT = "events.help"
AFTER = timedelta(days=60)
"""How long after an event its helpers see their lines: thanks and clearing up come last, and a date may move."""


def _site(name: str, *args: str) -> str:
    return f"{settings.SITE_URL}{reverse(name, args=args)}"


def _reader(email: str) -> Person | None:
    return Person.objects.filter(email=email).first() if email else None


def _send(
    template: Template, event: Event, *, email: str, name: str, about: Model, by: Actor, at: datetime, moment: datetime | None = None, **words: str
) -> None:
    """Queue one letter in the reader's own zone. moment: when it takes place; None: the next date."""
    zone = zone_of_reader(_reader(email), event.zone)
    when = moment or rules.next_start(event, planned.rows_of(event), at) or rules.series_of(event).moments(event.starts_on)[0]
    given = {"name": name, "title": event.title, "host": str(event.host), "when": at_hour(when, zone)}
    if "was" in words:
        words["was"] = at_hour(datetime.fromisoformat(words["was"]), zone)
    queue_template(template.kind, to=email, name=name, words={**EMPTY, **given, **words}, about=about, by=by, at=at, scope_id=event.scope_id_of_host)


def _said(words: str) -> str:
    return f"“{words}”" if words else ""


def late(email: str, tasks: Sequence[EventTask], *, by: Actor, at: datetime) -> None:
    """One letter for all that is late with one owner."""
    first = tasks[0].event
    rows = "\n".join(f"• {t.title} (due {t.due_on:%B} {t.due_on.day}): {t.event.title}" for t in tasks)
    reader, role = _reader(email), first.roles.filter(email=email, state=AnswerState.YES).first()
    name = reader.name if reader else role.name if role else email
    link = _site("event_help_link", help_link(role, at=at)) if role and not reader else _site("event_plan", first.key)
    _send(letters.LATE, first, email=email, name=name, about=first, by=by, at=at, list=rows, link=link)


def help_link(role: EventRole, *, at: datetime) -> str:
    """Return the token of a link by which somebody without an account sees and ticks what is theirs. Older ones go on working."""
    return links.issue(act=HELP_ACT, target=role, email=role.email, name=role.name, until=planned.ends_of(role.event) + AFTER, at=at)


def ask_role(role: EventRole, *, token: str, by: Actor, at: datetime) -> None:
    with letters_language():
        part = role.label
    _send(letters.ROLE, role.event, email=role.email, name=role.name, about=role, by=by, at=at, part=part, link=_site("event_role_link", token))


def role_ended(role: EventRole, *, by: Actor, at: datetime) -> None:
    with letters_language():
        part = role.label
    _send(letters.ROLE_ENDED, role.event, email=role.email, name=role.name, about=role.event, by=by, at=at, part=part)


def _hosts(event: Event, asked_by: int | None) -> list[tuple[str, str]]:
    """Return who hears an answer: whoever asked, else those who speak for the host."""
    asker = Person.objects.filter(pk=asked_by, is_active=True).first() if asked_by else None
    return [(asker.email, asker.name)] if asker and asker.email else parties.speakers(event.host)[:1]


def role_answered(role: EventRole, *, by: Actor, at: datetime) -> None:
    with letters_language():
        part = role.label
    answer = "says yes" if role.state == AnswerState.YES else "says no"
    link = _site("event_plan", role.event.key)
    for email, name in _hosts(role.event, role.asked_by_id):
        _send(
            letters.ROLE_ANSWERED, role.event, email=email, name=name, about=role, by=by, at=at, who=role.name, answer=answer, part=part,
            words=_said(role.words), link=link,
        )  # fmt: skip


def ask_cohost(host: CoHost, *, email: str, name: str, token: str, by: Actor, at: datetime) -> None:
    link = _site("event_cohost_link", token)
    _send(letters.COHOST, host.event, email=email, name=name, about=host, by=by, at=at, who=str(host.party), words=_said(host.words), link=link)


def cohost_answered(host: CoHost, *, by: Actor, at: datetime) -> None:
    answer = "says yes" if host.state == AnswerState.YES else "says no"
    words, link = _said(host.answer_words), _site("event_plan", host.event.key)
    for email, name in _hosts(host.event, host.asked_by_id):
        _send(letters.COHOST_ANSWERED, host.event, email=email, name=name, about=host, by=by, at=at, who=str(host.party), answer=answer, words=words, link=link)


def cohost_ended(host: CoHost, *, by: Actor, at: datetime) -> None:
    """Tell both, but not whoever did it."""
    everyone = dict(parties.speakers(host.party) + _hosts(host.event, host.asked_by_id))
    mine = Person.objects.filter(pk=by.pk).values_list("email", flat=True).first() if by.pk else None
    for email, name in everyone.items():
        if email != mine:
            _send(letters.COHOST_ENDED, host.event, email=email, name=name, about=host, by=by, at=at, who=str(host.party))


def planned_together(event: Event, *, by: Actor, at: datetime) -> None:
    """Tell the coordinator of a congregation what their officer, or staff, has planned for both sides."""
    partnership = event.partnership
    keeper = people(partnership).keeper if partnership else None
    if keeper and keeper.email:
        link = _site("event_day", event.key, event.starts_on.isoformat())
        _send(letters.TOGETHER, event, email=keeper.email, name=str(keeper), about=event, by=by, at=at, who=by.audit_label, link=link)


def role_mine(role: EventRole, *, token: str, by: Actor, at: datetime) -> None:
    """Send somebody who has a part the link to what is theirs to do."""
    with letters_language():
        part = role.label
    _send(letters.ROLE_MINE, role.event, email=role.email, name=role.name, about=role, by=by, at=at, part=part, link=_site("event_help_link", token))


def ask_approval(row: EventApproval, *, email: str, name: str, token: str, by: Actor, at: datetime) -> None:
    invite = row.invite
    with letters_language():
        duty, shift = str(Duty(row.duty).label), queries.clash(invite.officer, invite.occurrence).about
    words = {"officer": str(invite.officer), "duty": duty, "shift": shift, "host": str(invite.partnership.congregation)}
    link = _site("event_approval_link", token)
    _send(letters.APPROVAL, invite.occurrence.event, email=email, name=name, about=row, by=by, at=at, moment=invite.occurrence.starts_at, link=link, **words)


def approval_decided(row: EventApproval, *, by: Actor, at: datetime) -> None:
    """Tell the officer and the congregation; after a no the officer is asked again, by a fresh link."""
    invite, officer = row.invite, row.invite.officer
    event, moment, keeper = invite.occurrence.event, invite.occurrence.starts_at, people(invite.partnership).keeper
    given, link = row.state == ApprovalState.APPROVED, ""
    with letters_language():
        words = {"officer": str(officer), "duty": str(Duty(row.duty).label), "words": _said(row.words)}
    if officer.email:
        if not given:
            links.withdraw(act=INVITE_ACT, target=invite, at=at)
            token = links.issue(act=INVITE_ACT, target=invite, email=officer.email, name=str(officer), until=invite.occurrence.ends_at, at=at)
            link = _site("event_answer_link", token)
        kind = letters.APPROVED if given else letters.NOT_APPROVED
        _send(kind, event, email=officer.email, name=str(officer), about=row, by=by, at=at, moment=moment, **{**words, "link": link})
    if keeper and keeper.email:
        kind, page = (letters.APPROVED if given else letters.NOT_APPROVED_HOST), _site("event_day", event.key, invite.occurrence.on.isoformat())
        _send(kind, event, email=keeper.email, name=str(keeper), about=row, by=by, at=at, moment=moment, **{**words, "words": "", "link": page})


def moved(occurrence: Occurrence, *, was: datetime, by: Actor, at: datetime) -> None:
    event = occurrence.event
    for email, name in planned.helpers_of(event):
        _send(letters.HELPER_MOVED, event, email=email, name=name, about=event, by=by, at=at, moment=occurrence.starts_at, was=was.isoformat())


def cancelled(event: Event, words: str, *, by: Actor, at: datetime, moment: datetime | None = None) -> None:
    for email, name in planned.helpers_of(event):
        _send(letters.HELPER_CANCELLED, event, email=email, name=name, about=event, by=by, at=at, moment=moment, words=words)


def restored(event: Event, rows: Sequence[Occurrence], *, by: Actor, at: datetime) -> None:
    moment = min((row.starts_at for row in rows), default=None)
    for email, name in planned.helpers_of(event):
        _send(letters.HELPER_RESTORED, event, email=email, name=name, about=event, by=by, at=at, moment=moment)
