"""What a worker does for debriefs and goals: tell who has not seen what was written, remind of a day that comes near or has passed."""

from datetime import datetime

from onecop.debriefs import services
from onecop.tasks.registry import every


@every(hours=6, name="debriefs.goals")
def goals(at: datetime) -> None:
    """Remind whoever keeps a goal moving."""
    services.remind_of_goals(at=at)


@every(hours=1, name="debriefs.written")
def written(at: datetime) -> None:
    """Tell the other side what was written yesterday."""
    services.tell_of_words(at=at)
