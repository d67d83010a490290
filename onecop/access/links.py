"""Action links: one act on one object until a date, for whoever holds the e-mail. The token is never kept, only its SHA-256."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime

from django.db import models, transaction
from django.utils.translation import gettext as _

from onecop.access.models import ActionLink, Person
from onecop.kernel.actor import Actor, Machine
from onecop.kernel.errors import Refused

TOKEN_BYTES = 24  # 192 bits


class LinkInvalid(Refused):
    """No such link for this act, or it was withdrawn."""


class LinkExpired(Refused):
    """The date of the link has passed."""


class LinkUsed(Refused):
    """The link has done its act."""


def new_token() -> str:
    """Return 32 URL-safe characters, 192 bits from the system's generator."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def digest(token: str) -> str:
    """Return what is kept of a token. It has 192 random bits, so a plain hash cannot be searched backwards."""
    return hashlib.sha256(token.encode()).hexdigest()


def issue(*, act: str, target: models.Model | str, email: str, name: str = "", until: datetime, at: datetime) -> str:
    """Make a link.

    Args:
        act: what it does, as a short code; `find` must be asked for the same.
        target: the object (its `key`, else its row number, is kept) or the key itself.
        email, name: whom it is sent to. until: when it ends.

    Returns:
        The raw token. Put it into the mail and nowhere else.
    """
    token = new_token()
    ActionLink.objects.create(
        token_hash=digest(token), act=act, target=target_key(target), email=email.strip().lower(), name=name[:120], issued_at=at, expires_at=until
    )
    return token


def issue_many(*, act: str, targets: Sequence[tuple[models.Model | str, str, str]], until: datetime, at: datetime) -> list[str]:
    """Make many links of one act at once; targets: (object, e-mail, name) each, the rest as in `issue`. Returns the raw tokens in their order."""
    tokens = [new_token() for _target in targets]
    ActionLink.objects.bulk_create(
        [
            ActionLink(
                token_hash=digest(token), act=act, target=target_key(target), email=email.strip().lower(), name=name[:120], issued_at=at, expires_at=until
            )
            for token, (target, email, name) in zip(tokens, targets, strict=True)
        ],
        batch_size=500,
    )
    return tokens


def find(*, act: str, token: str, at: datetime) -> ActionLink:
    """Return the open link of this act and token. Changes nothing.

    Raises:
        LinkInvalid, LinkExpired, LinkUsed: with words for the page.
    """
    found = ActionLink.objects.filter(token_hash=digest(token), act=act).first()
    if found is None or found.withdrawn_at:
        raise LinkInvalid(_("This link does not work."), instead=_("Open the newest message you have from us, or ask for a new one."))
    if found.used_at:
        raise LinkUsed(_("You have already answered with this link. Thank you!"))
    if found.expires_at <= at:
        raise LinkExpired(_("This link has run out."), instead=_("Ask for a new one; it takes a minute."))
    return found


@transaction.atomic
def use(link: ActionLink, at: datetime) -> None:
    """Mark a link as used: of two that race, one wins.

    Raises:
        LinkUsed: it was used or withdrawn meanwhile.
    """
    won = ActionLink.objects.filter(pk=link.pk, used_at=None, withdrawn_at=None).update(used_at=at)
    if not won:
        raise LinkUsed(_("You have already answered with this link. Thank you!"))
    link.used_at = at


def withdraw(*, act: str, target: models.Model | str, at: datetime, email: str = "") -> int:
    """End the open links of an act on an object (for one address, or all). Returns how many."""
    open_ones = ActionLink.objects.filter(act=act, target=target_key(target), used_at=None, withdrawn_at=None)
    if email:
        open_ones = open_ones.filter(email=email.strip().lower())
    return open_ones.update(withdrawn_at=at)


def actor_of(link: ActionLink) -> Actor:
    """Return who acts when a link is used: the person with its address, if we know one."""
    known = Person.objects.filter(email=link.email, is_active=True).first() if link.email else None
    return known or Machine(audit_label=link.audit_label)


def target_key(target: models.Model | str) -> str:
    return target if isinstance(target, str) else str(getattr(target, "key", target.pk))
