"""What workers do for meetings. Rows say what was sent, so that running it again changes nothing."""

from datetime import datetime

from django.db.models import F, Max, Q

from onecop.partnerships.rules import zone_of
from onecop.scheduling import rules, services
from onecop.scheduling.choices import MeetingState
from onecop.scheduling.models import DutyChange, Meeting
from onecop.tasks.alone import Alone
from onecop.tasks.registry import every


@every(minutes=5, name="scheduling.hours")
def follow_hours(at: datetime) -> None:
    """Let meetings follow officers whose shift or days have changed."""
    with Alone("scheduling.hours") as alone:
        for change in DutyChange.objects.filter(followed_at=None).iterator():
            with alone(change):
                services.follow_duty(change=change, at=at)


@every(minutes=15, name="scheduling.meetings")
def tend(at: datetime) -> None:
    """Remind, ask whether they met, settle what one side has said, and renew offers that have passed."""
    agreed = Meeting.objects.filter(state=MeetingState.AGREED)
    offered = Meeting.objects.filter(state=MeetingState.OFFERED).annotate(last=Max("offers__starts", filter=Q(offers__withdrawn_at=None)))
    with Alone("scheduling.meetings") as alone:
        for meeting in agreed.filter(reminded_at=None, starts__gt=at, starts__lte=at + rules.REMIND_BEFORE).iterator():
            with alone(meeting):
                services.remind(meeting=meeting, at=at)
        for meeting in agreed.filter(asked_at=None, ends__lte=at).select_related("partnership__agency__territory").iterator():
            with alone(meeting):
                if meeting.ends and rules.ask_from(meeting.ends, zone_of(meeting.partnership)) <= at:
                    services.ask_whether_met(meeting=meeting, at=at)
        for meeting in agreed.filter(words__at__lte=at - rules.ONE_WORD_COUNTS_AFTER, differ_at=None).distinct().iterator():
            with alone(meeting):
                services.settle(meeting=meeting, at=at)
        for meeting in offered.filter(Q(last__lte=at) | Q(last=None)).order_by(F("made_at")).iterator():
            with alone(meeting):
                services.renew(meeting=meeting, at=at)
