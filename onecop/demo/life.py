"""The life of each partnership: what its people begin, week by week. What then waits for somebody is in `inbox` and `desk`."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from django.db.models import Max, Q

from onecop.demo import acts
from onecop.demo.rates import CLOSES, COMES_BACK, PAUSES, SLEEPY, STOPS, weekly
from onecop.demo.stage import Shares, Stage, soon
from onecop.demo.texts import THANKS, WISH_TO_STOP
from onecop.handover import services as handovers
from onecop.journey.models import ProgressReport
from onecop.journey.quarters import before, quarter_of
from onecop.kernel.errors import Refused
from onecop.messages.models import Post
from onecop.partnerships import services as partnerships
from onecop.partnerships.choices import CloseReason, EndReason, PartnershipState, PauseReason, TenureKind, WishKind
from onecop.partnerships.models import Partnership, Pause, Tenure
from onecop.partnerships.rules import local_day
from onecop.ridealongs.choices import State as RideState
from onecop.scheduling import services as scheduling
from onecop.scheduling.choices import MeetingKind, MeetingState
from onecop.scheduling.models import Meeting

WEEK = timedelta(days=7)
QUIET = timedelta(days=25)
"""Who has not written for so long thinks of writing."""
OVERLAP = timedelta(days=30)
"""A meeting so long before an officer took over was the one in which the old officer brought the new one along."""
SIT_DOWN_AGAIN = timedelta(days=95)
SILENT_AFTER = timedelta(days=300)
"""A partnership in which nobody has begun anything for so long is ended by staff, after they have called both sides."""


REST_FOR = (PauseReason.CONGREGATION, PauseReason.LEADER, PauseReason.BUILDING)


class Life:
    """All partnerships of one history that no story tells."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self._pace: dict[int, float] = {}
        self._shares = Shares(stage.dice)

    def pace(self, partnership: int) -> float:
        """Return how eager the people of a partnership are, from 0 (sleepy) to 1; it stays with them."""
        if partnership not in self._pace:
            dice = self.stage.dice
            self._pace[partnership] = 0.0 if self._shares.befall("sleepy", SLEEPY) else dice.uniform(0.5, 1.0)
        return self._pace[partnership]

    def week(self, at: datetime) -> None:
        """Let every partnership begin what comes next for it."""
        rows = Partnership.objects.exclude(state=PartnershipState.ENDED).exclude(pk__in=self.stage.story)
        held = dict(Meeting.objects.filter(state=MeetingState.HELD).values_list("partnership").annotate(last=Max("starts")))
        planned = set(Meeting.objects.open().filter(kind=MeetingKind.FIRST).values_list("partnership", flat=True))
        leads = dict(Tenure.objects.filter(kind=TenureKind.LEAD, closed_on=None).values_list("partnership", "opened_on"))
        wrote = dict(Post.objects.values_list("thread__partnership").annotate(last=Max("at")))
        near = "congregation__scope", "congregation__territory", "agency__scope", "agency__territory"
        for row in rows.select_related(*near).order_by("pk"):
            if row.state == PartnershipState.PAUSED:
                self._look_at_pause(row, at)
            elif not self._turns(row, at) and self.stage.dice.random() < self.pace(row.pk):
                if row.pk not in wrote or wrote[row.pk] < at - QUIET:
                    self._writes(row, at)
                if row.pk in leads and (row.pk not in held or held[row.pk].date() < leads[row.pk] - OVERLAP):
                    self._finds_a_time(row, at, planned)
                else:
                    self._begins(row, at)

    def _soon(self, act: Callable[[datetime], object], at: datetime) -> None:
        self.stage.at(soon(self.stage, at, WEEK), act)

    # --- what comes next ----------------------------------------------------------------------------------------------
    def _writes(self, row: Partnership, at: datetime) -> None:
        if self.stage.dice.random() < 0.38:
            self._soon(lambda moment: acts.say_hello(acts.fresh(row), at=moment, dice=self.stage.dice), at)

    def _finds_a_time(self, row: Partnership, at: datetime, planned: set[int]) -> None:
        """With every new officer they meet first of all."""
        if row.pk not in planned and self.stage.dice.random() < 0.7:
            self._soon(partial(self._meet, row.pk), at)

    def _begins(self, row: Partnership, at: datetime) -> None:
        """Begin the next step; with all five done, what recurs."""
        self._recurs(row, at)
        riders = {t.kind: t.contact for t in row.tenures.filter(closed_on=None, contact__isnull=False).select_related("contact__person") if t.contact}
        done = list(row.rides.values_list("part", "rider", "state"))
        rode = {part for part, _rider, state in done if state == RideState.DONE}
        waits = {rider for _part, rider, state in done if state in (RideState.APPLIED, RideState.APPROVED)}
        for kind in (TenureKind.LEADER, TenureKind.COORDINATOR):
            rider = riders.get(kind)
            if rider and kind not in rode and rider.pk not in waits and self.stage.dice.random() < 0.3:
                days = self.stage.dice.randint(8, 30)
                self._soon(lambda moment, rider=rider, days=days: acts.apply(acts.fresh(row), rider, days=days, at=moment, dice=self.stage.dice), at)  # type: ignore[misc]
        if rode >= {k for k in (TenureKind.LEADER, TenureKind.COORDINATOR) if k in riders} and rode:
            self._after_rides(row, at)

    def _after_rides(self, row: Partnership, at: datetime) -> None:
        dice = self.stage.dice
        last = row.debriefs.order_by("-number").values_list("held_on", flat=True).first()
        if last is None or (last < at.date() - SIT_DOWN_AGAIN and dice.random() < 0.4):
            if dice.random() < 0.5:
                self._soon(lambda moment: acts.debrief(acts.fresh(row), at=moment, dice=dice), at)
        elif not row.introductions.filter(Q(held_at__isnull=False) | Q(occurrence__ends_at__gt=at - WEEK)).exists():
            if dice.random() < 0.4:
                self._soon(lambda moment: acts.choose_service(acts.fresh(row), at=moment), at)
        elif dice.random() < 0.13:
            days = dice.randint(9, 24)
            self._soon(lambda moment: acts.invite(acts.fresh(row), days=days, at=moment, dice=dice), at)

    def _recurs(self, row: Partnership, at: datetime) -> None:
        dice = self.stage.dice
        overdue = row.goals.live().filter(due_on__lt=at.date()).exists()
        if dice.random() < (0.5 if overdue else 0.04):
            reach = dice.random() < 0.6
            self._soon(lambda moment: acts.keep_goals(acts.fresh(row), at=moment, reach=reach), at)
        if dice.random() < 0.03:
            self._soon(lambda moment: acts.plan_effort(acts.fresh(row), days=dice.randint(10, 30), at=moment), at)
        quarter = before(quarter_of(at.date()))
        asked = row.began_at < at - timedelta(days=60) and dice.random() < 0.4
        if asked and not ProgressReport.objects.filter(partnership=row, quarter=quarter).exists():
            self._soon(lambda moment: acts.report(acts.fresh(row), at=moment, dice=dice), at)

    @acts.tried
    def _meet(self, pk: int, at: datetime) -> None:
        """A first meeting that did not come about is offered again; where no time fits, they find one between them."""
        row, keeper = acts.fresh(Partnership(pk=pk)), acts.keeper(Partnership(pk=pk))
        if keeper is None or keeper.person is None:
            return
        try:
            scheduling.offer(partnership=row, kind=MeetingKind.FIRST, by=keeper.person, at=at)
        except Refused:
            begins = at - timedelta(days=1)
            scheduling.write_in(
                partnership=row, kind=MeetingKind.FIRST, starts=begins, ends=begins + timedelta(hours=1), place="A café", by=keeper.person, at=at
            )

    # --- pauses and endings -------------------------------------------------------------------------------------------
    def _turns(self, row: Partnership, at: datetime) -> bool:
        """Let one side ask for a pause or to stop, at its rate, and staff do so some days later; staff end what has long been silent."""
        if self.pace(row.pk) == 0 and at - row.began_at > SILENT_AFTER:
            self._soon(partial(self._end, row.pk, EndReason.SILENT), at)
        elif self._shares.befall("pause", weekly(PAUSES)):
            self._soon(partial(self._wishes, row.pk, WishKind.PAUSE), at)
        elif self._shares.befall("stop", weekly(STOPS)):
            self._soon(partial(self._wishes, row.pk, WishKind.STOP), at)
        elif self._shares.befall("close", weekly(CLOSES)):
            self._soon(partial(self._end, row.pk, EndReason.CLOSED), at)
        else:
            return False
        return True

    @acts.tried
    def _wishes(self, pk: int, kind: WishKind, at: datetime) -> None:
        row, keeper = acts.fresh(Partnership(pk=pk)), acts.keeper(Partnership(pk=pk))
        if keeper and keeper.person:
            partnerships.ask_staff(partnership=row, kind=kind, words=WISH_TO_STOP if kind == WishKind.STOP else "", by=keeper.person, at=at)
            answers = partial(self._rests, pk) if kind == WishKind.PAUSE else partial(self._end, pk, EndReason.CONGREGATION)
            self.stage.at(at + timedelta(days=self.stage.dice.uniform(2, 9)), answers)

    @acts.tried
    def _rests(self, pk: int, at: datetime) -> None:
        row, reason = acts.fresh(Partnership(pk=pk)), self.stage.dice.choice(REST_FOR)
        until = local_day(row, at) + timedelta(days=self.stage.dice.randint(40, 80))
        partnerships.pause(partnership=row, reason=reason, until_on=until, by=self.stage.nadia, at=at)

    @acts.tried
    def _end(self, pk: int, reason: EndReason, at: datetime) -> None:
        row = acts.fresh(Partnership(pk=pk))
        partnerships.end(partnership=row, reason=reason, thanks=THANKS, talked_on=local_day(row, at), by=self.stage.nadia, at=at)
        if reason == EndReason.CONGREGATION and self.stage.dice.random() < COMES_BACK:
            self.stage.at(at + timedelta(days=self.stage.dice.uniform(60, 150)), partial(self._again, pk))

    @acts.tried
    def _again(self, pk: int, at: datetime) -> None:
        """They come back; staff look for an officer, as for any partnership that has none."""
        row = partnerships.reopen(partnership=acts.fresh(Partnership(pk=pk)), by=self.stage.nadia, at=at)
        handovers.ask(partnership=row, reason=CloseReason.ASKED, by=self.stage.nadia, at=at)

    def _look_at_pause(self, row: Partnership, at: datetime) -> None:
        held = Pause.objects.filter(partnership=row, ended_at=None, until_on__lte=at.date()).first()
        if held and self.stage.dice.random() < 0.4:
            self._soon(lambda moment: self._resume(row.pk, moment), at)

    @acts.tried
    def _resume(self, pk: int, at: datetime) -> None:
        partnerships.resume(partnership=acts.fresh(Partnership(pk=pk)), by=self.stage.nadia, at=at)
