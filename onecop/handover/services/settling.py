"""How a question ends without two yeses."""

from datetime import datetime

from onecop.access import links
from onecop.audit.services import record
from onecop.handover import emails
from onecop.handover.choices import QuestionState
from onecop.handover.models import Handover, Question
from onecop.kernel.actor import Actor
from onecop.matching.choices import Side
from onecop.matching.services.asking import contact_of

ACT = "handover.answer"


def target_of(question: Question, side: str) -> str:
    return f"{question.key}:{side}"


def reader_of(question: Question, side: str) -> tuple[str, str]:
    """Return the address and the name of who answers for a side; blank when there is nobody."""
    if side == Side.OFFICER:
        return question.officer.email, str(question.officer)
    contact = contact_of(question.handover.partnership.congregation)
    return (contact.email, str(contact)) if contact else ("", "")


def settle(question: Question, state: QuestionState, *, at: datetime) -> None:
    """Close a question, and the links that are still open."""
    question.state, question.settled_at = state, at
    question.save(update_fields=["state", "settled_at"])
    for side in Side:
        links.withdraw(act=ACT, target=target_of(question, side), at=at)


def tell(question: Question, side: str, *, by: Actor, at: datetime) -> None:
    """Write to a side that it will not come about."""
    to, name = reader_of(question, side)
    if to:
        emails.not_now(question, to=to, name=name, by=by, at=at)


def withdraw_question(handover: Handover, *, by: Actor, at: datetime) -> Question | None:
    """Take back the question that waits, if there is one, and tell both sides kindly."""
    question = handover.questions.select_for_update(of=("self",)).select_related("officer").filter(state=QuestionState.WAITING).first()
    if question is None:
        return None
    settle(question, QuestionState.WITHDRAWN, at=at)
    record("handover.taken_back", handover, by=by, at=at, after={"officer": str(question.officer)}, scope_id=handover.scope_id)
    for side in Side:
        tell(question, side, by=by, at=at)
    return question
