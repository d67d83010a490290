"""The run of show: who greets, where to stand, what is said, how many minutes. Short, so that a service stays a service."""

from typing import Any

from django.utils.translation import gettext as _

MOST = 12
LENGTHS = {"what": 120, "who": 80, "where": 120, "said": 400}
Item = dict[str, Any]


def usual(*, leader: str, coordinator: str, officer: str, where: str, goals: list[str]) -> list[Item]:
    """Return the run of show that is proposed.

    Args:
        leader, coordinator, officer: names; where: where the officer stands, as the protocol says; goals: the joint goals to share.
    """
    shared = "; ".join(goals)
    words = _("“This is %(officer)s, our partner. Today is a visit among neighbors.”")
    return [
        _item(10, _("Welcome at the door"), coordinator, _("At the entrance"), _("Somebody shows the way, the seat and what happens when.")),
        _item(2, _("The leader introduces the officer"), leader, where, words % {"officer": officer}),
        _item(3, _("The officer greets"), officer, where, _("Name, where from, and what brings joy in this neighborhood. No reports, no requests, no notes.")),
        _item(2, _("What we work on together"), coordinator, where, shared or _("Our first joint goal, in one sentence each.")),
        _item(1, _("Thanks"), leader, where, _("A word of thanks, in the congregation’s own way. Prayer only if the officer said yes beforehand.")),
        _item(20, _("Coffee or a meal"), _("Everybody"), _("In the hall"), _("Time to meet one another. Nobody has to.")),
    ]  # fmt: skip


def _item(minutes: int, what: str, who: str, where: str, said: str) -> Item:
    return {"minutes": minutes, "what": what, "who": who, "where": where, "said": said}


def clean(items: list[Item]) -> list[Item]:
    """Return items as they are kept: those with a `what`, words on one line and cut to length, minutes from 0 to 240."""
    found = []
    for item in items[:MOST]:
        words = {name: " ".join(str(item.get(name) or "").split())[:most] for name, most in LENGTHS.items()}
        if words["what"]:
            found.append({"minutes": min(max(int(item.get("minutes") or 0), 0), 240), **words})
    return found
