"""What a thousand printed letters cost the worker that makes them, from the button to the PDF.

    bench/letters.py [--letters 1000] [--rounds 3]

Memory is the RSS of this process, read after each round, and the peak of the processes that print, which end with their document. Flat means that
the server holds no more after the third thousand than after the first.
"""

import argparse
import os
import resource
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))


def held() -> float:
    """MB this process holds now."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--letters", type=int, default=1000)
    ask.add_argument("--rounds", type=int, default=3)
    given = ask.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ.pop("ONECOP_DATABASE_URL", None)
        os.environ.update({"ONECOP_DATA": folder, "DJANGO_SETTINGS_MODULE": "onecop.config.settings"})
        run(given.letters, given.rounds)


def run(letters: int, rounds: int) -> None:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from onecop.kernel.actor import SYSTEM
    from onecop.launch import services
    from onecop.tasks.progress import SILENT
    from tests import make
    from tests.launch import town

    city = town.launch()
    for n in range(letters):
        town.prospect(city.agency, f"House {n}", n % 900, lon=-76.99, street=f"{n} Willow Street")
    print(f"{'round':>5} {'letters':>8} {'files':>6} {'seconds':>8} {'PDF MB':>7} {'held MB':>8} {'printer MB':>11}")
    for number in range(1, rounds + 1):
        mailing = town.invite(city, again="measured" if number > 1 else "", run=False)
        began = time.perf_counter()
        services.run_mailing(SILENT, mailing, by=SYSTEM, clock=lambda: make.NOON)
        took, files = time.perf_counter() - began, list(mailing.bundles.all())
        size = sum(len(bytes(one.sealed)) for one in files) * 0.75 / 1e6
        printer = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        print(f"{number:>5} {sum(one.letters for one in files):>8} {len(files):>6} {took:>8.1f} {size:>7.1f} {held():>8.0f} {printer:>11.0f}")
        del files


if __name__ == "__main__":
    main()
