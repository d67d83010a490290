"""The public calendar with 500 and with 5,000 events, half of them every week, beside a page that says hello.

.venv/bin/python bench/calendars.py [EVENTS]
"""

import sys
from datetime import date, time, timedelta

import pages  # first: it prepares Django
from django.test.utils import override_settings

from onecop.access.services import nation
from onecop.calendars.services import follow
from onecop.events.models import Event
from onecop.kernel.clock import now

URLS = [
    "/whats-on/", f"/whats-on/month/?month={date.today():%Y-%m}", "/whats-on/map/", "/whats-on/points/", "/whats-on/feed.ics", "/embed/events/",
    "/whats-on/?zip=22201&miles=50", "/whats-on/?state=VA&page=3",
]  # fmt: skip


def fill(first_number: int, last: int) -> None:
    at, country = now(), nation()
    rows = []
    for n in range(first_number, last):
        city, state, _zip = pages.TOWNS[n % 4]
        where = {"city": city, "state": state, "lon": -77 - n % 40 + n / 1e5, "lat": 38 + n % 5 + n / 1e5, "place_private": n % 3 == 0}
        when = {"starts_on": at.date() + timedelta(days=1 + n % 80), "starts": time(8 + n % 12), "minutes": 120, "rrule": "FREQ=WEEKLY" if n % 2 else ""}
        rows.append(
            Event(
                kind="gathering", title=f"Event {n}", scope=country, zone="America/New_York", public=True, languages=["en", "es"][: n % 3],
                created_at=at, changed_at=at, published_at=at, **where, **when,
            )
        )  # fmt: skip
    made = Event.objects.bulk_create(rows, batch_size=200)
    for n in range(0, len(made), 100):
        follow([event.pk for event in made[n : n + 100]], at)


def main(events: int) -> None:
    pages.prepare()
    few = events // 10
    fill(0, few)
    small = pages.measure(f"{few:,} public events", URLS)
    fill(few, events)
    pages.side_by_side(few, small, events, pages.measure(f"{events:,} public events", URLS))


if __name__ == "__main__":
    with override_settings(ALLOWED_HOSTS=["*"]):
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 5_000)
