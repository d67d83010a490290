"""What people say of a step themselves: that it happened elsewhere or before, or that it is to be let be."""

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from onecop.audit.services import record
from onecop.journey import gather
from onecop.journey.case import TOLD, Case
from onecop.journey.exceptions import CannotRecord, CannotWaive
from onecop.journey.models import StepCompletion, Waiver
from onecop.journey.services.settling import settle
from onecop.journey.way import round_at, walk
from onecop.kernel.actor import Actor
from onecop.partnerships.choices import PartnershipState
from onecop.partnerships.models import Partnership
from onecop.partnerships.steps import Step
from onecop.ui.words import day

NOON = timedelta(hours=12)


def _case(partnership: Partnership, at: datetime) -> Case:
    """Lock the partnership and return its case: whoever else notes the same step waits, and looks again."""
    row = Partnership.objects.select_for_update(of=("self",)).get(pk=partnership.pk)
    return gather.gather([row.pk], at, asks=False)[row.pk]


@transaction.atomic
def record_past(*, partnership: Partnership, step: Step, on: date, words: str, by: Actor, at: datetime) -> StepCompletion:
    """Note that a step was done before OneCOP kept its dates, or elsewhere. It says who told it.

    Args:
        on: the day it happened, where the partnership lives; it may lie before the partnership began here. words: what happened.

    Raises:
        CannotRecord: the day lies ahead, nothing was said, or that round is complete already.
    """
    case, words = _case(partnership, at), words.strip()[:500]
    if on > case.day(at):
        raise CannotRecord(_("That day has not come yet."), instead=_("Plan it, and it is noted when it has happened."))
    if not words:
        raise CannotRecord(_("Nothing is said of what happened."), instead=_("One sentence is enough."))
    happened = min(case.midnight(on) + NOON, at)
    number = round_at(case, step, happened, at)
    known = case.done.get((step.key, number)) or next((one.done for one in walk(case, at).steps if (one.step.key, one.round) == (step.key, number)), None)
    if known is not None:
        raise CannotRecord(_("This step was completed on %(day)s.") % {"day": day(case.day(known.at))}, instead=_("Look at what shows it."))
    try:
        with transaction.atomic():
            made = StepCompletion.objects.create(
                partnership=partnership, step=step.key, round=number, completed_at=happened, evidence=TOLD, words=words,
                noted_at=at, noted_by_id=by.pk, by_label=by.audit_label,
            )  # fmt: skip
    except IntegrityError:
        raise CannotRecord(_("Somebody noted it in the same moment."), instead=_("Look at the page again.")) from None
    after = {"step": step.key, "on": on.isoformat()}
    record("step.told", partnership, by=by, at=at, after=after, scope_id=partnership.congregation.scope_id)
    settle([partnership.pk], at=at)
    return made


@transaction.atomic
def take_back(*, told: StepCompletion, by: Actor, at: datetime) -> bool:
    """Take back what somebody told of a step by mistake. Returns whether it had still stood.

    Raises:
        CannotRecord: the evidence of an app shows it.
    """
    if not told.told:
        raise CannotRecord(_("This is not only told: what shows it stands here."), instead=_("Change it where it was kept."))
    case = _case(told.partnership, at)
    rows = StepCompletion.objects.filter(pk=told.pk, withdrawn_at=None)
    if not rows.update(withdrawn_at=at, withdrawn_by_id=by.pk):
        return False
    after = {"step": told.step, "on": case.day(told.completed_at).isoformat()}
    record("step.taken_back", told.partnership, by=by, at=at, after=after, scope_id=told.partnership.congregation.scope_id)
    settle([told.partnership_id], at=at)
    return True


@transaction.atomic
def waive(*, partnership: Partnership, step: Step, reason: str, by: Actor, at: datetime) -> Waiver:
    """Let the present round of a step be. For staff.

    Raises:
        CannotWaive: no reason is given, the partnership has ended, or the round is complete or waived already.
    """
    case, reason = _case(partnership, at), reason.strip()[:300]
    if not reason:
        raise CannotWaive(_("No reason is given."), instead=_("Say in a sentence why this step is let be."))
    if case.state == PartnershipState.ENDED:
        raise CannotWaive(_("This partnership has ended."), instead=_("Nothing is expected of it any more."))
    here = next(one for one in walk(case, at).steps if one.step.key == step.key)
    if here.done or here.waived:
        raise CannotWaive(_("This step is complete already."), instead=_("There is nothing to let be."))
    made = Waiver.objects.create(
        partnership=partnership, step=step.key, round=here.round, reason=reason, waived_at=at, waived_by_id=by.pk, by_label=by.audit_label
    )
    record("step.waived", partnership, by=by, at=at, after={"step": step.key, "reason": reason}, scope_id=partnership.congregation.scope_id)
    settle([partnership.pk], at=at)
    return made


@transaction.atomic
def unwaive(*, partnership: Partnership, step: Step, by: Actor, at: datetime) -> bool:
    """Expect the present round of a step again. Returns whether it had been let be."""
    case = _case(partnership, at)
    here = next(one for one in walk(case, at).steps if one.step.key == step.key)
    rows = Waiver.objects.filter(partnership=partnership, step=step.key, round=here.round, withdrawn_at=None)
    if not rows.update(withdrawn_at=at, withdrawn_by_id=by.pk):
        return False
    record("step.expected", partnership, by=by, at=at, after={"step": step.key}, scope_id=partnership.congregation.scope_id)
    settle([partnership.pk], at=at)
    return True
