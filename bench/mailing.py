"""A mailing of invitations, from the button to the last letter in an SMTP sink, against plainer ways over the same letters, in one run.

    bench/mailing.py [--people 20000] [--rounds 3] [--plain 2000]

Ours queues (who is meant, a place on the list, a link, a letter for each), then the worker sends all. Raw smtplib composes with the standard library
and sends over one connection; one by one is the framework's send_mail, a connection for each letter. The two plain ways neither find anybody nor
remember that they wrote; they send `--plain` letters, and count by the letter. Peak memory (RSS of this process) is read after a quarter of the
sending and at its end: flat means that it does not grow with the number of letters.
"""

import argparse
import os
import resource
import smtplib
import sys
import tempfile
import time
from email.message import EmailMessage
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "bench")]


def peak() -> float:
    """MB this process has held at most so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def city(people: int) -> tuple[object, object]:
    """Return a national event and a staff member; beside them as many officers with partnerships as people."""
    from tests import make

    staff, agency = make.staff(), make.agency()
    first = make.partnership(with_=make.officer(agency))
    from onecop.agencies.models import Officer
    from onecop.congregations.models import Congregation
    from onecop.partnerships.models import Partnership, Tenure

    like = Congregation.objects.get(pk=first.congregation_id)
    houses = Congregation.objects.bulk_create(
        [
            Congregation(name=f"House {n}", name_folded=f"house {n}", standing=like.standing, standing_since=like.standing_since, area_id=like.area_id)
            for n in range(people)
        ],
        batch_size=2000,
    )
    officers = Officer.objects.bulk_create(
        [Officer(agency=agency, badge=f"B{n}", first_name="Ana", last_name=f"Officer {n}", email=f"officer{n}@police.example") for n in range(people)],
        batch_size=2000,
    )
    rows = Partnership.objects.bulk_create(
        [Partnership(congregation=house, agency=agency, owner=staff, began_at=make.NOON) for house in houses], batch_size=2000
    )
    Tenure.objects.bulk_create(
        [Tenure(partnership=row, kind="lead", officer=officer, opened_on=make.NOON.date()) for row, officer in zip(rows, officers, strict=True)],
        batch_size=2000,
    )
    return make.event(make.nation(), kind="national", sign_up="guests"), staff


def ours(event: object, staff: object) -> tuple[float, float, int, float, float]:
    """Return seconds to queue, seconds to send, letters, MB after a quarter of them, MB at the end."""
    from onecop.audiences import services
    from onecop.audiences.finding import Audience
    from onecop.audiences.models import Mailing, Recipient
    from onecop.mail.models import Message
    from onecop.mail.services.delivery import deliver_due
    from onecop.registrations.models import Registration
    from tests.make import NOON

    for model in (Recipient, Mailing, Registration, Message):
        model.objects.all().delete()
    begin = time.perf_counter()
    made = services.prepare(event=event, on=event.starts_on, audience=Audience(("officers",)), by=staff, at=NOON)  # type: ignore[attr-defined, arg-type]
    letters = services.carry_out(mailing=made, by=staff, at=NOON)["invited"]  # type: ignore[arg-type]
    queued, sent, quarter = time.perf_counter() - begin, 0, 0.0
    begin = time.perf_counter()
    while done := deliver_due():
        sent += done
        quarter = quarter or (peak() if sent >= letters / 4 else 0.0)
    assert Message.objects.filter(state="sent").count() == letters
    return queued, time.perf_counter() - begin, letters, quarter, peak()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, usual in (("people", 20_000), ("rounds", 3), ("plain", 2_000)):
        parser.add_argument(f"--{name}", type=int, default=usual)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "onecop.config.settings")
        os.environ["ONECOP_DATA"] = folder
        import django

        django.setup()
        measure(given.people, given.rounds, given.plain)


def measure(people: int, rounds: int, plain: int) -> None:
    from django.conf import settings
    from django.core.mail import get_connection
    from django.core.management import call_command
    from mail import start_sink

    from onecop.mail.compose import envelope
    from onecop.mail.models import Message

    call_command("migrate", verbosity=0)
    process, port = start_sink("plain")
    settings.MAIL_ROUTE, settings.EMAIL_HOST, settings.EMAIL_PORT = "smtp", "127.0.0.1", port
    event, staff = city(people)
    rates: dict[str, list[float]] = {"ours, queue and send": [], "ours, the sending": [], "raw smtplib, one connection": [], "one by one": []}
    memory = (0.0, 0.0)
    for number in range(rounds):
        queued, sent, letters, quarter, end = ours(event, staff)
        memory = memory if number else (quarter, end)
        rates["ours, queue and send"].append(letters / (queued + sent))
        rates["ours, the sending"].append(letters / sent)
        some = list(Message.objects.order_by("id")[:plain])
        page = str(envelope(some[0]).alternatives[0][0])
        begin = time.perf_counter()
        with smtplib.SMTP("127.0.0.1", port) as smtp:
            for message in some:
                mail = EmailMessage()
                mail["From"], mail["To"], mail["Subject"], mail["Message-ID"] = "hello@onecop.example", message.email, message.subject, message.message_id
                mail.set_content(message.body.text)
                mail.add_alternative(page, subtype="html")
                smtp.send_message(mail)
        rates["raw smtplib, one connection"].append(len(some) / (time.perf_counter() - begin))
        begin = time.perf_counter()
        for message in some:
            get_connection("django.core.mail.backends.smtp.EmailBackend", host="127.0.0.1", port=port).send_messages([envelope(message)])
        rates["one by one"].append(len(some) / (time.perf_counter() - begin))
    process.kill()
    process.wait()
    middle = {name: median(found) for name, found in rates.items()}
    print(f"\n{people} invitations × {rounds}, {settings.DATABASES['default']['ENGINE'].rpartition('.')[2]}, load {os.getloadavg()[0]:.1f}")
    for name, rate in middle.items():
        print(
            f"  {name:28s} {rate:7.0f} letters/s   {rate / middle['raw smtplib, one connection']:5.2f} × raw   {rate / middle['one by one']:5.2f} × one by one"
        )
    print(f"  peak memory after a quarter {memory[0]:.0f} MB, at the end {memory[1]:.0f} MB ({memory[1] / memory[0]:.2f} ×)")


if __name__ == "__main__":
    main()
