"""Three times to pick from, and how two sides come to one of them."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Max, Q
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from onecop.access import links
from onecop.access.models import ActionLink
from onecop.agencies.models import Officer
from onecop.audit.services import record
from onecop.kernel.actor import SYSTEM, Actor
from onecop.partnerships.choices import PartnershipState
from onecop.partnerships.models import Partnership, Tenure
from onecop.partnerships.rules import local_day, may_talk_at_last
from onecop.scheduling import emails, rules, slots
from onecop.scheduling.choices import BOTH, CancelReason, MeetingKind, MeetingState, Side
from onecop.scheduling.exceptions import CannotChoose, CannotOffer, NoTimes
from onecop.scheduling.models import Guest, Invitee, Meeting, SlotOffer, SlotWish
from onecop.scheduling.people import Part, holders, holders_for, parts
from onecop.scheduling.services.agreeing import agree, cancel
from onecop.scheduling.services.locking import lock, lock_partnership

ACT = "meeting.choose"
WANT = 3
CLOSED = (PartnershipState.PAUSED, PartnershipState.ENDED)
USES = {MeetingKind.OVERLAP: "handover", MeetingKind.DEBRIEF: "debrief"}
"""What the finder calls a kind; the others are a meeting to it."""
LINK_LASTS = timedelta(days=30)


@transaction.atomic
def offer(*, partnership: Partnership, kind: MeetingKind, minutes: int = 60, guests: Iterable[Officer] = (), by: Actor, at: datetime) -> Meeting:
    """Offer both sides three times to meet, each person by a link of their own.

    Args:
        minutes: how long it takes. guests: officers who come besides those who hold the partnership (the next one, at a handover meeting).

    Raises:
        CannotOffer: the partnership is paused or has ended, one side has nobody, or a first meeting or closing talk is on its way already.
        NoTimes: no time fits both; the reason says what stands in the way.
    """
    row = lock_partnership(partnership)
    coming = list(guests)
    _must_be_ready(row, kind, coming, at)
    found = _search(row, kind, minutes, coming, at=at)
    try:
        with transaction.atomic():
            meeting = Meeting.objects.create(
                partnership=row, kind=kind, state=MeetingState.OFFERED, minutes=minutes, made_at=at, made_by_id=by.pk, changed_at=at
            )
    except IntegrityError:
        raise CannotOffer(_("A first meeting is on its way already."), instead=_("Pick one of its times, or move it.")) from None
    Guest.objects.bulk_create(Guest(meeting=meeting, officer=officer) for officer in coming)
    record("meeting.offered", meeting, by=by, at=at, after={"times": len(found)})
    _put(meeting, found, by=by, at=at)
    return meeting


def _must_be_ready(row: Partnership, kind: MeetingKind, coming: list[Officer], at: datetime) -> None:
    if row.state in CLOSED and (kind != MeetingKind.CLOSING or not may_talk_at_last(row, at)):
        raise CannotOffer(_("This partnership is %(state)s.") % {"state": row.get_state_display()}, instead=_("Take it up again first."))
    if kind == MeetingKind.CLOSING and row.meetings.open().filter(kind=kind).exists():
        raise CannotOffer(_("A closing talk is on its way already."), instead=_("Pick one of its times, or move it."))
    sides = {part.side for part in [*holders_for(kind, row, local_day(row, at)), *(Part(officer=guest) for guest in coming)] if part.email}
    if Side.OFFICER not in sides:
        raise CannotOffer(_("No officer holds this partnership now."), instead=_("Find a new partner officer first."))
    if Side.CONGREGATION not in sides:
        raise CannotOffer(_("Nobody at the congregation has an e-mail address with us."), instead=_("Add its coordinator or faith leader first."))


def _search(row: Partnership, kind: str, minutes: int, guests: Iterable[Officer], *, at: datetime, but: Iterable[SlotOffer] = ()) -> list[SlotOffer]:
    """Return the best times as offers not saved yet, without those offered before. Their reasons are told in every language of the site.

    Raises:
        NoTimes: there is none.
    """
    old, coming = list(but), list(guests)
    named = coming or row.state == PartnershipState.ENDED
    held = [part.officer for part in holders_for(kind, row, local_day(row, at)) if part.officer] if named else []
    officers, busy = list(dict.fromkeys([*held, *coming])), _busy(row, coming, at)
    found: dict[datetime, SlotOffer] = {}
    none: dict[str, str] = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            use = USES.get(MeetingKind(kind), "meeting")
            search = slots.find(row, minutes=minutes, at=at, want=WANT + 3 * len(old), kind=use, officers=officers, busy=busy)
        none[code] = search.none_because
        for slot in search.slots:
            offer = found.setdefault(slot.starts, SlotOffer(starts=slot.starts, ends=slot.ends))
            offer.reasons[code] = slot.words
    fresh = [offer for offer in found.values() if not any(offer.starts < o.ends and o.starts < offer.ends for o in old)][:WANT]
    if not fresh:
        raise NoTimes(
            none.get(get_language() or "") or _("There are no other times in the next eight weeks."),
            instead=_("Agree between you, and write the time in here."),
        )
    return fresh


def _search_again(row: Meeting, *, at: datetime, but: Iterable[SlotOffer]) -> list[SlotOffer]:
    guests = [guest.officer for guest in row.guests.select_related("officer")]
    return _search(row.partnership, row.kind, row.minutes, guests, at=at, but=but)


def _busy(row: Partnership, coming: list[Officer], at: datetime) -> list[tuple[datetime, datetime]]:
    """Return the agreed meetings of whoever holds the partnership or comes besides, in this one and in others: nobody is offered two places at once."""
    held = row.tenures.filter(closed_on=None)
    whose = Q(officer__in=held.values("officer")) | Q(contact__in=held.values("contact")) | Q(officer__in=coming)
    theirs = Invitee.objects.filter(whose, dropped_at=None)
    rows = Meeting.objects.ahead(at).filter(Q(partnership=row) | Q(pk__in=theirs.values("meeting")))
    return [(starts, ends) for starts, ends in rows.values_list("starts", "ends") if starts and ends]


def _put(meeting: Meeting, found: list[SlotOffer], *, by: Actor, at: datetime) -> None:
    """Write down a round of times and send it to both sides."""
    number = meeting.offers.aggregate(last=Max("round"))["last"] or 0
    for rank, one in enumerate(found, start=1):
        one.meeting, one.round, one.rank = meeting, number + 1, rank
    SlotOffer.objects.bulk_create(found)
    _write(meeting, BOTH, found, by=by, at=at)


def _write(meeting: Meeting, sides: Iterable[Side], offers: list[SlotOffer], *, picked: bool = False, by: Actor, at: datetime) -> None:
    """Issue new links for one side or both; those from before open the page no more."""
    everyone = parts(meeting, at)
    for side in sides:
        links.withdraw(act=ACT, target=target_of(meeting, side), at=at)
    _letters(meeting, [part for part in everyone if part.side in sides], everyone, offers, picked=picked, by=by, at=at)


def _letters(meeting: Meeting, to: list[Part], everyone: list[Part], offers: list[SlotOffer], *, picked: bool, by: Actor, at: datetime) -> None:
    until = max(max(offer.starts for offer in offers), at + LINK_LASTS)
    for part in to:
        token = links.issue(act=ACT, target=target_of(meeting, part.side), email=part.email, name=part.name, until=until, at=at)
        emails.times(meeting, part, offers=offers, everyone=everyone, token=token, picked=picked, by=by, at=at)


@transaction.atomic
def show_to(*, meeting: Meeting, tenure: Tenure, by: Actor, at: datetime) -> None:
    """Send the times that stand to somebody who has just come: those that the other side can, if it has picked."""
    row = lock(meeting)
    everyone = parts(row, at)
    to = [part for part in everyone if part.row == (tenure.officer_id, tenure.contact_id)]
    offers = [offer for offer in current(row) if offer.starts > at]
    theirs = [offer for offer in offers if any(wish.side != part.side for part in to for wish in offer.wishes.all())]
    if to and offers:
        _letters(row, to, everyone, theirs or offers, picked=bool(theirs), by=by, at=at)


def target_of(meeting: Meeting, side: Side) -> str:
    return f"{meeting.key}:{side}"


def by_link(act: str, token: str, *, at: datetime) -> tuple[ActionLink, Meeting, Side]:
    """Return what an e-mailed link is about. Changes nothing. A link ends with the time of whoever got it.

    Raises:
        LinkInvalid, LinkExpired, LinkUsed.
    """
    link = links.find(act=act, token=token, at=at)
    key, _colon, side = link.target.partition(":")
    related = ("partnership__congregation__scope", "partnership__agency__scope", "partnership__agency__territory")
    meeting = Meeting.objects.select_related(*related).get(key=key)
    known = {part.email.lower() for part in parts(meeting, at) if part.side == side}
    known |= {row.email.lower() for row in meeting.invitees.filter(dropped_at=None) if row.side == side}
    if link.email not in known:
        raise links.LinkInvalid(_("Somebody else takes part in this now."), instead=_("Write to us if that is not right."))
    return link, meeting, Side(side)


def current(meeting: Meeting) -> list[SlotOffer]:
    """Return the round that stands now, the best first, each with its wishes at hand."""
    return list(meeting.offers.filter(withdrawn_at=None).prefetch_related("wishes"))


@transaction.atomic
def choose(*, meeting: Meeting, side: Side, offers: Iterable[SlotOffer], place: str = "", by: Actor, at: datetime, link: ActionLink | None = None) -> Meeting:
    """One side says at which of the offered times it can come. The second one takes one of those: then it is agreed.

    Of several that both can, the best is taken. A side may pick anew as long as the other has not answered.

    Args:
        place: where, if they say so. link: the e-mailed link it came by, which is used up.

    Raises:
        CannotChoose: nothing was picked, the times are offered no longer or have passed, or none of them suits the other side.
        LinkUsed: the link has done its act.
    """
    row = lock(meeting)
    if row.state != MeetingState.OFFERED:
        raise CannotChoose(_("A time is not asked for any more."), instead=_("The page of your meetings says how it stands."))
    standing = {o.pk: o for o in current(row) if o.starts > at}
    asked = list(offers)
    picked = [standing[o.pk] for o in asked if o.pk in standing]
    if not picked:
        reason = _("These times are not offered any more.") if asked else _("No time was picked.")
        raise CannotChoose(reason, instead=_("Look at the page again and tick at least one."))
    theirs = {o.pk for o in standing.values() if any(wish.side not in (side, Side.STAFF) for wish in o.wishes.all())}
    both = sorted((o for o in picked if o.pk in theirs), key=lambda o: o.rank)
    if theirs and not both:
        raise CannotChoose(_("The other side can come at other times."), instead=_("Take one of theirs, or ask for three others."))
    if link is not None:
        links.use(link, at)
    if place:
        row.place = place[:200]
        row.save(update_fields=["place"])
    if both:
        _wish(row, side, both[:1], by=by, at=at)
        return agree(row, starts=both[0].starts, ends=both[0].ends, by=by, at=at)
    if _wish(row, side, picked, by=by, at=at):
        record("meeting.picked", row, by=by, at=at, after={"times": len(picked), "side": side})
        _write(row, [s for s in BOTH if s != side], sorted(picked, key=lambda o: o.rank), picked=True, by=by, at=at)
    return row


def _wish(row: Meeting, side: Side, picked: list[SlotOffer], *, by: Actor, at: datetime) -> bool:
    """Write down what one side picked, in place of what it picked before. Returns whether that is anything new."""
    before = SlotWish.objects.filter(offer__meeting=row, offer__withdrawn_at=None, side=side)
    if set(before.values_list("offer", flat=True)) == {o.pk for o in picked}:
        return False
    before.delete()
    SlotWish.objects.bulk_create(SlotWish(offer=o, side=side, at=at, by_id=by.pk) for o in picked)
    return True


@transaction.atomic
def others(*, meeting: Meeting, side: Side, by: Actor, at: datetime, link: ActionLink | None = None) -> Meeting:
    """None of the times suits: offer both sides three others.

    Raises:
        CannotChoose: a time is not asked for any more.
        NoTimes: there are no others; those offered before still stand.
    """
    row = lock(meeting)
    if row.state != MeetingState.OFFERED:
        raise CannotChoose(_("A time is not asked for any more."), instead=_("The page of your meetings says how it stands."))
    found = _search_again(row, at=at, but=row.offers.all())
    if link is not None:
        links.use(link, at)
    record("meeting.others_asked", row, by=by, at=at, after={"side": side})
    _again(row, found, by=by, at=at)
    return row


def _again(row: Meeting, found: list[SlotOffer], *, by: Actor, at: datetime) -> None:
    row.offers.filter(withdrawn_at=None).update(withdrawn_at=at, withdrawn_by_id=by.pk)
    _put(row, found, by=by, at=at)


@transaction.atomic
def renew(*, meeting: Meeting, by: Actor = SYSTEM, at: datetime, whatever: bool = False) -> bool:
    """Offer new times when all of the present ones have passed, a few rounds long; then, or when there are none, give it up.

    Args:
        whatever: also when some are still ahead (somebody else holds the partnership now, whose shift is another).
    """
    row = lock(meeting)
    if row.state != MeetingState.OFFERED or (not whatever and row.offers.filter(withdrawn_at=None, starts__gt=at).exists()):
        return False
    rounds = row.offers.values("round").distinct().count()
    try:
        if rounds > rules.ROUNDS_OF_THEIR_OWN and not whatever:
            raise NoTimes(_("Nobody picked any of the times."))
        found = _search_again(row, at=at, but=[] if whatever else row.offers.all())
    except NoTimes as no:
        if whatever:
            tell_no_times(row.partnership, MeetingKind(row.kind), no, by=by, at=at)
        cancel(meeting=row, reason=CancelReason.LAPSED, quietly=True, by=by, at=at)
        return True
    record("meeting.offered_again", row, by=by, at=at, after={"times": len(found)})
    _again(row, found, by=by, at=at)
    return True


def tell_no_times(partnership: Partnership, kind: MeetingKind, no: CannotOffer, *, by: Actor, at: datetime) -> None:
    """Write to both sides that they have to find a time between them, and why."""
    everyone = holders(partnership, local_day(partnership, at))
    for part in everyone:
        emails.no_times(partnership, kind, part, everyone=everyone, why=no.reason, by=by, at=at)
