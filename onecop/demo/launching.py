"""A city is entered a second time: after two quiet years the police and the region invite every congregation that is only on a list."""

import random
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from onecop.access.models import Person
from onecop.agencies.models import Agency
from onecop.congregations import services as congregations
from onecop.congregations.models import Congregation, Enrollment
from onecop.demo import acts, arrivals, clockwork
from onecop.demo.agenda import MARKET, MON, SAT, TUE, WED, day_of
from onecop.demo.city import City
from onecop.demo.form import pages
from onecop.demo.people import SIGN_INS, Names, address
from onecop.demo.stage import Stage
from onecop.kernel.wizard import Typed
from onecop.launch import services as launches
from onecop.launch.choices import Anchor, Owner, Role, Source, Tongue, Way
from onecop.launch.models import Launch, Mailing, Pledge, ProspectInvitation
from onecop.launch.prospects import Wanted, on_ground
from onecop.tasks import services as tasks
from onecop.tasks.progress import SILENT

FIRST_LAUNCH, FIRST_CLOSED = timedelta(days=3), timedelta(weeks=40)
"""The first entry into the city is as old as the history, and was closed when its plan was done."""
LUNCHEON, LAUNCH = -6, 2
"""Weeks from the end of the history: the luncheon is over, the launch itself lies ahead."""
KNOWN = 22
"""Prospects whose e-mail address somebody has found."""
OPENED = 11
PLEDGES = (
    (Role.LEADER, "We would like to see the simulator, all of our board.", True),
    (Role.COORDINATOR, "", True),
    (Role.LEADER, "Please call before ten; I teach afterward.", False),
    (Role.OTHER, "Our pastor is away until next month. I bring it to her.", True),
    (Role.LEADER, "An officer who speaks Spanish would help us much.", True),
    (Role.COORDINATOR, "We had a break-in last year and nobody came back to tell us.", True),
    (Role.LEADER, "", False),
)
"""(who pledges, what they wish, whether they leave an e-mail address: whoever leaves a telephone number alone waits for staff)."""
OWN = (
    ("Call those who opened and did not go on", "Eleven houses; two calls each, then let it rest.", 1, WED, Anchor.LAUNCH, Owner.STAFF),
    ("Send the route of the ride-alongs to those who pledged", "One page, with what to wear.", -1, TUE, Anchor.LUNCHEON, Owner.LIAISON),
    ("Thank-you evening for those who cooked", "", 3, TUE, Anchor.LAUNCH, Owner.STAFF),
)
"""Tasks of this city alone."""


