"""Hosting together: the host asks, those who may answer for the other say yes or no, either side may end it."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from onecop.access import links
from onecop.access.models import ActionLink
from onecop.audit.services import record
from onecop.events import notices, parties
from onecop.events.choices import AnswerState
from onecop.events.exceptions import CannotPlan, NotWaiting
from onecop.events.models import CoHost, Event
from onecop.kernel.actor import Actor

COHOST_ACT = "events.cohost"
ANSWER_WITHIN = timedelta(days=30)


@transaction.atomic
def ask_cohost(*, event: Event, party: parties.Party, words: str = "", by: Actor, at: datetime) -> CoHost:
    """Ask a congregation, an agency, a partnership or a region to host an event together, by letter with a link each.

    Raises:
        CannotPlan: it hosts already, was asked already, or the event was called off.
    """
    if event.cancelled_at:
        raise CannotPlan(_("It was called off."), instead=_("Take that back first."))
    if party == event.host:
        raise CannotPlan(_("%(name)s hosts it already.") % {"name": party}, instead=_("Choose another one."))
    try:
        with transaction.atomic():
            made = CoHost.objects.create(
                event=event, **{str(party._meta.model_name): party}, words=" ".join(words.split())[:300], asked_at=at, asked_by_id=by.pk
            )
    except IntegrityError:
        raise CannotPlan(_("%(name)s was asked already.") % {"name": party}, instead=_("You see the answer here as soon as it comes.")) from None
    record("cohost.asked", made, by=by, at=at, after={"who": str(party)}, scope_id=event.scope_id_of_host)
    for email, name in parties.speakers(party):
        token = links.issue(act=COHOST_ACT, target=made, email=email, name=name, until=at + ANSWER_WITHIN, at=at)
        notices.ask_cohost(made, email=email, name=name, token=token, by=by, at=at)
    return made


def cohost_by_link(token: str, *, at: datetime) -> tuple[ActionLink, CoHost]:
    """Return what an e-mailed link asks about. Changes nothing.

    Raises:
        LinkInvalid, LinkExpired, LinkUsed, NotWaiting.
    """
    link = links.find(act=COHOST_ACT, token=token, at=at)
    row = CoHost.objects.with_names().select_related("event__congregation", "event__agency", "event__scope").filter(key=link.target).first()
    if row is None or link.email not in {email.lower() for email, _name in parties.speakers(row.party)}:
        raise links.LinkInvalid(_("Somebody else answers this question now."), instead=_("Write to us if that is not right."))
    must_be_asked(row)
    return link, row


def must_be_asked(row: CoHost) -> None:
    """Raise NotWaiting when somebody has answered, or the host took it back."""
    if row.event.cancelled_at:
        raise NotWaiting(_("It does not take place."))
    if row.state != AnswerState.ASKED:
        raise NotWaiting(_("This has been answered: %(state)s.") % {"state": row.get_state_display()}, instead=_("Write to the host to change it."))


@transaction.atomic
def answer_cohost(*, cohost: CoHost, accepts: bool, words: str = "", by: Actor, at: datetime, link: ActionLink | None = None) -> CoHost:
    """Say for the one that was asked whether it hosts along. Of several who may answer, the first one does.

    Raises:
        NotWaiting: it has been answered, or was taken back.
    """
    row = CoHost.objects.select_for_update(of=("self",)).select_related("event").get(pk=cohost.pk)
    must_be_asked(row)
    if link is not None:
        links.use(link, at)
    links.withdraw(act=COHOST_ACT, target=row, at=at)
    row.state, row.answer_words = AnswerState.YES if accepts else AnswerState.NO, " ".join(words.split())[:300]
    row.answered_at, row.answered_by_id = at, by.pk
    row.save(update_fields=["state", "answer_words", "answered_at", "answered_by_id"])
    record("cohost.accepted" if accepts else "cohost.declined", row, by=by, at=at, after={"who": str(row.party)}, scope_id=row.event.scope_id_of_host)
    notices.cohost_answered(row, by=by, at=at)
    return row


@transaction.atomic
def end_cohost(*, cohost: CoHost, by: Actor, at: datetime) -> CoHost:
    """Take the question back, or stop hosting together. Doing so twice changes nothing."""
    row = CoHost.objects.select_for_update(of=("self",)).select_related("event").get(pk=cohost.pk)
    if row.state == AnswerState.WITHDRAWN:
        return row
    was = row.state
    row.state, row.ended_at, row.ended_by_id = AnswerState.WITHDRAWN, at, by.pk
    row.save(update_fields=["state", "ended_at", "ended_by_id"])
    links.withdraw(act=COHOST_ACT, target=row, at=at)
    record("cohost.ended", row, by=by, at=at, after={"who": str(row.party)}, scope_id=row.event.scope_id_of_host)
    if was == AnswerState.YES:
        notices.cohost_ended(row, by=by, at=at)
    return row
