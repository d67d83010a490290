from django.urls import reverse
from django.utils.translation import gettext as _

from onecop.kernel.gate import GuardedRequest
from onecop.kernel.permissions import Permission

Tab = tuple[str, str, bool, None]


def tabs(request: GuardedRequest) -> list[Tab]:
    """Return the views of the mail that staff go between; nothing for others, who have only their mailbox."""
    if not request.access.allows(Permission.MAIL_READ):
        return []
    pages = (("mailbox", _("Sent and waiting")), ("mail_undelivered", _("Undelivered")), ("mail_templates", _("Letters we write")))
    here = request.resolver_match.url_name if request.resolver_match else ""
    return [(label, reverse(name), name == here, None) for name, label in pages]
