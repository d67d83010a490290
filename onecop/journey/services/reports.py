"""The progress report of a quarter: step 8."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from onecop.access.models import Person
from onecop.audit.services import record
from onecop.handover import services as handover
from onecop.journey import emails
from onecop.journey.choices import HelpWanted, Side
from onecop.journey.exceptions import CannotReport, LostUpdate
from onecop.journey.models import ProgressReport
from onecop.journey.quarters import before, quarter_of
from onecop.journey.services.settling import settle_after
from onecop.kernel.actor import Actor
from onecop.partnerships.choices import CloseReason, PartnershipState
from onecop.partnerships.models import Partnership
from onecop.partnerships.rules import local_day

ANSWERS = ("together", "well", "hard", "changed", "ahead")
LONGEST = 4000


def quarter_to_report(partnership: Partnership, at: datetime) -> int:
    """Return the quarter that a report written now tells of: the last one that is over."""
    return before(quarter_of(local_day(partnership, at)))


def side_of(partnership: Partnership, person: Person) -> Side:
    """Return for whom somebody writes."""
    held = partnership.tenures.filter(closed_on=None)
    if held.filter(officer__person=person).exists():
        return Side.OFFICER
    return Side.CONGREGATION if held.filter(contact__person=person).exists() else Side.STAFF


@transaction.atomic
def write_report(
    *, partnership: Partnership, answers: Mapping[str, str], help_wanted: str = "", help_words: str = "", version: int = 0, by: Person, at: datetime
) -> ProgressReport:
    """Write or go on writing the report of the quarter that is over.

    Whoever asks for help is heard: the staff member who looks after the partnership gets a letter, and "our officer is moving on" opens a handover.

    Args:
        answers: by the names in `ANSWERS`; all may be short, not all empty. version: the one that was read; 0 when there was none.

    Raises:
        CannotReport: the partnership has ended, or nothing is said.
        LostUpdate: somebody else saved meanwhile; with what stands there now.
    """
    row = Partnership.objects.select_for_update(of=("self",)).select_related("congregation__scope", "agency__territory", "owner").get(pk=partnership.pk)
    if row.state == PartnershipState.ENDED:
        raise CannotReport(_("This partnership has ended."), instead=_("What was reported stays on its page."))
    said = {name: answers.get(name, "").strip()[:LONGEST] for name in ANSWERS}
    if not any(said.values()) and not help_wanted:
        raise CannotReport(_("Nothing is said yet."), instead=_("One answer is enough."))
    wanted = HelpWanted(help_wanted) if help_wanted else ""
    quarter = quarter_to_report(row, at)
    report = ProgressReport.objects.filter(partnership=row, quarter=quarter).first()
    if (report.version if report else 0) != version:
        raise LostUpdate(_("Somebody else has saved this report meanwhile."), instead=_("Look at both, and save once more."), theirs=report)
    asked_before = report.help_wanted if report else ""
    fields = {**said, "help_wanted": wanted, "help_words": help_words.strip()[:LONGEST], "side": side_of(row, by), "by_label": by.audit_label}
    saved = {"version": version + 1, "saved_at": at, "saved_by_id": by.pk}
    if report is None:
        report = ProgressReport(partnership=row, quarter=quarter, written_at=at, written_by_id=by.pk)
    for name, value in {**fields, **saved}.items():
        setattr(report, name, value)
    report.save()
    record("report.written", row, by=by, at=at, after={"quarter": quarter, "help": wanted}, scope_id=row.congregation.scope_id)
    if wanted and wanted != asked_before:
        ProgressReport.objects.filter(pk=report.pk).update(help_answered_at=None, help_answered_by_id=None)
        _ask_for_help(report, row, by=by, at=at)
    settle_after(row, at=at)
    return report


def _ask_for_help(report: ProgressReport, partnership: Partnership, *, by: Person, at: datetime) -> None:
    emails.help_wanted(report, partnership, by=by, at=at)
    if report.help_wanted == HelpWanted.OFFICER:
        handover.ask(partnership=partnership, reason=CloseReason.ASKED, by=by, at=at, words=report.help_words)


@transaction.atomic
def answer_help(*, report: ProgressReport, by: Actor, at: datetime) -> None:
    """Note that staff have answered a call for help. A second time changes nothing."""
    rows = ProgressReport.objects.filter(pk=report.pk, help_answered_at=None).exclude(help_wanted="")
    if rows.update(help_answered_at=at, help_answered_by_id=by.pk):
        record("report.help_answered", report.partnership, by=by, at=at, scope_id=report.scope_id)
        settle_after(report.partnership, at=at)
