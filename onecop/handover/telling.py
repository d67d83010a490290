"""What handovers have to say on a partnership's page, in its story, and among what waits for whom (partnerships.registry)."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _

from onecop.access.middleware import PersonAccess
from onecop.access.models import Person
from onecop.handover import queries
from onecop.handover.choices import Outcome, QuestionState
from onecop.handover.models import Handover, HandoverQuerySet, Question
from onecop.kernel.permissions import Permission
from onecop.matching.choices import Side
from onecop.partnerships.choices import CloseReason, FactKind, PartnershipState, TenureKind
from onecop.partnerships.models import Partnership, Tenure
from onecop.partnerships.registry import Ask, Fact, Line, Panel
from onecop.partnerships.rules import local_day
from onecop.scheduling.choices import MeetingKind, MeetingState
from onecop.scheduling.models import Meeting
from onecop.ui import words

CHOOSE_WITHIN = timedelta(days=14)


def _rows(ids: list[int]) -> HandoverQuerySet:
    waiting = Question.objects.filter(state=QuestionState.WAITING).select_related("officer").prefetch_related("replies")
    return queries.whole().filter(partnership__in=ids).prefetch_related(Prefetch("questions", waiting, to_attr="waiting"))  # type: ignore[no-any-return]


# The story


def facts(ids: list[int]) -> list[Fact]:
    """Return what a handover adds to the story. That somebody was asked for instead of an officer is told to nobody."""
    rows = Handover.objects.filter(partnership__in=ids).select_related(
        "old__officer", "successor", "new", "interim__officer", "partnership__congregation", "area"
    )
    return [fact for row in rows.defer("area__outline") for fact in _facts_of(row)]


def _facts_of(row: Handover) -> Iterator[Fact]:
    url, source, pk = row.get_absolute_url(), f"handover.handover:{row.key}", row.partnership_id
    officer = row.old.officer if row.old else None
    if officer is not None and row.reason != CloseReason.CONGREGATION:
        yield Fact(pk, FactKind.STORY, row.opened_at, f"{source}:opened", _opened_words(row), url=url, who="officer")
    if row.agreed_at is not None and row.successor is not None:
        told = _("%(officer)s agreed to be the next partner officer.") % {"officer": row.successor}
        yield Fact(pk, FactKind.STORY, row.agreed_at, f"{source}:agreed", told, url=url, who="officer")
    if row.closed_at is not None and row.outcome == Outcome.STAYS and officer is not None and row.reason != CloseReason.CONGREGATION:
        yield Fact(pk, FactKind.STORY, row.closed_at, f"{source}:stays", _("%(officer)s stays after all.") % {"officer": officer}, url=url, who="officer")


def _opened_words(row: Handover) -> str:
    named = {"officer": row.old.officer if row.old else "", "congregation": row.partnership.congregation, "area": row.area}
    if row.reason in (CloseReason.MOVED, CloseReason.MAP) and row.area is not None:
        return _("%(congregation)s stands in %(area)s now, and %(officer)s serves another area.") % named
    if row.reason == CloseReason.LEAVE:
        return _("%(officer)s was away from regular duty.") % named
    return _("It became known that %(officer)s moves on.") % named


# What waits for whom


def asks(ids: list[int], at: datetime) -> list[Ask]:
    """Return what handovers wait for. A paused partnership waits for nothing."""
    held = Tenure.objects.filter(partnership=OuterRef("partnership"), kind__in=[TenureKind.LEAD, TenureKind.INTERIM], closed_on=None)
    meets = Meeting.objects.filter(partnership=OuterRef("partnership"), kind=MeetingKind.OVERLAP, made_at__gte=OuterRef("opened_at"))
    meets = meets.exclude(state=MeetingState.CANCELLED)
    rows = _rows(ids).filter(closed_at=None, partnership__state=PartnershipState.ACTIVE).annotate(held=Exists(held), meets=Exists(meets))  # type: ignore[attr-defined]
    members = _members([row.partnership_id for row in rows])
    return [ask for row in rows for ask in _asks_of(row, members.get(row.partnership_id, frozenset()), at)]


def _members(ids: list[int]) -> dict[int, frozenset[int]]:
    found: dict[int, set[int]] = {}
    rows = Tenure.objects.filter(partnership__in=ids, closed_on=None, contact__person__isnull=False)
    for partnership, person in rows.values_list("partnership", "contact__person"):
        found.setdefault(partnership, set()).add(person)
    return {pk: frozenset(people) for pk, people in found.items()}


def _asks_of(row: Handover, members: frozenset[int], at: datetime) -> Iterator[Ask]:
    owner, url, pk = row.partnership.owner, row.get_absolute_url(), row.partnership_id
    mine, name = frozenset({owner.pk} if owner else ()), str(owner or _("staff"))
    if not row.held and row.cover is None and row.new is None:  # type: ignore[attr-defined]
        title = _("Find somebody who stands in")
        yield Ask(pk, "", title, mine, name, row.opened_at, url, detail=_("Nobody holds the partnership now. Each day counts as a gap day."), due=at, weight=90)
    question: Question | None = next(iter(row.waiting), None)  # type: ignore[attr-defined]
    if question is not None:
        yield from _answers(row, question, members)
    elif row.agreed_at is None:
        due = max(row.opened_at + CHOOSE_WITHIN, row.opened_at)
        yield Ask(pk, "", _("Choose the next officer"), mine, name, row.opened_at, url, detail=_("The officer moves on."), due=due, weight=80)
    elif (row.new is not None or row.overlap_refusal) and not row.meets and queries.wants_overlap(row):  # type: ignore[attr-defined]
        title, since = _("Bring old and new officer together"), row.overlap_refused_at or row.agreed_at
        yield Ask(pk, "", title, mine, name, since, url, detail=row.no_overlap_because, weight=20)


def _answers(row: Handover, question: Question, members: frozenset[int]) -> Iterator[Ask]:
    said = {reply.side for reply in question.replies.all()}
    url, named = reverse("handover_answer", args=[question.key]), {"officer": question.officer, "congregation": row.partnership.congregation}
    if Side.OFFICER not in said:
        owes = frozenset({question.officer.person_id} - {None})
        title = _("Say whether you take %(congregation)s over") % named
        yield Ask(row.partnership_id, "", title, owes, str(question.officer), question.asked_at, url, due=question.answer_by, weight=70)  # type: ignore[arg-type]
    if Side.CONGREGATION not in said:
        title = _("Say whether %(officer)s should come next") % named
        who = row.partnership.congregation.name
        yield Ask(row.partnership_id, "", title, members, who, question.asked_at, url, due=question.answer_by, weight=70)


# The card


def panel(partnership: Partnership, reader: Person, at: datetime) -> Panel | None:
    """Return the card of the partnership's page: how a handover stands, or where to say that one is needed."""
    row = next(iter(_rows([partnership.pk]).filter(closed_at=None)), None)  # type: ignore[attr-defined]
    if row is not None:
        return Panel("handover", 15, _("A new officer is on the way"), tuple(lines(row, at)), acts=((_("See how it stands"), row.get_absolute_url()),))
    if partnership.state != PartnershipState.ACTIVE:
        return None
    held = set(partnership.tenures.filter(closed_on=None).values_list("officer__person", "contact__person"))
    if reader.pk in {officer for officer, _contact in held}:
        acts = ((_("I am moving on"), reverse("handover_moving", args=[partnership.key])),)
    elif reader.pk in {contact for _officer, contact in held}:
        acts = ((_("Ask for a new officer"), reverse("handover_wish", args=[partnership.key])),)
    elif PersonAccess(reader).allows(Permission.PARTNERSHIP_EDIT, partnership):
        acts = ((_("Find a new officer"), reverse("handover_ask", args=[partnership.key])),)
    else:
        return None
    return Panel(
        "handover", 90, _("When people change"), empty=_("Officers change shifts, move and get promoted. The partnership goes on: tell us early."), acts=acts
    )


