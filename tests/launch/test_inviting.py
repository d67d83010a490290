"""Prospects are invited in bulk: nobody twice, on paper or by e-mail, and each letter opens its own form."""

from datetime import timedelta

import pytest

from onecop.access import links
from onecop.access.models import ActionLink
from onecop.congregations import services as congregations
from onecop.congregations.models import Enrollment
from onecop.kernel.actor import SYSTEM
from onecop.launch import paper, prospects, services
from onecop.launch.exceptions import Closed, NobodyToInvite, NoReason, NotYours
from onecop.launch.models import Bundle, Mailing, ProspectInvitation, Sheaf
from onecop.launch.services import inviting, printing
from onecop.launch.services.opening import INVITED, invited_by
from onecop.mail import sealing
from onecop.mail.choices import BlockReason
from onecop.mail.models import Block, Message
from onecop.mail.services import wordings
from onecop.tasks.progress import Cancelled, Interrupted, Progress
from onecop.ui import press
from tests import make
from tests.launch import pictures, town
from tests.make import NOON

pytestmark = pytest.mark.django_db


def bundle(mailing: Mailing, number: int = 1) -> bytes:
    return sealing.open_sealed(bytes(mailing.bundles.get(number=number).sealed))


def token_of(address: str) -> str:
    return address.rstrip("/").rpartition("/")[2]


def test_letters_are_one_pdf_with_a_page_and_a_code_of_its_own_for_each() -> None:
    city = town.launch()
    houses = [town.prospect(city.agency, name, n) for n, name in enumerate(["Lotus Pond Temple", "Beth Shalom", "Iglesia Luz"], 1)]
    mailing = town.invite(city)
    assert (mailing.state, mailing.written, mailing.late, mailing.left_out) == ("done", 3, 0, 0)
    pdf = bundle(mailing)
    assert pictures.count(pdf) == 3
    assert (b"/StructTreeRoot" in pdf or b"/MarkInfo" in pdf, b"pdfuaid:part" in pdf) == (True, True)  # tagged, and says that it is PDF/UA
    codes = [pictures.read_code(pictures.page(pdf, n) or b"") for n in (1, 2, 3)]
    found = [invited_by(token_of(code), at=NOON)[1].congregation for code in codes]
    assert found == houses  # in the order of the street
    assert len(set(codes)) == 3


def test_no_token_is_kept_only_its_hash() -> None:
    city = town.launch()
    town.prospect(city.agency, "Lotus Pond Temple")
    mailing = town.invite(city)
    token = token_of(pictures.read_code(pictures.page(bundle(mailing), 1) or b""))
    row = ActionLink.objects.get(act=INVITED)
    assert row.token_hash == links.digest(token)
    assert token.encode() not in bytes(Bundle.objects.get().sealed)
    assert not Sheaf.objects.exists()  # what was printed is kept once
    with pytest.raises(links.LinkInvalid):
        invited_by(token[:-1], at=NOON)
    with pytest.raises(links.LinkExpired):
        invited_by(token, at=NOON + timedelta(days=180))


def test_chunks_are_printed_as_one_file_and_none_is_written_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inviting, "CHUNK", 2)
    city = town.launch()
    for n in range(5):
        town.prospect(city.agency, f"House {n}", n)
    mailing = town.invite(city)
    assert [b.letters for b in mailing.bundles.all()] == [5]
    assert pictures.count(bundle(mailing)) == 5
    assert (ProspectInvitation.objects.count(), mailing.sheaves.count()) == (5, 0)


def test_beyond_a_thousand_there_are_several_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inviting, "CHUNK", 2)
    monkeypatch.setattr(printing, "ONE_FILE", 4)
    city = town.launch()
    for n in range(5):
        town.prospect(city.agency, f"House {n}", n)
    mailing = town.invite(city)
    assert [(b.number, b.letters) for b in mailing.bundles.all()] == [(1, 4), (2, 1)]


