"""What both sides write into an open debrief."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from onecop.access.models import Person
from onecop.audit.services import record
from onecop.debriefs.exceptions import DebriefClosed
from onecop.debriefs.models import WORDS, Challenge, Debrief, Idea, Vote
from onecop.debriefs.services.guarding import locked_debrief, note_words, save_version


@transaction.atomic
def add_challenge(*, debrief: Debrief, words: str, by: Person, at: datetime) -> Challenge:
    """Write down something one saw.

    Raises:
        DebriefClosed: the debrief is closed.
    """
    row = locked_debrief(debrief)
    side = note_words(row, by, at).side
    made = Challenge.objects.create(debrief=row, words=words.strip()[:WORDS], side=side, written_at=at, written_by=by)
    record("challenge.added", made, by=by, at=at, scope_id=row.partnership.congregation.scope_id)
    return made


@transaction.atomic
def edit_challenge(*, challenge: Challenge, words: str, version: int, by: Person, at: datetime) -> Challenge:
    """Change the words of a challenge.

    Args:
        version: the one that was read before writing.

    Raises:
        Changed: somebody else saved in the meantime; it carries both texts.
        DebriefClosed: the debrief is closed.
    """
    row = locked_debrief(challenge.debrief)
    if save_version(challenge, {"words": words.strip()[:WORDS]}, version=version, by=by, at=at):
        note_words(row, by, at)
        record("challenge.changed", challenge, by=by, at=at, scope_id=row.partnership.congregation.scope_id)
    return challenge


@transaction.atomic
def add_idea(*, debrief: Debrief, words: str, challenge: Challenge | None = None, by: Person, at: datetime) -> Idea:
    """Write down what could be done, about one challenge or on its own.

    Raises:
        DebriefClosed: the debrief is closed, or the challenge is one of another debrief.
    """
    row = locked_debrief(debrief)
    if challenge is not None and challenge.debrief_id != row.pk:
        raise DebriefClosed(_("That challenge belongs to another debrief."), instead=_("Open the debrief again."))
    side = note_words(row, by, at).side
    made = Idea.objects.create(debrief=row, challenge=challenge, words=words.strip()[:WORDS], side=side, written_at=at, written_by=by)
    record("idea.added", made, by=by, at=at, scope_id=row.partnership.congregation.scope_id)
    return made


@transaction.atomic
def edit_idea(*, idea: Idea, words: str, version: int, by: Person, at: datetime) -> Idea:
    """Change the words of an idea. Arguments and errors as in `edit_challenge`."""
    row = locked_debrief(idea.debrief)
    if save_version(idea, {"words": words.strip()[:WORDS]}, version=version, by=by, at=at):
        note_words(row, by, at)
        record("idea.changed", idea, by=by, at=at, scope_id=row.partnership.congregation.scope_id)
    return idea


@transaction.atomic
def vote(*, idea: Idea, by: Person, at: datetime) -> Vote:
    """Say that one likes an idea. Once is enough: a second time changes nothing.

    Raises:
        DebriefClosed: the debrief is closed.
    """
    row = locked_debrief(idea.debrief)
    try:
        with transaction.atomic():
            made = Vote.objects.create(idea=idea, person=by, side=note_words(row, by, at).side, at=at)
    except IntegrityError:
        return Vote.objects.get(idea=idea, person=by)
    record("idea.voted", idea, by=by, at=at, scope_id=row.partnership.congregation.scope_id)
    return made


@transaction.atomic
def take_back_vote(*, idea: Idea, by: Person, at: datetime) -> None:
    """Take one's vote back; without one nothing changes.

    Raises:
        DebriefClosed: the debrief is closed.
    """
    row = locked_debrief(idea.debrief)
    gone, _each = Vote.objects.filter(idea=idea, person=by).delete()
    if gone:
        record("idea.vote_taken_back", idea, by=by, at=at, scope_id=row.partnership.congregation.scope_id)
