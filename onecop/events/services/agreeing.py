"""The sacred-space protocol: answered by the congregation, confirmed by the officer, in versions."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from onecop.agencies.models import Officer
from onecop.audit.services import record
from onecop.events import emails
from onecop.events.exceptions import CannotAgree
from onecop.events.models import Protocol, ProtocolReply
from onecop.events.people import people
from onecop.events.sacred_space import BY_KEY, Answer
from onecop.kernel.actor import Actor
from onecop.partnerships.models import Partnership

MOST = 300
"""Characters of a free line."""


@transaction.atomic
def answer_protocol(*, partnership: Partnership, answers: dict[str, Answer], by: Actor, at: datetime) -> Protocol:
    """Keep what the congregation asks for, and ask the officer to confirm it. The same answers again make no new version.

    Args:
        answers: for every point of `sacred_space.POINTS` its `choice`, a free line in `words`, and in `instead` what both settle on where the
            officer could not meet it.

    Raises:
        CannotAgree: a point has no answer, or somebody saved a newer version in the same moment.
    """
    clean = _clean(answers)
    Partnership.objects.select_for_update(of=("self",)).get(pk=partnership.pk)
    last = partnership.protocols.order_by("-version").first()
    if last and last.answers == clean:
        return last
    try:
        with transaction.atomic():
            made = Protocol.objects.create(partnership=partnership, version=last.version + 1 if last else 1, answers=clean, at=at, by_id=by.pk)
    except IntegrityError:
        raise CannotAgree(_("Somebody else saved this in the same moment."), instead=_("Look at it again.")) from None
    record("protocol.answered", made, by=by, at=at, after={"version": made.version}, scope_id=partnership.congregation.scope_id)
    officer = people(partnership).officer
    if officer:
        emails.confirm_protocol(made, officer=officer, again=last is not None, by=by, at=at)
    return made


def _clean(answers: dict[str, Answer]) -> dict[str, Answer]:
    found: dict[str, Answer] = {}
    for key, point in BY_KEY.items():
        given = answers.get(key, {})
        if given.get("choice") not in point.choices:
            raise CannotAgree(_("One point has no answer yet: %(point)s.") % {"point": point.title}, instead=_("Choose one for each point."))
        instead = given.get("instead", "")
        found[key] = {
            "choice": given["choice"],
            "words": " ".join(given.get("words", "").split())[:MOST],
            "instead": instead if instead in point.instead else "",
        }
    return found


@transaction.atomic
def confirm_protocol(*, protocol: Protocol, officer: Officer, by: Actor, at: datetime) -> ProtocolReply:
    """The officer agrees to a version. Twice is once.

    Raises:
        CannotAgree: there is a newer version, or somebody else holds the partnership now.
    """
    _must_be_newest(protocol, officer)
    found = protocol.replies.filter(officer=officer, agrees=True).first()
    if found:
        return found
    made = ProtocolReply.objects.create(protocol=protocol, officer=officer, agrees=True, at=at, by_id=by.pk)
    record("protocol.confirmed", protocol, by=by, at=at, after={"officer": str(officer)}, scope_id=protocol.partnership.congregation.scope_id)
    emails.protocol_agreed(made, by=by, at=at)
    return made


@transaction.atomic
def cannot_meet(*, protocol: Protocol, officer: Officer, points: dict[str, Answer], by: Actor, at: datetime) -> ProtocolReply:
    """The officer says which points cannot be met, and for each what could be done instead. The congregation decides and saves a new version.

    Args:
        points: for each such point `instead` (a code of the point, or empty) and `words`.

    Raises:
        CannotAgree: no point is named, there is a newer version, or somebody else holds the partnership now.
    """
    _must_be_newest(protocol, officer)
    clean = {
        key: {
            "instead": given.get("instead", "") if given.get("instead") in BY_KEY[key].instead else "",
            "words": " ".join(given.get("words", "").split())[:MOST],
        }
        for key, given in points.items()
        if key in BY_KEY
    }
    if not clean:
        raise CannotAgree(_("Say which point cannot be met."), instead=_("Or agree to all of them."))
    made = ProtocolReply.objects.create(protocol=protocol, officer=officer, agrees=False, cannot=clean, at=at, by_id=by.pk)
    after = {"officer": str(officer), "points": ", ".join(clean)}
    record("protocol.questioned", protocol, by=by, at=at, after=after, scope_id=protocol.partnership.congregation.scope_id)
    emails.protocol_questioned(made, by=by, at=at)
    return made


def _must_be_newest(protocol: Protocol, officer: Officer) -> None:
    """Lock the partnership, so that nobody agrees to a version while a newer one is being saved."""
    partnership = Partnership.objects.select_for_update(of=("self",)).get(pk=protocol.partnership_id)
    if partnership.protocols.filter(version__gt=protocol.version).exists():
        raise CannotAgree(_("The congregation changed something meanwhile."), instead=_("Read the newest version and answer that one."))
    holder = people(partnership).officer
    if holder is None or holder.pk != officer.pk:
        raise CannotAgree(_("Only the officer who holds the partnership now can answer this."))
