"""Prospects are invited in bulk, by e-mail or on paper, chunk by chunk, and nobody twice."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from onecop.access import links
from onecop.access.models import ActionLink
from onecop.audit.services import record
from onecop.congregations.models import Congregation
from onecop.kernel.actor import Actor
from onecop.launch import emails, paper, prospects
from onecop.launch.choices import MailingState, Way
from onecop.launch.exceptions import NobodyToInvite, NoReason
from onecop.launch.models import Launch, Mailing, ProspectInvitation, Sheaf
from onecop.launch.services.opening import INVITED
from onecop.launch.services.planning import locked_open
from onecop.launch.services.printing import print_sheaves
from onecop.mail import sealing
from onecop.mail.choices import State
from onecop.tasks import services as tasks
from onecop.tasks.progress import Cancelled, Interrupted, Progress

CHUNK = 100
"""Invitations of one transaction."""
GOOD_FOR = timedelta(days=180)
"""How long the link on a letter works: paper lies about."""
JOB = "launch.mailing"


@transaction.atomic
def invite(
    *,
    launch: Launch,
    wanted: prospects.Wanted,
    way: str,
    tongue: str,
    again_reason: str,
    again: bool,
    by: Actor,
    at: datetime,
) -> Mailing:
    """Begin a round of invitations; a worker writes them.

    Args:
        wanted: whom. way, tongue: how. again: also who was invited within 60 days; `again_reason` says why.

    Raises:
        NoReason: `again` without a reason. NobodyToInvite: nobody is left. Closed: the launch is over.
    """
    city = locked_open(launch)
    if again and not again_reason.strip():
        raise NoReason(_("Say why you write to congregations again within 60 days."))
    sorting = prospects.sorting(city, wanted, way=way, tongue=tongue, again=again, at=at)
    if not sorting.chosen:
        raise NobodyToInvite(_("Nobody is left to invite this way."), instead=_("Choose another way, another area, or look at who was left out."))
    mailing = Mailing.objects.create(
        launch=city, way=way, tongue=tongue, chosen=list(sorting.chosen), again_reason=again_reason.strip()[:200] if again else "",
        in_touch=sorting.in_touch, recent=sorting.recent, unwanted=sorting.unwanted, no_address=sorting.no_address, asked_at=at, asked_by_id=by.pk,
    )  # fmt: skip
    title = _("Invitations for %(city)s, %(way)s") % {"city": city, "way": mailing.get_way_display()}
    result = reverse("launch_mailing", args=[mailing.key])
    mailing.job = tasks.start(JOB, title=title, params={"mailing": mailing.key}, by=by, at=at, scope_id=city.scope_id, result_url=result)
    mailing.save(update_fields=["job"])
    record("launch_mailing.begun", mailing, by=by, at=at, after={"letters": len(sorting.chosen), "left_out": sorting.left_out, "reason": mailing.again_reason})
    return mailing


def run_mailing(progress: Progress, mailing: Mailing, *, by: Actor, clock: Callable[[], datetime]) -> Mailing:
    """Write what a mailing still owes, chunk by chunk. Stopped or killed, it goes on where it was: what is written is never written twice.

    Letters are printed at the end, in one PDF. Stopped before, what is written by then is printed all the same: those congregations count as invited.
    """
    try:
        total = len(mailing.chosen)
        progress.advance(mailing.written + mailing.late, total)
        for chunk in _chunks(mailing):
            write = write_letters if mailing.way == Way.LETTER else write_mails
            written = write(mailing, chunk, by=by, at=clock())
            mailing.written, mailing.late = mailing.written + written, mailing.late + len(chunk) - written
            mailing.save(update_fields=["written", "late"])
            progress.advance(mailing.written + mailing.late, total)
        print_sheaves(mailing, at=clock())
    except Interrupted:
        raise
    except Cancelled:
        print_sheaves(mailing, at=clock())
        _end(mailing, MailingState.STOPPED, by, clock())
        raise
    return _end(mailing, MailingState.DONE, by, clock())


def _chunks(mailing: Mailing) -> Iterator[list[int]]:
    done = set(mailing.invitations.values_list("congregation_id", flat=True))
    mailing.written, mailing.late = len(done), 0
    left = [pk for pk in mailing.chosen if pk not in done]
    return (left[start : start + CHUNK] for start in range(0, len(left), CHUNK))


@dataclass(frozen=True)
class Draft:
    """One letter before it is kept: its congregation, its row, its link."""

    house: Congregation
    row: ProspectInvitation
    token: str

    @property
    def link(self) -> str:
        return emails.site("launch_invited", self.token)


def write_letters(mailing: Mailing, pks: list[int], *, by: Actor, at: datetime) -> int:
    """Write the letters of one chunk, to be printed with the others. Returns how many."""
    with transaction.atomic():
        locked_open(mailing.launch)
        drafts = _drafts(mailing, prospects.still(mailing, pks, at), at)
        if drafts:
            _keep(mailing, drafts, {}, at)
            sheets = [paper.Sheet(draft.house, draft.link) for draft in drafts]
            words = json.dumps(paper.written(mailing.launch, sheets, tongue=mailing.tongue, at=at))
            Sheaf.objects.create(mailing=mailing, letters=len(drafts), written_at=at, sealed=sealing.seal(words.encode()))
    return len(drafts)


def write_mails(mailing: Mailing, pks: list[int], *, by: Actor, at: datetime) -> int:
    """Queue the e-mails of one chunk. An address that refuses mail in between does not count as invited. Returns how many."""
    with transaction.atomic():
        locked_open(mailing.launch)
        drafts = _drafts(mailing, prospects.still(mailing, pks, at), at)
        to = {draft.row.key: draft.house.prospect_address.email for draft in drafts}  # type: ignore[attr-defined]
        _keep(mailing, drafts, to, at)
        words = emails.words_of(mailing.launch, mailing.tongue)
        refused = []
        for draft in drafts:
            letter = emails.invited(draft.row, mailing, to=to[draft.row.key], words=words(draft.house.name, draft.link), by=by, at=at)
            if letter.state in (State.BLOCKED, State.UNWANTED):
                refused.append(draft.row.pk)
        ProspectInvitation.objects.filter(pk__in=refused).delete()
    return len(drafts) - len(refused)


def _drafts(mailing: Mailing, pks: list[int], at: datetime) -> list[Draft]:
    houses = Congregation.objects.select_related("prospect_address").in_bulk(pks)
    rows = [ProspectInvitation(mailing=mailing, congregation=houses[pk], way=mailing.way, invited_at=at) for pk in pks]
    return [Draft(row.congregation, row, links.new_token()) for row in rows]


def _keep(mailing: Mailing, drafts: list[Draft], to: dict[str, str], at: datetime) -> None:
    ProspectInvitation.objects.bulk_create([draft.row for draft in drafts])
    ActionLink.objects.bulk_create(
        ActionLink(
            token_hash=links.digest(draft.token), act=INVITED, target=draft.row.key, email=to.get(draft.row.key, ""), issued_at=at, expires_at=at + GOOD_FOR
        )
        for draft in drafts
    )


@transaction.atomic
def _end(mailing: Mailing, state: str, by: Actor, at: datetime) -> Mailing:
    mailing.state, mailing.ended_at = state, at
    mailing.save(update_fields=["state", "ended_at", "written", "late"])
    record("launch_mailing.ended", mailing, by=by, at=at, after={"written": mailing.written, "state": str(mailing.get_state_display())})
    return mailing


def sample(launch: Launch, *, tongue: str, at: datetime) -> bytes:
    """Return one letter as it would be printed, to an invented congregation and with a link that opens nothing."""
    house: Any = Congregation(
        name="Lotus Pond Temple", street="48 Willow Street", city=launch.agency.city or "Port Ellery", state=launch.agency.state, zip="00000"
    )
    made = paper.written(launch, [paper.Sheet(house, emails.site("launch_invited", "sample"))], tongue=tongue, at=at)
    return paper.letters(launch, made, tongue=tongue, at=at)
