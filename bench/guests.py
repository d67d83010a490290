"""All guests of a date are told that it moves and then that it is called off: what the press of the host costs, and what the worker does after.

    bench/guests.py [--guests 5000] [--plain 300]

Beside it the plain way: a letter for each guest by `queue_template`, as a request would write them one after the other.
"""

import argparse
import os
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT)]


def measured(words: str, act: Any) -> None:
    """Run an act and print its queries and seconds."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as seen:
        begin = time.perf_counter()
        act()
        seconds = time.perf_counter() - begin
    print(f"  {words:44s} {len(seen):6d} queries {seconds:8.2f} s")


def measure(guests: int, plain: int) -> None:
    from django.core.management import call_command
    from django.db import transaction

    call_command("migrate", verbosity=0)
    from onecop.events import services as events
    from onecop.kernel.actor import SYSTEM
    from onecop.mail.models import Message
    from onecop.registrations import emails, letters, services
    from onecop.registrations.models import Registration, Seats, Sending
    from onecop.registrations.services import telling
    from tests.make import NOON
    from tests.registrations.build import BEGINS, evening

    date = evening(capacity=None)
    services.seats_of(date)
    Registration.objects.bulk_create(
        [
            Registration(
                occurrence=date, name=f"Guest {n}", email=f"g{n}@mail.example", email_folded=f"g{n}@mail.example", source="page", state="yes", made_at=NOON
            )
            for n in range(guests)
        ],
        batch_size=1000,
    )
    Seats.objects.update(taken=guests)
    by = {"by": SYSTEM, "at": NOON}
    print(f"\n{guests} guests, pieces of {telling.PIECE}, load {os.getloadavg()[0]:.1f}")
    measured("the host moves it", lambda: events.move_date(occurrence=date, starts_at=BEGINS + timedelta(days=1), minutes=120, **by))
    measured("the worker writes all letters", lambda: services.carry_out(sending=Sending.objects.first(), **by))
    assert Message.objects.count() == guests
    measured("the host calls it off", lambda: events.cancel_date(occurrence=date, **by))
    measured("the worker writes all letters", lambda: services.carry_out(sending=Sending.objects.first(), **by))
    assert Message.objects.count() == 2 * guests
    some = list(Registration.objects.select_related("occurrence__event", "person")[:plain])

    def one_by_one() -> None:
        with transaction.atomic():
            for row in some:
                emails._send(letters.CALLED_OFF, row, calendar="CANCEL", words="", **by)

    measured(f"one by one, {plain} of them", one_by_one)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--guests", type=int, default=5000)
    parser.add_argument("--plain", type=int, default=300)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "onecop.config.settings")
        os.environ["ONECOP_DATA"] = folder
        import django

        django.setup()
        measure(given.guests, given.plain)


if __name__ == "__main__":
    main()
