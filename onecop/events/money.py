"""What may pay for an event. Federal money of the Department of Justice: 28 CFR 38.5."""

import re
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from onecop.debriefs.choices import LIVE
from onecop.debriefs.models import Goal
from onecop.events import rules

FEDERAL = re.compile(r"\b(federal|doj|ojp|bja|ovc|ojjdp|cops office|byrne|jag|voca|fema|nsgp|hhs|samhsa|dhs|americorps)\b", re.IGNORECASE)
"""Names by which federal programs that pay for such events usually go."""


@dataclass(frozen=True)
class Wrong:
    """field: of the form. words: what does not fit. instead: what would."""

    field: str
    words: str
    instead: str


def wrong(*, kind: str, religious: bool, federal: bool, grant: str) -> list[Wrong]:
    """Return what does not fit between an event and its money; empty when all does.

    Args:
        religious: worship, religious teaching or prayer is part of it. federal: federal money pays for a part. grant: as the funder names it.
    """
    found = []
    apart = _("Plan the religious part as an event of its own, at another time or place, and let nobody be obliged to join it.")
    if federal and rules.must_be_unfunded(kind, religious):
        found.append(Wrong("federally_funded", _("Federal money may not pay for worship, religious teaching or prayer (28 CFR 38)."), apart))
    elif FEDERAL.search(grant) and not federal:
        if rules.must_be_unfunded(kind, religious):
            found.append(Wrong("grant", _("This grant is federal money, which may not pay for worship, religious teaching or prayer (28 CFR 38)."), apart))
        else:
            found.append(Wrong("grant", _("This grant is federal money."), _("Say so above, so that the rules for it are kept.")))
    return found


def goal_fits(goal: Any, host: Any) -> bool:
    """True when a joint goal belongs to the host, or to a partnership of the congregation or agency that hosts."""
    pair = goal.partnership
    return host in (pair, pair.congregation, pair.agency)


def goals_for(host: Any) -> Any:
    """Return the live joint goals that an event of a host may serve, the nearest day first."""
    name = "scope" if host is None else str(host._meta.model_name)
    if name == "scope":
        return Goal.objects.none()
    path = "partnership" if name == "partnership" else f"partnership__{name}"
    return Goal.objects.filter(state__in=LIVE, **{path: host}).order_by("due_on", "id")
