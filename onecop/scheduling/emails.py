"""Letters about meetings: the times to pick from, invitations, the reminder, and "did you meet?"."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from onecop.kernel.actor import Actor
from onecop.mail.language import letters_language
from onecop.mail.services import queue_template
from onecop.mail.templates import Template, register
from onecop.partnerships.models import Partnership
from onecop.partnerships.rules import zone_of
from onecop.scheduling import itip, words
from onecop.scheduling.choices import MeetingKind, Side
from onecop.scheduling.models import Invitee, Meeting, SlotOffer
from onecop.scheduling.people import Part

EXAMPLE = {
    "name": "Mai Pham",
    "others": "Officer Caleb Brooks",
    "congregation": "Lotus Pond Temple",
    "agency": "Port Ellery Police Department",
    "what": "first meeting",
    "when": "Thursday, December 3, 2026, 4:00 pm to 5:00 pm EST",
    "was": "Thursday, December 3, 2026, 4:00 pm to 5:00 pm EST",
    "where": "Lotus Pond Temple, the tea room",
    "times": "• Thursday, December 3, 2026, 4:00 pm to 5:00 pm EST. Before Officer Brooks’s shift begins.",
    "why": "the time no longer suits",
    "link": "https://onecop.example/meet/abc/",
    "page": "https://onecop.example/partnerships/abc/meet/",
}

TIMES = Template(
    kind="scheduling.times",
    title=_("Meeting: times to pick from"),
    audience=_("Both sides, when a meeting is offered"),
    subject="{congregation} and {agency}: times for your {what}",
    body="""{name},

we looked for an hour that fits {others} and you, around shifts, services and holy days. These are the best we found for your **{what}**:

{times}

[Pick what suits you]({link})

Tick every time at which you can come. The other side then takes one of them, and you both get an invitation for your calendar. If none of them suits,
the same page finds others.

Have you agreed already? Write it in here, so that nobody asks again: {page}
""",
    words=EXAMPLE,
)
PICK = Template(
    kind="scheduling.pick",
    title=_("Meeting: the other side has picked"),
    audience=_("The side that has not picked yet"),
    subject="{others} can come: which of these times suits you?",
    body="""{name},

for your **{what}**, {others} can come at:

{times}

[Take one of them]({link})

You both get an invitation for your calendar at once. If none of them suits, the same page finds others.
""",
    words=EXAMPLE,
)
NO_TIMES = Template(
    kind="scheduling.no_times",
    title=_("Meeting: no time found"),
    audience=_("Both sides, when the calendar holds no time that fits both"),
    subject="{congregation} and {agency}: a time for your {what}",
    body="""{name},

we looked for an hour that fits {others} and you, and found none in the next weeks. What stands in the way: {why}

You know better than a calendar what can be moved. Please agree between you, and write the time in here: {page}
""",
    words=EXAMPLE,
)
WITHDRAWN = Template(
    kind="scheduling.withdrawn",
    title=_("Meeting: the times offered no longer stand"),
    audience=_("Both sides, when a meeting is called off before a time was agreed"),
    subject="{congregation} and {agency}: no {what} for now",
    body="""{name},

the times we offered for your **{what}** no longer stand, because {why}. The link in our earlier letter picks nothing any more.

There is nothing for you to do now. What comes next stands here: {page}
""",
    words=EXAMPLE,
)
INVITATION = Template(
    kind="scheduling.invitation",
    title=_("Meeting: the invitation"),
    audience=_("Everyone who takes part, when a time is agreed"),
    subject="{congregation} and {agency}: {what}, {when}",
    body="""{name},

it is settled. Your **{what}** with {others}:

**{when}**
{where}

The invitation is with this letter: most calendars put it in by themselves. If something comes in between, move it or call it off here: {page}
""",
    words=EXAMPLE,
)
MOVED = Template(
    kind="scheduling.moved",
    title=_("Meeting: it was moved"),
    audience=_("Everyone who takes part, when time or place change"),
    subject="Changed: {congregation} and {agency}, {what}, {when}",
    body="""{name},

your **{what}** with {others} has changed. It is now:

