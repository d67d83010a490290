"""Letters to a local SMTP sink: the product's outbox against plainer ways, in turn, round by round, in one run.

    bench/mail.py [--letters 500] [--rounds 5]

One by one (a connection for each letter, as send_mail does), Django's backend over one connection, raw smtplib with the standard library's
message over one connection and no database, and our worker: claimed with leases, opened, composed, handed over, marked. The sink runs in a
process of its own. The median of the rounds counts; the computing time (CPU) of this process per letter stands beside it.
"Raw" may mean two things, so both are there: smtplib that composes each letter (the work that somebody has to do), and smtplib handing over
bytes that were composed before (the ceiling: nothing is left to do but talk).
Marks: at least 2 times as fast as one by one; at least 0.85 times as fast as raw smtplib, composing included.
"""

import argparse
import os
import smtplib
import subprocess
import sys
import tempfile
import time
from email.message import EmailMessage
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

SINK = """
import asyncio, sys
async def talk(reader, writer):
    def say(words): writer.write(words + b"\\r\\n")
    say(b"220 sink")
    taking = False
    while line := await reader.readline():
        verb = line[:4].upper()
        if taking:
            if line == b".\\r\\n":
                taking = False
                say(b"250 taken")
        elif verb == b"EHLO":
            writer.write(b"250-sink\\r\\n" + (b"250-PIPELINING\\r\\n" if sys.argv[1] == "pipelining" else b"") + b"250 8BITMIME\\r\\n")
        elif verb == b"DATA":
            taking = True
            say(b"354 go on")
        elif verb == b"QUIT":
            say(b"221 bye")
            break
        else:
            say(b"250 ok")
        await writer.drain()
    writer.close()
async def main():
    server = await asyncio.start_server(talk, "127.0.0.1", 0, limit=2**20)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()
asyncio.run(main())
"""


def start_sink(mode: str) -> tuple["subprocess.Popen[bytes]", int]:
    process = subprocess.Popen([sys.executable, "-c", SINK, mode], stdout=subprocess.PIPE)
    assert process.stdout is not None
    return process, int(process.stdout.readline())


def measure(letters: int, rounds: int, mode: str) -> None:
    from django.conf import settings
    from django.core.mail import get_connection

    from onecop.kernel.actor import SYSTEM
    from onecop.kernel.clock import now
    from onecop.mail import services
    from onecop.mail.choices import State
    from onecop.mail.compose import as_bytes, envelope
    from onecop.mail.models import Message
    from onecop.mail.services.delivery import deliver_due

    process, port = start_sink(mode)
    settings.MAIL_ROUTE, settings.EMAIL_HOST, settings.EMAIL_PORT = "smtp", "127.0.0.1", port
    Message.objects.all().delete()
    for n in range(letters):
        text = "Good morning.\n\n" + "The choir sings on Sunday, and you are invited. " * 20
        services.queue(kind="bench.letter", to=f"reader{n}@mail.example", subject=f"Letter {n}", text=text, by=SYSTEM, at=now())
    queued = list(Message.objects.order_by("id"))

    def one_by_one() -> None:
        for message in queued:
            backend("one").send_messages([envelope(message)])

    def backend(_name: str) -> Any:
        return get_connection("django.core.mail.backends.smtp.EmailBackend", host="127.0.0.1", port=port)

    def reused() -> None:
        backend("all").send_messages([envelope(message) for message in queued])

    ready = [(m.email, as_bytes(m)) for m in queued]
    page = str(envelope(queued[0]).alternatives[0][0])

    def raw() -> None:
        with smtplib.SMTP("127.0.0.1", port) as smtp:
            for message in queued:
                mail = EmailMessage()
                mail["From"], mail["To"], mail["Subject"], mail["Message-ID"] = "hello@onecop.example", message.email, message.subject, message.message_id
                mail.set_content(message.body.text)
                mail.add_alternative(page, subtype="html")
                smtp.send_message(mail)

    def ceiling() -> None:
        with smtplib.SMTP("127.0.0.1", port) as smtp:
            for to, data in ready:
                smtp.sendmail("hello@onecop.example", [to], data)

    def ours() -> None:
        while deliver_due():
            pass
        assert Message.objects.exclude(state=State.SENT).count() == 0

    ways = {"one by one": one_by_one, "Django, one connection": reused, "raw smtplib, composing": raw, "raw smtplib, bytes ready": ceiling, "our worker": ours}
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
    for _round in range(rounds):
        for name, work in ways.items():
            Message.objects.update(state=State.WAITING, sent_at=None, ended_at=None)
            begin, cpu = time.perf_counter(), time.process_time()
            work()
            taken[name].append((time.perf_counter() - begin, time.process_time() - cpu))
    process.kill()
    process.wait()
    rates = {name: letters / median(seconds for seconds, _ in times) for name, times in taken.items()}
    engine = settings.DATABASES["default"]["ENGINE"].rpartition(".")[2]
    print(f"\n{letters} letters × {rounds}, sink {'with' if mode == 'pipelining' else 'without'} PIPELINING, {engine}, load {os.getloadavg()[0]:.1f}")
    for name, rate in rates.items():
        cpu = median(c for _, c in taken[name]) / letters * 1e6
        print(f"  {name:26s} {rate:8.0f} letters/s   {rate / rates['one by one']:5.2f} × one by one   {cpu:6.0f} µs CPU each")
    for words, mark in (("one by one", 2.0), ("raw smtplib, composing", 0.85), ("raw smtplib, bytes ready", None)):
        reached = rates["our worker"] / rates[words]
        verdict = "" if mark is None else f"(mark {mark}) {'reached' if reached >= mark else 'MISSED'}"
        print(f"  our worker ÷ {words}: {reached:.2f} {verdict}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--letters", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "onecop.config.settings")
        os.environ["ONECOP_DATA"] = folder
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        for mode in ("plain", "pipelining"):
            measure(given.letters, given.rounds, mode)


if __name__ == "__main__":
    main()
