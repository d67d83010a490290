"""Matching week by week: staff publish, both sides answer from their inboxes, partnerships begin."""

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import QuerySet

from onecop.access.models import Person
from onecop.agencies.models import Agency, Officer
from onecop.demo.letters import token_to
from onecop.kernel.errors import Refused
from onecop.mail.models import Message
from onecop.matching import services
from onecop.matching.choices import ProposalState, Side
from onecop.matching.models import Proposal
from onecop.matching.services.asking import by_link

REASONS = ("My shift changes in the new year.", "I would be away too often.", "We would rather wait until spring.", "")
STORY = {"Eastgate Gurdwara": "marisol.vega@demo.onecop.example", "Lotus Pond Temple": "caleb.brooks@demo.onecop.example"}
"""Pairs of the story: staff take this officer, whatever came first in the list."""
KEPT_AS_DRAFT = frozenset({"Lotus Pond Temple"})


@dataclass(order=True)
class Reply:
    """An answer that is under way. accepts: None for a letter that nobody answers."""

    at: datetime
    proposal: int
    side: str
    accepts: bool | None = field(compare=False)


def run(agency: Agency, *, by: Person, at: datetime, story: dict[str, str] = STORY) -> None:
    """Match an agency, and let staff take the officers of the story: {congregation: the officer's address}."""
    services.run_now(agency=agency, by=by, at=at)
    for name, email in story.items():
        draft = _drafts(agency).filter(congregation__name=name).exclude(officer__email=email).first()
        officer = Officer.objects.filter(agency=agency, email=email).first()
        if draft and officer:
            try:
                services.take(proposal=draft, officer=officer, by=by, at=at)
            except Refused:
                continue  # the officer is full or away in this history: the first choice stands


def publish(agency: Agency, most: int, *, by: Person, at: datetime, dice: random.Random, certain: bool = False) -> list[Reply]:
    """Publish the best drafts and foresee how each side will answer.

    Args:
        most: how many at once, so that staff can follow up each. certain: only the officers and congregations of the story.
    """
    drafts = list(_drafts(agency).exclude(congregation__name__in=KEPT_AS_DRAFT).order_by("cost", "congregation__name"))
    drafts.sort(key=lambda draft: draft.congregation.name not in STORY)  # the story first
    chosen = drafts[:most] if not certain else [d for d in drafts if d.congregation.name in STORY]
    asked = services.publish_many(proposals=chosen, by=by, at=at).asked
    return sorted(reply for proposal in asked for reply in _foresee(proposal, at, dice))


def _foresee(proposal: Proposal, at: datetime, dice: random.Random) -> list[Reply]:
    replies = []
    for side in Side:
        luck, wait = dice.random(), timedelta(hours=dice.uniform(3, 130))
        accepts = True if luck < 0.90 or proposal.congregation.name in STORY else False if luck < 0.95 else None
        replies.append(Reply(at + wait, proposal.pk, str(side), accepts))
    return replies


def answer(reply: Reply, *, dice: random.Random) -> bool:
    """Open the letter, follow its link and answer. Returns whether there was still something to answer."""
    proposal = Proposal.objects.select_related("congregation", "officer").get(pk=reply.proposal)
    if reply.accepts is None or proposal.state != ProposalState.PUBLISHED:
        return False
    token = _token(proposal, reply.side)
    if token is None:
        return False
    try:
        link, proposal, side = by_link(token, at=reply.at)
        reason = "" if reply.accepts else dice.choice(REASONS)
        services.answer(proposal=proposal, side=side, accepts=reply.accepts, reason=reason, by=link, at=reply.at, link=link)
    except Refused:
        return False  # the other side was quicker, or the week is over
    return True


def _token(proposal: Proposal, side: str) -> str | None:
    """Return the token of the link in the newest letter of one side about the proposal."""
    officer = proposal.officer.email.lower()
    others = Message.objects.about(proposal).exclude(email__iexact=officer).order_by("-queued_at", "-id").values_list("email", flat=True)
    readers = [officer] if side == Side.OFFICER else dict.fromkeys(others)
    return next((token for to in readers if (token := token_to(proposal, to, "proposal_answer_link"))), None)


def _drafts(agency: Agency) -> QuerySet[Proposal]:
    return Proposal.objects.filter(run__agency=agency, state=ProposalState.DRAFT).select_related("congregation", "officer", "run__agency")
