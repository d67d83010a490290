"""Django's mail interface, for libraries that send by themselves: their letters take our way out."""

from email.utils import parseaddr
from typing import Any

from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend

from onecop.kernel.actor import SYSTEM
from onecop.kernel.clock import now
from onecop.mail import services


class OutboxBackend(BaseEmailBackend):
    """Queues one letter per recipient. A header `X-OneCOP-Kind` names the kind."""

    def send_messages(self, email_messages: list[EmailMessage]) -> int:  # type: ignore[override]
        for mail in email_messages:
            for recipient in mail.recipients():
                name, address = parseaddr(recipient)
                services.queue(
                    kind=str(mail.extra_headers.get("X-OneCOP-Kind", "account.mail")),
                    to=address,
                    name=name,
                    subject=str(mail.subject),
                    text=str(mail.body),
                    html=_html_of(mail),
                    reply_to=mail.reply_to[0] if mail.reply_to else "",
                    attachments=[a for a in mail.attachments if isinstance(a, tuple)],
                    by=SYSTEM,
                    at=now(),
                )
        return len(email_messages)


def _html_of(mail: EmailMessage) -> str:
    alternatives: list[Any] = mail.alternatives if isinstance(mail, EmailMultiAlternatives) else []
    return next((str(a[0]) for a in alternatives if a[1] == "text/html"), "")
