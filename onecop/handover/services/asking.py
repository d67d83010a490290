"""Asking the next officer and the congregation: propose, answer, take back, remind, lapse."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from onecop.access import links
from onecop.access.models import ActionLink, Person
from onecop.agencies.models import Agency, Officer
from onecop.audit.services import record
from onecop.handover import emails, queries, rules
from onecop.handover.choices import QuestionState
from onecop.handover.exceptions import CannotAsk, CannotHandOver, NotWaiting
from onecop.handover.models import Handover, Question, Reply
from onecop.handover.services.meeting import meet_by_name
from onecop.handover.services.opening import still_open
from onecop.handover.services.roles import give_role
from onecop.handover.services.settling import ACT, reader_of, settle, target_of, tell, withdraw_question
from onecop.handover.services.turning import turn
from onecop.kernel.actor import SYSTEM, Actor
from onecop.matching.choices import Side
from onecop.matching.rules import deadline
from onecop.matching.services.changing import rule_out
from onecop.partnerships.rules import local_day


@transaction.atomic
def propose(*, handover: Handover, officer: Officer, by: Actor, at: datetime) -> Question:
    """Ask an officer and the congregation, each by a link of their own, to answer within a week.

    The agency, the partnership and the handover are locked first: of two people who choose different successors in the same moment the second hears
    who is being asked already.

    Raises:
        CannotHandOver: it is closed, or a successor has agreed.
        CannotAsk: somebody is being asked already, one side cannot be written to, or the officer is ruled out, out of reach or without room.
    """
    Agency.objects.select_for_update(of=("self",)).get(pk=handover.partnership.agency_id)
    row = still_open(handover)
    if row.agreed_at is not None:
        raise CannotHandOver(_("%(officer)s has agreed already.") % {"officer": row.successor}, instead=_("Call that off first."))
    waiting = queries.waiting_question(row)
    if waiting is not None:
        raise CannotAsk(_("%(officer)s is being asked already.") % {"officer": waiting.officer}, instead=_("Wait for the answers, or take the question back."))
    chosen = next(iter(queries.candidates(row, at, only=officer).candidates), None)
    if chosen is None:
        raise CannotAsk(
            _("%(officer)s cannot take this partnership over now.") % {"officer": officer},
            instead=_("Choose one of the officers on the page: they are in reach, have room, and nobody ruled them out."),
        )
    question = Question(handover=row, officer=chosen.officer, reasons=chosen.reasons, asked_at=at, asked_by_id=by.pk, answer_by=deadline(at))
    for side in Side:
        if not reader_of(question, side)[0]:
            raise CannotAsk(_("There is nobody to write to: %(side)s has no e-mail address with us.") % {"side": side.label}, instead=_("Add one first."))
    try:
        with transaction.atomic():
            question.save()
    except IntegrityError:
        raise CannotAsk(_("Somebody else is being asked already."), instead=_("Look at the page again.")) from None
    record("handover.asked", row, by=by, at=at, after={"officer": str(officer)}, scope_id=row.scope_id)
    for side in Side:
        _write(question, side, by=by, at=at)
    return question


def _write(question: Question, side: str, *, again: bool = False, by: Actor, at: datetime) -> None:
    to, name = reader_of(question, side)
    if to:
        token = links.issue(act=ACT, target=target_of(question, side), email=to, name=name, until=question.answer_by, at=at)
        emails.ask(question, side=side, to=to, name=name, token=token, again=again, by=by, at=at)


def by_link(token: str, *, at: datetime) -> tuple[ActionLink, Question, Side]:
    """Return what an e-mailed link is about. Changes nothing.

    Raises:
        LinkInvalid, LinkExpired, LinkUsed, NotWaiting.
    """
    link = links.find(act=ACT, token=token, at=at)
    key, _colon, word = link.target.partition(":")
    side = Side(word)
    rows = Question.objects.select_related("officer__area", "handover__partnership__congregation__area", "handover__partnership__agency__territory")
    question = rows.get(key=key)
    _waits(question, side, at=at)
    congregation = question.handover.partnership.congregation
    answering = {question.officer.email.lower()} if side == Side.OFFICER else {c.email.lower() for c in congregation.contacts.filter(ended_on=None)}
    if link.email not in answering:
        raise links.LinkInvalid(_("Somebody else answers this question now."), instead=_("Write to us if that is not right."))
    return link, question, side


def side_of(question: Question, person: Person) -> Side | None:
    """Which side of a question a person who has signed in is, if any."""
    if question.officer.person_id == person.pk:
        return Side.OFFICER
    return Side.CONGREGATION if question.handover.partnership.congregation.contacts.filter(person=person, ended_on=None).exists() else None


def _waits(question: Question, side: Side, *, at: datetime) -> None:
    if question.state != QuestionState.WAITING:
        raise NotWaiting(_("This question has been settled. Thank you!"))
    if question.replies.filter(side=side).exists():
        raise NotWaiting(_("Your answer is with us already. Thank you!"))
    if question.answer_by <= at:
        raise NotWaiting(_("The time to answer has run out."), instead=_("Write to us if you would still like to say yes."))


@transaction.atomic
def answer(*, question: Question, side: str, accepts: bool, reason: str = "", by: Actor, at: datetime, link: ActionLink | None = None) -> Question:
    """One side says yes or no. The second yes settles the day of the change; a no rules the pair out and brings the choice back to staff.

    A yes to an officer who has left active patrol meanwhile settles nothing: the question is withdrawn.

    Raises:
        NotWaiting: this side has answered, or the question is settled or too old.
        CannotHandOver: the handover was closed.
    """
    row = still_open(question.handover)
    question = Question.objects.select_for_update(of=("self",)).select_related("officer").get(pk=question.pk)
    question.handover = row
    _waits(question, Side(side), at=at)
    if link is not None:
        links.use(link, at)
    Reply.objects.create(question=question, side=side, accepts=accepts, reason=reason.strip()[:300], at=at, by_label=by.audit_label[:120])
    record("handover.accepted" if accepts else "handover.declined", row, by=by, at=at, after={"side": str(side)}, scope_id=row.scope_id)
    if not accepts:
        settle(question, QuestionState.DECLINED, at=at)
        rule_out(congregation=row.partnership.congregation, officer=question.officer, side=side, note=reason, by=by, at=at)
        tell(question, Side.CONGREGATION if side == Side.OFFICER else Side.OFFICER, by=by, at=at)
    elif not queries.fit(question.officer, today=local_day(row.partnership, at)):
        withdraw_question(row, by=SYSTEM, at=at)
        question.refresh_from_db()
    elif question.replies.filter(accepts=True).count() == len(Side):
        settle(question, QuestionState.ACCEPTED, at=at)
        _agree(row, question.officer, by=by, at=at)
    return question


def _agree(row: Handover, officer: Officer, *, on: date | None = None, by: Actor, at: datetime) -> Handover:
    """Both said yes: fix the day, tell everyone, offer an hour together, and change over at once if the day has come."""
    today = local_day(row.partnership, at)
    row.successor, row.agreed_at = officer, at
    row.takes_over_on = on or rules.takes_over(leaves_on=row.leaves_on, today=today)
    row.save(update_fields=["successor", "agreed_at", "takes_over_on"])
    words = {"officer": str(officer), "on": row.takes_over_on.isoformat()}
    record("handover.agreed", row, by=by, at=at, after=words, scope_id=row.scope_id)
    give_role(officer, by=by, at=at)  # to sign in and read the brief before the day has come
    if row.takes_over_on > today:
        emails.agreed(row, by=by, at=at)
    else:
        emails.thank(row, by=by, at=at)
    meet_by_name(handover=row, by=by, at=at)
    return turn(handover=row, by=by, at=at)


@transaction.atomic
def agree(*, handover: Handover, officer: Officer, on: date | None = None, by: Actor, at: datetime) -> Handover:
    """Write in a successor whom both sides agreed on elsewhere.

    Args:
        on: the officer's first day, today or later; by default the day on which the old one leaves, or today.

    Raises:
        CannotHandOver: it is closed, a successor has agreed, the day is over, or the officer is not on active patrol of this agency.
    """
    row = still_open(handover)
    if row.agreed_at is not None:
        raise CannotHandOver(_("%(officer)s has agreed already.") % {"officer": row.successor}, instead=_("Look at the page again."))
    if not queries.may_stand_in(row, officer, at):
        raise CannotHandOver(_("%(officer)s cannot take over.") % {"officer": officer}, instead=_("Choose somebody on active patrol whom nobody ruled out."))
    if on is not None and on < local_day(row.partnership, at):
        raise CannotHandOver(_("That day is over."), instead=_("Choose today or a later day."))
    withdraw_question(row, by=by, at=at)
    return _agree(row, officer, on=on, by=by, at=at)


@transaction.atomic
def take_back(*, handover: Handover, by: Actor, at: datetime) -> Handover:
    """Take the question that waits back; both sides are told kindly.

    Raises:
        CannotAsk: nobody is being asked.
    """
    row = still_open(handover)
    if withdraw_question(row, by=by, at=at) is None:
        raise CannotAsk(_("Nobody is being asked now."), instead=_("Look at the page again."))
    return row


@transaction.atomic
def remind(*, question: Question, at: datetime) -> bool:
    """Write once more to who has not answered, two days before the deadline. Once: of two workers one wins."""
    won = Question.objects.filter(pk=question.pk, state=QuestionState.WAITING, reminded_at=None).update(reminded_at=at)
    if not won:
        return False
    answered = set(question.replies.values_list("side", flat=True))
    for side in Side:
        if side not in answered:
            _write(question, side, again=True, by=SYSTEM, at=at)
    record("handover.reminded", question.handover, by=SYSTEM, at=at, scope_id=question.scope_id)
    return True


@transaction.atomic
def lapse(*, question: Question, at: datetime) -> bool:
    """The week is over without both answers: back to staff. Who had said yes is told."""
    row = still_open(question.handover)
    question = Question.objects.select_for_update(of=("self",)).select_related("officer").get(pk=question.pk)
    question.handover = row
    if question.state != QuestionState.WAITING or question.answer_by > at:
        return False
    settle(question, QuestionState.LAPSED, at=at)
    record("handover.lapsed", row, by=SYSTEM, at=at, after={"officer": str(question.officer)}, scope_id=row.scope_id)
    for side in question.replies.filter(accepts=True).values_list("side", flat=True):
        tell(question, side, by=SYSTEM, at=at)
    return True
