from datetime import datetime

from django.conf import settings

from onecop.mail.services.delivery import deliver_due
from onecop.mail.services.digests import forget_bodies, gather
from onecop.tasks.registry import every, pump


@pump("mail")
def deliver() -> bool:
    return deliver_due() > 0


@every(minutes=10, name="mail.digests")
def digests(at: datetime) -> None:
    gather(at)


@every(hours=24, name="mail.forget")
def forget(at: datetime) -> None:
    # In the mailbox the row is the only copy of a letter.
    if settings.MAIL_ROUTE != "mailbox":
        forget_bodies(at)
