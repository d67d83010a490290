"""What invitations to many put on the page of a date."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from onecop.access.models import Person
from onecop.audiences import queries
from onecop.audiences.models import Mailing
from onecop.events.rules import Date, edit_permission
from onecop.partnerships.registry import Line, Panel
from onecop.ui import words as ui

LAST = 3


def panel(date: Date, reader: Person, at: datetime) -> Panel | None:
    """The card "Invitations", for the host, as long as people can still be asked: three queries."""
    event = date.event
    reach = reader.reach(edit_permission(event))
    if date.cancelled or date.starts_at <= at or event.is_draft:
        return None
    if not (reach.everywhere or any(reach.scope_ids.intersection(scope.lineage) for scope in event.scopes)):
        return None
    lines = tuple(_line(one) for one in queries.mailings(event, date.on)[:LAST])
    acts = ((_("Invite people"), reverse("mailing_new", args=[event.key, date.key])),)
    return Panel("mailings", 40, _("Invitations"), lines, _("You choose whom, and see how many that is before anything is sent."), acts)


def _line(one: Mailing) -> Line:
    letters = ngettext("%(n)s letter", "%(n)s letters", one.invited) % {"n": one.invited}  # type: ignore[attr-defined]
    return Line(ui.day_time(one.made_at), letters, one.get_absolute_url(), str(one.get_state_display()))
