"""People come and go by dated tenures; the partnership stays."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from onecop.agencies.models import Officer
from onecop.audit.services import record
from onecop.congregations.models import Contact
from onecop.kernel.actor import Actor
from onecop.kernel.errors import Refused
from onecop.partnerships.choices import OFFICER_KINDS, CloseReason, PartnershipState, TenureKind
from onecop.partnerships.models import Partnership, Tenure
from onecop.partnerships.registry import tell_tenure


class CannotOpen(Refused):
    """Somebody's time in a partnership cannot begin like this."""


class CannotClose(Refused):
    """Somebody's time in a partnership cannot end like this."""


def locked(partnership: Partnership) -> Partnership:
    """Lock the row: whoever changes its people waits for the other, and looks again."""
    return (
        Partnership.objects.select_for_update(of=("self",))
        .select_related("congregation__scope__parent", "agency__scope", "agency__territory")
        .get(pk=partnership.pk)
    )


@transaction.atomic
def open_tenure(
    *, partnership: Partnership, kind: TenureKind, officer: Officer | None = None, contact: Contact | None = None, on: date, by: Actor, at: datetime
) -> Tenure:
    """Begin somebody's time in a partnership.

    On no day do two officers hold it, be it as partner officer or in the interim: an interim covers only while there is no partner officer.

    Args:
        officer, contact: exactly one, as the kind asks. on: the first day, by the calendar of the agency's place.

    Raises:
        CannotOpen: the partnership has ended, or somebody holds that part on that day or later.
    """
    row = locked(partnership)
    if row.state == PartnershipState.ENDED:
        raise CannotOpen(_("This partnership has ended."), instead=_("Take it up again first."))
    alike = OFFICER_KINDS if kind in OFFICER_KINDS else {kind}
    later = row.tenures.filter(kind__in=alike).exclude(closed_on__lte=on).exclude(closed_on=F("opened_on")).select_related("officer", "contact").first()
    if later:
        raise CannotOpen(
            _("%(who)s is %(part)s on that day or later.") % {"who": later.officer or later.contact, "part": later.get_kind_display()},
            instead=_("End that time first, or begin later."),
        )
    try:
        with transaction.atomic():
            made = Tenure.objects.create(partnership=row, kind=kind, officer=officer, contact=contact, opened_on=on)
    except IntegrityError:
        raise CannotOpen(_("Somebody else was named in the same moment."), instead=_("Look at the page again.")) from None
    record("tenure.opened", row, by=by, at=at, after={"who": str(officer or contact), "part": kind, "on": on.isoformat()}, scope_id=row.congregation.scope_id)
    tell_tenure(partnership=row, old=None, new=made, by=by, at=at)
    return made


@transaction.atomic
def close_tenure(*, tenure: Tenure, on: date, reason: CloseReason, by: Actor, at: datetime) -> Tenure:
    """End somebody's time. `on` is the first day on which it is over. Ending it twice changes nothing.

    Raises:
        CannotClose: the day lies before the first one.
    """
    row = locked(tenure.partnership)
    held = Tenure.objects.select_related("officer", "contact").get(pk=tenure.pk)
    if held.closed_on is not None:
        return held
    if on < held.opened_on:
        raise CannotClose(_("That time began on %(day)s.") % {"day": held.opened_on.isoformat()}, instead=_("Choose that day or a later one."))
    held.closed_on, held.close_reason = on, reason
    held.save(update_fields=["closed_on", "close_reason"])
    words = {"who": str(held.officer or held.contact), "part": held.kind, "on": on.isoformat(), "reason": reason}
    record("tenure.closed", row, by=by, at=at, after=words, scope_id=row.congregation.scope_id)
    tell_tenure(partnership=row, old=held, new=None, by=by, at=at)
    return held