@pytest.mark.parametrize(("stop", "state", "files"), [(Cancelled, "stopped", 1), (Interrupted, "running", 0)])
def test_what_was_stopped_keeps_what_is_written_and_goes_on_from_there(monkeypatch: pytest.MonkeyPatch, stop: type[Exception], state: str, files: int) -> None:
    monkeypatch.setattr(inviting, "CHUNK", 2)
    city = town.launch()
    for n in range(5):
        town.prospect(city.agency, f"House {n}", n)
    mailing = town.invite(city, run=False)
    halfway = Progress(lambda done, total, note: None, lambda: stop() if mailing.written >= 2 else None)
    with pytest.raises(stop):
        services.run_mailing(halfway, mailing, by=SYSTEM, clock=lambda: NOON)
    mailing.refresh_from_db()
    assert (mailing.state, mailing.invitations.count(), mailing.bundles.count()) == (state, 2, files)
    if stop is Interrupted:
        services.run_mailing(Progress(lambda *a: None, lambda: None), mailing, by=SYSTEM, clock=lambda: NOON)
        assert (mailing.state, mailing.written, [b.letters for b in mailing.bundles.all()]) == ("done", 5, [5])
        assert ProspectInvitation.objects.count() == 5


def test_letters_whose_print_failed_are_printed_by_the_next_run(monkeypatch: pytest.MonkeyPatch) -> None:
    city = town.launch()
    town.prospect(city.agency, "Lotus Pond Temple")
    mailing = town.invite(city, run=False)
    with monkeypatch.context() as broken:
        broken.setattr(press.sys, "executable", "/bin/false")
        with pytest.raises(press.NotPrinted):
            services.run_mailing(Progress(lambda *a: None, lambda: None), mailing, by=SYSTEM, clock=lambda: NOON)
    assert (mailing.invitations.count(), mailing.sheaves.count(), mailing.bundles.count()) == (1, 1, 0)
    services.run_mailing(Progress(lambda *a: None, lambda: None), mailing, by=SYSTEM, clock=lambda: NOON)
    assert (mailing.state, mailing.invitations.count(), mailing.sheaves.count(), pictures.count(bundle(mailing))) == ("done", 1, 0, 1)


def test_nobody_twice_within_sixty_days_but_with_a_reason() -> None:
    city = town.launch()
    town.prospect(city.agency, "Lotus Pond Temple")
    town.invite(city)
    soon, late = NOON + timedelta(days=59), NOON + timedelta(days=60)
    with pytest.raises(NobodyToInvite):
        town.invite(city, at=soon)
    with pytest.raises(NoReason):
        services.invite(launch=city, wanted=prospects.Wanted(), way="letter", tongue="en", again=True, again_reason=" ", by=SYSTEM, at=soon)
    again = town.invite(city, again="The first letters had the wrong date", at=soon, run=False)
    assert (len(again.chosen), again.again_reason) == (1, "The first letters had the wrong date")
    assert prospects.sorting(city, prospects.Wanted(), way="letter", tongue="en", again=False, at=late).chosen


def test_two_mailings_at_once_write_to_each_only_once() -> None:
    city = town.launch()
    town.prospect(city.agency, "Lotus Pond Temple")
    first, second = town.invite(city, run=False), town.invite(city, run=False)
    for mailing in (first, second):
        services.run_mailing(Progress(lambda *a: None, lambda: None), mailing, by=SYSTEM, clock=lambda: NOON)
    assert (first.written, second.written, second.late, second.bundles.count()) == (1, 0, 1, 0)