class Launching:
    """The entries into the city of one history."""

    def __init__(self, stage: Stage, city: City, seed: int) -> None:
        self.stage, self.city, self.dice = stage, city, random.Random(f"launch {seed}")
        self.names = Names(random.Random(f"pledges {seed}"), city.everybody)
        self._launch: Launch | None = None

    def set_out(self, zone: ZoneInfo, today: date) -> None:
        """Plan the second entry, where the history is long enough for a first one."""

        def moment(week: int, weekday: int, hour: int) -> datetime:
            return datetime.combine(day_of(today, week, weekday), time(hour), zone)

        begins = moment(LUNCHEON - 9, MON, 10)
        if begins < self.stage.start + FIRST_CLOSED + timedelta(weeks=4):
            return
        plan: list[tuple[datetime, Any]] = [
            (self.stage.start + FIRST_LAUNCH, self._first), (self.stage.start + FIRST_CLOSED, self._closes), (begins, partial(self._plans, today)),
            (moment(LUNCHEON - 6, WED, 11), self._finds_addresses), (moment(LUNCHEON - 5, MON, 9), partial(self._invites, Way.EMAIL, Tongue.ENGLISH, ())),
            (moment(LUNCHEON - 5, MON, 10), partial(self._invites, Way.LETTER, Tongue.ENGLISH, ("muslim", "jewish", "buddhist", "hindu", "sikh", "orthodox"))),
            (moment(LUNCHEON - 4, WED, 15), partial(self._ticks, "place", "The Old Market Hall, with a kitchen of its own.")),
            (moment(LUNCHEON, WED, 12), self._luncheon), (moment(LUNCHEON, WED, 16), partial(self._ticks, "luncheon", "Sixty-two came, of eleven traditions.")),
            (moment(-3, TUE, 9), partial(self._invites, Way.LETTER, Tongue.SPANISH, ("pentecostal",))), (moment(-4, TUE, 14), self._returned),
            (moment(-3, MON, 19), partial(self._enrolls, 0)), (moment(-2, WED, 10), self._accepts),
            (self.stage.end - timedelta(hours=40), partial(self._enrolls, 1)), (self.stage.end - timedelta(hours=30), partial(clockwork.work, "launch.nudges")),
        ]  # fmt: skip
        for at, act in plan:
            self.stage.at(at, act)
        first = moment(LUNCHEON - 5, WED, 18)
        for number in range(OPENED):
            self.stage.at(first + (self.stage.end - first) * (number + 1) / (OPENED + 2), self._opens)

    @property
    def _lead(self) -> Person:
        return Person.objects.get(email=next(one.email for one in SIGN_INS if one.role == "Regional staff"))

    @property
    def _agency(self) -> Agency:
        return self.stage.agencies[0]

    # --- the plan -----------------------------------------------------------------------------------------------------
    def _first(self, at: datetime) -> None:
        on = at.date() + timedelta(weeks=9)
        by, lunch = self.stage.nadia, on - timedelta(weeks=3)
        launches.plan(agency=self._agency, starts_on=on, luncheon_on=lunch, place=MARKET.place, lead=by, by=by, at=at)

    def _closes(self, at: datetime) -> None:
        by = self.stage.nadia
        for row in Launch.objects.open().filter(agency=self._agency):
            for task in row.tasks.filter(evidence=""):
                launches.tick(task=task, by=by, at=at)
            launches.drop_task(task=row.tasks.get(code="invitations"), reason="The first houses were asked by telephone.", by=by, at=at)
            launches.close(launch=row, by=by, at=at)

    @acts.tried
    def _plans(self, today: date, at: datetime) -> None:
        place, starts, lunch = f"{MARKET.place}, {MARKET.address}", day_of(today, LAUNCH, SAT), day_of(today, LUNCHEON, WED)
        made = launches.plan(agency=self._agency, starts_on=starts, luncheon_on=lunch, place=place, lead=self._lead, by=self._lead, at=at)
        for title, words, week, weekday, anchor, role in OWN:
            on = day_of(today, week, weekday)
            launches.add_task(launch=made, title=title, words=words, on=on, anchor=anchor, role=role, owner=None, by=self._lead, at=at)
        self._launch = made

    @acts.tried
    def _ticks(self, code: str, note: str, at: datetime) -> None:
        if self._launch:
            launches.tick(task=self._launch.tasks.get(code=code), note=note, by=self._lead, at=at)

    # --- invitations --------------------------------------------------------------------------------------------------
    def _prospects(self) -> list[Congregation]:
        """Return those on the list that have no form of their own under way, in an order of the dice."""
        assert self._launch is not None
        started = Enrollment.objects.exclude(claims=None).values("claims")
        rows = list(on_ground(self._launch).exclude(pk__in=started).order_by("pk"))
        self.dice.shuffle(rows)
        return rows

    @acts.tried
    def _finds_addresses(self, at: datetime) -> None:
        for row in self._prospects()[:KNOWN]:
            place = "".join(c for c in row.name.lower() if c.isascii() and c.isalpha())[:40]
            launches.set_address(congregation=row, email=f"office@{place}.example", by=self._lead, at=at)

    @acts.tried
    def _invites(self, way: str, tongue: str, traditions: tuple[str, ...], at: datetime) -> None:
        """Begin a round, and write its letters at once."""
        if self._launch is None:
            return
        wanted = Wanted(traditions=traditions, uninvited=True)
        made = launches.invite(launch=self._launch, wanted=wanted, way=way, tongue=tongue, again_reason="", again=False, by=self._lead, at=at)
        launches.run_mailing(SILENT, made, by=self._lead, clock=lambda: at)
        job = Mailing.objects.select_related("job").get(pk=made.pk).job
        if job:
            tasks.run_now(job)

    @acts.tried
    def _opens(self, at: datetime) -> None:
        rows = list(ProspectInvitation.objects.filter(mailing__launch=self._launch, opened_at=None, congregation__pledges=None).order_by("pk"))
        if rows:
            launches.start_from_link(invitation=self.dice.choice(rows), begun_here=False, at=at)

    @acts.tried
    def _returned(self, at: datetime) -> None:
        """One printed letter has come back, and one house asks for no more of them."""
        rows = ProspectInvitation.objects.filter(mailing__launch=self._launch, way=Way.LETTER, opened_at=None).select_related("congregation").order_by("-pk")
        back, silent = rows[:2]
        launches.mark_returned(congregation=back.congregation, by=self._lead, at=at)
        launches.stop_writing(congregation=silent.congregation, words="The board decided against it, with thanks.", by=self._lead, at=at)

    # --- the luncheon -------------------------------------------------------------------------------------------------
    @acts.tried
    def _luncheon(self, at: datetime) -> None:
        """Pledges on phones and on the tablet by the door; one is of a house that is with us already, and one was seen to the day after."""
        if self._launch is None:
            return
        rows = self._prospects()
        houses = {house.name: house for house in self.city.houses}
        for number, (role, wish, writes) in enumerate(PLEDGES):
            row, minutes = rows[number], timedelta(minutes=7 * number)
            voice = houses[row.name].leader if role == Role.LEADER else houses[row.name].coordinator or houses[row.name].leader
            name = voice.name if role != Role.OTHER else " ".join(self.names.new("english"))
            email = address(name, "people.example") if writes else ""
            self._pledges(
                row, name, email, "" if writes else f"+1212555{140 + number:04d}", role, wish, Source.TABLET if number % 3 == 1 else Source.PAGE, at + minutes
            )
        known = Congregation.objects.filter(partnerships__agency=self._agency).order_by("-pk").first()
        if known:
            name = " ".join(self.names.new("black"))
            self._pledges(known, name, address(name, "people.example"), "", Role.OTHER, "I would like to help our coordinator.", Source.PAGE, at)
        waiting = self._launch.pledges.waiting().order_by("pk").first()  # type: ignore[attr-defined]
        if waiting:
            launches.settle_pledge(pledge=waiting, by=self._lead, at=at + timedelta(days=1))

    def _pledges(self, row: Congregation, name: str, email: str, phone: str, role: str, wish: str, source: str, at: datetime) -> None:
        assert self._launch is not None
        words = {"congregation_name": row.name, "name": name, "email": email, "phone": phone, "role": role, "wish": wish, "source": source}
        launches.pledge(launch=self._launch, congregation=row, **words, at=at)

    @acts.tried
    def _enrolls(self, number: int, at: datetime) -> None:
        """Whoever pledged goes through the pages that are left, says that the listed congregation is theirs, and sends the form."""
        pledges: Iterable[Pledge] = Pledge.objects.filter(launch=self._launch, enrollment__standing="draft").exclude(email="").order_by("pk")
        pledge = next(iter(pledges), None)
        if pledge is None or pledge.enrollment is None or pledge.congregation is None:
            return
        house = next(one for one in self.city.houses if one.name == pledge.congregation_name)
        form = pledge.enrollment
        for slug, typed in pages(house, today=at.date(), dice=self.dice).items():
            form = congregations.keep_page(enrollment=form, slug=slug, typed=typed, at=at)
        same: Typed = {"same": [pledge.congregation.key]}
        form = congregations.keep_page(enrollment=form, slug="same", typed=same, at=at)
        congregations.send(enrollment=form, at=at)

    @acts.tried
    def _accepts(self, at: datetime) -> None:
        pledge = Pledge.objects.filter(launch=self._launch, enrollment__standing="applied").select_related("enrollment").first()
        if pledge and pledge.enrollment:
            arrivals.review(pledge.enrollment, "accept", by=self.stage.nadia, at=at)