def lines(row: Handover, at: datetime) -> Iterator[Line]:
    """Yield how a handover stands, in words that everybody of the partnership may read."""
    officer, today = row.old.officer if row.old else None, local_day(row.partnership, at)
    if row.old is not None and row.old.closed_on is None:
        until = _("until %(day)s") % {"day": words.day(row.leaves_on)} if row.leaves_on else _("until the next officer begins")
        yield Line(_("%(officer)s is still with you") % {"officer": officer}, until)
    elif row.interim is not None and row.interim.closed_on is None:
        yield Line(_("%(officer)s stands in") % {"officer": row.interim.officer}, _("since %(day)s") % {"day": words.day(row.interim.opened_on)})
    elif row.new is None:
        since = row.old.closed_on if row.old and row.old.closed_on else local_day(row.partnership, row.opened_at)
        yield Line(_("Nobody stands in yet"), _("since %(day)s") % {"day": words.day(since)}, tag=_("Gap"), tag_state="late")
    if row.successor is not None and row.takes_over_on is not None:
        begins = _("from %(day)s") if row.takes_over_on > today else _("since %(day)s")
        yield Line(_("%(officer)s is your next officer") % {"officer": row.successor}, begins % {"day": words.day(row.takes_over_on)}, tag_state="well")
    elif row.waiting:  # type: ignore[attr-defined]
        yield Line(_("%(officer)s is being asked") % {"officer": row.waiting[0].officer}, _("and so is the congregation"))  # type: ignore[attr-defined]
    else:
        yield Line(_("We are looking for the next officer"), _("and ask you before anybody is named"))
