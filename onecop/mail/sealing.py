"""Letters at rest are encrypted: they hold links that act for their reader."""

import base64
import hashlib
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class Unreadable(Exception):
    """The letter was sealed with another SECRET_KEY."""


@lru_cache(maxsize=4)
def _box(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(base64.urlsafe_b64encode(hashlib.blake2b(k.encode(), digest_size=32, person=b"onecop mail").digest())) for k in keys])


def _keys() -> tuple[str, ...]:
    return (str(settings.SECRET_KEY), *(str(key) for key in settings.SECRET_KEY_FALLBACKS))


def seal(plain: bytes) -> bytes:
    return _box(_keys()).encrypt(plain)


def open_sealed(sealed: bytes) -> bytes:
    """Return what was sealed.

    Raises:
        Unreadable: none of SECRET_KEY and SECRET_KEY_FALLBACKS opens it.
    """
    try:
        return _box(_keys()).decrypt(sealed)
    except InvalidToken:
        raise Unreadable("sealed with another SECRET_KEY; add the old one to SECRET_KEY_FALLBACKS") from None


def fingerprint(token: str) -> str:
    """Return what is kept of a token that stands in a link: its SHA-256."""
    return hashlib.sha256(token.encode()).hexdigest()
