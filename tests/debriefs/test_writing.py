"""Both sides write on one page: who wrote, one vote each, and never a lost update."""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from onecop.audit.models import Entry
from onecop.debriefs import emails, services
from onecop.debriefs.models import Challenge, Debrief, Idea, Vote, Writer
from onecop.debriefs.services import Changed, DebriefClosed, Settled
from onecop.kernel.actor import SYSTEM
from onecop.mail.models import Message
from onecop.partnerships import services as partnerships
from onecop.partnerships.choices import EndReason
from tests import make
from tests.debriefs.rounds import LATER, NOON, Round, begun, goal_of
from tests.races import names, together

pytestmark = pytest.mark.django_db


def test_whoever_writes_is_kept_once_with_their_side() -> None:
    it, staff = begun(), make.staff("Nadia Osei")
    services.add_challenge(debrief=it.debrief, words="The steps are dark.", by=it.coordinator, at=LATER)
    idea = services.add_idea(debrief=it.debrief, challenge=it.challenge, words="Cones at pick-up time.", by=staff, at=LATER)
    services.add_idea(debrief=it.debrief, words="A shared breakfast.", by=it.officer, at=LATER)
    assert list(Writer.objects.values_list("person", "side", "at")) == [
        (it.officer.pk, "officer", NOON), (it.coordinator.pk, "congregation", LATER), (staff.pk, "staff", LATER),
    ]  # fmt: skip
    assert (idea.side, idea.challenge) == ("staff", it.challenge)


def test_a_role_in_the_congregation_without_a_tenure_speaks_for_it() -> None:
    it = begun()
    deputy = make.person()
    make.grant(deputy, "deputy", it.partnership.congregation.scope)  # type: ignore[arg-type]
    assert services.add_challenge(debrief=it.debrief, words="The steps are dark.", by=deputy, at=NOON).side == "congregation"


def test_a_change_says_who_and_when_and_keeps_no_earlier_words() -> None:
    it = begun()
    services.edit_challenge(challenge=it.challenge, words="Cars stand on the crossing at three.", version=1, by=it.leader, at=LATER)
    row = Challenge.objects.get()
    assert (row.words, row.version, row.written_by, row.changed_by, row.changed_at) == (
        "Cars stand on the crossing at three.", 2, it.officer, it.leader, LATER,
    )  # fmt: skip
    assert [entry.target_label for entry in Entry.objects.filter(verb__startswith="challenge.") if "Cars" in entry.target_label] == []


def test_a_lost_update_is_refused_with_both_texts() -> None:
    it = begun()
    idea = services.add_idea(debrief=it.debrief, words="Cones.", by=it.officer, at=NOON)
    services.edit_idea(idea=idea, words="Cones and a steward.", version=1, by=it.officer, at=NOON)
    with pytest.raises(Changed) as lost:
        services.edit_idea(idea=Idea.objects.get(), words="Cones, painted by the youth.", version=1, by=it.leader, at=LATER)
    found = lost.value
    assert (found.mine, found.theirs.words) == ({"words": "Cones, painted by the youth."}, {"words": "Cones and a steward."})
    assert (found.theirs.version, found.theirs.by, found.theirs.at, found.differing) == (2, str(it.officer), NOON, ["words"])
    assert Idea.objects.get().words == "Cones and a steward."
    services.edit_idea(idea=Idea.objects.get(), words="Cones, a steward, painted.", version=found.theirs.version, by=it.leader, at=LATER)
    assert (Idea.objects.get().words, Idea.objects.get().version) == ("Cones, a steward, painted.", 3)


def test_the_same_words_twice_are_no_conflict() -> None:
    it = begun()
    for _press in range(2):
        services.edit_challenge(challenge=it.challenge, words="Cars stand there at three.", version=1, by=it.leader, at=LATER)
    assert Challenge.objects.get().version == 2
    assert Entry.objects.filter(verb="challenge.changed").count() == 1


def test_a_goal_is_guarded_in_all_its_words() -> None:
    it = begun()
    goal = goal_of(it.partnership, by=it.officer)
    same = {"title": goal.title, "measure": goal.measure, "due_on": goal.due_on, "pillar": "trust", "activity": "street", "owner_side": "congregation"}
    services.edit_goal(goal=goal, **{**same, "title": "A safe crossing", "target": 6}, version=1, by=it.officer, at=LATER)  # type: ignore[arg-type]
    with pytest.raises(Changed) as lost:
        services.edit_goal(goal=goal, **{**same, "measure": "Ten days"}, version=1, by=it.leader, at=LATER)  # type: ignore[arg-type]
    assert lost.value.differing == ["title", "measure", "target"]


def test_everybody_has_one_vote_and_can_take_it_back() -> None:
    it = begun()
    idea = services.add_idea(debrief=it.debrief, words="Cones.", by=it.officer, at=NOON)
    for who in (it.officer, it.officer, it.leader):
        services.vote(idea=idea, by=who, at=NOON)
    assert sorted(Vote.objects.values_list("side", flat=True)) == ["congregation", "officer"]
    for _press in range(2):
        services.take_back_vote(idea=idea, by=it.officer, at=LATER)
    assert [vote.person for vote in Vote.objects.all()] == [it.leader]
    assert Entry.objects.filter(verb__startswith="idea.vote").count() == 3


