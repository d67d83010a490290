"""All that matches, accepted by one press and taken back: who is meant, what stays, and that nobody hears of what did not last."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from onecop.events import services as events
from onecop.events.models import Event
from onecop.kernel.actor import SYSTEM
from onecop.mail.models import Message
from onecop.tasks.models import Job
from onecop.tasks.services import run_now
from onecop.weekend import services
from onecop.weekend.exceptions import CannotDecide
from onecop.weekend.models import Batch, Resemblance, Submission
from onecop.weekend.sheet import Sheet
from tests import make
from tests.make import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def weekend():
    return make.weekend()


@pytest.fixture
def staff():
    client = Client()
    client.force_login(make.staff())
    return client


def standings() -> dict[str, int]:
    found: dict[str, int] = {}
    for standing in Submission.objects.values_list("standing", flat=True):
        found[standing] = found.get(standing, 0) + 1
    return found


def press(client, weekend, **choice) -> Batch:
    answer = client.post(reverse("weekend_accept_all", args=[weekend.key]), choice)
    batch = Batch.objects.latest("pk")
    assert answer["Location"] == batch.get_absolute_url()
    work(batch)
    return batch


def work(batch) -> None:
    batch.refresh_from_db()
    job = Job.objects.get(key=batch.job_key)
    if job.is_open:
        job = run_now(job)
    assert (job.state, job.trouble) == ("done", "")
    batch.refresh_from_db()


def test_the_page_before_says_how_many_and_what_is_left(weekend, staff):
    first, second = make.submission(weekend), make.submission(weekend)
    make.submission(weekend, state="MA")
    Resemblance.objects.create(first=first, second=second, why=["title"], found_at=NOON)
    page = staff.get(reverse("weekend_accept_all", args=[weekend.key]), {"state": "VA"}).content.decode()
    assert ("Accept all 2 events?" in page, "1 of them looks like another event" in page, 'name="state" value="VA"' in page) == (True, True, True)
    assert "No registration that waits matches" in staff.get(reverse("weekend_accept_all", args=[weekend.key]), {"state": "OH"}).content.decode()
    assert (Event.objects.count(), Batch.objects.count()) == (0, 0)


def test_all_that_match_are_accepted_and_no_other(weekend, staff):
    rows = [make.submission(weekend) for _ in range(3)]
    make.submission(weekend, state="MA")
    make.submission(weekend, standing="unconfirmed")
    make.submission(weekend, title="Parade")
    Resemblance.objects.create(first=rows[0], second=rows[1], why=["title"], found_at=NOON)
    batch = press(staff, weekend, state="VA", q="block party")
    assert (batch.wanted, batch.accepted, batch.left) == (3, 2, 1)
    assert {row.pk for row in batch.submissions.all()} == {rows[0].pk, rows[2].pk}
    assert standings() == {"accepted": 2, "waiting": 3, "unconfirmed": 1}
    assert Sheet(weekend).totals.events == 2


def test_what_comes_in_after_the_press_is_not_meant(weekend):
    make.submission(weekend)
    who = make.staff()
    batch = services.accept_all(weekend=weekend, rows=Submission.objects.visible_to(who), choice={}, by=who, at=NOON)
    make.submission(weekend)
    work(batch)
    assert (batch.accepted, standings()) == (1, {"accepted": 1, "waiting": 1})


def test_staff_of_a_region_accept_their_own_alone(weekend):
    here, there = make.region("Capital", ("VA",)), make.region("North", ("MA",))
    mine = make.submission(weekend, scope=here)
    make.submission(weekend, scope=there)
    who, client = make.person(), Client()
    make.grant(who, "regional_staff", here)
    client.force_login(who)
    batch = press(client, weekend)
    assert [row.pk for row in batch.submissions.all()] == [mine.pk]


def test_pressing_where_nothing_waits_says_so(weekend, staff):
    answer = staff.post(reverse("weekend_accept_all", args=[weekend.key]), follow=True)
    assert "Nothing waits there any more." in answer.content.decode()
    assert Batch.objects.count() == 0


def test_taken_back_within_the_hour_nobody_has_heard_of_it(weekend, staff):
    rows = [make.submission(weekend) for _ in range(2)]
    batch = press(staff, weekend)
    assert {message.due_at for message in Message.objects.all()} == {NOON + timedelta(hours=1)}
    staff.post(reverse("weekend_batch_undo", args=[batch.key]))
    assert Message.objects.count() == 0
    work(batch)
    assert (Event.objects.count(), standings(), Sheet(weekend).totals.events) == (0, {"waiting": 2}, 0)
    assert {row.batch for row in Submission.objects.all()} == {None}
    assert "It was taken back" in staff.get(batch.get_absolute_url()).content.decode()
    with pytest.raises(CannotDecide):
        services.take_back_all(batch=batch, by=SYSTEM, at=NOON)
    again = press(staff, weekend)
    assert (again.accepted, sorted(row.pk for row in again.submissions.all())) == (2, [row.pk for row in rows])


def test_what_somebody_works_with_already_stays_accepted(weekend, staff):
    kept, back = make.submission(weekend), make.submission(weekend)
    batch = press(staff, weekend)
    event = Event.objects.get(weekend_submissions=kept)
    events.occurrence_for(event=event, on=event.starts_on, at=NOON)
    staff.post(reverse("weekend_batch_undo", args=[batch.key]))
    work(batch)
    assert [Submission.objects.get(pk=row.pk).standing for row in (kept, back)] == ["accepted", "waiting"]
    assert list(Event.objects.all()) == [event]


def test_once_the_letters_have_left_it_cannot_be_taken_back(weekend, staff):
    make.submission(weekend)
    batch = press(staff, weekend)
    assert "Take it all back" in staff.get(batch.get_absolute_url()).content.decode()
    with time_machine.travel(NOON + timedelta(hours=1), tick=False):
        client = Client()
        client.force_login(make.staff())
        assert "Take it all back" not in client.get(batch.get_absolute_url()).content.decode()
        answer = client.post(reverse("weekend_batch_undo", args=[batch.key]), follow=True)
        assert "The letters have left." in answer.content.decode()
    assert standings() == {"accepted": 1}
