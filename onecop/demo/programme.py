"""The programme of a played history: every entry of the agenda is planned by its host, announced, filled, held and counted through the services."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from onecop.access.choices import ScopeKind
from onecop.access.models import Person, Scope
from onecop.access.services import nation
from onecop.audiences import services as audiences
from onecop.audiences.finding import Audience
from onecop.congregations.models import Congregation
from onecop.debriefs.choices import ActivityKind
from onecop.debriefs.models import Goal
from onecop.demo import acts, officers
from onecop.demo.aftermath import Aftermath
from onecop.demo.agenda import CANCELLED, DRAFT, FULL, MOVED, Happening, day_of
from onecop.demo.agenda_ahead import AHEAD, LANGAR
from onecop.demo.agenda_past import CITY_DAY, OPEN_GURDWARA, PAST
from onecop.demo.city import City
from onecop.demo.course import Course
from onecop.demo.guests import Guests
from onecop.demo.launching import Launching
from onecop.demo.lists import Lists
from onecop.demo.national import National
from onecop.demo.people import SIGN_INS
from onecop.demo.stage import Stage
from onecop.demo.story import NAME
from onecop.events import services as events
from onecop.events.choices import EventKind
from onecop.events.models import Event, Occurrence
from onecop.events.parties import Party
from onecop.events.sacred_space import usual
from onecop.events.series import Series, rule_of
from onecop.events.services import Plan
from onecop.partnerships.choices import PartnershipState
from onecop.partnerships.models import Partnership
from onecop.tasks import services as tasks
from onecop.tasks.models import Job

BEGUN = timedelta(days=14)
"""A city that begins plans nothing in its first weeks."""
COUNTED = 4
"""Of what comes again and again, so many last dates were counted."""
WATER = "Water came through the ceiling of the hall. We are looking for another evening and write to you."
NO_ROOM = "The library is closed that morning. We meet again two weeks later."
SERVES: dict[str, tuple[ActivityKind, ...]] = {
    EventKind.WORKSHOP: (ActivityKind.WORKSHOP, ActivityKind.SAFETY, ActivityKind.PREVENTION, ActivityKind.STREET),
    EventKind.OUTREACH: (ActivityKind.OUTREACH, ActivityKind.YOUTH, ActivityKind.DRIVE),
}
"""What sort of goal an event of a kind may serve."""
Host = tuple[Party, Person]


class Programme:
    """The agenda of one history."""

    def __init__(self, stage: Stage, city: City, seed: int) -> None:
        self.stage = stage
        self.guests = Guests(stage, seed, city.everybody)
        self.lists = Lists(stage, seed, self.guests)
        self.course, self.national = Course(stage, self.guests), National(stage, seed)
        self.aftermath = Aftermath(stage, seed)
        self.launching = Launching(stage, city, seed)
        self._used: list[int] = []

    def set_out(self) -> None:
        """Plan when each entry of the agenda is planned."""
        ground = self.stage.agencies[0].territory
        self.zone = ZoneInfo(ground.timezone if ground else "UTC")
        self.today = self.stage.end.astimezone(self.zone).date()
        for number, one in enumerate((*PAST, *AHEAD)):
            day = day_of(self.today, one.week, one.weekday)
            first = day - timedelta(weeks=one.told)
            if one.week > 0:
                first = max(min(first, self.today - timedelta(days=one.latest)), (self.stage.start + BEGUN).date())
            planned = datetime.combine(first, time(9, number), self.zone)
            if self.stage.start + BEGUN <= planned < self.stage.end:
                self.stage.at(planned, partial(self._plan, one))
        self.course.set_out(self.zone, self.today)
        self.national.set_out(self.zone, self.today)
        self.launching.set_out(self.zone, self.today)
        again = self._moment(-9, 1, time(11))
        if again > self.stage.start + BEGUN:
            self.stage.at(again, self._copies)

    def _moment(self, week: int, weekday: int, hour: time) -> datetime:
        return datetime.combine(day_of(self.today, week, weekday), hour, self.zone)

    # --- who hosts ----------------------------------------------------------------------------------------------------
    def host(self, word: str) -> Host | None:
        """Return who hosts, and who plans it there; None where nobody does yet."""
        if word in ("police", "sheriff"):
            agency = self.stage.agencies[word == "sheriff"]
            return agency, self.stage.liaison(agency.pk)
        if word == "region":
            email = next(one.email for one in SIGN_INS if one.role == "Regional staff")
            return Scope.objects.get(kind=ScopeKind.REGION), Person.objects.get(email=email)
        if word == "nation":
            return nation(), self.stage.nadia
        pair = self._pair(word)
        keeper = acts.keeper(pair) if pair else None
        if pair is None or keeper is None or keeper.person is None:
            return None
        return pair if word in ("partners", "pair") else pair.congregation, keeper.person

    def _pair(self, word: str) -> Partnership | None:
        """Return the partnership that hosts, or whose congregation does: of a tradition, each only once, while there are others."""
        rows = Partnership.objects.filter(state=PartnershipState.ACTIVE).order_by("pk")
        rows = rows.select_related("congregation__scope", "congregation__territory", "agency__territory", "agency__scope")
        told, others = rows.filter(congregation__name=NAME), rows.exclude(congregation__name=NAME).exclude(pk__in=self._used)
        if word in ("eastgate", "partners"):
            return told.first()
        found = others.first() if word in ("pair", "house") else others.filter(congregation__tradition=word).first()
        if found:
            self._used.append(found.pk)
        return found or (told.first() if word in ("pair", "house") else None)

    # --- what becomes of an entry -------------------------------------------------------------------------------------
    @acts.tried
    def _plan(self, one: Happening, at: datetime) -> None:
        found = self.host(one.host)
        if found is None:
            return
        host, by = found
        day = day_of(self.today, one.week, one.weekday)
        more = {**one.fields, **self._goal(one, host)}
        plan = Plan(one.kind, one.title, day, one.starts, one.minutes, rule_of(one.repeat or "once", day), more=more)
        event = events.plan_event(host=host, plan=plan, zone=one.zone, draft=one.fate == DRAFT, by=by, at=at)
        if not one.repeat:
            self.lists.begin(event, by=by, at=at)
        if one.fate == DRAFT:
            return
        for word in one.hosts_too:
            self._asks_along(event, word, by, at)
        if one.repeat:
            self._again_and_again(one, event, by)
            return
        date = events.occurrence_for(event=event, on=day, at=at)
        self._invites(one, event, date, by, at)
        self._fills(one, date, by, at)
        self._holds(one, date, by)
        self._story(one, event, date, by, at)

    def _goal(self, one: Happening, host: Party) -> dict[str, Goal]:
        """Return the joint goal that something both sides host serves, where one fits its kind."""
        fitting = SERVES.get(one.kind, ())
        goal = Goal.objects.live().filter(partnership=host, activity__in=fitting).order_by("pk").first() if isinstance(host, Partnership) else None
        return {"goal": goal} if goal else {}

    def _asks_along(self, event: Event, word: str, by: Person, at: datetime) -> None:
        other = self.host(word)
        if other:
            asked = events.ask_cohost(event=event, party=other[0], words="Would you host it with us?", by=by, at=at)
            self.stage.at(at + timedelta(days=2), lambda moment: events.answer_cohost(cohost=asked, accepts=True, by=other[1], at=moment))

    def _invites(self, one: Happening, event: Event, date: Occurrence, by: Person, at: datetime) -> None:
        """Invite the groups that are meant, a week after it was planned; most answer."""
        if one.asked:
            moment = min(at + timedelta(days=7), self.stage.end - timedelta(days=2))
            self.stage.at(moment, partial(self._sends, event, one.asked, by))
            self.stage.at(min(moment + timedelta(days=4), self.stage.end - timedelta(hours=8)), partial(self.guests.answers, date.pk))

    @acts.tried
    def _sends(self, event: Event, groups: tuple[str, ...], by: Person, at: datetime) -> None:
        event.refresh_from_db()
        made = audiences.prepare(event=event, on=event.starts_on, audience=Audience(groups), words="We would be glad to see you there.", by=by, at=at)
        sent = audiences.send(mailing=made, by=by, at=at)
        tasks.run_now(Job.objects.get(key=sent.job_key))

    def _fills(self, one: Happening, date: Occurrence, by: Person, at: datetime) -> None:
        """Neighbors sign up until it begins, or until the history ends; where only guests may, the host writes them in."""
        closed = min(date.starts_at, self.stage.end)
        if one.guests and date.event.sign_up == "anyone":
            self.guests.sign_up(date, one.guests * 3 // 4, opened=at, closed=closed)
            self.stage.at(at + (closed - at) / 3, partial(self.guests.asks, date))
        elif one.guests:
            self.guests.by_host(date, one.guests, opened=at, closed=closed, by=by)
        if one.fate == FULL:
            full = closed - timedelta(days=7)
            doings: list[tuple[timedelta, Callable[[int, datetime], object]]] = [
                (timedelta(), self.guests.fills_up), (timedelta(days=2), self.guests.steps_back), (timedelta(days=2, hours=5), self.guests.takes_offer),
                (timedelta(days=4), self.guests.hands_over),
            ]  # fmt: skip
            for after, act in doings:
                self.stage.at(max(full, at) + after, partial(act, date.pk))

    def _holds(self, one: Happening, date: Occurrence, by: Person) -> None:
        """The day itself: names are checked in by whoever may read them, which no agency may; heads are counted by anybody."""
        if date.ends_at <= self.stage.end and (one.guests or one.heads or one.walk_ins or one.asked):
            door = self.stage.nadia if one.host in ("police", "sheriff") else by
            self.aftermath.follow(date, by)
            self.stage.at(date.starts_at + timedelta(minutes=20), lambda at: self.guests.come_in(date.pk, one.walk_ins, one.heads, door, at))

    def _again_and_again(self, one: Happening, event: Event, by: Person) -> None:
        series = Series(event.starts_on, event.starts, event.minutes, event.tz, event.rrule)
        over = [day for day in series.dates(event.starts_on, self.today) if series.moments(day)[1] < self.stage.end]
        for number, day in enumerate(over[-COUNTED:]):
            self.stage.at(series.moments(day)[0] + timedelta(minutes=30), partial(self._counts, event, day, one.heads + number * 3 - 4, by))
        if one.repeat == "fortnightly":
            ahead = series.dates(self.today + timedelta(days=15), self.today + timedelta(days=60))
            self.stage.at(self.stage.end - timedelta(days=3), lambda at: self._calls_off(event, ahead[0], by, at))

    @acts.tried
    def _counts(self, event: Event, day: object, heads: int, by: Person, at: datetime) -> None:
        date = events.occurrence_for(event=event, on=day, at=at)  # type: ignore[arg-type]
        self.guests.come_in(date.pk, 0, heads, by, at)

    @acts.tried
    def _calls_off(self, event: Event, day: object, by: Person, at: datetime) -> None:
        events.cancel_date(occurrence=events.occurrence_for(event=event, on=day, at=at), words=NO_ROOM, by=by, at=at)  # type: ignore[arg-type]

    # --- entries with a story -----------------------------------------------------------------------------------------
    def _story(self, one: Happening, event: Event, date: Occurrence, by: Person, at: datetime) -> None:
        if one.fate == CANCELLED:
            self.stage.at(self.stage.end - timedelta(days=4), lambda moment: events.cancel_event(event=event, words=WATER, by=by, at=moment))
        elif one.fate == MOVED:
            later = date.starts_at + timedelta(days=2)
            self.stage.at(
                self.stage.end - timedelta(days=8),
                lambda moment: events.move_date(occurrence=date, starts_at=later, minutes=one.minutes, by=by, at=moment),
            )
        if one.title == OPEN_GURDWARA and isinstance(event.host, Congregation):
            answers = {point.point.key: {"choice": point.choice} for point in usual(event.host.tradition)}
            events.attach_space(event=event, answers=answers, by=by, at=at)
        if one.title in (OPEN_GURDWARA, LANGAR):
            officers.paid_visit(self.stage, date, by=by, decided=one.title == OPEN_GURDWARA, at=at)

    @acts.tried
    def _copies(self, at: datetime) -> None:
        """Last year's great day becomes this year's: copied as a draft, published, and hosted along again."""
        last = Event.objects.filter(title=CITY_DAY, agency=self.stage.agencies[0]).first()
        if last is None:
            return
        by = self.stage.liaison(self.stage.agencies[0].pk)
        made = events.copy_event(event=last, starts_on=last.starts_on + timedelta(weeks=52), by=by, at=at)
        made = events.publish_event(event=made, by=by, at=at + timedelta(hours=1))
        self._asks_along(made, "eastgate", by, at + timedelta(hours=2))
        self.lists.follow(made, by=by, at=at + timedelta(hours=3))
