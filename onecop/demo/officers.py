"""Officers' time at events: paid hours that an agency approves, and hours noted afterward."""

from datetime import datetime, timedelta
from functools import partial

from onecop.access.models import Person
from onecop.demo import acts
from onecop.demo.stage import Stage
from onecop.demo.story import NAME
from onecop.events import services as events
from onecop.events.choices import ApprovalState, Duty, InviteState, Side
from onecop.events.models import Attendance, EventApproval, Invite, Occurrence, OfficerHours
from onecop.partnerships.models import Partnership

LATELY = timedelta(weeks=30)
NOTED = 16
"""Of the hours of the last months, so many were noted by the officers themselves."""


def set_out(stage: Stage) -> None:
    """The first agency asks that paid hours are approved; near the end officers note the hours of the last months."""
    police = stage.agencies[0]
    events.set_policy(agency=police, needs_approval=True, by=stage.liaison(police.pk), at=stage.start)
    stage.at(stage.end - timedelta(days=5), _note)


def paid_visit(stage: Stage, date: Occurrence, *, by: Person, decided: bool, at: datetime) -> None:
    """The partner officer is asked, says yes as overtime, and the agency approves it; or has not decided yet.

    Args:
        decided: else the yes comes a day before the history ends, and waits.
    """
    asked = at + timedelta(days=4) if decided else stage.end - timedelta(days=3)
    said = asked + timedelta(hours=3) if decided else stage.end - timedelta(hours=20)
    stage.at(asked, partial(_ask, date.pk, by))
    stage.at(said, partial(_yes, date.pk))
    if decided:
        stage.at(said + timedelta(days=1), partial(_approve, stage, date.pk))
        stage.at(date.ends_at + timedelta(hours=1), partial(_note_one, date.pk))


@acts.tried
def _ask(pk: int, by: Person, at: datetime) -> None:
    date = Occurrence.objects.select_related("event").get(pk=pk)
    row = Partnership.objects.select_related("congregation__scope").get(congregation__name=NAME)
    events.invite(occurrence=date, partnership=row, words="We keep a seat beside the elders for you.", by=by, at=at)


@acts.tried
def _yes(pk: int, at: datetime) -> None:
    row = Invite.objects.select_related("officer__person").filter(occurrence=pk).exclude(state=InviteState.WITHDRAWN).first()
    if row and row.officer.person:
        events.answer(invite=row, comes=True, duty=Duty.OVERTIME, by=row.officer.person, at=at)


@acts.tried
def _approve(stage: Stage, pk: int, at: datetime) -> None:
    row = EventApproval.objects.filter(invite__occurrence=pk, state=ApprovalState.WAITING).select_related("invite__officer").first()
    if row:
        events.decide(approval=row, approve=True, words="Two hours, from the outreach budget.", by=stage.liaison(row.invite.officer.agency_id), at=at)


@acts.tried
def _note_one(pk: int, at: datetime) -> None:
    row = Invite.objects.select_related("officer__person", "occurrence").filter(occurrence=pk, state=InviteState.YES).first()
    if row and row.officer.person:
        events.note_hours(occurrence=row.occurrence, officer=row.officer, duty=row.duty, minutes=135, by=row.officer.person, at=at)


def _note(at: datetime) -> None:
    """Officers who came note how long they were there, as volunteers for the most part."""
    rows = Attendance.objects.filter(who=Side.OFFICER, came=True, occurrence__starts_at__gt=at - LATELY, officer__person__isnull=False)
    known = set(OfficerHours.objects.values_list("occurrence", "officer"))
    for row in rows.select_related("occurrence", "officer__person").order_by("-pk")[:NOTED]:
        if (row.occurrence_id, row.officer_id) not in known:
            _note_attended(row, at)


@acts.tried
def _note_attended(row: Attendance, at: datetime) -> None:
    assert row.officer is not None
    assert row.officer.person is not None
    minutes = int(row.occurrence.lasts.total_seconds() // 60)
    events.note_hours(occurrence=row.occurrence, officer=row.officer, duty=Duty.OFF, minutes=minutes - minutes % 15, by=row.officer.person, at=at)
