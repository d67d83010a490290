"""Mailings that overlap, on either database: nobody gets two invitations. Beside it the control that sends two."""

import threading
from typing import Any

import pytest

from onecop.access.models import ActionLink
from onecop.kernel.actor import SYSTEM
from onecop.launch import paper, prospects, services
from onecop.launch.models import Bundle, Launch, Mailing, Pledge, ProspectInvitation
from onecop.launch.services import inviting, printing
from onecop.mail.models import Message
from onecop.tasks.progress import SILENT
from tests.launch import town
from tests.make import NOON
from tests.races import names, together

pytestmark = pytest.mark.django_db(transaction=True)
HOUSES = 4


def two_mailings(way: str) -> tuple[Launch, list[Mailing]]:
    """A town whose congregations are all chosen by two mailings, of which none has written yet."""
    city = town.launch()
    for n in range(HOUSES):
        house = town.prospect(city.agency, f"House {n}", n)
        if way == "email":
            services.set_address(congregation=house, email=f"house{n}@mail.example", by=SYSTEM, at=NOON)
    mailings = [town.invite(city, way=way, run=False) for _n in range(2)]
    assert [len(m.chosen) for m in mailings] == [HOUSES, HOUSES]
    return city, mailings


def written() -> tuple[int, int, int]:
    """How many invitations there are, to how many congregations, and how many links work."""
    rows = ProspectInvitation.objects.values_list("congregation", flat=True)
    return len(rows), len(set(rows)), ActionLink.objects.filter(act="launch.invited").count()


@pytest.mark.parametrize("way", ["letter", "email"])
def test_two_mailings_that_overlap_write_to_each_once(way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inviting, "CHUNK", 2)
    _city, mailings = two_mailings(way)
    ends = together(*[lambda m=m: services.run_mailing(SILENT, m, by=SYSTEM, clock=lambda: NOON) for m in mailings])
    assert names(ends) == ["well", "well"]
    assert written() == (HOUSES, HOUSES, HOUSES)
    told = Mailing.objects.values_list("written", "late")
    assert [sum(column) for column in zip(*told, strict=True)] == [HOUSES, HOUSES]
    if way == "email":
        assert Message.objects.filter(kind="launch.invite_email").count() == HOUSES
    else:
        assert sum(b.letters for m in mailings for b in m.bundles.all()) == HOUSES


def test_control_without_the_lock_each_is_invited_twice() -> None:
    """Look, and write then, with the other mailing in between: what `write_letters` would be without the lock on the launch."""
    _city, mailings = two_mailings("letter")
    looked = threading.Barrier(2)

    def careless(mailing: Mailing) -> None:
        good = prospects.still(mailing, mailing.chosen, NOON)
        looked.wait(20)
        inviting._keep(mailing, inviting._drafts(mailing, good, NOON), {}, NOON)

    assert names(together(*[lambda m=m: careless(m) for m in mailings])) == ["well", "well"]
    assert written() == (2 * HOUSES, HOUSES, 2 * HOUSES)


def test_one_mailing_that_two_workers_run_writes_and_prints_once() -> None:
    _city, (mailing, _other) = two_mailings("letter")
    same: list[Any] = [Mailing.objects.select_related("launch__agency__territory", "launch__lead").get(pk=mailing.pk) for _n in range(2)]
    ends = together(*[lambda m=m: services.run_mailing(SILENT, m, by=SYSTEM, clock=lambda: NOON) for m in same])
    assert names(ends) == ["well", "well"]
    assert (written(), sum(b.letters for b in mailing.bundles.all()), mailing.sheaves.count()) == ((HOUSES, HOUSES, HOUSES), HOUSES, 0)


def test_what_another_worker_has_printed_meanwhile_takes_no_letter_of_the_rest_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """One that was thought dead draws the first letters, while the next one draws all of them."""
    monkeypatch.setattr(inviting, "CHUNK", 2)
    _city, (mailing, _other) = two_mailings("letter")
    for chunk in inviting._chunks(mailing):
        inviting.write_letters(mailing, chunk, by=SYSTEM, at=NOON)
    draw, drawn = paper.letters, []

    def meanwhile(launch: Launch, letters: list[Any], **words: Any) -> bytes:
        drawn.append(len(letters))
        if len(drawn) == 1:
            first = mailing.sheaves.order_by("id")[0]
            first.delete()
            Bundle.objects.create(mailing=mailing, number=1, letters=first.letters, made_at=NOON, sealed=b"by the other")
        return draw(launch, letters, **words)

    monkeypatch.setattr(paper, "letters", meanwhile)
    assert printing.print_sheaves(mailing, at=NOON) == 1
    assert (drawn, mailing.sheaves.count()) == ([HOUSES, HOUSES - 2], 0)
    assert list(mailing.bundles.order_by("number").values_list("number", "letters")) == [(1, 2), (2, HOUSES - 2)]


def test_two_who_pledge_for_one_congregation_at_once_begin_one_form() -> None:
    city = town.launch()
    house = town.prospect(city.agency, "Lotus Pond Temple")
    words = {"congregation_name": house.name, "phone": "", "wish": "", "role": "leader", "source": "page"}
    ends = together(
        *[lambda n=n: services.pledge(launch=city, congregation=house, name=f"Mai {n}", email=f"mai{n}@mail.example", at=NOON, **words) for n in range(3)]
    )
    assert names(ends) == ["well"] * 3
    assert sorted(Pledge.objects.values_list("already", flat=True)) == [False, True, True]
    assert Message.objects.filter(kind="launch.pledged").count() == 1
