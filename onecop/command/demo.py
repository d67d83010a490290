"""demo --seed N --weeks N: play another history of the demo city, into an empty data folder."""

import argparse
import sys
from collections.abc import Mapping
from typing import Any

from onecop.command.base import Answer, Command, Fault, data_folder


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="equal seeds give equal cities and histories (default 1)")
    parser.add_argument("--weeks", type=int, default=104, metavar="N", help="how long the history is, up to today (default 104)")


def _run(asked: argparse.Namespace) -> Answer:
    from onecop.command import database
    from onecop.demo import marker

    if not 1 <= asked.weeks <= 104:
        raise Fault("--weeks must be from 1 to 104.")
    folder = data_folder()
    marked = marker.is_demo(folder)
    if not marked and not marker.has_database(folder):
        marker.write(folder, seed=asked.seed, weeks=asked.weeks)
    database.set_up()
    _, nothing_yet = database.pending_migrations()
    if not nothing_yet and _somebody():
        raise Fault(f"There is data in {folder} already. Give an empty folder: ONECOP_DATA=/tmp/another bin/onecop demo --seed {asked.seed}")
    database.build()
    from onecop.demo import figures
    from onecop.demo.simulation import play
    from onecop.kernel.clock import now

    if not marked:
        marker.write(folder, seed=asked.seed, weeks=asked.weeks)
    counts = play(seed=asked.seed, weeks=asked.weeks, say=lambda words: print(words, file=sys.stderr, flush=True))
    marker.mark_played(folder)
    return {"seed": asked.seed, "weeks": asked.weeks, **counts, "years": [one.plain for one in figures.played(now())]}


def _somebody() -> bool:
    from onecop.access.models import Person

    return Person.objects.exists()


def _say(answer: Mapping[str, Any]) -> str:
    from onecop.demo import figures

    counts = [f"{value:>6}  {name.replace('_', ' ')}" for name, value in answer.items() if name != "years"]
    return "\n".join([*counts, "", figures.say(figures.Year(**one) for one in answer["years"])])


COMMANDS = (
    Command(
        name="demo",
        help="Play a history of the demo city into an empty data folder.",
        example="ONECOP_DATA=/tmp/another bin/onecop demo --seed 7 --weeks 20",
        arguments=_arguments,
        run=_run,
        say=_say,
        database=False,
    ),
)
