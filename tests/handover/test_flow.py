"""One handover from the first word to the new officer."""

import pytest

from onecop.access.models import ActionLink
from onecop.handover import jobs, queries, services
from onecop.handover.choices import State
from onecop.handover.exceptions import CannotAsk, CannotHandOver
from onecop.handover.models import Handover, Question
from onecop.handover.services import sweeping
from onecop.kernel.actor import SYSTEM
from onecop.mail.models import Message
from onecop.matching.load import load
from onecop.matching.models import Preference
from onecop.partnerships import services as partnerships
from onecop.partnerships.choices import CloseReason, TenureKind
from onecop.partnerships.models import Tenure
from onecop.partnerships.registry import facts_of
from onecop.scheduling.models import Meeting
from onecop.tasks.alone import RowsFailed
from tests import make
from tests.handover.town import Town, at, day

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Town:
    return Town()


def opened(town: Town, reason: str = "transfer", leaves: int | None = None) -> Handover:
    return services.ask(partnership=town.pair, reason=reason, by=town.staff, at=at(), leaves_on=day(leaves) if leaves is not None else None)


def both_say_yes(handover: Handover, officer: object, when: float = 0) -> Question:
    question = services.propose(handover=handover, officer=officer, by=make.staff(), at=at(when))  # type: ignore[arg-type]
    services.answer(question=question, side="officer", accepts=True, by=SYSTEM, at=at(when))
    return services.answer(question=question, side="congregation", accepts=True, by=SYSTEM, at=at(when))


def tenures(town: Town) -> list[tuple[str, str, object, object, str]]:
    rows = town.pair.tenures.filter(officer__isnull=False).order_by("opened_on", "pk").select_related("officer")
    return [(t.kind, t.officer.last_name, t.opened_on, t.closed_on, t.close_reason) for t in rows if t.officer]


def letters(kind: str) -> list[str]:
    return sorted(Message.objects.filter(kind=f"handover.{kind}").values_list("email", flat=True))


def test_the_best_candidate_works_the_same_beat_and_the_leaving_officer_is_none(town: Town) -> None:
    ranking = queries.candidates(opened(town), at())
    assert [c.place for c in ranking.candidates] == list(range(1, len(ranking.candidates) + 1))
    assert ranking.candidates[0].officer == town.officers["11"][1]
    assert town.lead not in [c.officer for c in ranking.candidates]
    assert ranking.candidates[0].told[0]["lead"] == f"{town.officers['11'][1].last_name}’s beat is theirs."
    assert [bool(c.why_after) for c in ranking.candidates[:3]] == [False, True, True]


def test_who_was_ruled_out_is_no_candidate(town: Town) -> None:
    best = town.officers["11"][1]
    Preference.objects.create(congregation=town.temple, officer=best, stance="veto", made_at=at())
    handover = opened(town)
    assert best not in [c.officer for c in queries.candidates(handover, at()).candidates]
    with pytest.raises(CannotAsk):
        services.propose(handover=handover, officer=best, by=town.staff, at=at())
    with pytest.raises(CannotHandOver):
        services.cover(handover=handover, officer=best, by=town.staff, at=at())


def test_without_anybody_the_page_says_why(town: Town) -> None:
    for officer in town.agency.officers.exclude(pk=town.lead.pk):
        Preference.objects.create(congregation=town.temple, officer=officer, stance="veto", made_at=at())
    ranking = queries.candidates(opened(town), at())
    assert ranking.candidates == ()
    assert "ruled out" in ranking.nobody


def test_a_known_day_changes_over_on_that_day_without_a_gap(town: Town) -> None:
    handover, successor = opened(town, leaves=10), town.officers["11"][1]
    both_say_yes(handover, successor)
    assert tenures(town) == [("lead", town.lead.last_name, day(-200), None, "")]
    assert (letters("coming"), letters("successor"), letters("thanks")) == (
        sorted(t.contact.email for t in town.pair.tenures.filter(contact__isnull=False) if t.contact),
        [successor.email],
        [town.lead.email],
    )
    services.turn(handover=handover, at=at(9))
    assert tenures(town)[0][3] is None
    done = services.turn(handover=handover, at=at(10))
    assert tenures(town) == [("lead", town.lead.last_name, day(-200), day(10), "transfer"), ("lead", successor.last_name, day(10), None, "")]
    assert done.new == Tenure.objects.get(officer=successor)
    assert letters("begun_officer") == [successor.email]
    successor.refresh_from_db()
    assert successor.person is not None
    assert successor.person.grants.in_force().filter(role="officer").exists()  # type: ignore[attr-defined]
    assert town.lead.person is not None
    assert not town.lead.person.grants.in_force().exists()  # type: ignore[attr-defined]


