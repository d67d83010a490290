"""One partnership through random lives, on the real services: people leave at any moment, somebody says no, calls off, comes back, and days go by.

Whatever happens, it holds at every moment (issue 3, number 18):

- on no day do two officers hold the partnership;
- an open partnership has an owner who is on the staff and may sign in;
- a completed step keeps its evidence;
- gap days equal an independent count: day by day, from the audit trail alone, without a look at tenures or at the rules under test;
- history is never rewritten: what was once closed, recorded or ended stays as it was, word for word.

Acts that a rule forbids are refused by an exception of our own; any other exception fails. `ONECOP_LIVES=300` plays more lives, at random.
"""

import os
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test

from onecop.access import services as access
from onecop.access.models import Person
from onecop.agencies.models import Officer
from onecop.audit.models import Entry
from onecop.congregations import services as congregations
from onecop.handover import queries, services
from onecop.handover.models import Handover, Question
from onecop.journey.models import StepCompletion
from onecop.journey.services import settle
from onecop.kernel.actor import SYSTEM
from onecop.kernel.errors import Refused
from onecop.partnerships import services as partnerships
from onecop.partnerships.choices import CloseReason, EndReason, PauseReason, TenureKind
from onecop.partnerships.models import Ending, Tenure
from onecop.partnerships.rules import local_day
from onecop.scheduling import services as scheduling
from onecop.scheduling.choices import BOTH, CancelReason, MeetingKind
from onecop.scheduling.models import Meeting
from onecop.tasks import alone
from onecop.tasks.registry import RHYTHMS
from tests import make
from tests.handover.town import BEATS, Town

LIVES = int(os.environ.get("ONECOP_LIVES", "0"))
HOURLY = ("handover.sweep", "handover.ask_again", "partnerships.people", "scheduling.meetings")
BEFORE = {"tenures": Tenure, "endings": Ending, "entries": Entry, "steps": StepCompletion}

officers = st.integers(0, 7)
reasons = st.sampled_from(["transfer", "shift", "promotion", "leave", "left", "asked", "wish"])
ahead = st.one_of(st.none(), st.integers(0, 12))


