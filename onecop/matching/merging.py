"""What matching has to say when two rows turn out to be one congregation, or an acceptance is to be taken back."""

from datetime import datetime

from django.utils.translation import gettext as _

from onecop.agencies.models import Agency
from onecop.congregations.models import Congregation
from onecop.kernel.actor import Actor
from onecop.kernel.errors import Refused
from onecop.matching.choices import ProposalState
from onecop.matching.models import Preference


class BeingAsked(Refused):
    """Two people hold a question about the row that would end."""


def follow(*, kept: Congregation, gone: Congregation, choice: str = "", by: Actor, at: datetime) -> None:
    """Let vetoes, wishes and settled proposals follow to the row that goes on; drafts go (congregations.registry.when_merged).

    Raises:
        BeingAsked: an officer and a contact have been asked about the row that would end; with until when.
    """
    # Publishing takes the agency's row too: a draft is either asked before this looks, or withdrawn before it can be.
    list(Agency.objects.select_for_update(of=("self",)).filter(match_runs__proposals__congregation=gone).order_by("pk"))
    asked = gone.proposals.waiting().select_related("officer").first()
    if asked is not None:
        raise BeingAsked(
            _("%(name)s is being asked about %(officer)s.") % {"name": gone, "officer": asked.officer},
            instead=_("Merge the two rows when both have answered, or when their time to answer has run out."),
        )
    gone.proposals.filter(state=ProposalState.DRAFT).update(state=ProposalState.WITHDRAWN, settled_at=at)
    gone.proposals.update(congregation=kept)
    _move_preferences(kept, gone)


def _move_preferences(kept: Congregation, gone: Congregation) -> None:
    """A veto never expires by itself. One that both rows have stays with the ended row: the kept row has its own."""
    there = set(kept.preferences.filter(lifted_at=None).values_list("officer_id", "stance"))
    moving = [p.pk for p in gone.preferences.all() if p.lifted_at is not None or (p.officer_id, p.stance) not in there]
    Preference.objects.filter(pk__in=moving).update(congregation=kept)


def why_kept(congregation: Congregation) -> str:
    """Say that people have been asked about it (congregations.registry.why_kept); empty when nobody has."""
    asked = congregation.proposals.waiting().select_related("officer").first()
    return _("It is being asked about %(officer)s. Wait for the answer first.") % {"officer": asked.officer} if asked else ""
