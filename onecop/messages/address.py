"""The address that a letter of the relay asks to be answered at: whose it is and which thread it leads to, signed.

`reply+` and 40 letters and digits: the key of the thread, the key of the person, and 80 bits of an HMAC over both. Nothing is kept, so it
works for as long as the secret key does; the person must still hold the partnership when a letter comes in. It is the reader's own
address: nobody else's letters carry it. Mail servers may change the case of what stands before the @, so it has none.
"""

import base64
import re
from dataclasses import dataclass
from email.utils import formataddr

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from onecop.kernel.ids import ALPHABET

_LOCAL = re.compile(rf"reply\+([{ALPHABET}]{{12}})([{ALPHABET}]{{12}})([a-z2-7]{{16}})", re.IGNORECASE)
_WRITTEN = re.compile(r"<?reply\+[a-z0-9]{40}@[a-z0-9.-]+>?", re.IGNORECASE)


@dataclass(frozen=True)
class Seat:
    """Who answers, and in which thread: their keys."""

    thread: str
    person: str


def _mac(seat: Seat, secret: str | bytes) -> str:
    digest = salted_hmac("onecop.messages.reply", f"{seat.thread}:{seat.person}", secret=secret, algorithm="sha256").digest()
    return base64.b32encode(digest[:10]).decode().lower()


def write(seat: Seat) -> str:
    """Return the address, or nothing where no domain of the relay is set."""
    if not settings.RELAY_DOMAIN:
        return ""
    return f"reply+{seat.thread}{seat.person}{_mac(seat, settings.SECRET_KEY)}@{settings.RELAY_DOMAIN}"


def write_with_name(seat: Seat, name: str) -> str:
    """The same with a name before it, for a Reply-To header."""
    address = write(seat)
    return formataddr((name, address)) if address and name.isascii() else address


def read(address: str) -> Seat | None:
    """Return whose address it is; None for one that we never wrote."""
    local, _at, domain = address.strip().strip("<>").rpartition("@")
    found = _LOCAL.fullmatch(local)
    if not found or not settings.RELAY_DOMAIN or domain.lower() != settings.RELAY_DOMAIN:
        return None
    seat, given = Seat(found[1].lower(), found[2].lower()), found[3].lower()
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return seat if any(constant_time_compare(_mac(seat, secret), given) for secret in secrets) else None


def without(text: str) -> str:
    """Return a text without any address of the relay: whoever had one could answer in somebody's name."""
    return _WRITTEN.sub("", text)