**{when}**
{where}

Before, it was {was}. Your calendar changes by itself with this letter. If it does not suit you, move it here: {page}
""",
    words=EXAMPLE,
)
CALLED_OFF = Template(
    kind="scheduling.called_off",
    title=_("Meeting: it was called off"),
    audience=_("Everyone who was invited, when a meeting is called off"),
    subject="Called off: {congregation} and {agency}, {what}, {when}",
    body="""{name},

your **{what}** on {when} will not take place, because {why}. Your calendar strikes it by itself with this letter.

What comes next stands here: {page}
""",
    words=EXAMPLE,
)
DROPPED = Template(
    kind="scheduling.dropped",
    title=_("Meeting: somebody else goes"),
    audience=_("Whoever no longer takes part in a meeting that takes place without them"),
    subject="Out of your calendar: {congregation} and {agency}, {what}, {when}",
    body="""{name},

the **{what}** on {when} is no longer yours: others take part in the partnership on that day. It leaves your calendar with this letter.

Thank you for having kept the time free.
""",
    words=EXAMPLE,
)
REMINDER = Template(
    kind="scheduling.reminder",
    title=_("Meeting: the day before"),
    audience=_("Everyone who takes part, a day before"),
    subject="Tomorrow: {congregation} and {agency}, {what}",
    body="""{name},

a word about your **{what}** with {others}:

**{when}**
{where}

Nothing to prepare. If something came in between, say so here, so that nobody waits in vain: {page}
""",
    words=EXAMPLE,
)
DID_YOU_MEET = Template(
    kind="scheduling.did_you_meet",
    title=_("Meeting: did you meet?"),
    audience=_("Both sides, the day after"),
    subject="Did you and {others} meet?",
    body="""{name},

yesterday was the day of your **{what}** with {others}. Did it come about?

[Yes or no, it takes one tap]({link})

We ask only whether you met, never what was said. If it fell through, you find a new time together, and nobody minds.
""",
    words=EXAMPLE,
)
DIFFER = Template(
    kind="scheduling.differ",
    title=_("Meeting: two memories"),
    audience=_("The staff member who looks after a partnership, when one side says that they met and the other that they did not"),
    subject="{congregation} and {agency}: did they meet?",
    body="""{name},

