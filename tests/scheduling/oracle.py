"""The slow truth about times: minute by minute, from the words of the rules, without a mask. Only for tests."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Any

from onecop.agencies import duty, rules
from onecop.congregations import holydays
from onecop.scheduling.slots import uses
from onecop.scheduling.slots.facts import HouseFacts, OfficerFacts
from onecop.scheduling.slots.finder import Wanted

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
SPARE = timedelta(days=4)


def minutes(start: datetime, end: datetime) -> list[datetime]:
    """Return every whole minute that has time in [start, end)."""
    start = start.replace(second=0, microsecond=0)
    return [start + n * MINUTE for n in range(-((start - end) // MINUTE))]


@dataclass
class Oracle:
    officers: list[OfficerFacts]
    house: HouseFacts
    wanted: Wanted

    @cached_property
    def window(self) -> tuple[datetime, datetime]:
        return self.wanted.at + 48 * HOUR, self.wanted.at + timedelta(weeks=self.wanted.weeks)

    @cached_property
    def all(self) -> list[datetime]:
        return minutes(*self.window)

    # the officer

    def duty(self, officer: OfficerFacts) -> list[rules.Span]:
        start, end = self.window
        return duty.worked(officer.pattern, officer.changes, officer.zone, start - SPARE, end + SPARE)

    def on_duty(self, officer: OfficerFacts) -> set[datetime]:
        return {m for a, b in self.duty(officer) for m in minutes(a, b)}

    def officer_free(self, officer: OfficerFacts) -> set[datetime]:
        on = self.on_duty(officer)
        asleep = set()
        for a, b in self.duty(officer):
            if any(m.astimezone(officer.zone).hour < 4 for m in minutes(a, b)):
                asleep |= set(minutes(b, b + 8 * HOUR))
        away = {m for a, b in duty.away(officer.changes, officer.zone) for m in minutes(max(a, self.window[0]), min(b, self.window[1] + DAY)) if a < b}
        free = set()
        for m in self.all:
            wall = m.astimezone(officer.zone)
            if officer.on_leave or m in away or (officer.gone_from and wall.date() >= officer.gone_from):
                continue
            if m in on:
                if officer.on_duty == "any" or (officer.on_duty == "edges" and self._at_an_edge(m, on)):
                    free.add(m)
            elif 7 <= wall.hour < 22 and m not in asleep:
                free.add(m)
        return free

    @staticmethod
    def _at_an_edge(m: datetime, on: set[datetime]) -> bool:
        """Fewer than two hours since it began, or no more than two until it ends: walk."""
        return any(m - n * MINUTE not in on for n in range(1, 121)) or any(m + n * MINUTE not in on for n in range(1, 121))

    # the congregation

    @cached_property
    def days(self) -> tuple[holydays.HolyDay, ...]:
        first, last = (moment.astimezone(self.house.zone).date() for moment in self.window)
        h = self.house
        return holydays.kept(h.tradition, h.overrides, first - 3 * DAY, last + 3 * DAY, h.lon, h.lat, h.zone)

    def hard(self, day: holydays.HolyDay) -> tuple[datetime, datetime]:
        around = day.doubt * DAY or (HOUR if day.by_sun else 0 * HOUR)
        return day.starts - around, day.ends + around

    def gathers(self, wall: datetime) -> bool:
        return any(wall.weekday() == s.weekday and s.starts <= wall.time() < s.ends for s in self.house.services)

    def house_free(self) -> set[datetime]:
        use, free = self.wanted.use, set()
        hard = [self.hard(d) for d in self.days if d.hard and not (use.service and d.weekly)]
        for m in self.all:
            wall = m.astimezone(self.house.zone)
            if any(a < m + MINUTE and b > m for a, b in hard) or any(a <= wall.date() <= b for a, b in self.house.blocked):
                continue
            if not use.service:
                if not 8 <= wall.hour < 21 or self.gathers(wall):
                    continue
                if (
                    self.house.hours
                    and self.house.coordinator
                    and not any(h.weekday == wall.weekday() and h.starts <= wall.time() < h.ends for h in self.house.hours)
                ):
                    continue
            free.add(m)
        return free

    # both

    @cached_property
    def free(self) -> set[datetime]:
        free = self.house_free()
        for officer in self.officers:
            free &= self.officer_free(officer)
        taken = {m for a, b in self.wanted.busy for m in minutes(a, b)}
        return free - taken

    def candidates(self) -> list[tuple[datetime, datetime]]:
        if self.wanted.use.service:
            spans = self._services()
        else:
            long = timedelta(minutes=-(-self.wanted.minutes // 15) * 15)
            spans = [(m, m + long) for m in self.all if m.minute % 15 == 0]
        return sorted((a, b) for a, b in spans if a >= self.window[0] and b <= self.window[1] and all(m in self.free for m in minutes(a, b)))

    def _services(self) -> list[tuple[datetime, datetime]]:
        found: dict[datetime, datetime] = {}
        day, last = (moment.astimezone(self.house.zone).date() for moment in self.window)
        while day <= last:
            for s in self.house.services:
                if s.weekday == day.weekday() and s.starts.minute % 15 == 0:
                    a, b = (datetime.combine(day, t, self.house.zone).astimezone(UTC) for t in (s.starts, s.ends))
                    b += timedelta(minutes=-(b.minute) % 15)
                    found[a] = max(found.get(a, b), b)
            day += DAY
        return list(found.items())

    def cost(self, a: datetime, b: datetime) -> int:
        touching = [d for d in self.days if not d.hard and d.starts < b and d.ends > a]
        total = (a - self.wanted.at.replace(second=0, microsecond=0)) // DAY // 2
        if any((d.last - d.on).days < uses.SEASON for d in self._touching(a, b)):
            total += 40
        elif touching or self._touching(a, b):
            total += 8
        if any(x - DAY < b and y + DAY > a for x, y in (self._rounded(*self.hard(d)) for d in self.days if d.hard and not d.weekly)):
            total += 10
        wall = a.astimezone(self.house.zone)
        minute = wall.hour * 60 + wall.minute
        if not self.wanted.use.service:
            total += 6 if minute < 9 * 60 or minute + (b - a) // MINUTE > 20 * 60 else 0
            total += {0: 0, 30: 2}.get(minute % 60, 6)
        for officer in self.officers:
            total += self._effort(officer, a)
        return total

    def _rounded(self, a: datetime, b: datetime) -> tuple[datetime, datetime]:
        """Quarters count as a whole."""
        low, high = a.replace(minute=a.minute // 15 * 15, second=0), b.replace(second=0) + (MINUTE if b.second else 0 * MINUTE)
        return low, high + timedelta(minutes=-high.minute % 15)

    def _touching(self, a: datetime, b: datetime) -> list[holydays.HolyDay]:
        return [d for d in self.days if not d.hard and (span := self._rounded(d.starts, d.ends))[0] < b and span[1] > a]

    def _effort(self, officer: OfficerFacts, a: datetime) -> int:
        points, wall = 0, a.astimezone(officer.zone)
        turns = self.duty(officer)
        if officer.pattern is not None:
            quarter = set(minutes(a, a + timedelta(minutes=15)))
            if not quarter & self._duty_set(officer):
                points += 3 if any(t[0].astimezone(officer.zone).date() == wall.date() for t in turns) else 8
        return points + (15 if officer.bid_on and wall.date() >= officer.bid_on else 0)

    def _duty_set(self, officer: OfficerFacts) -> set[datetime]:
        held: dict[int, set[datetime]] = self.__dict__.setdefault("_held", {})
        return held.setdefault(id(officer), self.on_duty(officer))

    def best(self) -> list[tuple[datetime, datetime, int]]:
        """Return the best, each on a day of its own, dearer when weekday or half of the day was offered before; the earlier of equals."""
        left = [(a, b, self.cost(a, b)) for a, b in self.candidates()]
        found: list[tuple[datetime, datetime, int]] = []

        def dearer(a: datetime) -> int:
            wall = a.astimezone(self.house.zone)
            before = [x.astimezone(self.house.zone) for x, _, _ in found]
            return sum(6 * (w.weekday() == wall.weekday()) + 3 * ((w.hour < 12) == (wall.hour < 12)) for w in before)

        while left and len(found) < self.wanted.want:
            best = min(left, key=lambda s: (s[2] + dearer(s[0]), s[0]))
            found.append(best)
            day = best[0].astimezone(self.house.zone).date()
            left = [s for s in left if s[0].astimezone(self.house.zone).date() != day]
        return found


def local(year: int, month: int, day: int, zone: Any, hour: int = 0) -> datetime:
    return datetime.combine(date(year, month, day), time(hour), zone)
