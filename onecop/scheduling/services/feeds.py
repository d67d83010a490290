"""Everybody's private calendar address."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from onecop.access.links import digest, new_token
from onecop.access.models import Person
from onecop.audit.services import record
from onecop.kernel.errors import Refused
from onecop.scheduling.models import Feed


@transaction.atomic
def open_feed(*, person: Person, shows_places: bool = False, by: Person, at: datetime) -> str:
    """Make a new calendar address; the one from before stops at once.

    Returns:
        The raw token, to be shown once and kept nowhere.
    """
    _revoke(person, by=by, at=at)
    token = new_token()
    try:
        with transaction.atomic():
            Feed.objects.create(person=person, token_hash=digest(token), shows_places=shows_places, made_at=at)
    except IntegrityError:
        raise Refused(_("Another address was made in the same moment."), instead=_("Look at the page again.")) from None
    record("feed.opened", person, by=by, at=at)
    return token


@transaction.atomic
def revoke_feed(*, person: Person, by: Person, at: datetime) -> bool:
    """Let somebody's calendar address stop. Returns whether there was one."""
    if not _revoke(person, by=by, at=at):
        return False
    record("feed.revoked", person, by=by, at=at)
    return True


@transaction.atomic
def show_places(*, person: Person, shows: bool, by: Person, at: datetime) -> bool:
    """Choose whether one's calendar says where. Returns whether that changed anything."""
    changed = Feed.objects.filter(person=person, revoked_at=None, shows_places=not shows).update(shows_places=shows)
    if changed:
        record("feed.places_set", person, by=by, at=at, after={"shows": shows})
    return bool(changed)


def _revoke(person: Person, *, by: Person, at: datetime) -> int:
    return Feed.objects.filter(person=person, revoked_at=None).update(revoked_at=at, revoked_by_id=by.pk)
