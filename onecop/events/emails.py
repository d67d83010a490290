"""Letters about events: the question to the officer, what changed, what was answered, and the protocol."""

from datetime import datetime

from django.conf import settings
from django.db.models import Model
from django.urls import reverse

from onecop.access import links
from onecop.agencies.models import Officer
from onecop.congregations.models import Contact
from onecop.events import letters, queries, sacred_space
from onecop.events.choices import InviteState
from onecop.events.feed import sequence_of, uid_of, where
from onecop.events.models import Introduction, Invite, Protocol, ProtocolReply
from onecop.events.people import at_hour, people, zone_of_reader
from onecop.kernel.actor import Actor
from onecop.mail.language import letters_language
from onecop.mail.parts import Attachment
from onecop.mail.services import queue_template
from onecop.mail.templates import Template
from onecop.partnerships.models import Partnership
from onecop.scheduling.itip import CANCEL, REQUEST, invitation
from onecop.scheduling.models import Feed

ANSWER = "events.answer"
"""The act of the link that answers an invitation."""


def _site(name: str, *args: str) -> str:
    return f"{settings.SITE_URL}{reverse(name, args=args)}"


@letters_language()
def _words(invite: Invite, **more: str) -> dict[str, str]:
    event = invite.occurrence.event
    return {
        "congregation": invite.partnership.congregation.name,
        "officer": str(invite.officer),
        "title": event.title,
        "words": f"“{invite.words}”" if invite.words else "",
        "when": "",
        "link": "",
        **more,
    }


def _date(invite: Invite, method: str, at: datetime, *, taken_back: bool = False) -> Attachment:
    """Return the date as calendars read it. An address of a place of worship stands in it only where the officer chose to have such in a calendar.

    Args:
        taken_back: the date itself has not changed, so its number has not risen by itself.
    """
    officer, date_, event = invite.officer, invite.occurrence, invite.occurrence.event
    shown = event.house is None or Feed.objects.filter(person=officer.person_id, revoked_at=None, shows_places=True).exists()
    page = _site("event_day", event.key, date_.on.isoformat())
    return invitation(
        method=method, uid=uid_of(invite), sequence=sequence_of(invite) + taken_back, starts=date_.starts_at, ends=date_.ends_at, zone=event.tz,
        title=event.title, text=f"{invite.partnership.congregation.name}\n{page}", place=where(event) if shown else "", url=page,
        email=officer.email, name=str(officer), at=at, asked=method == REQUEST,
    )  # fmt: skip


def _to_officer(template: Template, invite: Invite, *, by: Actor, at: datetime, ask: bool = False, dates: tuple[Attachment, ...] = (), **more: str) -> None:
    """Write to the officer, hours in the officer's own zone; with `ask`, a link that answers; with `dates`, what changes the officer's calendar."""
    officer, occurrence = invite.officer, invite.occurrence
    if not officer.email:
        return
    zone = zone_of_reader(officer.person, occurrence.event.zone)
    link = ""
    if ask:
        links.withdraw(act=ANSWER, target=invite, at=at)
        token = links.issue(act=ANSWER, target=invite, email=officer.email, name=str(officer), until=occurrence.ends_at, at=at)
        link = _site("event_answer_link", token)
    moments = {name: at_hour(datetime.fromisoformat(value), zone) for name, value in more.items() if name == "was"}
    words = _words(invite, **{"when": at_hour(occurrence.starts_at, zone), "link": link, **more, **moments})
    _queue(template, to=officer.email, words={**words, "name": str(officer)}, about=invite, partnership=invite.partnership, by=by, at=at, dates=dates)


def _to_keeper(template: Template, partnership: Partnership, words: dict[str, str], *, about: Model, by: Actor, at: datetime) -> None:
    keeper = people(partnership).keeper
    if keeper:
        _queue(template, to=keeper.email, words={**words, "name": str(keeper)}, about=about, partnership=partnership, by=by, at=at)


def _queue(
    template: Template, *, to: str, words: dict[str, str], about: Model, partnership: Partnership, by: Actor, at: datetime, dates: tuple[Attachment, ...] = ()
) -> None:
    scope = partnership.congregation.scope_id
    queue_template(template.kind, to=to, name=words["name"], words=words, about=about, by=by, at=at, scope_id=scope, attachments=dates)


def invite(invite: Invite, *, by: Actor, at: datetime) -> None:
    _to_officer(letters.INVITE, invite, by=by, at=at, ask=True, dates=(_date(invite, REQUEST, at),))


def remind(invite: Invite, *, by: Actor, at: datetime) -> None:
    _to_officer(letters.REMIND, invite, by=by, at=at, ask=True)


def moved(invite: Invite, *, was: datetime, by: Actor, at: datetime) -> None:
    _to_officer(letters.MOVED, invite, by=by, at=at, ask=True, dates=(_date(invite, REQUEST, at),), was=was.isoformat())


def cancelled(invite: Invite, *, by: Actor, at: datetime) -> None:
    links.withdraw(act=ANSWER, target=invite, at=at)
    _to_officer(letters.CANCELLED, invite, by=by, at=at, dates=(_date(invite, CANCEL, at),), words=invite.occurrence.cancel_words)


