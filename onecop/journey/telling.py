"""What the journey itself has to say about partnerships (partnerships.registry): reports, and what people told of steps."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from onecop.journey import gather
from onecop.journey.case import TOLD, Case
from onecop.journey.choices import HelpWanted
from onecop.journey.clocks import report_asked
from onecop.journey.models import PartnershipFile, ProgressReport, StepCompletion, Waiver
from onecop.journey.services.settling import settle_after
from onecop.kernel.actor import Actor
from onecop.partnerships.choices import FactKind, PartnershipState
from onecop.partnerships.models import Partnership, Tenure
from onecop.partnerships.registry import Ask, Fact
from onecop.partnerships.steps import BY_KEY

REPORT_WEIGHT, HELP_WEIGHT = 5, 80


def facts(ids: list[int]) -> Iterator[Fact]:
    """Reports, what was told of steps, and what was let be."""
    for report in ProgressReport.objects.filter(partnership__in=ids).select_related("partnership"):
        url = reverse("journey_report", args=[report.partnership.key])
        words = _("%(name)s told how the quarter went.") % {"name": report.by_label}
        yield Fact(report.partnership_id, FactKind.REPORTED, report.written_at, f"journey.report:{report.key}", words, report.by_label, url)
    for told in StepCompletion.objects.filter(partnership__in=ids, evidence=TOLD, withdrawn_at=None):
        step = BY_KEY[told.step]
        kind = next(iter(step.needs[-1].kinds))
        words = _("%(step)s: %(words)s (told by %(name)s)") % {"step": step.title, "words": told.words, "name": told.by_label}
        yield Fact(told.partnership_id, kind, told.completed_at, f"journey.told:{told.key}", words, told.by_label)
    for waiver in Waiver.objects.filter(partnership__in=ids, withdrawn_at=None):
        words = _("“%(step)s” was let be.") % {"step": BY_KEY[waiver.step].title}
        yield Fact(waiver.partnership_id, FactKind.STORY, waiver.waived_at, f"journey.waiver:{waiver.pk}", words, waiver.by_label)
    for file in PartnershipFile.objects.filter(partnership__in=ids, removed_at=None):
        words = _("%(name)s added a file: %(file)s.") % {"name": file.by_label, "file": file.name}
        yield Fact(file.partnership_id, FactKind.STORY, file.added_at, f"journey.file:{file.key}", words, file.by_label)


def _reports(ids: list[int]) -> list[Fact]:
    rows = ProgressReport.objects.filter(partnership__in=ids).values_list("partnership", "written_at", "key").order_by("written_at")
    return [Fact(pk, FactKind.REPORTED, at, f"journey.report:{key}") for pk, at, key in rows]


def asks(ids: list[int], at: datetime) -> Iterator[Ask]:
    """A progress report, from the first day of each quarter on; and an answer, where one asked for help."""
    rows = [row for row in gather.partnerships(ids) if row.state == PartnershipState.ACTIVE]
    cases = gather.gather_rows(rows, at, asks=False, facts_of=_reports)
    for row in rows:
        if (asked := report_asked(cases[row.pk], at)) is not None:
            yield _report_ask(cases[row.pk], asked, at)
    waiting = ProgressReport.objects.filter(partnership__in=rows, help_answered_at=None).exclude(help_wanted__in=["", HelpWanted.OFFICER])
    for report in waiting:
        case = cases[report.partnership_id]
        title, detail = _("Answer a call for help"), _("The progress report says: %(what)s.") % {"what": report.get_help_wanted_display()}
        owes, url = frozenset({case.owner} if case.owner else ()), reverse("journey_report", args=[case.key])
        yield Ask(report.partnership_id, "report", title, owes, case.owner_words, report.saved_at, url, detail, weight=HELP_WEIGHT)


def _report_ask(case: Case, asked: datetime, at: datetime) -> Ask:
    step, keeper = BY_KEY["report"], case.keeper(at)
    return Ask(
        partnership=case.partnership, step=step.key, title=str(step.act), detail=str(step.act_words), since=asked, weight=REPORT_WEIGHT,
        owes=frozenset({keeper.person} if keeper and keeper.person else ()), owes_words=keeper.who if keeper else "",
        due=asked + timedelta(days=case.standard.report_days), url=reverse("journey_report", args=[case.key]),
    )  # fmt: skip


def tenure_changed(*, partnership: Partnership, old: Tenure | None, new: Tenure | None, by: Actor, at: datetime) -> None:
    settle_after(partnership, at=at)


def standing_changed(*, partnership: Partnership, was: str, by: Actor, at: datetime) -> None:
    settle_after(partnership, at=at)


def begun(*, partnership: Partnership, by: Actor, at: datetime) -> None:
    settle_after(partnership, at=at)
