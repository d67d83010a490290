"""The national weekend: one that is over and was counted, and one to come for which hosts register these days, in many states."""

import csv
import random
import tempfile
from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from onecop.access import links
from onecop.congregations.models import Congregation
from onecop.demo import acts, clockwork
from onecop.demo.agenda import SAT, day_of
from onecop.demo.letters import token_to
from onecop.demo.people import DEMO_HOST, OF_THE_CITY, Names, address
from onecop.demo.stage import Stage
from onecop.demo.story import KEEPER, NAME
from onecop.demo.towns import DEEDS, OTHERS, SONGS, STREETS, TOWNS, Town
from onecop.demo.traditions import PLACES, WAYS
from onecop.imports.services import run_file
from onecop.territory.geocode import zip_middle
from onecop.weekend import emails
from onecop.weekend import services as weekends
from onecop.weekend.choices import HostKind, Standing
from onecop.weekend.models import Submission, Weekend
from onecop.weekend.places import Pin
from onecop.weekend.rules_time import opening

OVER, AHEAD = -7, 7
"""Weeks from the end of a history in which the two weekends are."""
BY_LIST, BY_FORM = 26, 8
"""Hosts of the one that is over: as a church federation sent them in a file, and by the form."""
REGISTERED = 22
"""Hosts that have registered for the one to come."""
ACCEPTED = 11
"""Of those, so many have been looked at."""
TOLD = 0.75
"""How many hosts say how many came."""
WORDS = "One weekend in which partners all over the country do something together, large or small. Register what you host; we look at it and put it on the map."
NO = "We cannot find this address. Please register it again with the place where it is held."


