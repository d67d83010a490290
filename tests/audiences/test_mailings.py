"""Invitations to many: who is meant, who is left out and why, and that nobody gets two."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onecop.access.links import find
from onecop.audiences import finding, rules, services
from onecop.audiences.exceptions import CannotInvite
from onecop.audiences.finding import Audience, Reach
from onecop.audiences.models import Mailing, Recipient
from onecop.congregations.models import Congregation
from onecop.events import services as events
from onecop.events.models import Event
from onecop.kernel.actor import SYSTEM
from onecop.kernel.errors import Refused
from onecop.mail.choices import BlockReason
from onecop.mail.models import Block, Message, OptOut
from onecop.registrations import services as places
from onecop.registrations.emails import PLACE
from onecop.registrations.models import Registration
from onecop.tasks import services as tasks
from onecop.tasks.models import Job
from onecop.tasks.progress import Cancelled, Progress
from tests import make
from tests.make import NOON

pytestmark = pytest.mark.django_db
ALL = ("officers", "leaders", "coordinators", "liaisons", "executives")


class City:
    """An agency with some partnerships, its liaison and its briefing on the Saturday after NOON."""

    def __init__(self, pairs: int = 1, who: str = "officer") -> None:
        self.agency = make.agency()
        self.liaison = make.person("Lena Liaison")
        make.grant(self.liaison, "liaison", self.agency.scope)
        self.pairs = [make.partnership(with_=make.officer(self.agency, email=f"{who}{n}@police.example")) for n in range(pairs)]
        self.event = make.event(self.agency, kind="briefing", title="Safety briefing", sign_up="guests")

    def prepare(self, *groups: str, by: Any = None, **more: Any) -> Mailing:
        return services.prepare(event=self.event, on=self.event.starts_on, audience=Audience(groups, **more), by=by or self.liaison, at=NOON)

    def reach(self, *groups: str, at: Any = NOON, **more: Any) -> Reach:
        row = self.event.occurrences.first()
        return finding.count(self.event, row, self.liaison, Audience(groups, **more), at)

    def invite(self, *groups: str, **more: Any) -> dict[str, int]:
        return services.carry_out(mailing=self.prepare(*groups, **more), by=self.liaison, at=NOON)


def asked() -> list[str]:
    return sorted(Registration.objects.values_list("email", flat=True))


def test_each_group_is_its_people_once() -> None:
    city = City(2)
    expected = {"officers": 2, "leaders": 2, "coordinators": 2, "liaisons": 1, "executives": 0}
    assert {group: city.reach(group).letters for group in ALL} == expected
    assert city.reach(*ALL) == Reach(7, 0, 0, 0)
    assert city.invite(*ALL) == {"invited": 7, "left_out": 0}
    assert [r.side for r in Registration.objects.order_by("side")] == ["congregation"] * 4 + ["guest"] + ["officer"] * 2
    assert Message.objects.filter(kind="audiences.invite").count() == 7


def test_who_was_invited_hears_that_it_is_called_off_before_anybody_has_answered() -> None:
    city = City(2)
    city.invite("officers")
    events.cancel_event(event=city.event, by=SYSTEM, at=NOON)
    assert set(Registration.objects.values_list("state", flat=True)) == {"cancelled"}
    told = Message.objects.exclude(kind="audiences.invite").values_list("email", flat=True)
    assert sorted(email for email in told if email.endswith("@police.example")) == ["officer0@police.example", "officer1@police.example"]


def test_nobody_is_invited_to_what_was_called_off_before_the_task_began() -> None:
    city = City(2)
    mailing = services.send(mailing=city.prepare("officers"), by=city.liaison, at=NOON)
    events.cancel_event(event=city.event, by=SYSTEM, at=NOON)
    assert services.carry_out(mailing=Mailing.objects.get(pk=mailing.pk), by=city.liaison, at=NOON) == {"invited": 0, "left_out": 0}
    mailing.refresh_from_db()
    assert (mailing.state, asked(), Message.objects.filter(kind="audiences.invite").count()) == ("stopped", [], 0)


def test_both_partners_stand_beside_each_other_on_the_list() -> None:
    city = City()
    city.invite("officers", "coordinators")
    rows = {r.side: r for r in Registration.objects.all()}
    assert {side: r.partnership_id for side, r in rows.items()} == {"officer": city.pairs[0].pk, "congregation": city.pairs[0].pk}
    assert (rows["officer"].officer, rows["officer"].person) == ((lead := city.pairs[0].tenures.get(kind="lead").officer), lead.person)


def test_the_link_in_a_letter_opens_the_own_place_alone() -> None:
    city = City()
    city.invite("officers", "leaders")
    for letter in Message.objects.filter(kind="audiences.invite"):
        token = letter.body.text.split("/place/")[1].split("/")[0]
        assert Registration.objects.get(key=find(act=PLACE, token=token, at=NOON).target).email == letter.email


def test_who_was_asked_gets_no_mail_or_has_had_enough_is_left_out_and_counted() -> None:
    city = City(4)
    row = city.prepare("officers").occurrence
    places.invite(occurrence=row, name="One", email="OFFICER0@police.example", by=SYSTEM, at=NOON)
    Block.objects.create(email="officer1@police.example", reason=BlockReason.BOUNCE, at=NOON)
    OptOut.objects.create(email="officer2@police.example", kind="audiences.invite", at=NOON)
    others = [make.event(city.agency, starts_on=city.event.starts_on + timedelta(days=n)) for n in range(1, rules.CAP + 1)]
    for other in others:
        made = services.prepare(
            event=other, on=other.starts_on, audience=Audience(individuals=(("Three", "officer3@police.example"),)), by=city.liaison, at=NOON
        )
        services.carry_out(mailing=made, by=city.liaison, at=NOON)
    assert city.reach("officers") == Reach(found=4, asked=1, blocked=2, cap=1)
    assert city.reach("officers", at=NOON + rules.WINDOW + timedelta(seconds=1)).cap == 0
    mailing = city.prepare("officers")
    assert services.carry_out(mailing=mailing, by=city.liaison, at=NOON) == {"invited": 0, "left_out": 4}
    assert sorted(mailing.recipients.values_list("email", "left_out")) == [
        (f"officer{n}@police.example", why) for n, why in enumerate(("asked", "blocked", "blocked", "cap"))
    ]


def test_an_address_that_stands_in_two_groups_or_is_typed_as_well_gets_one_letter() -> None:
    city = City()
    temple = city.pairs[0].congregation
    temple.contacts.update(email="both@temple.example")
    typed = (("Both", "both@temple.example"), ("New", "new@mail.example"))
    assert city.reach("leaders", "coordinators", individuals=typed) == Reach(2, 0, 0, 0)
    assert city.invite("leaders", "coordinators", individuals=typed) == {"invited": 2, "left_out": 0}
    assert asked() == ["both@temple.example", "new@mail.example"]


def test_sent_again_or_run_again_after_a_crash_nobody_gets_a_second_letter() -> None:
    city = City(3)
    mailing = city.prepare("officers")
    for _run in range(2):
        assert services.carry_out(mailing=mailing, by=city.liaison, at=NOON) == {"invited": 3, "left_out": 0}
    assert city.invite("officers") == {"invited": 0, "left_out": 3}
    assert Message.objects.filter(kind="audiences.invite").count() == 3


def test_a_stop_keeps_whole_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "CHUNK", 2)
    city, calls = City(5), []
    mailing = city.prepare("officers")

    def stop() -> Exception | None:
        calls.append(1)
        return Cancelled() if len(calls) == 2 else None

    with pytest.raises(Cancelled):
        services.carry_out(mailing=mailing, by=city.liaison, at=NOON, progress=Progress(lambda *_: None, stop))
    assert (Registration.objects.count(), Message.objects.filter(kind="audiences.invite").count(), Recipient.objects.count()) == (4, 4, 4)
    assert services.carry_out(mailing=mailing, by=city.liaison, at=NOON)["invited"] == 5


def test_the_ground_is_the_hosts_own() -> None:
    city, other = City(1), City(1, who="other")
    nation, staff = make.event(make.nation(), kind="national"), make.staff()
    count = lambda event, who, **more: finding.count(event, None, who, Audience(("officers",), **more), NOON).found  # noqa: E731
    assert (count(city.event, city.liaison), count(other.event, city.liaison)) == (1, 0)
    assert (count(nation, staff), count(nation, staff, agencies=(city.agency.pk,)), count(nation, city.liaison)) == (2, 1, 1)


def test_beats_narrow_it() -> None:
    city = City(2)
    area = make.draft_map(city.agency).areas.order_by("pk").first()
    Congregation.objects.filter(pk=city.pairs[0].congregation_id).update(area=area)
    assert (city.reach("officers", areas=(area.pk,)).found, city.reach("officers").found) == (1, 2)


def test_paused_partnerships_and_officers_who_left_are_not_asked() -> None:
    city = City(2)
    city.pairs[0].tenures.get(kind="lead").officer.__class__.objects.filter(pk=city.pairs[0].tenures.get(kind="lead").officer_id).update(status="gone")
    assert city.reach("officers").found == 1


@pytest.mark.parametrize(("change", "words"), [({"published_at": None}, "is a draft"), ({"cancelled_at": NOON}, "called off")])
def test_a_draft_or_what_was_called_off_invites_nobody(change: dict[str, Any], words: str) -> None:
    city = City()
    Event.objects.update(**change)
    city.event.refresh_from_db()
    with pytest.raises(Refused, match=words):
        city.prepare("officers")


def test_nobody_chosen_is_said() -> None:
    with pytest.raises(CannotInvite, match="Nobody is chosen"):
        City().prepare()


def test_send_starts_one_task_and_a_stop_before_it_begins_ends_it() -> None:
    city = City()
    mailing = city.prepare("officers")
    sent = [services.send(mailing=mailing, by=city.liaison, at=NOON) for _press in range(2)]
    job = Job.objects.get(kind="audiences.send")
    assert [row.job_key for row in sent] == [job.key] * 2
    services.stop(mailing=mailing, job=job, by=city.liaison, at=NOON)
    mailing.refresh_from_db()
    assert (mailing.state, Registration.objects.count()) == ("stopped", 0)


def test_the_task_invites() -> None:
    city = City()
    mailing = services.send(mailing=city.prepare("officers"), by=city.liaison, at=NOON)
    tasks.run_now(Job.objects.get(kind="audiences.send"))
    mailing.refresh_from_db()
    assert (mailing.state, asked()) == ("sent", ["officer0@police.example"])


@pytest.mark.parametrize("work", ["count", "write"])
def test_the_price_does_not_grow_with_the_guests(work: str) -> None:
    prices = []
    for pairs in (1, 3):
        city = City(pairs, who=f"of{pairs}x")
        mailing = city.prepare(*ALL)
        with CaptureQueriesContext(connection) as spent:
            if work == "count":
                city.reach(*ALL)
            else:
                services.carry_out(mailing=mailing, by=city.liaison, at=NOON)
        prices.append(len(spent))
    assert prices[0] == prices[1]


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.sampled_from("abcdef"), max_size=8), st.sets(st.sampled_from("abcdef")), st.sets(st.sampled_from("abcdef")))
def test_what_the_preview_counts_is_what_is_sent(db: None, typed: list[str], before: set[str], dead: set[str]) -> None:
    with transaction.atomic():
        city = City()
        row = city.prepare("officers").occurrence
        for letter in before:
            places.invite(occurrence=row, name=letter, email=f"{letter}@mail.example", by=SYSTEM, at=NOON)
        Block.objects.bulk_create([Block(email=f"{letter}@mail.example", reason=BlockReason.BOUNCE, at=NOON) for letter in dead])
        people = tuple((letter, f"{letter}@mail.example") for letter in dict.fromkeys(typed))
        reach = city.reach("officers", individuals=people)
        told = city.invite("officers", individuals=people)
        assert (told["invited"], told["left_out"]) == (reach.letters, reach.asked + reach.blocked + reach.cap)
        assert reach.found == len(set(typed)) + 1
        transaction.set_rollback(True)
