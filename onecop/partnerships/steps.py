"""The eight steps of the initiative, in order, as data: the only list there is.

Titles and sentences are those of the public page. What a step asks for, when it comes round again and what its guide says stand here too; the rules
that read it are in journey/rules.py.
"""

from dataclasses import dataclass, field

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from onecop.partnerships.choices import FactKind, TenureKind

Words = str | Promise


class Round(models.TextChoices):
    """When a step comes round again. The number of a round: 1, 2, 3 for people and for what is done once; 20264 for a quarter; 2026 for a year."""

    ONCE = "once", _("once")
    COORDINATOR = "coordinator", _("with every new coordinator")
    OFFICER = "officer", _("with every new partner officer")
    QUARTER = "quarter", _("every quarter")
    YEAR = "year", _("every year")


@dataclass(frozen=True)
class Need:
    """One piece of evidence that a step asks for: a fact of one of these kinds.

    who: of which side's person it must speak; empty: of anybody. again: the beginning of the source of contacts that show it too from the second
    round on: for a new officer any meeting is a first one.
    """

    kinds: frozenset[FactKind]
    words: Words
    who: str = ""
    again: str = ""


def need(kind: FactKind, words: Words, who: str = "", again: str = "") -> Need:
    return Need(frozenset({kind}), words, who, again)


@dataclass(frozen=True)
class Step:
    """One of the eight.

    Args:
        number: 1 to 8. title, words: as the public page says them.
        act, act_words: what to do next when no app has a closer answer: a verb phrase and a sentence. `%(officer)s` is the partner officer.
        acts: the parts whose turn it is, the first that is held counts; staff when none is.
        first: keys of the steps that should come before. Order is guidance: what really happened first may be recorded first.
        needs: all of them complete a round of the step.
        round: when it comes round again.
        patience: days after which a partnership that stands here is due; twice as many and it is overdue. 0: the cadence of the region counts.
        guide: what the guide says, a paragraph each.
    """

    number: int
    key: str
    title: Words
    words: Words
    act: Words
    act_words: Words
    acts: tuple[TenureKind, ...]
    first: tuple[str, ...]
    needs: tuple[Need, ...]
    round: Round
    patience: int = 0
    guide: tuple[Words, ...] = field(default=())

    @property
    def recurs(self) -> bool:
        """Comes round again for as long as the partnership lasts, whoever holds it."""
        return self.round in (Round.QUARTER, Round.YEAR)


LEADER, COORDINATOR, DEPUTY, OFFICER = TenureKind.LEADER, TenureKind.COORDINATOR, TenureKind.DEPUTY, TenureKind.LEAD
KEEPERS = (COORDINATOR, DEPUTY, LEADER)
"""Who keeps the dates on the congregation's side."""

STEPS = (
    Step(
        1, "coordinator", _("Choose a coordinator"), _("Your leader picks one person, and a deputy, to keep the partnership moving."),
        _("Choose a coordinator"), _("One person who keeps the dates, and a deputy for when they cannot."),
        (LEADER, DEPUTY), (), (need(FactKind.COORDINATOR, _("a coordinator who said yes")),), Round.COORDINATOR, 14,
        (
            _("The coordinator keeps the partnership moving: dates, people, and what comes next. It takes two or three hours a month."),
            _("Choose someone who answers messages, knows many people, and likes to bring them together. Name a deputy as well."),
            _("When the coordinator hands over, the next one starts here, and everything that happened stays."),
        ),
    ),
    Step(
        2, "meet", _("Meet your partner officer"), _("We write to you both. You have coffee and learn each other’s names."),
        _("Find a time to meet"), _("An hour is enough, wherever you like. Within two weeks is best."),
        KEEPERS, ("coordinator",), (need(FactKind.MET, _("a first meeting"), again="scheduling.meeting:"),), Round.OFFICER, 21,
        (
            _("After the connection e-mail, find one hour: coffee, tea, a walk around the block. No agenda."),
            _("Learn names. Show the building. Ask what a good week and a hard week look like on the other side."),
            _("When a new officer takes over, you meet again. It is worth it every time."),
        ),
    ),
    Step(
        3, "ride", _("Ride along"), _("Your leader and your coordinator each spend a few hours on patrol."),
        _("Apply for your ride-along"), _("The leader and the coordinator each ride once, or do what the agency offers instead."),
        (COORDINATOR, LEADER, DEPUTY), ("meet",),
        (need(FactKind.RODE, _("the leader’s ride"), "leader"), need(FactKind.RODE, _("the coordinator’s ride"), "coordinator")), Round.ONCE, 60,
        (
            _("Two separate rides: one for the faith leader, one for the coordinator. Each agency has its own rules; the form tells you yours."),
            _("Settle religious dress before you book. Sit in, listen, and ask whatever you like."),
            _("What you see stays with you: no names, no pictures, no posts."),
        ),
    ),
    Step(
        4, "debrief", _("Debrief and brainstorm"), _("What did you see? Pick one or two things to work on as a team."),
        _("Debrief what you saw"), _("Write down the challenges you saw, gather ideas, and choose one or two."),
        KEEPERS, ("ride",), (need(FactKind.DEBRIEFED, _("a debrief")),), Round.ONCE, 30,
        (
            _("Sit down within two weeks of the second ride. What surprised you? What is hard about this beat? What is good about it?"),
            _("Speak of places and patterns, never of people you saw. Pick one or two things that you can do something about together."),
        ),
    ),
    Step(
        5, "introduce", _("Introduce your officer"), _("At a service or gathering, in your own way, with your first joint goals."),
        _("Choose a service to introduce your officer"), _("On a date that suits the shift, in your own way, with your first joint goals."),
        KEEPERS, ("debrief",), (need(FactKind.GOAL, _("a joint goal")), need(FactKind.INTRODUCED, _("the introduction"))), Round.ONCE, 60,
        (
            _("Agree beforehand how your sacred space works: uniform, weapon, shoes, head covering, photos, where to stand."),
            _("Keep it short and warm. Say the officer’s name, say what you want to do together, and eat something afterward."),
        ),
    ),
    Step(
        6, "involve", _("Get your officer involved"), _("Meals, school drives, festivals. Faces become familiar."),
        _("Invite your officer to something"), _("A meal, a school drive, a festival: whatever you do anyway."),
        KEEPERS, ("introduce",), (need(FactKind.TOGETHER, _("something together")),), Round.QUARTER, 0,
        (
            _("Once a quarter at least, do something together. The best invitations are to what you do anyway."),
            _("Ten minutes at a meal count as much as an hour on a stage."),
        ),
    ),
    Step(
        7, "events", _("Come to OneCOP events"), _("Meet other partnerships in your city and across the nation."),
        _("Come to a OneCOP event"), _("A forum, a workshop or a training: both of you, at least once a year."),
        KEEPERS, ("introduce",), (need(FactKind.EVENT, _("a OneCOP event")),), Round.YEAR, 0,
        (_("You are not the only ones doing this. Meet the others once a year at least, and come together."),),
    ),
    Step(
        8, "report", _("Report progress"), _("Tell us how it goes. If your officer moves on, ask for a new one."),
        _("Tell us how the quarter went"), _("Five questions, two minutes. Speak it into your phone if you like."),
        KEEPERS, ("meet",), (need(FactKind.REPORTED, _("a progress report")),), Round.QUARTER, 0,
        (
            _("Once a quarter, five questions. What we know is filled in already."),
            _("Officers change shifts, move to different precincts, and get promoted. Say so early: the next one can meet you while yours is still there."),
        ),
    ),
)  # fmt: skip
BY_KEY = {step.key: step for step in STEPS}
