"""What people say of a step themselves."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from onecop.audit.models import Entry
from onecop.journey import queries
from onecop.journey.exceptions import CannotRecord, CannotWaive
from onecop.journey.models import HealthRow, StepCompletion, Waiver
from onecop.journey.services import record_past, settle, take_back, unwaive, waive
from onecop.journey.words import page_of
from onecop.kernel.actor import SYSTEM
from onecop.partnerships import services as partnerships
from onecop.partnerships.choices import CloseReason, EndReason, FactKind, TenureKind
from onecop.partnerships.sides import side_of
from onecop.partnerships.steps import BY_KEY, STEPS
from tests import make
from tests.journey.keeping import Kept, person
from tests.make import NOON

pytestmark = pytest.mark.django_db
MEET, RIDE, INVOLVE, COORDINATOR = (BY_KEY[key] for key in ("meet", "ride", "involve", "coordinator"))


def test_what_happened_years_before_is_noted_with_its_own_date_and_whoever_told_it() -> None:
    one: Any = make.partnership()
    mai = person(one, "coordinator")
    made = record_past(partnership=one, step=MEET, on=date(2021, 5, 2), words=" We have known each other since the flood. ", by=mai, at=NOON)
    assert (made.round, made.completed_at.date(), made.noted_at, made.by_label, made.told) == (1, date(2021, 5, 2), NOON, mai.name, True)
    assert made.words == "We have known each other since the flood."
    look = queries.look(one, NOON)
    assert look.health.way.steps[1].done is not None
    assert [line["words"] for line in look.story][-1] == f"Meet your partner officer: We have known each other since the flood. (told by {mai.name})"
    assert Entry.objects.filter(verb="step.told", by_id=mai.pk).count() == 1
    assert HealthRow.objects.get().step == "ride"


@pytest.mark.parametrize(("on", "words", "reason"), [
    (date(2026, 11, 21), "Soon", "That day has not come yet."),
    (date(2026, 11, 1), "  ", "Nothing is said of what happened."),
])  # fmt: skip
def test_what_has_not_happened_or_says_nothing_is_refused(on: date, words: str, reason: str) -> None:
    one: Any = make.partnership()
    with pytest.raises(CannotRecord) as refused:
        record_past(partnership=one, step=MEET, on=on, words=words, by=SYSTEM, at=NOON)
    assert (refused.value.reason, StepCompletion.objects.count()) == (reason, 0)


def test_nobody_notes_what_the_evidence_shows_already(app: Kept) -> None:
    one: Any = make.partnership()
    app.tell(one, FactKind.MET, NOON - timedelta(days=3))
    with pytest.raises(CannotRecord, match="Nov\xa017"):
        record_past(partnership=one, step=MEET, on=date(2026, 11, 1), words="We met.", by=SYSTEM, at=NOON)


def test_a_quarter_that_is_past_is_a_round_of_its_own() -> None:
    one: Any = make.partnership()
    for day in (date(2026, 5, 1), date(2026, 11, 1)):
        record_past(partnership=one, step=INVOLVE, on=day, words="A meal.", by=SYSTEM, at=NOON)
    assert list(StepCompletion.objects.filter(step="involve").values_list("round", flat=True)) == [20262, 20264]


def test_a_second_officer_is_a_second_round() -> None:
    one: Any = make.partnership(began_at=NOON - timedelta(days=100))
    record_past(partnership=one, step=MEET, on=date(2026, 8, 20), words="We met.", by=SYSTEM, at=NOON)
    partnerships.close_tenure(tenure=one.tenures.get(kind="lead"), on=date(2026, 11, 10), reason=CloseReason.PROMOTION, by=SYSTEM, at=NOON)
    later = NOON + timedelta(days=2)
    partnerships.open_tenure(partnership=one, kind=TenureKind.LEAD, officer=make.officer(one.agency), on=date(2026, 11, 20), by=SYSTEM, at=NOON)
    assert queries.look(one, later).health.step.round == 2
    assert record_past(partnership=one, step=MEET, on=date(2026, 11, 21), words="We met her.", by=SYSTEM, at=later).round == 2


def test_what_was_told_by_mistake_is_taken_back_once_and_can_be_told_again() -> None:
    one: Any = make.partnership()
    mai = person(one, "coordinator")
    wrong = record_past(partnership=one, step=MEET, on=date(2012, 11, 1), words="We met.", by=mai, at=NOON)
    assert [take_back(told=wrong, by=mai, at=NOON) for _twice in range(2)] == [True, False]
    assert (queries.look(one, NOON).health.step.step.key, HealthRow.objects.get().step) == ("meet", "meet")
    assert [line["words"] for line in queries.look(one, NOON).story if "We met" in line["words"]] == []
    right = record_past(partnership=one, step=MEET, on=date(2021, 11, 1), words="We met.", by=mai, at=NOON)
    kept = list(StepCompletion.objects.filter(step="meet").values_list("pk", "withdrawn_at", "withdrawn_by_id").order_by("pk"))
    assert kept == [(wrong.pk, NOON, mai.pk), (right.pk, None, None)]
    assert Entry.objects.filter(verb="step.taken_back", by_id=mai.pk).count() == 1


def test_what_an_app_shows_is_not_taken_back(app: Kept) -> None:
    one: Any = make.partnership()
    app.tell(one, FactKind.MET, NOON - timedelta(days=3))
    settle([one.pk], at=NOON)
    shown = StepCompletion.objects.get(step="meet")
    with pytest.raises(CannotRecord, match="not only told"):
        take_back(told=shown, by=SYSTEM, at=NOON)
    assert StepCompletion.objects.get(step="meet").withdrawn_at is None


def test_a_told_step_is_taken_back_on_its_page(client: Any) -> None:
    one: Any = make.partnership()
    client.force_login(person(one, "coordinator"))
    made = record_past(partnership=one, step=MEET, on=date(2021, 5, 2), words="We met.", by=SYSTEM, at=NOON)
    page, back = reverse("journey_step", args=[one.key, "meet"]), reverse("journey_told_take_back", args=[made.key])
    assert back in client.get(page).content.decode()
    assert client.post(back).url == page
    after = client.get(page).content.decode()
    assert (back in after, "It happened already" in after) == (False, True)


def test_staff_let_a_step_be_and_expect_it_again(staff: Any) -> None:
    one: Any = make.partnership()
    record_past(partnership=one, step=MEET, on=date(2026, 11, 1), words="We met.", by=staff, at=NOON)
    made = waive(partnership=one, step=RIDE, reason="The agency offers no rides.", by=staff, at=NOON)
    assert (made.round, made.by_label, queries.look(one, NOON).health.step.step.key) == (1, staff.name, "debrief")
    with pytest.raises(CannotWaive, match="complete already"):
        waive(partnership=one, step=RIDE, reason="Again", by=staff, at=NOON)
    assert unwaive(partnership=one, step=RIDE, by=staff, at=NOON + timedelta(days=1))
    assert queries.look(one, NOON).health.step.step.key == "ride"
    assert not unwaive(partnership=one, step=RIDE, by=staff, at=NOON)
    assert Waiver.objects.get().withdrawn_by_id == staff.pk


def test_a_waiver_needs_a_reason_and_a_living_partnership(staff: Any) -> None:
    one: Any = make.partnership()
    with pytest.raises(CannotWaive, match="No reason"):
        waive(partnership=one, step=RIDE, reason=" ", by=staff, at=NOON)
    partnerships.end(partnership=one, reason=EndReason.FULFILLED, by=staff, at=NOON)
    with pytest.raises(CannotWaive, match="has ended"):
        waive(partnership=one, step=RIDE, reason="x", by=staff, at=NOON)


def test_the_page_of_a_step_shows_its_guide_and_takes_what_is_told(client: Any) -> None:
    one: Any = make.partnership()
    client.force_login(person(one, "coordinator"))
    page = client.get(reverse("journey_step", args=[one.key, "meet"])).content.decode()
    assert [words for words in ("Meet your partner officer", "No agenda.", "It happened already") if words not in page] == []
    assert "Let this step be" not in page
    tell = reverse("journey_tell", args=[one.key, "meet"])
    assert client.post(tell, {"on": "2031-01-01", "words": "x"}).status_code == 422
    assert client.post(tell, {"on": "2020-01-01"}).status_code == 422
    assert client.post(tell, {"on": "2020-01-01", "words": "Long ago."}).url == one.get_absolute_url()
    assert StepCompletion.objects.get(step="meet").completed_at.date() == date(2020, 1, 1)


@pytest.mark.parametrize("part", ["coordinator", "leader", "lead"])
def test_the_act_of_every_step_opens_for_whoever_is_shown_it(client: Any, part: str) -> None:
    one: Any = make.partnership()
    who = person(one, part)
    client.force_login(who)
    acts = {step.key: page_of(step.key, one, side_of(one, who)) for step in STEPS}
    assert {key: client.get(address).status_code for key, address in acts.items() if address} == {key: 200 for key, address in acts.items() if address}
    for key, address in acts.items():
        page = client.get(reverse("journey_step", args=[one.key, key])).content.decode()
        assert (f'href="{address}"' in page) == bool(address)
    assert [key for key, address in acts.items() if not address] == (["coordinator", "ride"] if part == "lead" else [])


def test_a_step_that_is_none_is_an_absent_page(client: Any, staff: Any) -> None:
    one: Any = make.partnership()
    client.force_login(staff)
    assert client.get(reverse("journey_step", args=[one.key, "dance"])).status_code == 404


def test_a_liaison_reads_and_cannot_tell(client: Any) -> None:
    one: Any = make.partnership()
    who = make.person()
    make.grant(who, "liaison", one.agency.scope)
    client.force_login(who)
    page = client.get(reverse("journey_step", args=[one.key, "meet"])).content.decode()
    assert "It happened already" not in page
    assert client.post(reverse("journey_tell", args=[one.key, "meet"]), {"on": "2020-01-01", "words": "x"}).status_code == 403
