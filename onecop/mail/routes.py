"""The ways out: a session per batch, one letter at a time, and what an answer means."""

import smtplib
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Protocol

from django.conf import settings
from django.core.mail import get_connection

from onecop.mail import rules
from onecop.mail.compose import as_bytes, envelope
from onecop.mail.models import Message


class Setback(Exception):
    """A letter did not go out.

    Args:
        words: what the other side said, without anything of the letter's body.
        lasting: it would be the same tomorrow. dead: the address does not exist. gone: the session is useless from now on.
    """

    def __init__(self, words: str, *, lasting: bool = False, dead: bool = False, gone: bool = False) -> None:
        super().__init__(words)
        self.words, self.lasting, self.dead, self.gone = words[:500], lasting, dead, gone


class Session(Protocol):
    def __enter__(self) -> "Session": ...
    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None: ...

    def send(self, message: Message) -> "Receipt":
        """Hand over one letter.

        Raises:
            Setback: it did not go out.
        """
        ...


@dataclass(frozen=True)
class Receipt:
    """provider_id: the provider's own number for the letter, when it gives one. arrived: nothing more will be heard of it."""

    provider_id: str = ""
    arrived: bool = False


class MailboxSession:
    """Nothing leaves: the row is the letter, and the mailbox page shows it."""

    def __enter__(self) -> "MailboxSession":
        return self

    def __exit__(self, *_args: object) -> None:
        return None

    def send(self, message: Message) -> Receipt:
        return Receipt(arrived=True)


class SmtpSession:
    """One SMTP connection for a batch. Commands go out together where the server allows it (RFC 2920)."""

    def __init__(self) -> None:
        self.smtp: smtplib.SMTP | None = None

    def __enter__(self) -> "SmtpSession":
        return self

    def __exit__(self, *_args: object) -> None:
        if self.smtp is not None:
            try:
                self.smtp.quit()
            except (OSError, smtplib.SMTPException):
                self.smtp.close()
            self.smtp = None

    def _connect(self) -> smtplib.SMTP:
        kind = smtplib.SMTP_SSL if settings.EMAIL_USE_SSL else smtplib.SMTP
        smtp = kind(settings.EMAIL_HOST, settings.EMAIL_PORT, timeout=settings.EMAIL_TIMEOUT, local_hostname=_hello_name())
        if settings.EMAIL_USE_TLS:
            smtp.starttls()
        if settings.EMAIL_HOST_USER:
            smtp.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
        smtp.ehlo_or_helo_if_needed()
        return smtp

    def send(self, message: Message) -> Receipt:
        data = as_bytes(message)
        try:
            if self.smtp is None:
                self.smtp = self._connect()
            _hand_over(self.smtp, _bare(settings.MAIL_FROM), message.email, data)
        except smtplib.SMTPResponseException as error:
            words = f"{error.smtp_code} {_decoded(error.smtp_error)}"
            gone = error.smtp_code == 421 or isinstance(error, smtplib.SMTPConnectError | smtplib.SMTPHeloError | smtplib.SMTPAuthenticationError)
            self._drop(gone)
            lasting = rules.is_lasting(error.smtp_code) and not gone
            raise Setback(words, lasting=lasting, dead=rules.address_is_dead(error.smtp_code, words), gone=gone) from None
        except (OSError, smtplib.SMTPException) as error:
            self._drop(True)
            raise Setback(f"{type(error).__name__}: {error}", gone=True) from None
        return Receipt()

    def _drop(self, gone: bool) -> None:
        if gone and self.smtp is not None:
            self.smtp.close()
            self.smtp = None


def _hand_over(smtp: smtplib.SMTP, sender: str, recipient: str, data: bytes) -> None:
    """MAIL, RCPT, DATA in one packet where pipelining is offered, else one after the other. Raises SMTPResponseException on any no."""
    commands = [f"MAIL FROM:<{sender}>", f"RCPT TO:<{recipient}>", "DATA"]
    if smtp.has_extn("pipelining"):
        smtp.send("".join(f"{c}\r\n" for c in commands))
        answers = [smtp.getreply() for _c in commands]
    else:
        answers = []
        for command in commands:
            answers.append(smtp.docmd(command))
            if answers[-1][0] >= 400:
                break
    refused = next((a for a in answers if a[0] >= 400), None)
    if refused is not None:
        if answers[-1][0] == 354:  # the server wants the text all the same: end it empty, nobody is addressed
            smtp.send("\r\n.\r\n")
            smtp.getreply()
        smtp.rset()
        raise smtplib.SMTPResponseException(*refused)
    end = b".\r\n" if data.endswith(b"\r\n") else b"\r\n.\r\n"
    smtp.send(smtplib._quote_periods(data) + end)  # type: ignore[attr-defined]
    code, words = smtp.getreply()
    if code != 250:
        raise smtplib.SMTPResponseException(code, words)


class ProviderSession:
    """A provider of django-anymail, reached over HTTPS."""

    def __init__(self, provider: str) -> None:
        self.connection: Any = get_connection(f"anymail.backends.{provider}.EmailBackend")

    def __enter__(self) -> "ProviderSession":
        self.connection.open()
        return self

    def __exit__(self, *_args: object) -> None:
        self.connection.close()

    def send(self, message: Message) -> Receipt:
        from anymail.exceptions import AnymailAPIError, AnymailError, AnymailRecipientsRefused

        mail: Any = envelope(message)
        mail.metadata = {"key": message.key}
        mail.tags = [message.kind]
        try:
            self.connection.send_messages([mail])
        except AnymailRecipientsRefused:
            raise Setback("the provider refuses the address", lasting=True) from None
        except AnymailAPIError as error:
            code = getattr(error, "status_code", None) or 0
            raise Setback(f"the provider answered {code or 'nothing'}", lasting=code in (400, 413, 422), gone=code in (401, 403, 429)) from None
        except (AnymailError, OSError) as error:
            raise Setback(type(error).__name__, gone=isinstance(error, OSError)) from None
        status = mail.anymail_status
        return Receipt(provider_id=status.message_id if isinstance(status.message_id, str) else "")


def session() -> Session:
    """Return a fresh session of the route that the settings name."""
    if settings.MAIL_ROUTE == "mailbox":
        return MailboxSession()
    return SmtpSession() if settings.MAIL_ROUTE == "smtp" else ProviderSession(settings.MAIL_ROUTE)


def _bare(sender: str) -> str:
    return sender.rpartition("<")[2].rstrip("> ") if "<" in sender else sender


def _hello_name() -> str:
    return _bare(settings.MAIL_FROM).rpartition("@")[2] or "localhost"


def _decoded(words: bytes | str) -> str:
    return words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words)
