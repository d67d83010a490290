"""What partnerships have to say when two rows turn out to be one congregation, or an acceptance is to be taken back."""

from datetime import datetime

from django.utils.translation import gettext as _

from onecop.congregations.models import Congregation
from onecop.kernel.actor import Actor
from onecop.kernel.errors import Refused


class HoldsPartnership(Refused):
    """The row that would end has an open partnership: its people hold it, and would no longer."""


def follow(*, kept: Congregation, gone: Congregation, by: Actor, at: datetime) -> None:
    """Let ended partnerships follow to the row that goes on (congregations.registry.when_merged).

    An open one is never moved: who holds it are the people of the row that would end, and the row that goes on may have one of its own.

    Raises:
        HoldsPartnership: with whom, and what to do.
    """
    held = gone.partnerships.open().select_related("agency").first()
    if held is not None:
        raise HoldsPartnership(
            _("%(name)s has an open partnership with %(agency)s.") % {"name": gone, "agency": held.agency},
            instead=_("Keep the two rows apart for now. They can be merged when that partnership has ended."),
        )
    gone.partnerships.update(congregation=kept)


def why_kept(congregation: Congregation) -> str:
    """Say that a partnership hangs on the acceptance (congregations.registry.why_kept); empty when none does."""
    found = congregation.partnerships.select_related("agency").first()
    if found is None:
        return ""
    return _("It has a partnership with %(agency)s. The congregation can leave; it cannot be un-accepted.") % {"agency": found.agency}
