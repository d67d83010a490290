"""The life of each partnership: what its people begin, week by week. What then waits for somebody is in `inbox` and `desk`."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from functools import partial

from django.db.models import Exists, OuterRef

from onecop.demo import acts
from onecop.demo.rates import CLOSES, COMES_BACK, PAUSES, SLEEPY, STOPS, weekly
from onecop.demo.stage import Stage, soon
from onecop.demo.texts import THANKS, WISH_TO_STOP
from onecop.events import services as events
from onecop.events.choices import EventKind
from onecop.events.services import Plan
from onecop.handover import services as handovers
from onecop.handover.models import Handover
from onecop.journey.models import ProgressReport
from onecop.journey.quarters import before, quarter_of
from onecop.kernel.errors import Refused
from onecop.partnerships import services as partnerships
from onecop.partnerships.choices import CloseReason, EndReason, PartnershipState, PauseReason, TenureKind, WishKind
from onecop.partnerships.models import Partnership, Pause
from onecop.partnerships.rules import local_day
from onecop.ridealongs.choices import State as RideState
from onecop.scheduling import services as scheduling
from onecop.scheduling.choices import MeetingKind, MeetingState
from onecop.scheduling.models import Meeting

WEEK = timedelta(days=7)
SILENT_AFTER = timedelta(days=300)
"""A partnership in which nobody has begun anything for so long is ended by staff, after they have called both sides."""
FORUMS = (10, 40, 62, 84, 102)
"""In which weeks of a history an agency invites to a forum."""


class Life:
    """All partnerships of one history that no story tells."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self._pace: dict[int, float] = {}

    def pace(self, partnership: int) -> float:
        """Return how eager the people of a partnership are, from 0 (sleepy) to 1; it stays with them."""
        if partnership not in self._pace:
            dice = self.stage.dice
            self._pace[partnership] = 0.0 if dice.random() < SLEEPY else dice.uniform(0.3, 1.0)
        return self._pace[partnership]

    def week(self, at: datetime) -> None:
        """Let every partnership begin what comes next for it."""
        rows = Partnership.objects.exclude(state=PartnershipState.ENDED).exclude(pk__in=self.stage.story)
        met = Meeting.objects.filter(partnership=OuterRef("pk"), kind=MeetingKind.FIRST)
        rows = rows.annotate(has_met=Exists(met.filter(state=MeetingState.HELD)), to_meet=Exists(met.open()))
        near = "congregation__scope", "congregation__territory", "agency__scope", "agency__territory"
        for row in rows.select_related(*near).order_by("pk"):
            if row.state == PartnershipState.PAUSED:
                self._look_at_pause(row, at)
            elif not self._turns(row, at) and self.stage.dice.random() < self.pace(row.pk):
                self._begins(row, at)

    def _soon(self, act: Callable[[datetime], object], at: datetime) -> None:
        self.stage.at(soon(self.stage, at, WEEK), act)

    # --- what comes next ----------------------------------------------------------------------------------------------
    def _begins(self, row: Partnership, at: datetime) -> None:
        """Begin the next step; with all five done, what recurs."""
        if not row.has_met:  # type: ignore[attr-defined]
            if not row.to_meet and self.stage.dice.random() < 0.5:  # type: ignore[attr-defined]
                self._soon(partial(self._meet, row.pk), at)
            return
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
        if last is None or (last < at.date() - timedelta(days=220) and dice.random() < 0.2):
            if dice.random() < 0.4:
                self._soon(lambda moment: acts.debrief(acts.fresh(row), at=moment, dice=dice), at)
        elif not row.introductions.exclude(occurrence=None).exists():
            if dice.random() < 0.4:
                self._soon(lambda moment: acts.choose_service(acts.fresh(row), at=moment), at)
        elif dice.random() < 0.1:
            days = dice.randint(9, 24)
            self._soon(lambda moment: acts.invite(acts.fresh(row), days=days, at=moment, dice=dice), at)

    def _recurs(self, row: Partnership, at: datetime) -> None:
        dice = self.stage.dice
        if dice.random() < 0.1:
            self._soon(lambda moment: acts.say_hello(acts.fresh(row), at=moment, dice=dice), at)
        if dice.random() < 0.04:
            reach = dice.random() < 0.5
            self._soon(lambda moment: acts.keep_goals(acts.fresh(row), at=moment, reach=reach), at)
        if dice.random() < 0.03:
            self._soon(lambda moment: acts.plan_effort(acts.fresh(row), days=dice.randint(10, 30), at=moment), at)
        quarter = before(quarter_of(at.date()))
        asked = row.began_at < at - timedelta(days=60) and dice.random() < 0.25
        if asked and not ProgressReport.objects.filter(partnership=row, quarter=quarter).exists():
            self._soon(lambda moment: acts.report(acts.fresh(row), at=moment), at)

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
        luck, chances = self.stage.dice.random(), [weekly(PAUSES), weekly(STOPS), weekly(CLOSES)]
        if self.pace(row.pk) == 0 and at - row.began_at > SILENT_AFTER:
            self._soon(partial(self._end, row.pk, EndReason.SILENT), at)
        elif luck < chances[0]:
            self._soon(partial(self._wishes, row.pk, WishKind.PAUSE), at)
        elif luck < sum(chances[:2]):
            self._soon(partial(self._wishes, row.pk, WishKind.STOP), at)
        elif luck < sum(chances):
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
        row = acts.fresh(Partnership(pk=pk))
        until = local_day(row, at) + timedelta(days=self.stage.dice.randint(40, 80))
        partnerships.pause(partnership=row, reason=PauseReason.CONGREGATION, until_on=until, by=self.stage.nadia, at=at)

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

    # --- what agencies invite to --------------------------------------------------------------------------------------
    @acts.tried
    def forum(self, at: datetime) -> None:
        """The first agency plans a forum in three weeks and asks every partnership that has met."""
        agency = self.stage.agencies[0]
        by, on = self.stage.liaison(agency.pk), (at + timedelta(days=21)).date()
        made = events.plan_event(host=agency, plan=Plan(EventKind.FORUM, "Neighbors and officers: an evening", on, time(18, 30), 120), by=by, at=at)
        date = events.occurrence_for(event=made, on=on, at=at)
        for row in Partnership.objects.filter(agency=agency, state=PartnershipState.ACTIVE, began_at__lt=at - timedelta(days=50)).order_by("pk"):
            if not Handover.objects.open().filter(partnership=row).exists():
                acts.tried(events.invite)(occurrence=date, partnership=row, by=by, at=at)