def test_nothing_is_written_into_a_closed_debrief() -> None:
    it = begun()
    idea = services.add_idea(debrief=it.debrief, words="Cones.", by=it.officer, at=NOON)
    services.close_debrief(debrief=it.debrief, outcomes={it.challenge.key: Settled("solved")}, by=it.officer, at=LATER)
    for act in (
        lambda: services.add_challenge(debrief=it.debrief, words="More", by=it.leader, at=LATER),
        lambda: services.add_idea(debrief=it.debrief, words="More", by=it.leader, at=LATER),
        lambda: services.edit_challenge(challenge=it.challenge, words="More", version=1, by=it.leader, at=LATER),
        lambda: services.edit_idea(idea=idea, words="More", version=1, by=it.leader, at=LATER),
        lambda: services.vote(idea=idea, by=it.leader, at=LATER),
    ):
        with pytest.raises(DebriefClosed):
            act()
    assert (Challenge.objects.count(), Idea.objects.get().words, Vote.objects.count()) == (1, "Cones.", 0)


def test_an_idea_about_a_challenge_of_another_debrief_is_refused() -> None:
    one, other = begun(), begun()
    with pytest.raises(DebriefClosed):
        services.add_idea(debrief=one.debrief, challenge=other.challenge, words="Cones.", by=one.officer, at=NOON)


def test_an_ended_partnership_opens_no_debrief() -> None:
    it = begun()
    partnerships.end(partnership=it.partnership, reason=EndReason.FULFILLED, by=it.officer, at=LATER)
    with pytest.raises(services.NotOpen):
        services.open_debrief(partnership=it.partnership, by=it.officer, at=LATER)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_at_once_one_is_shown_both_texts() -> None:
    it = begun()
    ends = together(
        lambda: services.edit_challenge(challenge=Challenge.objects.get(), words="Mine.", version=1, by=it.officer, at=LATER),
        lambda: services.edit_challenge(challenge=Challenge.objects.get(), words="Yours.", version=1, by=it.leader, at=LATER),
    )
    assert names(ends) == ["Changed", "well"]
    lost = next(end for end in ends if isinstance(end, Changed))
    row = Challenge.objects.get()
    assert ({lost.mine["words"], lost.theirs.words["words"]}, row.words, row.version) == ({"Mine.", "Yours."}, lost.theirs.words["words"], 2)


@pytest.mark.django_db(transaction=True)
def test_control_who_looks_at_the_version_and_then_saves_loses_a_text_silently() -> None:
    it = begun()
    looked = threading.Barrier(2)

    def careless(words: str) -> None:
        row = Challenge.objects.get(pk=it.challenge.pk)
        assert row.version == 1
        looked.wait(60)
        row.words, row.version = words, 2
        row.save()

    assert names(together(lambda: careless("Mine."), lambda: careless("Yours."))) == ["well", "well"]
    assert Challenge.objects.get().version == 2


@pytest.mark.django_db(transaction=True)
def test_two_who_open_the_next_debrief_open_one() -> None:
    it = begun()
    services.close_debrief(debrief=it.debrief, outcomes={it.challenge.key: Settled("carried")}, by=it.officer, at=NOON)
    ends = together(*[lambda: services.open_debrief(partnership=it.partnership, by=it.leader, at=LATER)] * 3)
    assert names(ends) == ["well"] * 3
    assert (list(Debrief.objects.values_list("number", flat=True)), Challenge.objects.count()) == ([2, 1], 2)


@pytest.mark.django_db(transaction=True)
def test_control_who_only_looks_whether_one_is_open_opens_two() -> None:
    """What then stops the second is the database alone."""
    it = begun()
    Debrief.objects.update(closed_at=LATER)
    looked = threading.Barrier(2)

    def careless() -> None:
        assert not Debrief.objects.filter(closed_at=None).exists()
        looked.wait(60)
        with transaction.atomic():
            Debrief.objects.create(partnership=it.partnership, number=2, opened_at=LATER)

    assert names(together(careless, careless)) == [IntegrityError.__name__, "well"]


@pytest.mark.django_db(transaction=True)
def test_one_vote_each_however_often_it_is_pressed_at_once() -> None:
    it = begun()
    idea = services.add_idea(debrief=it.debrief, words="Cones.", by=it.officer, at=NOON)
    assert names(together(*[lambda: services.vote(idea=idea, by=it.leader, at=LATER)] * 3)) == ["well"] * 3
    assert Vote.objects.count() == 1


def told() -> int:
    return Message.objects.filter(kind="debriefs.written").count()


def written_yesterday() -> Round:
    it = begun()
    services.add_idea(debrief=it.debrief, words="Cones.", by=it.leader, at=NOON + timedelta(days=3))
    return it


@pytest.mark.django_db(transaction=True)
def test_of_several_workers_one_tells_what_was_written() -> None:
    it = written_yesterday()
    ends = together(*[lambda: services.tell_of_debrief(debrief=it.debrief, at=NOON + timedelta(days=4))] * 3)
    assert (names(ends), told()) == (["well"] * 3, 1)


@pytest.mark.django_db(transaction=True)
def test_control_workers_who_only_look_whether_it_was_told_write_twice() -> None:
    it = written_yesterday()
    looked = threading.Barrier(2)

    def careless() -> None:
        assert Debrief.objects.get().fresh_at is not None
        looked.wait(60)
        with transaction.atomic():
            emails.written(it.debrief, person=it.officer.pk, names=["Mai Pham"], by=SYSTEM, at=NOON + timedelta(days=4))
            Debrief.objects.update(fresh_at=None)

    assert (names(together(careless, careless)), told()) == (["well"] * 2, 2)
