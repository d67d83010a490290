"""Asking both sides: publish, answer, remind, lapse."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from onecop.access import links
from onecop.access.models import ActionLink, Person
from onecop.agencies.choices import PATROL_RANKS, OfficerStatus
from onecop.agencies.models import Agency, Officer
from onecop.audit.services import record
from onecop.congregations import services as congregations
from onecop.congregations.choices import CongregationStanding, ContactKind
from onecop.congregations.models import Congregation, Contact
from onecop.kernel.actor import SYSTEM, Actor
from onecop.kernel.errors import Refused
from onecop.matching import emails, rules
from onecop.matching.choices import ProposalState, Side
from onecop.matching.exceptions import CannotPublish, NotWaiting
from onecop.matching.load import today_of
from onecop.matching.models import Answer, Proposal
from onecop.matching.registry import held_elsewhere
from onecop.matching.services.changing import bring_next, draft_again, rule_out
from onecop.matching.services.running import lock
from onecop.partnerships import services as partnerships

ACT = "matching.answer"
ORDER = [ContactKind.COORDINATOR, ContactKind.LEADER, ContactKind.DEPUTY]


@dataclass(frozen=True)
class Published:
    """What became of many: those asked, and those that could not be, each with the refusal."""

    asked: list[Proposal]
    refused: list[tuple[Proposal, Refused]]


def contact_of(congregation: Congregation) -> Contact | None:
    """Return who answers for a congregation: the coordinator, else its leader, else the deputy."""
    contacts = [c for c in congregation.contacts.filter(ended_on=None) if c.email]
    return min(contacts, key=lambda c: ORDER.index(ContactKind(c.kind)), default=None)


def publish_many(*, proposals: Iterable[Proposal], by: Person, at: datetime) -> Published:
    """Publish each proposal by itself: one that cannot be asked holds up no other."""
    outcome = Published([], [])
    for proposal in proposals:
        try:
            outcome.asked.append(publish(proposal=proposal, by=by, at=at))
        except Refused as refusal:
            outcome.refused.append((proposal, refusal))
    return outcome


@transaction.atomic
def publish(*, proposal: Proposal, by: Person, at: datetime) -> Proposal:
    """Ask both sides, each by a link of their own, to answer within a week.

    Raises:
        NotADraft: it was published, withdrawn or replaced meanwhile.
        CannotPublish: somebody cannot be written to, or is no longer free; with what to do.
    """
    lock(proposal.run.agency)
    proposal = draft_again(proposal)
    contact = _check(proposal, at)
    proposal.state, proposal.published_at, proposal.published_by, proposal.answer_by = ProposalState.PUBLISHED, at, by, rules.deadline(at)
    try:
        with transaction.atomic():
            proposal.save(update_fields=["state", "published_at", "published_by", "answer_by"])
    except IntegrityError:
        raise CannotPublish(_("%(name)s is being asked about another officer already.") % {"name": proposal.congregation}) from None
    record("proposal.published", proposal, by=by, at=at, after={"officer": str(proposal.officer)})
    for side in Side:
        _write(proposal, side, contact, emails.ask, by=by, at=at)
    return proposal


def _check(proposal: Proposal, at: datetime) -> Contact:
    officer, congregation = proposal.officer, proposal.congregation
    facts = {"officer": officer, "congregation": congregation, "agency": proposal.run.agency}
    if not _on_patrol(officer, proposal.run.agency, at):
        raise CannotPublish(_("%(officer)s is not on active duty any more.") % facts, instead=_("Exclude the pair, or run the matching again."))
    if not officer.email:
        raise CannotPublish(_("%(officer)s has no work e-mail address on the roster.") % facts, instead=_("Ask the liaison of %(agency)s to add it.") % facts)
    if congregation.standing not in (CongregationStanding.ACCEPTED, CongregationStanding.PROSPECT):
        raise CannotPublish(
            _("%(congregation)s is not enrolled: its enrollment waits, was declined or has ended.") % facts,
            instead=_("Answer its enrollment first, or run the matching again."),
        )
    contact = contact_of(congregation)
    if contact is None:
        raise CannotPublish(
            _("Nobody at %(congregation)s has an e-mail address with us.") % facts, instead=_("Add its coordinator or faith leader, then publish again.")
        )
    if congregation.partnerships.open().exists():
        raise CannotPublish(_("%(congregation)s has a partnership already.") % facts)
    capacity = proposal.run.agency.officer_capacity if officer.capacity is None else officer.capacity
    # What is asked before what is held: a pair that begins in between is counted twice rather than not at all.
    held = officer.proposals.waiting().count() + officer.tenures.filter(closed_on=None).count() + held_elsewhere(proposal.run.agency)[officer.pk]
    if held >= capacity:
        raise CannotPublish(
            _("%(officer)s has no room for another congregation.") % facts, instead=_("Run the matching again, or raise the officer’s capacity.")
        )
    return contact


def target_of(proposal: Proposal, side: str) -> str:
    return f"{proposal.key}:{side}"


def _write(proposal: Proposal, side: str, contact: Contact | None, letter: emails.Letter, *, by: Actor, at: datetime) -> None:
    """Issue a link for one side and write to it."""
    to = proposal.officer.email if side == Side.OFFICER else contact.email if contact else ""
    name = str(proposal.officer) if side == Side.OFFICER else str(contact) if contact else ""
    if to and proposal.answer_by:
        token = links.issue(act=ACT, target=target_of(proposal, side), email=to, name=name, until=proposal.answer_by, at=at)
        letter(proposal, side=side, to=to, name=name, token=token, by=by, at=at)


def by_link(token: str, *, at: datetime) -> tuple[ActionLink, Proposal, Side]:
    """Return what an e-mailed link is about. Changes nothing.

    Raises:
        LinkInvalid, LinkExpired, LinkUsed, NotWaiting.
    """
    link = links.find(act=ACT, token=token, at=at)
    key, _colon, side = link.target.partition(":")
    proposal = Proposal.objects.select_related("congregation", "officer__agency__territory", "officer__area", "run__agency").get(key=key)
    _waits(proposal, Side(side), at=at)
    if link.email not in _addresses(proposal, Side(side)):
        raise links.LinkInvalid(_("Somebody else answers this question now."), instead=_("Write to us if that is not right."))
    return link, proposal, Side(side)


def _addresses(proposal: Proposal, side: Side) -> set[str]:
    """Return who answers for a side today: a link outlives neither a coordinator's time nor an officer's address."""
    if side == Side.OFFICER:
        return {proposal.officer.email.lower()}
    return {email.lower() for email in proposal.congregation.contacts.filter(ended_on=None).values_list("email", flat=True)}


def side_of(proposal: Proposal, person: Person) -> Side | None:
    """Which side of the proposal a person who has signed in is, if any."""
    if proposal.officer.person_id == person.pk:
        return Side.OFFICER
    return Side.CONGREGATION if proposal.congregation.contacts.filter(person=person, ended_on=None).exists() else None


def _waits(proposal: Proposal, side: Side, *, at: datetime) -> None:
    if proposal.state != ProposalState.PUBLISHED:
        raise NotWaiting(_("This question has been settled. Thank you!"))
    if proposal.answers.filter(side=side).exists():
        raise NotWaiting(_("Your answer is with us already. Thank you!"))
    if proposal.answer_by and proposal.answer_by <= at:
        raise NotWaiting(_("The time to answer has run out."), instead=_("Write to us if you would still like to say yes."))


@transaction.atomic
def answer(*, proposal: Proposal, side: str, accepts: bool, reason: str = "", by: Actor, at: datetime, link: ActionLink | None = None) -> Proposal:
    """One side says yes or no. The second yes begins the partnership; a no rules the pair out for good and brings staff the next one.

    A yes to an officer who has left active patrol meanwhile begins nothing: the proposal is withdrawn and the next one comes to staff.

    The agency and the row are locked first, so that of two answers at the same moment the later one sees the earlier, and nothing is published
    between a yes and the tenure it opens.

    Args:
        link: the e-mailed link it came by, which is used up.

    Raises:
        NotWaiting: this side has answered, or the question is settled or too old.
    """
    lock(proposal.run.agency)
    proposal = Proposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
    _waits(proposal, Side(side), at=at)
    if link is not None:
        links.use(link, at)
    Answer.objects.create(proposal=proposal, side=side, accepts=accepts, reason=reason.strip()[:300], at=at, by_label=by.audit_label[:120])
    record("proposal.accepted" if accepts else "proposal.declined", proposal, by=by, at=at, after={"side": side})
    if not accepts:
        _decline(proposal, Side(side), reason, by=by, at=at)
    elif not _still_there(proposal, at=at):
        _overtaken(proposal, Side(side), by=by, at=at)
    elif proposal.answers.filter(accepts=True).count() == len(Side):
        _begin(proposal, by=by, at=at)
    return proposal


def _still_there(proposal: Proposal, *, at: datetime) -> bool:
    """True while the officer is on active patrol: a week is long enough for somebody to be moved or promoted."""
    return _on_patrol(proposal.officer, proposal.run.agency, at) and bool(proposal.officer.email)


def _on_patrol(officer: Officer, agency: Agency, at: datetime) -> bool:
    gone = officer.transfer_on is not None and officer.transfer_on <= today_of(agency, at)
    return officer.status == OfficerStatus.ACTIVE and officer.rank in PATROL_RANKS and not gone


def _overtaken(proposal: Proposal, side: Side, *, by: Actor, at: datetime) -> None:
    """The yes is kept, but nobody can begin with an officer who is gone: tell the other side, and find the next. Nothing is ruled out."""
    _settle(proposal, ProposalState.WITHDRAWN, at=at)
    record("proposal.overtaken", proposal, by=by, at=at)
    _tell(proposal, Side.CONGREGATION, by=by, at=at)
    if side == Side.CONGREGATION and proposal.officer.status == OfficerStatus.ACTIVE:
        _tell(proposal, Side.OFFICER, by=by, at=at)
    bring_next(congregation=proposal.congregation, agency=proposal.run.agency, by=by, at=at)


def _begin(proposal: Proposal, *, by: Actor, at: datetime) -> None:
    congregation = proposal.congregation
    if congregation.standing == CongregationStanding.PROSPECT:
        congregation = congregations.accept(congregation=congregation, by=by, at=at)
    partnership = partnerships.begin(congregation=congregation, officer=proposal.officer, by=by, at=at)
    _settle(proposal, ProposalState.ACCEPTED, at=at)
    proposal.partnership = partnership
    proposal.save(update_fields=["partnership"])


def _settle(proposal: Proposal, state: ProposalState, *, at: datetime) -> None:
    proposal.state, proposal.settled_at = state, at
    proposal.save(update_fields=["state", "settled_at"])
    for side in Side:
        links.withdraw(act=ACT, target=target_of(proposal, side), at=at)


def _decline(proposal: Proposal, side: Side, reason: str, *, by: Actor, at: datetime) -> None:
    """Veto, tell the other side kindly, and find the next."""
    _settle(proposal, ProposalState.DECLINED, at=at)
    rule_out(congregation=proposal.congregation, officer=proposal.officer, side=side, note=reason, by=by, at=at)
    other = Side.CONGREGATION if side == Side.OFFICER else Side.OFFICER
    _tell(proposal, other, by=by, at=at)
    bring_next(congregation=proposal.congregation, agency=proposal.run.agency, by=by, at=at)


def _tell(proposal: Proposal, side: Side, *, by: Actor, at: datetime) -> None:
    contact = contact_of(proposal.congregation)
    to = proposal.officer.email if side == Side.OFFICER else contact.email if contact else ""
    name = str(proposal.officer) if side == Side.OFFICER else str(contact) if contact else ""
    if to:
        emails.withdraw(proposal, side=side, to=to, name=name, by=by, at=at)


@transaction.atomic
def remind(*, proposal: Proposal, at: datetime) -> bool:
    """Write once more to who has not answered, two days before the deadline. Once: of two workers one wins."""
    won = Proposal.objects.waiting().filter(pk=proposal.pk, reminded_at=None).update(reminded_at=at)
    if not won:
        return False
    answered = set(proposal.answers.values_list("side", flat=True))
    contact = contact_of(proposal.congregation)
    for side in Side:
        if side not in answered:
            _write(proposal, side, contact, emails.remind, by=SYSTEM, at=at)
    record("proposal.reminded", proposal, by=SYSTEM, at=at)
    return True


@transaction.atomic
def lapse(*, proposal: Proposal, at: datetime) -> bool:
    """The week is over without both answers: back to staff. Who had said yes is told."""
    lock(proposal.run.agency)
    proposal = Proposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
    if proposal.state != ProposalState.PUBLISHED or proposal.answer_by is None or proposal.answer_by > at:
        return False
    _settle(proposal, ProposalState.LAPSED, at=at)
    record("proposal.lapsed", proposal, by=SYSTEM, at=at)
    for side in proposal.answers.filter(accepts=True).values_list("side", flat=True):
        _tell(proposal, Side(side), by=SYSTEM, at=at)
    bring_next(congregation=proposal.congregation, agency=proposal.run.agency, by=SYSTEM, at=at)
    return True
