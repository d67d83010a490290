"""import agencies | territory | roster | congregations FILE: a dry run unless --commit."""

import argparse
from collections.abc import Callable, Mapping
from typing import Any

from onecop.command.base import BY, Answer, Command, existing_file

SHOWN = 20


def _file(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE")
    parser.add_argument("--commit", action="store_true", help="write it; without this nothing changes")


def _agencies(parser: argparse.ArgumentParser) -> None:
    _file(parser)
    parser.set_defaults(importer="agencies", options=())


def _roster(parser: argparse.ArgumentParser) -> None:
    _file(parser)
    parser.add_argument("--agency", metavar="ORI", required=True, help="whose officers these are")
    parser.set_defaults(importer="roster", options=("agency",))


def _congregations(parser: argparse.ArgumentParser) -> None:
    _file(parser)
    parser.add_argument("--crs", metavar="EPSG:n", help="how the coordinates are meant, when the file does not say")
    parser.set_defaults(importer="congregations", options=("crs",))


def _territory(parser: argparse.ArgumentParser) -> None:
    _file(parser)
    parser.add_argument("--agency", metavar="ORI", required=True, help="whose ground it is")
    parser.add_argument("--level", choices=("precinct", "beat"), required=True, help="what the shapes of this file are")
    parser.add_argument("--id-field", metavar="F", help="the column with the city's own id")
    parser.add_argument("--name-field", metavar="F", help="the column with the name")
    parser.add_argument("--parent-field", metavar="F", help="of beats: the column with the id of the precinct")
    parser.add_argument("--crs", metavar="EPSG:n", help="how the coordinates are meant, when the file does not say")
    parser.add_argument("--effective", metavar="DATE", help="from which day on (YYYY-MM-DD); default today")
    parser.add_argument("--activate", action="store_true", help="put the new version in force at once")
    parser.set_defaults(importer="territory", options=("agency", "level", "id_field", "name_field", "parent_field", "crs", "effective", "activate"))


def _run(asked: argparse.Namespace) -> Answer:
    from onecop.imports.services import run_file
    from onecop.kernel.clock import now

    path = existing_file(asked.file)
    given = {name: getattr(asked, name) for name in asked.options}
    options = {name: "yes" if value is True else str(value) for name, value in given.items() if value}
    outcome = run_file(asked.importer, path, options=options, commit=asked.commit, by=BY, at=now())
    return {**outcome.as_json(), "committed": outcome.committed}


def _say(answer: Mapping[str, Any]) -> str:
    lines = [f"{answer['rows']} rows: {answer['created']} new, {answer['updated']} changed, {answer['unchanged']} as they were, {answer['refused']} refused."]
    for problem in answer["problems"][:SHOWN]:
        where = f"row {problem['row']}" if problem["row"] is not None else "the file"
        lines.append(f"  {where}, {problem['field'] or 'whole row'} “{problem['value']}”: {problem['reason']} ({problem['severity']})")
    if len(answer["problems"]) > SHOWN:
        lines.append(f"  … and {len(answer['problems']) - SHOWN} more; --json lists them all.")
    if answer.get("version"):
        lines.append(f"Version: {answer['version']}")
    lines.append("Written." if answer["committed"] else "A dry run: nothing is written. Add --commit to write it.")
    return "\n".join(lines)


def _command(what: str, words: str, example: str, arguments: Callable[[argparse.ArgumentParser], None]) -> Command:
    return Command(name=f"import {what}", help=words, example=f"bin/onecop import {what} {example}", arguments=arguments, run=_run, say=_say)


COMMANDS = (
    _command("agencies", "Read the national list of law-enforcement agencies.", "agencies.csv --commit", _agencies),
    _command(
        "territory",
        "Read the precincts or beats of an agency as a new draft version.",
        "beats.geojson --agency MI0010100 --level beat --id-field BEAT --parent-field PRECINCT --commit --activate",
        _territory,
    ),
    _command("roster", "Read the officers of an agency.", "roster.csv --agency MI0010100 --commit", _roster),
    _command("congregations", "Read congregations as prospects.", "congregations.csv --crs EPSG:26985 --commit", _congregations),
)