def test_an_interim_covers_from_the_day_the_officer_leaves_and_steps_back_for_the_next(town: Town) -> None:
    handover, helper, successor = opened(town, leaves=3), town.officers["12"][0], town.officers["11"][1]
    services.cover(handover=handover, officer=helper, by=town.staff, at=at())
    assert tenures(town) == [("lead", town.lead.last_name, day(-200), None, "")]
    services.sweep(at(3))
    both_say_yes(handover, successor, 8)
    assert tenures(town) == [
        ("lead", town.lead.last_name, day(-200), day(3), "transfer"),
        ("interim", helper.last_name, day(3), day(8), "handed"),
        ("lead", successor.last_name, day(8), None, ""),
    ]
    assert queries.gaps_of(town.pair, until=day(20)) == queries.rules.Gaps(none=0, interim=5)


def test_gap_days_are_counted_when_the_handover_is_done(town: Town) -> None:
    handover = opened(town, leaves=2)
    services.sweep(at(2))
    assert tenures(town)[0][3] == day(2)
    both_say_yes(handover, town.officers["11"][1], 8)
    services.skip_overlap(handover=handover, by=town.staff, at=at(8))
    services.sweep(at(9))
    handover.refresh_from_db()
    assert (handover.outcome, handover.gap_days, handover.interim_days) == ("done", 6, 0)


def test_a_no_rules_out_for_good_tells_the_other_side_and_brings_the_choice_back(town: Town) -> None:
    handover, first = opened(town), town.officers["11"][1]
    question = services.propose(handover=handover, officer=first, by=town.staff, at=at())
    services.answer(question=question, side="congregation", accepts=False, reason="We know each other from court.", by=SYSTEM, at=at(1))
    question.refresh_from_db()
    assert (question.state, letters("withdrawn")) == ("declined", [first.email])
    assert queries.state_of(handover, queries.waiting_question(handover)) == State.OPEN
    assert first not in [c.officer for c in queries.candidates(handover, at(1)).candidates]
    assert ActionLink.objects.filter(act="handover.answer", used_at=None, withdrawn_at=None).count() == 0


def test_a_yes_to_an_officer_who_is_gone_meanwhile_settles_nothing(town: Town) -> None:
    handover, first = opened(town), town.officers["11"][1]
    question = services.propose(handover=handover, officer=first, by=town.staff, at=at())
    services.answer(question=question, side="officer", accepts=True, by=SYSTEM, at=at(1))
    town.roster(first, status="gone")
    done = services.answer(question=question, side="congregation", accepts=True, by=SYSTEM, at=at(2))
    handover.refresh_from_db()
    assert (done.state, handover.successor, tenures(town)[0][3]) == ("withdrawn", None, None)


def test_nobody_answers_twice_or_too_late(town: Town) -> None:
    question = services.propose(handover=opened(town), officer=town.officers["11"][1], by=town.staff, at=at())
    services.answer(question=question, side="officer", accepts=True, by=SYSTEM, at=at(1))
    with pytest.raises(Exception, match="with us already"):
        services.answer(question=question, side="officer", accepts=False, by=SYSTEM, at=at(1))
    with pytest.raises(Exception, match="run out"):
        services.answer(question=question, side="congregation", accepts=True, by=SYSTEM, at=at(7))


def test_a_reminder_goes_to_who_is_silent_once_and_then_the_question_ends(town: Town) -> None:
    handover, first = opened(town), town.officers["11"][1]
    question = services.propose(handover=handover, officer=first, by=town.staff, at=at())
    services.answer(question=question, side="officer", accepts=True, by=SYSTEM, at=at(1))
    assert [services.ask_again(at(n)) for n in (4, 5, 6, 7, 8)] == [(0, 0), (1, 0), (0, 0), (0, 1), (0, 0)]
    assert letters("remind") == [town.keeper("coordinator").email]
    assert letters("withdrawn") == [first.email]


