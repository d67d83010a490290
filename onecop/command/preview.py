"""preview-territory VERSION: what a draft map would move, before anyone puts it in force."""

import argparse
from collections.abc import Mapping
from typing import Any

from onecop.command.base import Answer, Command, Fault


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("version", metavar="VERSION", help="the key that the territory import answered with")


def _run(asked: argparse.Namespace) -> Answer:
    from onecop.partnerships.rebeat import rebeat_preview
    from onecop.territory.models import TerritoryVersion

    version = TerritoryVersion.objects.select_related("territory").filter(key=asked.version).first()
    if version is None:
        raise Fault(f"There is no territory version {asked.version}.")
    return rebeat_preview(version).as_json()


def _say(answer: Mapping[str, Any]) -> str:
    lines = [f"{answer['congregations_moved']} congregations would change their area; {answer['partnerships_affected']} partnerships are affected."]
    lines += [f"  {move['congregation']}: {move['from'] or 'nowhere'} → {move['to'] or 'nowhere'}" for move in answer["moved"]]
    return "\n".join(lines)


COMMANDS = (
    Command(
        name="preview-territory",
        help="List what a draft territory version would move.",
        example="bin/onecop preview-territory h3k7mwq2xvbn",
        arguments=_arguments,
        run=_run,
        say=_say,
    ),
)