def withdrawn(invite: Invite, *, by: Actor, at: datetime) -> None:
    with letters_language():
        why = str(invite.get_withdraw_reason_display())
    _to_officer(letters.WITHDRAWN, invite, by=by, at=at, dates=(_date(invite, CANCEL, at, taken_back=True),), words=why)


def called_off(partnership: Partnership, invites: list[Invite], *, by: Actor, at: datetime) -> None:
    """One letter for all that was planned."""
    officer = invites[0].officer
    if officer.email:
        with letters_language():
            zone = zone_of_reader(officer.person, invites[0].occurrence.event.zone)
            rows = "\n".join(f"• {i.occurrence.event.title}, {at_hour(i.occurrence.starts_at, zone)}" for i in invites)
            words = _words(invites[0], name=str(officer), list=rows, answer=str(partnership.get_state_display()))
        dates = tuple(_date(invite, CANCEL, at, taken_back=True) for invite in invites)
        _queue(letters.CALLED_OFF, to=officer.email, words=words, about=partnership, partnership=partnership, by=by, at=at, dates=dates)


def answered(invite: Invite, *, by: Actor, at: datetime) -> None:
    keeper = people(invite.partnership).keeper
    if keeper is None:
        return
    with letters_language():
        duty = f", {invite.get_duty_display()}" if invite.duty else ""
        answer = f"comes{duty}{', if the agency approves' if invite.if_approved else ''}" if invite.state == InviteState.YES else "cannot come"
    occurrence = invite.occurrence
    when = at_hour(occurrence.starts_at, zone_of_reader(keeper.person, occurrence.event.zone))
    said = f"“{invite.answer_words}”" if invite.answer_words else ""
    link = _site("event_day", occurrence.event.key, occurrence.on.isoformat())
    words = _words(invite, answer=answer, when=when, words=said, link=link)
    _to_keeper(letters.ANSWERED, invite.partnership, words, about=invite, by=by, at=at)


@letters_language()
def other_hours(invite: Invite, *, by: Actor, at: datetime) -> None:
    """Ask the officer how they come now, and tell the host that we did."""
    occurrence, keeper = invite.occurrence, people(invite.partnership).keeper
    duty = f", {invite.get_duty_display()}" if invite.duty else ""
    _to_officer(letters.HOURS, invite, by=by, at=at, ask=True, words=queries.clash(invite.officer, occurrence).words, answer=duty)
    if keeper:
        when = at_hour(occurrence.starts_at, zone_of_reader(keeper.person, occurrence.event.zone))
        words = _words(invite, when=when, words="", link=_site("event_day", occurrence.event.key, occurrence.on.isoformat()))
        _to_keeper(letters.HOURS_HOST, invite.partnership, words, about=invite, by=by, at=at)


def did_they_come(invite: Invite, *, keeper: Contact, token: str, by: Actor, at: datetime) -> None:
    words = _words(invite, link=_site("event_came_link", token))
    _to_keeper(letters.CAME, invite.partnership, words, about=invite, by=by, at=at)


def confirm_protocol(protocol: Protocol, *, officer: Officer, again: bool, by: Actor, at: datetime) -> None:
    if not officer.email:
        return
    words = {
        "name": str(officer),
        "congregation": protocol.partnership.congregation.name,
        "words": "Something has changed, so we ask you once more." if again else "",
        "link": _site("partnership_introduction_confirm", protocol.partnership.key),
    }
    _queue(letters.PROTOCOL, to=officer.email, words=words, about=protocol, partnership=protocol.partnership, by=by, at=at)


def protocol_questioned(reply: ProtocolReply, *, by: Actor, at: datetime) -> None:
    partnership = reply.protocol.partnership
    with letters_language():
        rows = [f"• {sacred_space.BY_KEY[key].title}: {said['words'] or sacred_space.BY_KEY[key].cannot}" for key, said in reply.cannot.items()]
    words = {"officer": str(reply.officer), "points": "\n".join(rows), "link": _site("partnership_introduction_protocol", partnership.key)}
    _to_keeper(letters.QUESTIONED, partnership, words, about=reply, by=by, at=at)


def protocol_agreed(reply: ProtocolReply, *, by: Actor, at: datetime) -> None:
    partnership = reply.protocol.partnership
    words = {"officer": str(reply.officer), "link": _site("partnership_introduction", partnership.key)}
    _to_keeper(letters.AGREED, partnership, words, about=reply, by=by, at=at)


def introduced(introduction: Introduction, *, by: Actor, at: datetime) -> None:
    """Thank both sides."""
    partnership, officer = introduction.partnership, introduction.officer
    link = f"{settings.SITE_URL}{partnership.get_absolute_url()}"
    words = {"officer": str(officer), "congregation": partnership.congregation.name, "link": link}
    _to_keeper(letters.INTRODUCED, partnership, words, about=introduction, by=by, at=at)
    if officer and officer.email:
        _queue(letters.INTRODUCED, to=officer.email, words={**words, "name": str(officer)}, about=introduction, partnership=partnership, by=by, at=at)
