"""The link on a letter: who presses Start gets a form with what we know of their congregation."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from onecop.access import links
from onecop.access.models import ActionLink
from onecop.audit.services import record
from onecop.congregations.choices import EnrollmentStanding
from onecop.congregations.models import Enrollment
from onecop.congregations.services.enrolling import new_link
from onecop.kernel.actor import Machine
from onecop.launch.exceptions import NotYours
from onecop.launch.models import ProspectInvitation
from onecop.launch.services.prefill import draft_for

INVITED = "launch.invited"
"""The act of the link that stands on a letter."""
VISITOR = Machine(audit_label="Somebody with an invitation")


def invited_by(token: str, *, at: datetime) -> tuple[ActionLink, ProspectInvitation]:
    """Return the link and the invitation of a token. Changes nothing.

    Raises:
        LinkInvalid, LinkExpired: with words for the page.
    """
    found = links.find(act=INVITED, token=token, at=at)
    rows = ProspectInvitation.objects.select_related("congregation", "enrollment", "mailing__launch__agency__territory", "mailing__launch__lead")
    row = rows.filter(key=found.target).first()
    if row is None:
        raise links.LinkInvalid(_("This link does not work."), instead=_("You can begin an enrollment without it."))
    return found, row


@transaction.atomic
def start_from_link(*, invitation: ProspectInvitation, begun_here: bool, at: datetime) -> tuple[Enrollment, str]:
    """Open the form, and note that the invitation was opened. Returns the form and the address to go on with.

    Args:
        begun_here: this browser began it before. Another one never gets to see what somebody typed.

    Raises:
        NotYours: somebody else of the congregation has begun, or has sent the form.
    """
    row = (
        ProspectInvitation.objects.select_for_update(of=("self",)).select_related("congregation", "enrollment", "mailing__launch__agency").get(pk=invitation.pk)
    )
    if row.opened_at is None:
        row.opened_at = at
        row.save(update_fields=["opened_at"])
        record("prospect.opened", row, by=VISITOR, at=at)
    draft = row.enrollment
    if draft is not None and not begun_here and (draft.standing != EnrollmentStanding.DRAFT or "you" in draft.answers):
        raise NotYours(_("Somebody of your congregation has begun already."), instead=_("Ask who it was; they have a link of their own."))
    if draft is None:
        draft = draft_for(row.congregation, at=at)
        row.enrollment = draft
        row.save(update_fields=["enrollment"])
    url, _until = new_link(draft, at=at)
    return draft, url
