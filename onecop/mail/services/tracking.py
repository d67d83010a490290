"""What providers tell about letters on their way."""

from datetime import datetime

from django.db import transaction

from onecop.mail.choices import BlockReason, State
from onecop.mail.models import Message
from onecop.mail.services.delivery import block

ENDS = {"delivered": State.DELIVERED, "bounced": State.BOUNCED, "rejected": State.BOUNCED, "failed": State.FAILED, "complained": State.DELIVERED}
LASTING = {"invalid", "bounced"}


def note(*, provider_id: str, recipient: str, event: str, reason: str = "", detail: str = "", at: datetime) -> Message | None:
    """Write down what became of a letter.

    Args:
        provider_id: its Message-ID or the provider's own number. event, reason: in the words of django-anymail.

    Returns: the letter, or None when the event is about none of ours.
    """
    with transaction.atomic():
        letters = Message.objects.select_for_update()
        message = letters.filter(provider_id=provider_id).first() or letters.filter(message_id=f"<{provider_id.strip('<>')}>").first()
        if message is None or (recipient and recipient.strip().lower() != message.email):
            return None
        if event == "complained":
            block(message.email, BlockReason.COMPLAINT, detail, at=at)
        if event in ("bounced", "rejected") and (reason in LASTING or not reason):
            block(message.email, BlockReason.BOUNCE, detail, at=at)
        if event == "deferred" and message.state == State.SENT:
            Message.objects.filter(pk=message.pk).update(state=State.DEFERRED, trouble=detail[:500])
        elif event in ENDS and not (message.state == State.DELIVERED and ENDS[event] == State.DELIVERED):
            words = "" if ENDS[event] == State.DELIVERED else detail[:500]
            Message.objects.filter(pk=message.pk).update(state=ENDS[event], ended_at=at, trouble=words)
    message.refresh_from_db()
    return message
