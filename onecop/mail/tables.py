from django.utils.translation import gettext_lazy as _

from onecop.mail.choices import State
from onecop.mail.models import Message
from onecop.mail.queries import title_of
from onecop.ui.table import Column, Table

LOOKS = {State.WAITING: "plain", State.HELD: "plain", State.SENT: "done", State.DELIVERED: "well", State.DEFERRED: "now"}


def look(message: Message) -> str:
    return LOOKS.get(State(message.state), "late")


def masked(message: Message) -> str:
    """Return enough of an address to tell two apart. The whole of it stands on the letter's own page, and who opens that is written down."""
    local, _at, domain = message.email.rpartition("@")
    return f"{local[:2]}…@{domain}"


class Mailbox(Table):
    columns = [
        Column("subject", _("Letter"), link=lambda m: m.get_absolute_url(), under=lambda m: title_of(m.kind)),
        Column("to", _("To"), text=lambda m: m.name or masked(m), under=lambda m: masked(m) if m.name else ""),
        Column("state", _("State"), kind="tag", text="get_state_display", state=look),
        Column("queued_at", _("Written"), sort="queued_at", kind="ago"),
    ]
    sort = "-queued_at"
    search = ("subject__icontains", "name__icontains", "email__icontains")
    search_label = _("Words or name")
    empty = _("No mail yet")
    empty_text = _("Letters to you appear here as soon as somebody does something that concerns you.")


class Undelivered(Table):
    columns = [
        Column("subject", _("Letter"), link=lambda m: m.get_absolute_url(), under=lambda m: title_of(m.kind)),
        Column("to", _("To"), text=lambda m: m.name or masked(m), under=lambda m: masked(m) if m.name else ""),
        Column("trouble", _("What happened"), under="get_state_display"),
        Column("queued_at", _("Written"), sort="queued_at", kind="ago"),
        Column("act", ""),
    ]
    sort = "-queued_at"
    search = ("subject__icontains", "name__icontains", "email__icontains")
    search_label = _("Words or name")
    empty = _("Every letter went out")
    empty_text = _("A letter that could not be delivered is listed here, with the reason.")