def test_who_is_left_out_is_counted_by_why() -> None:
    city = town.launch()
    agency = city.agency
    good = town.prospect(agency, "Lotus Pond Temple", 1)
    closed, returned = town.prospect(agency, "Beth Shalom", 2), town.prospect(agency, "Olive Grove", 3)
    services.stop_writing(congregation=closed, words="By phone", by=SYSTEM, at=NOON)
    services.mark_returned(congregation=returned, by=SYSTEM, at=NOON)
    town.prospect(agency, "No Door", 4, street="")
    twin = town.prospect(agency, "Grace Chapel", 5)
    congregations.suggest(first=twin, second=make.congregation("Grace Chapel Inc", territory=agency.territory), at=NOON)
    Enrollment.objects.create(
        claims=town.prospect(agency, "Sikh Center", 6), congregation=make.congregation(standing="applied"), standing="applied", started_at=NOON,
        saved_at=NOON, sent_at=NOON,
    )  # fmt: skip
    mailing = town.invite(city, run=False)
    assert mailing.chosen == [good.pk]
    assert (mailing.in_touch, mailing.unwanted, mailing.no_address, mailing.recent) == (2, 1, 2, 0)
    # A new postal address makes a returned letter good again; the wish not to be written to stands until it is taken back.
    services.set_address(congregation=returned, street="PO Box 7", city="Port Ellery", state="LK", zip="10002", by=SYSTEM, at=NOON)
    services.set_address(congregation=closed, street="PO Box 8", city="Port Ellery", state="LK", zip="10002", by=SYSTEM, at=NOON)
    sorting = prospects.sorting(city, prospects.Wanted(), way="letter", tongue="en", again=False, at=NOON)
    assert set(sorting.chosen) == {good.pk, returned.pk}
    services.write_again(congregation=closed, by=SYSTEM, at=NOON)
    assert closed.pk in prospects.sorting(city, prospects.Wanted(), way="letter", tongue="en", again=False, at=NOON).chosen


def test_staff_choose_by_area_tradition_and_words() -> None:
    city = town.launch()
    one, two = town.prospect(city.agency, "Lotus Pond Temple", 1), town.prospect(city.agency, "Beth Shalom", 2, tradition="jewish")
    beat = make.draft_map(city.agency).areas.first()
    assert beat is not None
    two.area = beat
    two.save()

    def chosen(**wanted: object) -> set[int]:
        return set(prospects.sorting(city, prospects.Wanted(**wanted), way="letter", tongue="en", again=False, at=NOON).chosen)  # type: ignore[arg-type]

    assert chosen() == {one.pk, two.pk}
    assert chosen(traditions=("buddhist",)) == {one.pk}
    assert chosen(areas=(beat.pk,)) == {two.pk}
    assert chosen(q="beth willow") == {two.pk}
    town.invite(city)
    assert chosen(uninvited=True) == set()


def test_e_mails_go_where_an_address_is_known_and_wanted() -> None:
    city = town.launch()
    agency = city.agency
    reached = {}
    for n, name in enumerate(["Lotus Pond Temple", "Beth Shalom", "Olive Grove"], 1):
        house = town.prospect(agency, name, n)
        reached[name] = services.set_address(congregation=house, email=f"House{n}@Mail.example", by=SYSTEM, at=NOON)
    town.prospect(agency, "No Mail", 4)
    Block.objects.create(email="house2@mail.example", reason=BlockReason.BOUNCE, at=NOON)
    mailing = town.invite(city, way="email", tongue="es")
    assert (mailing.written, mailing.unwanted, mailing.no_address) == (2, 1, 1)
    letters = {m.email: m for m in Message.objects.filter(kind="launch.invite_email_es")}
    assert set(letters) == {"house1@mail.example", "house3@mail.example"}
    letter = letters["house1@mail.example"]
    assert letter.subject == "Lotus Pond Temple: un agente que los conoce por su nombre"
    assert "martes, 12 de enero de 2027" in letter.body.text.lower()
    assert not letter.transactional


def test_the_words_of_the_letter_are_staffs_own() -> None:
    city = town.launch()
    town.prospect(city.agency, "Lotus Pond Temple")
    wordings.reword("launch.invite_letter", subject="Come and eat, {congregation}", body="We set a table. {link}", by=SYSTEM, at=NOON)
    made = town.invite(city)
    assert pictures.count(bundle(made)) == 1


def test_a_closed_launch_writes_to_nobody() -> None:
    city = town.launch()
    town.prospect(city.agency, "Lotus Pond Temple")
    services.close(launch=city, by=SYSTEM, at=NOON)
    with pytest.raises(Closed):
        town.invite(city)


