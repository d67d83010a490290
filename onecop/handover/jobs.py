"""What the clock does here."""

from datetime import datetime

from onecop.handover import services
from onecop.tasks.alone import Alone
from onecop.tasks.registry import every


@every(hours=1, name="handover.sweep")
def sweep(at: datetime) -> None:
    """Look for officers who move on, and do what the days ask for."""
    with Alone("handover.sweep") as alone:
        services.sweep(at, alone=alone)


@every(minutes=15, name="handover.ask_again")
def ask_again(at: datetime) -> None:
    """Remind who has not answered, and end questions whose week is over."""
    services.ask_again(at)
