"""What events have to say when two rows turn out to be one congregation."""

from datetime import datetime

from onecop.congregations.models import Congregation
from onecop.kernel.actor import Actor


def follow(*, kept: Congregation, gone: Congregation, choice: str = "", by: Actor, at: datetime) -> None:
    """Let the calendar follow to the row that goes on (congregations.registry.when_merged)."""
    gone.events.update(congregation=kept)
