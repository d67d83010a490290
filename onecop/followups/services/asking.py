"""Three questions, answered without a name. What is written here is never written to the audit: an entry would carry the minute."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from onecop.access import links
from onecop.access.models import ActionLink
from onecop.events.models import Occurrence
from onecop.followups import rules
from onecop.followups.choices import FEEDBACK
from onecop.followups.exceptions import FeedbackClosed
from onecop.followups.models import Feedback, Sentence
from onecop.followups.models.feedback import SCALE


@dataclass(frozen=True)
class Answer:
    """welcome, trust: 1 to 5, or None where somebody passes over it. words: one sentence, or nothing."""

    welcome: int | None = None
    trust: int | None = None
    words: str = ""

    @property
    def says(self) -> bool:
        return self.welcome is not None or self.trust is not None or bool(self.words.strip())


@transaction.atomic
def answer(*, occurrence: Occurrence, said: Answer, on_paper: bool = False, at: datetime) -> None:
    """Add one answer to a date: to two tallies, and its sentence by itself. Who, when and in which order is not kept.

    Args:
        on_paper: it came by the code on paper, of which a date takes `rules.MOST_ON_PAPER`.

    Raises:
        FeedbackClosed: it has not begun, was called off, thirty days have passed, nothing was said, or paper brought as many as one date takes.
    """
    date = Occurrence.objects.select_related("event").get(pk=occurrence.pk)
    if date.cancelled_at or date.event.cancelled_at or not rules.feedback_is_open(date.starts_at, date.ends_at, at):
        raise FeedbackClosed(_("These questions are closed."), instead=_("They can be answered for thirty days after the event."))
    if not said.says:
        raise FeedbackClosed(_("Nothing was chosen or written."), instead=_("One answer is enough."))
    Feedback.objects.get_or_create(occurrence=date)
    row = Feedback.objects.select_for_update().get(occurrence=date)
    if on_paper and row.by_paper >= rules.MOST_ON_PAPER:
        raise FeedbackClosed(_("So many have answered that no more fit in. Thank you!"))
    row.answers += 1
    row.by_paper += on_paper
    for tally, score in ((row.welcome, said.welcome), (row.trust, said.trust)):
        if score is not None and 1 <= score <= SCALE:
            tally[score - 1] += 1
    if words := " ".join(said.words.split())[:400]:
        Sentence.objects.create(occurrence=date, words=words)
    _show(row)
    row.save()


def _show(row: Feedback) -> None:
    """Let hosts read what is there once three more have answered: whoever looks before and after never sees what one of them said."""
    if row.answers - row.shown >= rules.SHOWN_FROM:
        row.shown, row.shown_welcome, row.shown_trust = row.answers, list(row.welcome), list(row.trust)
        Sentence.objects.filter(occurrence=row.occurrence_id, shown=False).update(shown=True)


def open_link(token: str, *, at: datetime) -> tuple[ActionLink, Occurrence]:
    """Return what a link of the thank-you asks about. Changes nothing. Raises LinkInvalid, LinkExpired, LinkUsed."""
    link = links.find(act=FEEDBACK, token=token, at=at)
    return link, Occurrence.objects.select_related("event").get(key=link.target)


@transaction.atomic
def answer_by_link(*, token: str, said: Answer, at: datetime) -> None:
    """Answer by a link of the thank-you: once. The link notes the day, not the hour, and has no address.

    Raises:
        LinkInvalid, LinkExpired, LinkUsed, FeedbackClosed.
    """
    link, date = open_link(token, at=at)
    links.use(link, at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0))
    answer(occurrence=date, said=said, at=at)