class Life(RuleBasedStateMachine):
    """The town, a clock, and what has been seen so far."""

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.kept: dict[str, dict[int, Any]] = {name: {} for name in BEFORE}
        self.stale: dict[str, Any] = {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    @initialize(reason=st.one_of(st.none(), reasons, reasons), leaves=ahead)
    def begin(self, reason: str | None, leaves: int | None) -> None:
        """A partnership begins, and in most lives its officer moves on soon."""
        self.now = make.NOON
        self.town = Town()
        self.people = [make.staff(name) for name in ("Omar Haddad", "Ruth Lindqvist", "Ines Correa")]
        self.officers = [officer for beat in BEATS for officer in self.town.officers[beat]]
        self.pair = self.town.pair
        with transaction.atomic():
            self.pair.tenures.all().delete()
            self.pair.delete()
        congregations.set_contact(congregation=self.town.temple, kind="leader", name="Minh Tran", email="minh@mail.example", by=SYSTEM, at=self.now)
        congregations.set_contact(congregation=self.town.temple, kind="coordinator", name="Mai Pham", email="mai@mail.example", by=SYSTEM, at=self.now)
        self.pair = partnerships.begin(congregation=self.town.temple, officer=self.officers[0], by=self.town.staff, at=self.now)
        if reason:
            self.somebody_says_so(reason, leaves)

    # How an act is done

    def attempt(self, act: Callable[[], object]) -> None:
        """Do it, whole or not at all; a refusal in words is an answer too. Then some hours pass."""
        self.let_pass(timedelta(hours=9))
        try:
            with transaction.atomic():
                act()
        except Refused:
            return

    @property
    def staff(self) -> Person:
        self.pair.refresh_from_db()
        return self.pair.owner or self.town.staff

    def handover(self) -> Handover | None:
        return Handover.objects.open().filter(partnership=self.pair).select_related("partnership__agency").first()

    def of(self, number: int) -> Officer:
        return self.of_row(self.officers[number])

    def of_row(self, officer: Officer) -> Officer:
        return Officer.objects.select_related("agency__scope", "person").get(pk=officer.pk)

    def is_now(self, state: str) -> bool:
        self.pair.refresh_from_db()
        return self.pair.state == state

    # What the roster and the map say

    @rule(change=st.sampled_from(["leave", "detailed", "gone", "gone", "lieutenant", "transfer", "transfer", "beat"]), days=st.integers(0, 12))
    def whoever_holds_it_moves_on(self, change: str, days: int) -> None:
        held = self.pair.tenures.filter(closed_on=None, officer__isnull=False).select_related("officer").first()
        if held is not None and held.officer is not None:
            moves_on: dict[str, Any] = {"status": change}
            if change == "lieutenant":
                moves_on = {"rank": change}
            elif change == "transfer":
                moves_on = {"transfer_on": local_day(self.pair, self.now) + timedelta(days=days)}
            elif change == "beat":
                moves_on = {"area": self.town.areas["22"]}
            self.town.roster(held.officer, **moves_on)

    @rule(who=officers, back=st.booleans())
    def the_roster_changes(self, who: int, back: bool) -> None:
        plain: dict[str, Any] = {"status": "active", "rank": "officer", "transfer_on": None}
        self.town.roster(self.officers[who], **(plain if back else {"status": "leave"}))

    @rule(beat=st.integers(0, 3))
    def congregation_moves(self, beat: int) -> None:
        self.town.temple.refresh_from_db()
        congregations.set_place(congregation=self.town.temple, lon=self.town.left + 0.005 + beat / 100, lat=38.905, by=SYSTEM, at=self.now)

    # What people do about a handover

    @rule(reason=reasons, days=ahead)
    def somebody_says_so(self, reason: str, days: int | None) -> None:
        leaves = None if days is None else local_day(self.pair, self.now) + timedelta(days=days)
        self.attempt(lambda: services.ask(partnership=self.pair, reason=reason, by=self.staff, at=self.now, leaves_on=leaves))

    @precondition(lambda self: self.handover() is not None)
    @rule(who=officers, days=st.integers(-1, 3))
    def somebody_stands_in(self, who: int, days: int) -> None:
        row, on = self.handover(), local_day(self.pair, self.now) + timedelta(days=days)
        assert row is not None
        near = queries.stand_ins(row, self.now)
        officer = near[who % len(near)].officer if near else self.of(who)
        self.attempt(lambda: services.cover(handover=row, officer=self.of_row(officer), on=on, by=self.staff, at=self.now))

    @precondition(lambda self: self.handover() is not None)
    @rule(who=officers, answers=st.sampled_from(["", "y", "n", "yy", "yy", "yn"]))
    def a_successor_is_asked(self, who: int, answers: str) -> None:
        """Perhaps the two sides answer at once, perhaps they take their time."""
        row = self.handover()
        assert row is not None
        found = queries.candidates(row, self.now).candidates
        officer = found[who % len(found)].officer if found else self.of(who)
        self.attempt(lambda: services.propose(handover=row, officer=self.of_row(officer), by=self.staff, at=self.now))
        self.stale.setdefault("question", row.questions.last())
        for side, said in zip(("officer", "congregation"), answers, strict=False):
            self.answered(side, said == "y")

    @precondition(lambda self: Question.objects.filter(state="waiting").exists())
    @rule(side=st.sampled_from(["officer", "congregation"]), accepts=st.sampled_from([True, True, False]))
    def a_side_answers(self, side: str, accepts: bool) -> None:
        self.answered(side, accepts)

    def answered(self, side: str, accepts: bool) -> None:
        question = Question.objects.select_related("handover__partnership").filter(state="waiting").first()
        if question is not None:
            self.attempt(lambda: services.answer(question=question, side=side, accepts=accepts, by=SYSTEM, at=self.now))

    @precondition(lambda self: self.stale.get("question") is not None)
    @rule(side=st.sampled_from(["officer", "congregation"]))
    def an_old_page_answers(self, side: str) -> None:
        """A question as it was when somebody opened a page long ago."""
        self.attempt(lambda: services.answer(question=self.stale["question"], side=side, accepts=True, by=SYSTEM, at=self.now))

    @precondition(lambda self: self.handover() is not None)
    @rule(act=st.sampled_from(["call_off", "finish", "take_back", "overlap", "skip_overlap"]))
    def staff_act(self, act: str) -> None:
        row = self.handover()
        self.stale.setdefault("handover", row)
        self.attempt(lambda: getattr(services, act)(handover=row, by=self.staff, at=self.now))

    @precondition(lambda self: "handover" in self.stale)
    @rule(act=st.sampled_from(["call_off", "finish", "take_back"]))
    def an_old_page_acts(self, act: str) -> None:
        self.attempt(lambda: getattr(services, act)(handover=self.stale["handover"], by=self.staff, at=self.now))

    @precondition(lambda self: self.handover() is not None)
    @rule(who=officers, days=st.integers(0, 6))
    def it_was_agreed_elsewhere(self, who: int, days: int) -> None:
        row, on = self.handover(), local_day(self.pair, self.now) + timedelta(days=days)
        assert row is not None
        self.attempt(lambda: services.agree(handover=row, officer=self.of(who), on=on, by=self.staff, at=self.now))

    @precondition(lambda self: Question.objects.filter(state="waiting").exists())
    @rule(act=st.sampled_from(["call_off", "call_off", "end", "agree"]), who=officers)
    def second_thoughts_while_somebody_is_asked(self, act: str, who: int) -> None:
        row = self.handover()
        assert row is not None
        if act == "end":
            self.attempt(lambda: partnerships.end(partnership=self.pair, reason=EndReason.SILENT, by=self.staff, at=self.now))
        elif act == "agree":
            self.attempt(lambda: services.agree(handover=row, officer=self.of(who), by=self.staff, at=self.now))
        else:
            self.attempt(lambda: services.call_off(handover=row, by=self.staff, at=self.now))

    @precondition(lambda self: self.is_now("active") and not self.pair.tenures.filter(kind="lead", closed_on=None).exists())
    @rule(who=officers, days=st.integers(-3, 0))
    def a_partner_is_named_without_a_handover(self, who: int, days: int) -> None:
        day = local_day(self.pair, self.now) + timedelta(days=days)
        self.attempt(lambda: partnerships.open_tenure(partnership=self.pair, kind=TenureKind.LEAD, officer=self.of(who), on=day, by=self.staff, at=self.now))

    @precondition(lambda self: self.pair.tenures.filter(closed_on__isnull=False).exists())
    @rule(days=st.integers(0, 9))
    def an_old_page_ends_a_time_again(self, days: int) -> None:
        held = self.pair.tenures.filter(closed_on__isnull=False).select_related("partnership").order_by("pk").first()
        assert held is not None
        again = held.opened_on + timedelta(days=days)
        self.attempt(lambda: partnerships.close_tenure(tenure=held, on=again, reason=CloseReason.ASKED, by=self.staff, at=self.now))

    # What people do about the partnership

    @precondition(lambda self: self.is_now("active") and self.now > make.NOON + timedelta(days=5))
    @rule(reason=st.sampled_from(list(PauseReason)))
    def it_pauses(self, reason: PauseReason) -> None:
        self.attempt(lambda: partnerships.pause(partnership=self.pair, reason=reason, by=self.staff, at=self.now))

    @precondition(lambda self: self.is_now("paused"))
    @rule()
    def it_goes_on(self) -> None:
        self.attempt(lambda: partnerships.resume(partnership=self.pair, by=self.staff, at=self.now))

    @rule(act=st.sampled_from(["pause", "resume"]))
    def the_agency_rests_or_comes_back(self, act: str) -> None:
        self.attempt(lambda: getattr(services, f"{act}_agency")(agency=self.town.agency, by=self.staff, at=self.now))

    @precondition(lambda self: not self.is_now("ended") and self.now > make.NOON + timedelta(days=20))
    @rule(reason=st.sampled_from(list(EndReason)))
    def it_ends(self, reason: EndReason) -> None:
        self.attempt(lambda: partnerships.end(partnership=self.pair, reason=reason, by=self.staff, at=self.now))

    @precondition(lambda self: self.is_now("ended"))
    @rule()
    def it_is_taken_up_again(self) -> None:
        self.attempt(lambda: partnerships.reopen(partnership=self.pair, by=self.staff, at=self.now))

    @rule(kind=st.sampled_from(["coordinator", "leader"]), number=st.integers(0, 3), stops=st.booleans())
    def the_congregation_changes_its_people(self, kind: str, number: int, stops: bool) -> None:
        held = self.town.temple.contacts.filter(kind=kind, ended_on=None).first()
        if stops and held is not None:
            self.attempt(lambda: congregations.end_contact(contact=held, by=self.staff, at=self.now))
            return
        given: dict[str, Any] = {"kind": kind, "name": f"Successor {number}", "email": f"{kind}{number}@mail.example"}
        self.attempt(lambda: congregations.set_contact(congregation=self.town.temple, by=self.staff, at=self.now, **given))

    @rule()
    def the_owner_leaves_the_staff(self) -> None:
        self.pair.refresh_from_db()
        owner, by = self.pair.owner, self.people[0]
        if owner is not None:
            self.attempt(lambda: access.deactivate(person=owner, by=by, at=self.now))

    # What they do together

    @precondition(lambda self: not self.pair.meetings.filter(state="held").exists())
    @rule(hours=st.integers(2, 30))
    def they_met(self, hours: int) -> None:
        starts = self.now - timedelta(hours=hours)
        given: dict[str, Any] = {"kind": MeetingKind.FIRST, "starts": starts, "ends": starts + timedelta(hours=1)}
        self.attempt(lambda: scheduling.write_in(partnership=self.pair, by=self.staff, at=self.now, **given))

    @rule(act=st.sampled_from(["choose", "choose", "cancel", "met"]), side=st.sampled_from(list(BOTH)))
    def a_meeting_goes_its_way(self, act: str, side: Any) -> None:
        meeting = Meeting.objects.filter(partnership=self.pair, state__in=["offered", "agreed"]).first()
        if meeting is None:
            return
        if act == "choose":
            offers = list(meeting.offers.filter(withdrawn_at=None))
            self.attempt(lambda: scheduling.choose(meeting=meeting, side=side, offers=offers, by=SYSTEM, at=self.now))
        elif act == "cancel":
            self.attempt(lambda: scheduling.cancel(meeting=meeting, reason=CancelReason.TIME, by=SYSTEM, at=self.now))
        else:
            self.attempt(lambda: scheduling.say_met(meeting=meeting, side=side, met=True, by=SYSTEM, at=self.now))

    @rule(days=st.integers(0, 6), hours=st.integers(1, 23))
    def days_go_by(self, days: int, hours: int) -> None:
        for _day in range(days):
            self.let_pass(timedelta(days=1))
        self.let_pass(timedelta(hours=hours))
        settle([self.pair.pk], at=self.now)

    def let_pass(self, time: timedelta) -> None:
        """The hourly jobs run once a day, as they do when a worker is slow."""
        before, self.now = local_day(self.pair, self.now), self.now + time
        if local_day(self.pair, self.now) != before:
            for name in HOURLY:
                RHYTHMS[name].work(self.now)

    # What always holds

    @invariant()
    def never_two_officers_on_one_day(self) -> None:
        held = [(t.opened_on, t.closed_on or date.max) for t in self._tenures() if t.officer_id and t.opened_on != t.closed_on]
        for n, (begins, ends) in enumerate(sorted(held)):
            assert begins < ends
            assert all(other >= ends for other, _end in sorted(held)[n + 1 :])

    @invariant()
    def never_open_without_an_owner(self) -> None:
        self.pair.refresh_from_db()
        if self.pair.state != "ended":
            assert self.pair.owner is not None
            assert self.pair.owner.is_active
            assert self.pair.owner.grants.in_force().filter(role__in=["national_staff", "regional_staff"]).exists()  # type: ignore[attr-defined]

    @invariant()
    def never_a_question_without_an_open_handover(self) -> None:
        assert Handover.objects.open().filter(partnership=self.pair).count() <= 1
        assert not Question.objects.filter(state="waiting", handover__closed_at__isnull=False).exists()
        assert not (self.pair.state == "ended" and self.handover())

    @invariant()
    def history_is_never_rewritten(self) -> None:
        seen: dict[str, dict[int, Any]] = {
            "tenures": {t.pk: (t.kind, t.officer_id, t.contact_id, t.opened_on, t.closed_on, t.close_reason) for t in self._tenures() if t.closed_on},
            "endings": {e.pk: (e.reason, e.words, e.at, e.by_id) for e in Ending.objects.filter(partnership=self.pair)},
            "entries": {e.pk: (e.verb, e.target_kind, e.target_id, e.at, str(e.before), str(e.after)) for e in Entry.objects.all()},
            "steps": {s.pk: (s.step, s.round, s.completed_at, s.evidence) for s in StepCompletion.objects.filter(partnership=self.pair)},
        }
        assert all(evidence for *_rest, evidence in seen["steps"].values())
        for name, rows in self.kept.items():
            assert {pk: seen[name].get(pk) for pk in rows} == rows
        self.kept = seen

    @invariant()
    def gap_days_equal_an_independent_count(self) -> None:
        self.pair.refresh_from_db()
        today = local_day(self.pair, self.now)
        began, diary = local_day(self.pair, self.pair.began_at), self._diary()
        counted = queries.gaps_of(self.pair, until=today + timedelta(days=1))
        days = [began + timedelta(days=n) for n in range((today - began).days + 1)]
        none, interim = sum(diary(d) == "none" for d in days), sum(diary(d) == "interim" for d in days)
        assert (counted.none, counted.interim) == (none, interim)

    def _tenures(self) -> list[Tenure]:
        return list(Tenure.objects.filter(partnership=self.pair).order_by("pk"))

    def _diary(self) -> Callable[[date], str]:
        """Return a function that says of a day: "none", "interim", "lead", or "rest" when nothing was expected. From the audit trail alone."""
        held: list[list[Any]] = []  # [kind, who, first day, day after the last]
        resting: list[list[Any]] = []
        since = None
        first = next(e for e in Entry.objects.filter(verb="partnership.begun").order_by("pk"))
        held.append(["lead", first.after["officer"], local_day(self.pair, first.at), date.max])
        for entry in Entry.objects.about(self.pair).order_by("pk"):
            words = entry.after
            if entry.verb == "tenure.opened" and words["part"] in ("lead", "interim"):
                held.append([words["part"], words["who"], date.fromisoformat(words["on"]), date.max])
            elif entry.verb == "tenure.closed" and words["part"] in ("lead", "interim"):
                open_one = next(h for h in held if h[0] == words["part"] and h[3] == date.max)
                open_one[3] = date.fromisoformat(words["on"])
            elif entry.verb in ("partnership.paused", "partnership.ended") and since is None:
                since = local_day(self.pair, entry.at)
            elif entry.verb in ("partnership.resumed", "partnership.reopened") and since is not None:
                resting.append([since, local_day(self.pair, entry.at)])
                since = None
        if since is not None:
            resting.append([since, date.max])

        def on(day: date) -> str:
            if any(a <= day < b for a, b in resting):
                return "rest"
            kinds = {kind for kind, _who, a, b in held if a <= day < b}
            return "lead" if "lead" in kinds else "interim" if kinds else "none"

        return on


@pytest.mark.one_engine
@pytest.mark.django_db
def test_a_partnership_outlives_its_people(monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(words: str, *which: object) -> None:
        raise AssertionError(words % which)

    monkeypatch.setattr(alone.log, "error", stopped)
    lives, steps = (LIVES, 40) if LIVES else (20, 30)
    # A life that fails is printed as it was lived: making it shorter takes longer than reading it.
    phases = [phase for phase in Phase if phase != Phase.shrink]
    lasting: dict[str, Any] = {"deadline": None, "derandomize": not LIVES, "suppress_health_check": list(HealthCheck), "database": None}
    quiet = settings(max_examples=lives, stateful_step_count=steps, phases=phases, **lasting)
    run_state_machine_as_test(Life, settings=quiet)
