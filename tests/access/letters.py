"""What stands in the mail that was queued."""

from onecop.mail.models import Message


def newest_text(to: str) -> str:
    """The plain text of the newest letter to an address."""
    return Message.objects.filter(email=to).latest("id").body.text
