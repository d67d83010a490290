"""What a launch has to say when two rows turn out to be one congregation."""

from datetime import datetime

from onecop.congregations.models import Congregation
from onecop.kernel.actor import Actor
from onecop.launch.models import ProspectAddress


def follow(*, kept: Congregation, gone: Congregation, choice: str = "", by: Actor, at: datetime) -> None:
    """Let invitations, pledges and the wish not to be written to follow to the row that goes on (congregations.registry.when_merged)."""
    twice = kept.launch_invitations.values("mailing")  # type: ignore[attr-defined]
    gone.launch_invitations.exclude(mailing__in=twice).update(congregation=kept)  # type: ignore[attr-defined]
    gone.pledges.update(congregation=kept)  # type: ignore[attr-defined]
    old = ProspectAddress.objects.filter(congregation=gone).first()
    mine = ProspectAddress.objects.filter(congregation=kept).first()
    if old is not None and mine is None:
        old.congregation = kept
        old.save(update_fields=["congregation"])
    elif old is not None and mine is not None and old.closed_at and not mine.closed_at:
        mine.closed_at, mine.closed_by_id, mine.closed_words = old.closed_at, old.closed_by_id, old.closed_words
        mine.save(update_fields=["closed_at", "closed_by_id", "closed_words"])
