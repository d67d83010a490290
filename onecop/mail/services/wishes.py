"""What a reader wants: kinds on and off, a digest, quiet hours. Done by the reader, signed in or through the link of a letter."""

from dataclasses import dataclass
from datetime import datetime, time

from django.db import transaction
from django.utils.translation import gettext as _

from onecop.audit import services as audit
from onecop.kernel.actor import Actor
from onecop.kernel.errors import Refused
from onecop.mail.choices import State
from onecop.mail.models import Block, Message, OptOut, Wish


@dataclass(frozen=True)
class Reader:
    """Whoever holds a letter's link. They are known by their address only."""

    email: str
    pk: None = None

    @property
    def audit_label(self) -> str:
        return _("A reader, by the link of a letter")


def leave(email: str, kind: str, *, at: datetime) -> None:
    """Turn one kind of letter off for an address; `*` turns all optional ones off. What waits of it is not sent."""
    with transaction.atomic():
        OptOut.objects.get_or_create(email=email, kind=kind, defaults={"at": at})
        waiting = Message.objects.filter(email=email, transactional=False, state__in=(State.WAITING, State.HELD))
        if kind != "*":
            waiting = waiting.filter(kind=kind)
        waiting.update(state=State.UNWANTED, ended_at=at, trouble=_("The reader turned this kind of mail off."), lease_token=None, lease_until=None)


def set_wishes(email: str, *, wanted: dict[str, bool], daily: bool, quiet: tuple[time, time] | None, timezone: str, by: Actor, at: datetime) -> Wish:
    """Keep a reader's wishes.

    Args:
        wanted: kind → whether to send it. quiet: from and to, in the reader's zone; None: any time.
        timezone: an IANA name, or empty for that of the account.
    """
    with transaction.atomic():
        fields = {"daily": daily, "quiet_from": quiet[0] if quiet else None, "quiet_to": quiet[1] if quiet else None, "timezone": timezone}
        wish, _new = Wish.objects.update_or_create(email=email, defaults={**fields, "changed_at": at})
        OptOut.objects.filter(email=email, kind__in=[*(k for k, on in wanted.items() if on), "*"]).delete()
        for kind, on in wanted.items():
            if not on:
                leave(email, kind, at=at)
        if not daily:
            Message.objects.filter(email=email, state=State.HELD).update(state=State.WAITING, due_at=at)
        audit.record("mail.wishes_changed", wish, by=by, at=at, after={"daily": daily, "off": sorted(k for k, on in wanted.items() if not on)})
    return wish


def unblock(blocked: Block, *, by: Actor, at: datetime) -> None:
    """Allow mail to an address again.

    Raises:
        Refused: its reader reported our mail as spam; only they can ask for it again.
    """
    if blocked.reason == "complaint":
        raise Refused(_("The reader reported our mail as spam."), instead=_("Ask them, and use another address."))
    with transaction.atomic():
        audit.record("mail.unblocked", blocked, by=by, at=at, note=blocked.detail)
        blocked.delete()