def test_calling_off_gives_the_officer_back_and_sends_everyone_else_home(town: Town) -> None:
    handover, helper = opened(town, "leave"), town.officers["12"][0]
    services.cover(handover=handover, officer=helper, by=town.staff, at=at())
    question = services.propose(handover=handover, officer=town.officers["11"][1], by=town.staff, at=at())
    closed = services.call_off(handover=handover, by=town.staff, at=at(4))
    question.refresh_from_db()
    assert (closed.outcome, question.state) == ("stays", "withdrawn")
    assert tenures(town) == [
        ("lead", town.lead.last_name, day(-200), day(0), "leave"),
        ("interim", helper.last_name, day(0), day(4), "returned"),
        ("lead", town.lead.last_name, day(4), None, ""),
    ]
    assert len(letters("stays")) == 2


def test_who_has_left_the_department_cannot_stay(town: Town) -> None:
    town.roster(town.lead, status="gone")
    services.sweep(at())
    handover = Handover.objects.get()
    with pytest.raises(CannotHandOver):
        services.call_off(handover=handover, by=town.staff, at=at(1))
    assert Handover.objects.get().closed_at is None


def test_a_wish_leaves_no_trace_that_others_could_read(town: Town) -> None:
    asker = town.keeper("leader")
    handover = services.ask(partnership=town.pair, reason="wish", wish="contact", words="He never calls.", by=asker, at=at())
    both_say_yes(handover, town.officers["11"][1])
    assert tenures(town)[0][4] == "handed"
    assert not Message.objects.filter(kind="handover.moving").exists()
    assert "wish" not in " ".join(f.words for f in facts_of([town.pair.pk])).lower()


def test_who_is_asked_or_has_agreed_has_less_room_for_a_matching(town: Town) -> None:
    handover, successor = opened(town, leaves=10), town.officers["11"][1]
    town.roster(successor, capacity=1)
    town.congregation("Grace Chapel", 0)

    def free() -> bool:
        loaded = load(town.agency, at=at())
        row = [officer.pk for officer in loaded.officers].index(successor.pk)
        return bool(loaded.facts.officers.room[row])

    assert free()
    question = services.propose(handover=handover, officer=successor, by=town.staff, at=at())
    assert not free()
    for side in ("officer", "congregation"):
        services.answer(question=question, side=side, accepts=True, by=SYSTEM, at=at())
    assert not free()


def test_a_successor_who_moves_on_before_the_day_is_let_go(town: Town) -> None:
    handover, successor = opened(town, leaves=10), town.officers["11"][1]
    both_say_yes(handover, successor)
    town.roster(successor, rank="captain")
    services.sweep(at(10))
    handover.refresh_from_db()
    assert (handover.successor, handover.new, tenures(town)[0][3]) == (None, None, day(10))
    assert queries.state_of(handover, None) == State.OPEN


def test_a_partner_named_without_the_handover_is_its_successor_with_all_that_belongs_to_one(town: Town) -> None:
    handover, other = opened(town, leaves=0), town.officers["12"][0]
    services.turn(handover=handover, at=at())
    partnerships.open_tenure(partnership=town.pair, kind=TenureKind.LEAD, officer=other, on=day(2), by=town.staff, at=at(2))
    handover.refresh_from_db()
    assert (handover.is_open, handover.successor, handover.new.officer) == (True, other, other)  # type: ignore[union-attr]
    ours = sorted([town.keeper("leader").email, town.keeper("coordinator").email])
    assert (letters("begun"), letters("begun_officer"), letters("thanks")) == (ours, [other.email], [town.lead.email])
    brief = f"/handovers/{handover.key}/brief/"
    assert brief in Message.objects.get(kind="handover.begun_officer").body.text
    assert [{g.officer for g in m.guests.all()} for m in town.pair.meetings.filter(kind="overlap")] == [{town.lead, other}]
    services.skip_overlap(handover=handover, by=town.staff, at=at(3))
    services.sweep(at(3))
    handover.refresh_from_db()
    assert (handover.outcome, handover.gap_days) == ("done", 2)


def test_where_the_old_officer_is_gone_a_partner_named_without_the_handover_ends_it(town: Town) -> None:
    handover, other = opened(town, "left", leaves=0), town.officers["12"][0]
    town.roster(town.lead, status="gone")
    services.turn(handover=handover, at=at())
    partnerships.open_tenure(partnership=town.pair, kind=TenureKind.LEAD, officer=other, on=day(2), by=town.staff, at=at(2))
    handover.refresh_from_db()
    assert (handover.outcome, handover.successor, handover.gap_days) == ("done", other, 2)


