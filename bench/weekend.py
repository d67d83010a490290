"""The national weekend with 500 and with 5,000 host events beside a page that says hello; then a list of as many rows, tried dry.

    .venv/bin/python bench/weekend.py [EVENTS]

Beside the dry run stands what reading the same file with the standard library and folding its names costs: no import can do without.
"""

import csv
import sys
import tempfile
from datetime import datetime, time, timedelta
from pathlib import Path
from time import process_time
from zoneinfo import ZoneInfo

import pages  # first: it prepares Django
import zipcodes
from django.test.utils import override_settings

from onecop.access.services import nation
from onecop.access.states import STATES
from onecop.congregations.folding import fold_name, fold_street
from onecop.events.models import Event
from onecop.imports import services as imports
from onecop.kernel.actor import SYSTEM
from onecop.kernel.clock import now
from onecop.weekend.models import Submission, Weekend
from onecop.weekend.sheet import turn

URLS = ["/weekend/", "/weekend/?page=9", "/weekend/?state=VA", "/weekend/points/"]
NAMES = ("Chapel of Hope", "Grace Church", "Lotus Pond Temple", "Riverside Mosque", "Beth Shalom", "First Baptist", "Sikh Center", "Arlington Police")


KINDS = ("Picnic", "Open house", "Block party", "Prayer walk", "Supper")


def weekend() -> Weekend:
    at = now()
    first = at.date() + timedelta(days=20)
    days = {"starts_on": first, "ends_on": first + timedelta(days=2), "opens_at": at - timedelta(days=1), "closes_at": at + timedelta(days=9)}
    return Weekend.objects.create(name="National weekend", made_at=at, **days)


def fill(row: Weekend, first_number: int, last: int) -> None:
    at, country = now(), nation()
    events, found = [], []
    for n in range(first_number, last):
        city, state, _code = pages.TOWNS[n % 4]
        where = {"city": city, "state": state, "lon": -77 - n % 40 + n / 1e5, "lat": 38 + n % 5 + n / 1e5, "place_private": n % 3 == 0}
        when = {"starts_on": row.starts_on + timedelta(days=n % 3), "starts": time(8 + n % 12), "minutes": 120}
        same = {"created_at": at, "changed_at": at, "published_at": at}
        events.append(Event(kind="gathering", title=f"Event {n}", scope=country, zone="America/New_York", public=True, **same, **where, **when))
    for n, event in enumerate(Event.objects.bulk_create(events, batch_size=200), first_number):
        city, state, code = pages.TOWNS[n % 4]
        one = Submission(
            weekend=row, scope=country, standing="accepted", host_kind="congregation", host_name=f"{NAMES[n % 8]} {n // 3}", title=event.title, city=city,
            state=state, zip=code, zone=event.zone, starts_on=event.starts_on, starts=event.starts, minutes=120, event=event, sent_at=at, confirmed_at=at,
            starts_at=datetime.combine(event.starts_on, event.starts, ZoneInfo(event.zone)), changed_at=at, decided_at=at,
        )  # fmt: skip
        one.fold()
        found.append(one)
    Submission.objects.bulk_create(found, batch_size=200)
    turn(row.pk, at)


def listed(row: Weekend, events: int) -> Path:
    path = Path(tempfile.mkdtemp()) / "list.csv"
    places = [(one["city"], one["state"], one["zip_code"]) for one in zipcodes.list_all()[::25] if one["state"] in dict(STATES)]
    with path.open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(["Event Name", "Host", "Event Date", "Start Time", "Address", "City", "State", "ZIP", "ID"])
        for n in range(events):
            place = places[n * 7 % len(places)]
            day = row.starts_on + timedelta(days=n % 3)
            out.writerow([f"{KINDS[n % 5]} at {NAMES[n % 8]}", f"{NAMES[n % 8]} {n % 400}", day, f"{8 + n % 12}:00", f"{n % 700} Cedar Street", *place, n])
    return path


def read(path: Path) -> int:
    with path.open(newline="") as file:
        return sum(len(fold_name(line["Event Name"]) + fold_name(line["Host"]) + fold_street(line["Address"])) > 0 for line in csv.DictReader(file))


def main(events: int) -> None:
    pages.prepare()
    row, few = weekend(), events // 10
    fill(row, 0, few)
    small = pages.measure(f"{few:,} host events", URLS)
    fill(row, few, events)
    pages.side_by_side(few, small, events, pages.measure(f"{events:,} host events", URLS))
    path = listed(row, events)
    begun = process_time()
    read(path)
    plain = process_time() - begun
    begun = process_time()
    told = imports.run_file("weekend", path, options={"weekend": row.key}, commit=False, by=SYSTEM, at=now())
    dry = process_time() - begun
    found = f"{told.counts['created']:,} new, {told.extras['suggested_duplicates']:,} pairs that look like one"
    print(f"\ndry run of {events:,} rows: {dry:.1f} s ({found}); reading and folding alone: {plain:.1f} s; ratio {dry / plain:.1f}")


if __name__ == "__main__":
    with override_settings(ALLOWED_HOSTS=["*"]):
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 5_000)
