"""The congregation's side of a partnership follows its people: whoever has a part there has the tenure here, without a day between them."""

from datetime import datetime

from django.db import transaction

from onecop.congregations.choices import ContactKind
from onecop.congregations.models import Congregation, Contact
from onecop.kernel.actor import Actor
from onecop.partnerships import people_emails as emails
from onecop.partnerships.choices import CloseReason, TenureKind
from onecop.partnerships.models import Partnership
from onecop.partnerships.rules import local_day
from onecop.partnerships.services.tenures import close_tenure, locked, open_tenure


@transaction.atomic
def follow_contacts(*, congregation: Congregation, quietly: bool = False, by: Actor, at: datetime) -> Partnership | None:
    """Give the tenures of the open partnership to who has the parts of its congregation today. Doing it twice changes nothing.

    Whoever hands over is thanked, whoever takes over is welcomed, the officer learns whom to call, and the owner when nobody takes over.

    Args:
        quietly: without letters: the caller writes one of its own.

    Returns:
        The open partnership, or None when the congregation has none.
    """
    found = congregation.partnerships.open().first()
    if found is None:
        return None
    row = locked(found)
    today = local_day(row, at)
    held = {t.kind: t for t in row.tenures.filter(closed_on=None, officer=None).select_related("contact")}
    now = {c.kind: c for c in congregation.contacts.filter(ended_on=None).order_by("pk")}
    for kind in ContactKind:
        tenure, new = held.get(kind), now.get(kind)
        old = tenure.contact if tenure else None
        if old == new:
            continue
        day = max(today, tenure.opened_on) if tenure else today
        if tenure:
            close_tenure(tenure=tenure, on=day, reason=CloseReason.HANDED_OVER if new else CloseReason.ASKED, by=by, at=at)
        if new:
            open_tenure(partnership=row, kind=TenureKind(kind), contact=new, on=day, by=by, at=at)
        if not quietly:
            emails.changed_hands(row, kind=kind, old=old, new=new, others=now, by=by, at=at)
    return row


def contact_changed(*, congregation: Congregation, kind: str, old: Contact | None, new: Contact | None, by: Actor, at: datetime) -> None:
    """What follows here when a part of a congregation changes hands (congregations.registry.when_contact_changes)."""
    from onecop.partnerships.services.naming import overtaken  # it names contacts, and so would lead back here

    follow_contacts(congregation=congregation, by=by, at=at)
    if new is not None:
        overtaken(congregation=congregation, new=new, by=by, at=at)
    if old is not None:
        old.leavings.filter(settled_at=None).update(settled_at=at, settled_by_id=by.pk)
