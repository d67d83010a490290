"""Anyone registers an event; it counts from the click in the letter on."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from onecop.access import links
from onecop.access.models import ActionLink
from onecop.audit.services import record
from onecop.kernel.actor import Machine
from onecop.weekend import emails
from onecop.weekend.choices import Standing
from onecop.weekend.exceptions import CannotDecide, Closed, TooMany
from onecop.weekend.models import Submission, Weekend
from onecop.weekend.places import Pin, scope_of, zone_of_zip
from onecop.weekend.services.comparing import compare

A_DAY = 10
"""Registrations that one e-mail address may leave unconfirmed in a day: each of them is a letter."""


def fill(row: Submission, values: dict[str, Any], pin: Pin) -> None:
    """Write what a form holds into a row, with all that follows from it."""
    for name, value in values.items():
        setattr(row, name, value)
    row.lon, row.lat, row.exact = pin.lon, pin.lat, pin.exact
    row.zone, row.scope = zone_of_zip(row.zip), scope_of(row.state)
    row.starts_at = datetime.combine(row.starts_on, row.starts, ZoneInfo(row.zone))
    row.fold()


@transaction.atomic
def register(*, weekend: Weekend, values: dict[str, Any], pin: Pin, at: datetime) -> Submission:
    """Keep what somebody registers, and write to them for the click that confirms it.

    Args:
        values: the fields of Submission that the form asks for. pin: where it is, looked up before (that may ask the network).

    Raises:
        Closed: hosts cannot register now. TooMany: this address waits for too many clicks.
    """
    if not weekend.is_open(at):
        raise Closed(_("Events cannot be registered now."), instead=_("Look at the page of the weekend for the days on which they can."))
    recent = Submission.objects.filter(email=values["email"], standing=Standing.UNCONFIRMED, sent_at__gt=at - timedelta(days=1))
    if recent.count() >= A_DAY:
        raise TooMany(_("This address has registered many events that wait for a click."), instead=_("Open our letters and confirm those first."))
    row = Submission(weekend=weekend, sent_at=at, changed_at=at)
    fill(row, values, pin)
    row.save()
    by = Machine(audit_label=f"{row.contact_name} (registering)")
    record("submission.sent", row, by=by, at=at, after={"title": row.title})
    emails.confirm(row, by=by, at=at)
    return row


@transaction.atomic
def confirm(*, link: ActionLink, at: datetime) -> tuple[Submission, str]:
    """Take a registration in: from now on it waits for staff. Where it looks like another one, its host is asked.

    Returns:
        The row, and the token of that question, or "".

    Raises:
        LinkUsed: it was confirmed before. CannotDecide: it is gone.
    """
    links.use(link, at)
    row = Submission.objects.select_for_update(of=("self",)).select_related("weekend").filter(key=link.target, standing=Standing.UNCONFIRMED).first()
    if row is None:
        raise CannotDecide(_("This registration is not here any more."), instead=_("Please register it again."))
    row.standing, row.confirmed_at, row.changed_at = Standing.WAITING, at, at
    row.save(update_fields=["standing", "confirmed_at", "changed_at"])
    by = links.actor_of(link)
    record("submission.confirmed", row, by=by, at=at)
    found = compare(submission=row, by=by, at=at)
    return row, emails.same(row, by=by, at=at) if found else ""


@transaction.atomic
def drop_unconfirmed(*, at: datetime) -> int:
    """Delete what nobody has confirmed in two weeks. Returns how many."""
    old = Submission.objects.filter(standing=Standing.UNCONFIRMED, sent_at__lte=at - emails.CONFIRM_FOR)
    return old.delete()[0]
