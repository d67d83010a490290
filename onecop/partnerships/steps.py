"""The eight steps of the initiative, in order. Titles and sentences are those of the public page."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Step:
    """number: 1 to 8. recurs: comes round again for as long as the partnership lasts."""

    number: int
    key: str
    title: str | Promise
    words: str | Promise
    recurs: bool = False


STEPS = (
    Step(1, "coordinator", _("Choose a coordinator"), _("Your leader picks one person, and a deputy, to keep the partnership moving.")),
    Step(2, "meet", _("Meet your partner officer"), _("We write to you both. You have coffee and learn each other’s names.")),
    Step(3, "ride", _("Ride along"), _("Your leader and your coordinator each spend a few hours on patrol.")),
    Step(4, "debrief", _("Debrief and brainstorm"), _("What did you see? Pick one or two things to work on as a team.")),
    Step(5, "introduce", _("Introduce your officer"), _("At a service or gathering, in your own way, with your first joint goals.")),
    Step(6, "involve", _("Get your officer involved"), _("Meals, school drives, festivals. Faces become familiar."), recurs=True),
    Step(7, "events", _("Come to OneCOP events"), _("Meet other partnerships in your city and across the nation."), recurs=True),
    Step(8, "report", _("Report progress"), _("Tell us how it goes. If your officer moves on, ask for a new one."), recurs=True),
)