class National:
    """The weekends of one history."""

    def __init__(self, stage: Stage, seed: int) -> None:
        self.stage, self.dice = stage, random.Random(f"weekends {seed}")
        self.names = Names(random.Random(f"hosts {seed}"))
        self._over: Weekend | None = None
        self._ahead: Weekend | None = None

    def set_out(self, zone: ZoneInfo, today: date) -> None:
        """Plan the weekend that is over, where the history reaches back so far, and the one to come."""

        def moment(week: int, weekday: int, hour: int) -> datetime:
            return datetime.combine(day_of(today, week, weekday), time(hour), zone)

        if moment(OVER - 15, 0, 9) > self.stage.start:
            self.stage.at(moment(OVER - 14, 0, 9), partial(self._opens, OVER, today))
            self.stage.at(moment(OVER - 4, 2, 10), self._takes_list)
            for number in range(BY_FORM):
                self.stage.at(moment(OVER - 9 + number // 2, number % 5, 12), partial(self._registers, OVER, number))
            self.stage.at(moment(OVER - 2, 3, 10), partial(self._accepts, OVER, 100))
            self.stage.at(moment(OVER + 1, 0, 15), partial(clockwork.work, "weekend.attendance"))
            self.stage.at(moment(OVER + 1, 2, 18), self._tells)
        opens = max(moment(-6, 0, 9), self.stage.start + timedelta(days=3))
        self.stage.at(opens, partial(self._opens, AHEAD, today))
        for number in range(REGISTERED):
            self.stage.at(opens + (self.stage.end - opens) * (number + 1) / (REGISTERED + 2), partial(self._registers, AHEAD, BY_FORM + number))
        self.stage.at(opens + (self.stage.end - opens) * 0.7, partial(self._accepts, AHEAD, ACCEPTED))
        self.stage.at(self.stage.end - timedelta(hours=30), self._twice)
        self.stage.at(self.stage.end - timedelta(hours=26), self._declines)
        self.stage.at(self.stage.end - timedelta(hours=3), partial(self._registers, AHEAD, 50, confirms=False))

    @acts.tried
    def _opens(self, week: int, today: date, at: datetime) -> None:
        first = day_of(today, week, SAT)
        season = ("winter", "spring", "summer", "fall")[first.month % 12 // 3]
        days = opening(at.date(), first - timedelta(days=4))
        values = {"name": f"OneCOP Weekend, {season} {first.year}", "words": WORDS, "starts_on": first, "ends_on": first + timedelta(days=1), **days}
        made = weekends.keep_weekend(values=values, by=self.stage.nadia, at=at)
        if week == OVER:
            self._over = made
        else:
            self._ahead = made

    # --- hosts register -----------------------------------------------------------------------------------------------
    def _of(self, week: int) -> Weekend | None:
        return self._over if week == OVER else self._ahead

    def _host(self, number: int) -> tuple[str, str]:
        """Return (kind, name) of a host: of five one is no congregation."""
        if number % 5 == 4:
            return OTHERS[(number // 5) % len(OTHERS)]
        way = self.dice.choice(WAYS)
        names = [name for name in way.names if "Ellery" not in name]
        word = self.dice.choice([word for word in way.words if "Ellery" not in word])
        return "congregation", self.dice.choice(names).format(place=self.dice.choice(PLACES), word=word).replace(" de Port Ellery", "").strip()

    def _values(self, weekend: Weekend, number: int) -> dict[str, Any]:
        """Return what one host types."""
        kind, host = self._host(number)
        town: Town = TOWNS[(number * 5) % len(TOWNS)]
        what, title, words = DEEDS[(number * 3) % len(DEEDS)]
        if kind != "congregation" and title == DEEDS[SONGS][1]:
            what, title, words = DEEDS[0]
        contact = " ".join(self.names.new(self.dice.choice(OF_THE_CITY)))
        languages = ["en", "es"] if self.dice.random() < 0.4 else ["en"]
        return {
            "host_kind": kind, "host_name": host, "contact_name": contact, "email": address(contact, "people.example"), "title": title, "kind": what,
            "words": words, "starts_on": weekend.starts_on + timedelta(days=number % 2), "starts": time(self.dice.choice((10, 11, 13, 14, 16))),
            "minutes": self.dice.choice((90, 120, 180)), "languages": languages, "place": "",
            "street": f"{self.dice.randint(2, 98) * 10} {STREETS[number % 8]}",
            "city": town.city, "state": town.state, "zip": town.zip, "place_private": self.dice.random() < 0.2,
        }  # fmt: skip

    @acts.tried
    def _registers(self, week: int, number: int, at: datetime, *, confirms: bool = True) -> None:
        """A host fills in the form and presses the link in the letter; the first one of each weekend is of this city."""
        weekend = self._of(week)
        if weekend is None:
            return
        values = self._values(weekend, number)
        middle = zip_middle(values["zip"])
        pin = Pin(middle.lon, middle.lat, False) if middle else Pin(None, None, False)
        if number in (0, BY_FORM):
            house = Congregation.objects.get(name=NAME)
            own = {"host_kind": HostKind.CONGREGATION, "host_name": NAME, "title": "Langar on the lawn", "kind": "meal", "city": house.city}
            values |= {
                **own,
                "state": house.state,
                "zip": house.zip,
                "street": house.street,
                "place_private": False,
                "contact_name": KEEPER,
                "email": address(KEEPER, DEMO_HOST),
            }
            pin = Pin(house.lon, house.lat, True)
        self._sends(weekend, values, pin, at, confirms=confirms)

    def _sends(self, weekend: Weekend, values: dict[str, Any], pin: Pin, at: datetime, *, confirms: bool = True) -> None:
        row = weekends.register(weekend=weekend, values=values, pin=pin, at=at)
        token = token_to(row, row.email, "weekend_confirm") if confirms else None
        if token:
            later = at + timedelta(minutes=9)
            weekends.confirm(link=links.find(act=emails.CONFIRM, token=token, at=later), at=later)

    @acts.tried
    def _twice(self, at: datetime) -> None:
        """Somebody of the same house registers what another one has registered already, in slightly other words."""
        row = Submission.objects.filter(weekend=self._ahead, standing=Standing.WAITING, host_kind=HostKind.CONGREGATION).order_by("pk").first()
        if row is None or self._ahead is None:
            return
        kept = ("host_kind", "host_name", "kind", "words", "starts_on", "starts", "minutes", "languages", "place", "street", "city", "state", "zip")
        contact = " ".join(self.names.new("english"))
        values = {name: getattr(row, name) for name in kept}
        values |= {"title": f"{row.title}!", "contact_name": contact, "email": address(contact, "people.example"), "place_private": False}
        self._sends(self._ahead, values, Pin(row.lon, row.lat, row.exact), at)

    @acts.tried
    def _takes_list(self, at: datetime) -> None:
        """A federation sends its members' events as a file, and all of them are looked at."""
        if self._over is None:
            return
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "federation-of-congregations.csv"
            self._write(path, self._over)
            run_file("weekend", path, options={"weekend": self._over.key}, commit=True, by=self.stage.nadia, at=at)

    def _write(self, path: Path, weekend: Weekend) -> None:
        with path.open("w", encoding="utf-8", newline="") as stream:
            out = csv.writer(stream)
            out.writerow(("Id", "Event name", "Organization", "Type", "Date", "Start time", "End time", "Address", "City", "State", "ZIP", "Details", "Email"))
            for number in range(BY_LIST):
                one = self._values(weekend, 100 + number)
                ends = (datetime.combine(one["starts_on"], one["starts"]) + timedelta(minutes=one["minutes"])).time()
                email = one["email"] if number % 2 else ""
                what = (f"FC-{number + 1:03d}", one["title"], one["host_name"], one["host_kind"], one["starts_on"].isoformat())
                where = (one["street"], one["city"], one["state"], one["zip"], one["words"], email)
                out.writerow((*what, f"{one['starts']:%H:%M}", f"{ends:%H:%M}", *where))

    # --- staff --------------------------------------------------------------------------------------------------------
    @acts.tried
    def _accepts(self, week: int, most: int, at: datetime) -> None:
        rows = Submission.objects.filter(weekend=self._of(week), standing=Standing.WAITING).order_by("pk")
        weekends.accept_many(submissions=list(rows[:most]), by=self.stage.nadia, at=at)

    @acts.tried
    def _declines(self, at: datetime) -> None:
        rows = Submission.objects.filter(weekend=self._ahead, standing=Standing.WAITING, resemblances=None, resemblances_back=None)
        if row := rows.order_by("-pk").first():
            weekends.decline(submission=row, words=NO, by=self.stage.nadia, at=at)

    def _tells(self, at: datetime) -> None:
        """Most hosts have said how many came."""
        for row in Submission.objects.filter(weekend=self._over, standing=Standing.ACCEPTED).order_by("pk"):
            if self.dice.random() < TOLD:
                self._tell(row, self.dice.choice((18, 25, 32, 40, 55, 60, 85, 120, 140, 210)), at)

    @acts.tried
    def _tell(self, row: Submission, number: int, at: datetime) -> None:
        weekends.tell_attendance(submission=row, number=number, by=self.stage.nadia, at=at)
