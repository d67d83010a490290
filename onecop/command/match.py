"""match --agency ORI [--publish]: propose a partner officer for every congregation on the agency's ground."""

import argparse
from collections.abc import Mapping
from typing import Any

from onecop.command.base import BY, Answer, Command, Fault, agency_of

SHOWN = 20


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--agency", metavar="ORI", required=True, help="whose officers and congregations to pair")
    parser.add_argument("--publish", action="store_true", help="ask both sides of every proposal at once")


def _run(asked: argparse.Namespace) -> Answer:
    from onecop.kernel.clock import now
    from onecop.matching import services

    agency, at = agency_of(asked.agency), now()
    answer = services.run_now(agency=agency, by=BY, at=at, include_prospects=True)
    return {**answer, **_publish(agency, at)} if asked.publish else answer


def _publish(agency: Any, at: Any) -> Answer:
    """Ask both sides of every draft, in the name of the national staff who has been there longest: somebody has to sign the letters."""
    from onecop.access.choices import RoleCode
    from onecop.access.models import Grant
    from onecop.matching import services
    from onecop.matching.choices import ProposalState
    from onecop.matching.models import Proposal

    signer = Grant.objects.in_force().filter(role=RoleCode.NATIONAL_STAFF).select_related("person").order_by("granted_at", "id").first()
    if signer is None:
        raise Fault("Nobody is there to ask in whose name. Make somebody national staff first: bin/onecop createstaff EMAIL")
    drafts = Proposal.objects.filter(run__agency=agency, state=ProposalState.DRAFT).select_related("run__agency").order_by("id")
    outcome = services.publish_many(proposals=drafts, by=signer.person, at=at)
    refused = [{"congregation": one.congregation.name, "reason": " ".join(f"{why.reason} {why.instead}".split())} for one, why in outcome.refused]
    return {"asked": len(outcome.asked), "not_asked": refused}


def _say(answer: Mapping[str, Any]) -> str:
    lines = [
        f"{answer['placed']} of {answer['congregations']} congregations have a proposal, from {answer['officers']} officers; cost {answer['cost']} points."
    ]
    lines += [f"  {one['congregation']}: {one['reason']}" for one in answer["unplaced"][:SHOWN]]
    if len(answer["unplaced"]) > SHOWN:
        lines.append(f"  … and {len(answer['unplaced']) - SHOWN} more without; --json lists them all.")
    if "asked" in answer:
        lines.append(f"Asked both sides of {answer['asked']} proposals.")
        lines += [f"  not asked, {one['congregation']}: {one['reason']}" for one in answer["not_asked"][:SHOWN]]
    return "\n".join(lines)


COMMANDS = (
    Command(
        name="match",
        help="Propose a partner officer for every congregation of an agency.",
        example="bin/onecop match --agency MI0010100",
        arguments=_arguments,
        run=_run,
        say=_say,
    ),
)
