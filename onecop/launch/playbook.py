"""The playbook: how the programme enters a city, as dated tasks with owners. Change a city's plan on its own page; change this file for cities to come.

`days` counts from the day of the launch, or from the luncheon where `anchor` says so; before it is negative. A step with `evidence` is done
when the evidence is there, and nobody ticks it.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from onecop.launch.choices import Anchor, Evidence, Owner


@dataclass(frozen=True)
class Step:
    """One task of every new plan. code: kept with the task, so that old plans keep their words."""

    code: str
    title: str | Promise
    words: str | Promise
    days: int
    owner: Owner
    evidence: Evidence | None = None
    anchor: Anchor = Anchor.LAUNCH


STEPS: tuple[Step, ...] = (
    Step("agency", _("The agency signs on"), _("Its chief or sheriff signs the charter, and it names a liaison."), -84, Owner.EXECUTIVE, Evidence.AGENCY),
    Step(
        "territory", _("Bring in the map"), _("Precincts and beats as the agency patrols them, checked and in force."), -70, Owner.LIAISON, Evidence.TERRITORY
    ),
    Step("roster", _("Bring in the roster"), _("Patrol officers with their areas and shifts."), -63, Owner.LIAISON, Evidence.ROSTER),
    Step(
        "prospects", _("Bring in the list of congregations"), _("Houses of worship of every tradition, with their addresses."), -56, Owner.STAFF,
        Evidence.PROSPECTS,
    ),
    Step(
        "invitations", _("Invite the congregations"), _("By e-mail where we know one, by printed letter to all others."), -28, Owner.STAFF, Evidence.LETTERS,
        Anchor.LUNCHEON,
    ),
    Step("place", _("Find a place for the luncheon"), _("Neutral ground, with food that every tradition may eat."), -35, Owner.STAFF, None, Anchor.LUNCHEON),
    Step(
        "luncheon", _("Launch luncheon with faith leaders of all traditions"), _("Put the pledge code on the screen, and have a tablet by the door."), 0,
        Owner.STAFF, None, Anchor.LUNCHEON,
    ),
    Step(
        "academy", _("Academy or simulator day"), _("Faith leaders and coordinators see how officers train and decide."), 0, Owner.LIAISON,
    ),
    Step("rides", _("First ride-alongs"), _("Leaders ride a shift; the agency’s own rules hold."), 21, Owner.LIAISON, Evidence.RIDES),
    Step("matching", _("Match and publish"), _("Run the matching, look at the reasons, ask both sides."), 28, Owner.STAFF, Evidence.PUBLISHED),
    Step("connection", _("Connect the first partners"), _("Both said yes, and the connection e-mail is out."), 42, Owner.STAFF, Evidence.PARTNERSHIPS),
    Step(
        "introductions", _("First introductions at a service"), _("An officer is introduced to a congregation."), 70, Owner.STAFF, Evidence.INTRODUCTIONS
    ),
)  # fmt: skip
BY_CODE = {step.code: step for step in STEPS}