def test_letters_wait_for_the_end_of_quiet_hours_but_questions_do_not(town: Town) -> None:
    opened_at_night = make.NOON.replace(hour=7)  # two in the morning on the agency's ground
    handover = services.ask(partnership=town.pair, reason="transfer", by=town.staff, at=opened_at_night)
    services.cover(handover=handover, officer=town.officers["12"][0], by=town.staff, at=opened_at_night)
    services.propose(handover=handover, officer=town.officers["11"][1], by=town.staff, at=opened_at_night)
    assert Message.objects.get(kind="handover.cover").due_at > opened_at_night
    assert {m.due_at for m in Message.objects.filter(kind__startswith="handover.ask")} == {opened_at_night}


def test_a_successor_who_is_named_before_the_day_agreed_is_at_home_at_once(town: Town) -> None:
    handover, successor = opened(town, leaves=10), town.officers["11"][1]
    both_say_yes(handover, successor)
    partnerships.close_tenure(tenure=town.pair.tenures.get(kind="lead"), on=day(3), reason=CloseReason.SHIFT, by=town.staff, at=at(3))
    partnerships.open_tenure(partnership=town.pair, kind=TenureKind.LEAD, officer=successor, on=day(3), by=town.staff, at=at(3))
    services.sweep(at(10))
    handover.refresh_from_db()
    assert handover.new == town.pair.tenures.get(kind="lead", closed_on=None)
    assert tenures(town) == [("lead", town.lead.last_name, day(-200), day(3), "shift"), ("lead", successor.last_name, day(3), None, "")]


def test_one_handover_that_a_rule_stops_holds_up_no_other(town: Town, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    stuck = opened(town, leaves=0)
    other = services.ask(
        partnership=make.partnership(town.congregation("Grace Chapel", 1), town.officers["12"][0], owner=town.staff, began_at=at(-9)),
        reason="left", by=town.staff, at=at(), leaves_on=day(0),
    )  # fmt: skip
    plain = sweeping.turn

    def stops(*, handover: Handover, **words: object) -> Handover:
        if handover.pk == stuck.pk:
            raise CannotHandOver("A rule says no.")
        return plain(handover=handover, **words)  # type: ignore[arg-type]

    monkeypatch.setattr(sweeping, "turn", stops)
    with pytest.raises(RowsFailed, match=f"^handover.Handover {stuck.pk}: CannotHandOver$"):
        jobs.sweep(at())
    assert (tenures(town)[0][3], other.partnership.tenures.get(kind="lead").closed_on) == (None, day(0))
    assert f"handover.sweep: handover.Handover {stuck.pk} failed: CannotHandOver" in caplog.text
    services.sweep(at())  # after an import, nobody's import fails for it


def test_old_and_new_officer_meet_and_then_it_is_done(town: Town) -> None:
    handover, successor = opened(town, leaves=10), town.officers["11"][1]
    both_say_yes(handover, successor)
    meeting = town.pair.meetings.get(kind="overlap")
    assert {guest.officer for guest in meeting.guests.all()} == {town.lead, successor}
    services.sweep(at(10))
    assert Handover.objects.get().is_open
    Meeting.objects.filter(pk=meeting.pk).update(state="held", starts=at(8), ends=at(8.1), agreed_at=at(1), settled_at=at(9))
    services.sweep(at(11))
    handover.refresh_from_db()
    assert (handover.outcome, handover.gap_days) == ("done", 0)


def test_without_a_meeting_it_is_done_after_six_weeks(town: Town) -> None:
    handover = opened(town)
    both_say_yes(handover, town.officers["11"][1])
    Meeting.objects.filter(partnership=town.pair, kind="overlap").update(state="cancelled", cancelled_at=at(1), cancel_reason="other")
    services.sweep(at(44))
    assert Handover.objects.get().is_open
    services.sweep(at(45))
    assert Handover.objects.get().outcome == "done"


def test_who_has_left_the_department_is_not_asked_to_a_meeting(town: Town) -> None:
    town.roster(town.lead, status="gone")
    services.sweep(at())
    handover = Handover.objects.get()
    both_say_yes(handover, town.officers["11"][1])
    handover.refresh_from_db()
    assert (handover.outcome, town.pair.meetings.filter(kind="overlap").count()) == ("done", 0)
