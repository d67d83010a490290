"""What partnerships have to say when two rows turn out to be one congregation, or an acceptance is to be taken back."""

from datetime import datetime

from django.utils.translation import gettext as _

from onecop.congregations.models import Congregation
from onecop.congregations.registry import Outlook
from onecop.kernel.actor import Actor
from onecop.kernel.errors import Refused
from onecop.partnerships.choices import EndReason
from onecop.partnerships.models import Partnership
from onecop.partnerships.services.standing import end


class ChooseOne(Refused):
    """Both rows have an open partnership, and one congregation has one."""


def follow(*, kept: Congregation, gone: Congregation, choice: str = "", by: Actor, at: datetime) -> None:
    """Let partnerships follow to the row that goes on (congregations.registry.when_merged). Of two that are open one ends, as staff choose.

    Its people follow a moment later, when those of the congregation do (`services.people.follow_contacts`).

    Args:
        choice: the key of the partnership that goes on, where both rows have an open one.

    Raises:
        ChooseOne: staff have not said which one goes on.
    """
    both = _open_ones(kept, gone)
    if len(both) > 1:
        going_on = next((one for one in both if one.key == choice), None)
        if going_on is None:
            raise ChooseOne(_("Both rows have an open partnership."), instead=_("Choose which of the two goes on."))
        for one in both:
            if one != going_on:
                end(partnership=one, reason=EndReason.MERGED, by=by, at=at)
    gone.partnerships.update(congregation=kept)
    taken = kept.namings.open().values_list("kind", flat=True)
    gone.namings.exclude(pk__in=gone.namings.open().filter(kind__in=list(taken))).update(congregation=kept)


def outlook(kept: Congregation, gone: Congregation) -> Outlook:
    """Say what the merge does to partnerships, and which choice it needs (congregations.registry.merge_outlook)."""
    both = _open_ones(kept, gone)
    if len(both) > 1:
        words = _("Both have an open partnership. The one that you choose goes on; the other ends, and both sides of it are told.")
        return Outlook(words=(words,), options=tuple((one.key, _choice(one)) for one in both))
    if both and both[0].congregation_id == gone.pk:
        facts = {"gone": gone, "kept": kept, "agency": both[0].agency}
        moves = _("The partnership of %(gone)s with %(agency)s goes on, follows to %(kept)s, and keeps its officer.") % facts
        people = _("Where both have somebody in a part, %(kept)s keeps its own; whoever leaves gets a letter of thanks.") % facts
        return Outlook(words=(moves, people))
    if both:
        return Outlook(words=(_("The partnership of %(kept)s with %(agency)s goes on.") % {"kept": kept, "agency": both[0].agency},))
    return Outlook()


def _open_ones(kept: Congregation, gone: Congregation) -> list[Partnership]:
    rows = Partnership.objects.open().with_lead().filter(congregation__in=[kept, gone])
    return list(rows.select_related("agency", "congregation").order_by("began_at", "pk"))


def _choice(one: Partnership) -> str:
    lead = one.lead or _("no officer now")  # type: ignore[attr-defined]  # annotated by with_lead
    return _("%(congregation)s with %(agency)s (%(lead)s)") % {"congregation": one.congregation, "agency": one.agency, "lead": lead}


def why_kept(congregation: Congregation) -> str:
    """Say that a partnership hangs on the acceptance (congregations.registry.why_kept); empty when none does."""
    found = congregation.partnerships.select_related("agency").first()
    if found is None:
        return ""
    return _("It has a partnership with %(agency)s. The congregation can leave; it cannot be un-accepted.") % {"agency": found.agency}