the **{what}** was on {when}. One side says that they met, the other that they did not: most likely one of them had another day in mind, or one came and
the other was late. Please ask both, kindly, and write down what is right: {page}
""",
    words=EXAMPLE,
)
for _template in (TIMES, PICK, NO_TIMES, WITHDRAWN, INVITATION, MOVED, CALLED_OFF, DROPPED, REMINDER, DID_YOU_MEET, DIFFER):
    register(_template)


def _facts(partnership: Partnership, kind: str) -> dict[str, str]:
    return {
        "congregation": partnership.congregation.name,
        "agency": partnership.agency.name,
        "what": str(MeetingKind(kind).label),
        "page": f"{settings.SITE_URL}{reverse('meeting_list', args=[partnership.key])}",
    }


def others_of(side: Side, everyone: Iterable[Part]) -> str:
    """Name the people of the other side."""
    names = list(dict.fromkeys(part.name for part in everyone if part.side != side))
    if not names:
        return "the other side"
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _link(name: str, token: str) -> str:
    return f"{settings.SITE_URL}{reverse(name, args=[token])}"


@letters_language()
def times(
    meeting: Meeting, part: Part, *, offers: Iterable[SlotOffer], everyone: list[Part], token: str, picked: bool = False, by: Actor, at: datetime
) -> None:
    """The times offered, to one person with a link of their own. picked: the other side can come at these."""
    zone = zone_of(meeting.partnership)
    lines = [f"• {words.when(offer.starts, offer.ends, zone)}. {offer.words}".rstrip() for offer in offers]
    facts = _facts(meeting.partnership, meeting.kind) | {"name": part.name, "others": others_of(part.side, everyone), "times": "\n".join(lines)}
    facts["link"] = _link("meeting_choose_link", token)
    queue_template((PICK if picked else TIMES).kind, to=part.email, name=part.name, words=facts, about=meeting, by=by, at=at)


@letters_language()
def no_times(partnership: Partnership, kind: str, part: Part, *, everyone: list[Part], why: str, by: Actor, at: datetime) -> None:
    facts = _facts(partnership, kind) | {"name": part.name, "others": others_of(part.side, everyone), "why": why}
    scope = partnership.congregation.scope_id
    queue_template(NO_TIMES.kind, to=part.email, name=part.name, words=facts, about=partnership, by=by, at=at, scope_id=scope)


@letters_language()
def withdrawn(meeting: Meeting, part: Part, *, by: Actor, at: datetime) -> None:
    facts = _facts(meeting.partnership, meeting.kind) | {"name": part.name, "why": why(meeting)}
    queue_template(WITHDRAWN.kind, to=part.email, name=part.name, words=facts, about=meeting, by=by, at=at)


@letters_language()
def why(meeting: Meeting) -> str:
    """Why it was called off, in the words of whoever did, else in those of the reason."""
    return meeting.cancel_words.rstrip(".") or str(meeting.get_cancel_reason_display())


@letters_language()
def calendar(kind: str, meeting: Meeting, invitee: Invitee, *, method: str, everyone: list[Part], was: str = "", by: Actor, at: datetime) -> None:
    """A letter that changes the reader's calendar.

    Args:
        kind: INVITATION, MOVED, CALLED_OFF or DROPPED. was: when it would have been.
    """
    assert meeting.starts is not None
    assert meeting.ends is not None
    zone = zone_of(meeting.partnership)
    facts = _facts(meeting.partnership, meeting.kind) | {
        "name": invitee.name,
        "others": others_of(invitee.side, everyone),
        "when": words.when(meeting.starts, meeting.ends, zone),
        "where": meeting.place or "Where: as you agree between you.",
        "was": was,
        "why": why(meeting),
    }
    part = itip.invitation(
        method=method, uid=meeting.uid, sequence=meeting.sequence, starts=meeting.starts, ends=meeting.ends, zone=zone, title=words.title_of(meeting),
        text=_note(meeting, facts), place=meeting.place, url=facts["page"], email=invitee.email, name=invitee.name, at=at,
    )  # fmt: skip
    queue_template(kind, to=invitee.email, name=invitee.name, words=facts, about=meeting, by=by, at=at, attachments=(part,))


def _note(meeting: Meeting, facts: dict[str, str]) -> str:
    return f"With {facts['others']}.\n{meeting.note}\n{facts['page']}".replace("\n\n", "\n")


@letters_language()
def remind(meeting: Meeting, invitee: Invitee, *, everyone: list[Part], by: Actor, at: datetime) -> None:
    facts = _facts(meeting.partnership, meeting.kind) | {"name": invitee.name, "others": others_of(invitee.side, everyone)}
    facts |= {"when": words.when_of(meeting, zone_of(meeting.partnership)), "where": meeting.place}
    queue_template(REMINDER.kind, to=invitee.email, name=invitee.name, words=facts, about=meeting, by=by, at=at, patient=True)


@letters_language()
def did_you_meet(meeting: Meeting, invitee: Invitee, *, everyone: list[Part], token: str, by: Actor, at: datetime) -> None:
    facts = _facts(meeting.partnership, meeting.kind) | {"name": invitee.name, "others": others_of(invitee.side, everyone)}
    facts["link"] = _link("meeting_met_link", token)
    queue_template(DID_YOU_MEET.kind, to=invitee.email, name=invitee.name, words=facts, about=meeting, by=by, at=at, patient=True)


@letters_language()
def differ(meeting: Meeting, *, by: Actor, at: datetime) -> None:
    """To the owner of the partnership."""
    owner = meeting.partnership.owner
    if owner is not None:
        facts = _facts(meeting.partnership, meeting.kind) | {"name": owner.name, "when": words.when_of(meeting, zone_of(meeting.partnership))}
        queue_template(DIFFER.kind, to=owner.email, name=owner.name, words=facts, about=meeting, by=by, at=at)
