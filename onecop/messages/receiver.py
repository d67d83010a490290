"""A small mail server of our own for the relay, where no provider takes mail in: LMTP for a mail server on the same machine, or SMTP.

It accepts addresses of the relay only, one recipient at a time, up to a bounded size, and says 250 only after the message is kept.
"""

import asyncio
import logging
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP
from anymail.inbound import AnymailInboundMessage
from django.db import close_old_connections, connections

from onecop.kernel.clock import now
from onecop.messages import address
from onecop.messages.services import Verdict, receive

LARGEST = 5 * 2**20
"""Bytes of a letter: a photo in a signature is no reason to refuse the words above it."""

log = logging.getLogger(__name__)


class Door:
    """What the server asks us at each step (the handler of aiosmtpd)."""

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, to: str, options: list[str]) -> str:
        if envelope.rcpt_tos:
            return "452 4.5.3 One recipient at a time, please"
        if address.read(to) is None:
            return "550 5.1.1 No such address here"
        envelope.rcpt_tos.append(to)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        return await asyncio.to_thread(take, envelope.content, envelope.rcpt_tos[0], envelope.mail_from or "")


def take(content: bytes, recipient: str, sender: str) -> str:
    """Take in one letter and return what the server answers. A fault of ours is temporary for whoever sends: they keep the letter and try again."""
    close_old_connections()
    try:
        message = AnymailInboundMessage.parse_raw_mime_bytes(content)
        message.envelope_sender, message.envelope_recipient = sender or "<>", recipient
        verdict = receive(message=message, recipient=recipient, at=now())
    except Exception:
        log.exception("A letter to the relay could not be taken in.")
        return "451 4.3.0 Please try again later"
    finally:
        connections.close_all()
    return "550 5.1.1 No such address here" if verdict == Verdict.UNKNOWN else "250 2.0.0 OK"


class Receiver(Controller):
    """The server in a thread of its own: `start()`, `stop()`. Port 0 takes any free one; `port` then says which."""

    def __init__(self, host: str, port: int, *, lmtp: bool = True) -> None:
        super().__init__(Door(), hostname=host, port=port)
        self.kind = LMTP if lmtp else SMTP

    def factory(self) -> Any:
        return self.kind(self.handler, data_size_limit=LARGEST, enable_SMTPUTF8=True, ident="OneCOP relay")

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
        super()._trigger_server()