def test_files_are_forgotten_after_a_month_and_who_took_them_is_noted() -> None:
    city = town.launch()
    town.prospect(city.agency, "Lotus Pond Temple")
    mailing = town.invite(city)
    pdf = services.take_bundle(bundle=mailing.bundles.get(), by=city.lead, at=NOON)
    assert pdf.startswith(b"%PDF-")
    assert mailing.bundles.get().taken_by_id == city.lead.pk
    made = mailing.bundles.get().made_at
    assert printing.forget_bundles(made + timedelta(days=29)) == 0
    assert printing.forget_bundles(made + timedelta(days=31)) == 1


def start(row: ProspectInvitation, *, here: bool = False) -> Enrollment:
    return services.start_from_link(invitation=row, begun_here=here, at=NOON)[0]


def test_start_opens_a_form_with_what_is_known_of_that_congregation_alone() -> None:
    city = town.launch()
    house = town.prospect(city.agency, "Lotus Pond Temple", 7, tradition_as_given="Theravada temple", website="https://lotus.example/")
    town.prospect(city.agency, "Beth Shalom", 8, tradition="jewish")
    town.invite(city)
    row = ProspectInvitation.objects.get(congregation=house)
    draft = start(row)
    assert draft.answers["place"] == {
        "name": ["Lotus Pond Temple"], "street": ["7 Willow Street"], "city": ["Port Ellery"], "state": ["LK"], "zip": ["10001"],
        "website": ["https://lotus.example/"],
    }  # fmt: skip
    assert draft.answers["tradition"] == {"tradition": ["buddhist"], "own_words": ["Theravada temple"]}
    assert "you" not in draft.answers
    row.refresh_from_db()
    assert (row.opened_at, row.enrollment) == (NOON, draft)
    assert start(row) == draft  # nothing of a person is in it yet


def test_another_browser_never_sees_what_somebody_typed() -> None:
    city = town.launch()
    town.prospect(city.agency, "Lotus Pond Temple")
    town.invite(city)
    row = ProspectInvitation.objects.get()
    draft = start(row)
    congregations.keep_page(enrollment=draft, slug="you", typed={"name": ["Mai Pham"], "email": ["mai@mail.example"]}, at=NOON)
    with pytest.raises(NotYours):
        start(row)
    assert start(row, here=True) == draft


def test_a_merge_takes_invitations_and_wishes_along() -> None:
    city = town.launch()
    house = town.prospect(city.agency, "Lotus Pond Temple")
    town.invite(city)
    services.stop_writing(congregation=house, by=SYSTEM, at=NOON)
    kept = make.congregation("Lotus Pond", territory=city.agency.territory)
    services.set_address(congregation=kept, email="lotus@mail.example", by=SYSTEM, at=NOON)
    congregations.merge(suggestion=congregations.suggest(first=house, second=kept, at=NOON), by=SYSTEM, at=NOON)
    assert kept.launch_invitations.count() == 1
    kept.prospect_address.refresh_from_db()
    assert kept.prospect_address.closed_at == NOON


@pytest.mark.parametrize(
    ("name", "whom", "lines"),
    [
        ("Lotus Pond Temple", "", ["To the leaders", "Lotus Pond Temple"]),
        ("Lotus Pond Temple", "The Rev. Ana Cruz", ["The Rev. Ana Cruz", "Lotus Pond Temple"]),
        ("Church of the Holy Trinity and Saint John the Evangelist at Hill", "", ["Church of the Holy Trinity and Saint John", "the Evangelist at Hill"]),
        ("Church " * 12 + "Hill", "The Rev. Ana Cruz", ["The Rev. Ana Cruz", "Church " * 12 + "Hill"]),
        ("Church " * 28, "", None),
    ],
)  # fmt: skip
def test_an_address_has_four_lines_for_four_are_what_the_window_shows(name: str, whom: str, lines: list[str] | None) -> None:
    city = town.launch()
    house = town.prospect(city.agency, name, 7)
    if whom:
        services.set_address(congregation=house, attention=whom, by=SYSTEM, at=NOON)
    found = paper.address_lines(house, "en")
    assert (len(found), found[2:]) == (4, ["7 Willow Street", "Port Ellery, LK 10001"])
    assert lines is None or found[:2] == lines
