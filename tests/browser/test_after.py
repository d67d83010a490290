"""After an event on a phone: the record, pictures with consent, and a guest who answers without JavaScript. Each page for each role."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from onecop.events import services as events
from onecop.events.models import Occurrence
from onecop.followups import services
from onecop.followups.models import Feedback, Photo, Record, Sentence
from onecop.followups.services import Answer, Consent
from onecop.kernel.actor import SYSTEM
from onecop.kernel.clock import now
from onecop.partnerships.models import Partnership
from onecop.registrations import services as places
from tests import make
from tests.browser.conftest import WIDTHS, runs_over, shoot
from tests.followups.build import jpeg
from tests.followups.test_record import goal_of

PHONE = 390


@pytest.fixture
def pair(site: Any) -> Partnership:
    house, agency = make.congregation("Guru Nanak Gurdwara", tradition="sikh"), make.agency("Port Ellery Police")
    return make.partnership(house, make.officer(agency, first_name="Lena", last_name="Brooks"), began_at=now() - timedelta(days=60))


def langar(host: Any, **fields: Any) -> Occurrence:
    """A date that ended yesterday, with two guests who came."""
    day = now().date() - timedelta(days=1)
    made = make.event(host, title="Langar with our officer", public=True, sign_up="anyone", starts_on=day, zone="UTC", **fields)
    date = events.occurrence_for(event=made, on=day, at=now() - timedelta(days=20))
    before, during = now() - timedelta(days=10), date.starts_at
    for name in ("Ana Ruiz", "Ben Osei"):
        row = places.register(occurrence=date, name=name, email=f"{name[:3].lower()}@mail.example", party=1, by=SYSTEM, at=before)
        places.check_in(registration=row, by=SYSTEM, at=during)
    return date


def part(pair: Partnership, kind: str) -> Any:
    row = pair.tenures.get(kind=kind)
    return row.contact.person if row.contact else row.officer.person  # type: ignore[union-attr]


def at(name: str, date: Occurrence, *more: str) -> str:
    return reverse(name, args=[date.event.key, date.on.isoformat(), *more])


def test_a_host_records_and_shows_a_picture_and_a_guest_answers(visit: Any, axe: Any, pair: Partnership, tmp_path: Path) -> None:
    date = langar(pair, goal=goal_of(pair))
    ours, guest = visit(PHONE, person=part(pair, "coordinator")), visit(PHONE, javascript=False)

    def sound(name: str) -> None:
        shoot(ours, f"after-{name}")
        assert (runs_over(ours), axe(ours)) == ([], [])

    ours.goto(date.get_absolute_url())
    ours.get_by_role("link", name="Record it").click()
    sound("record")
    ours.get_by_label("How many came?").fill("42")
    ours.get_by_label("What came of it?").fill("We agreed to walk the block together.")
    ours.get_by_label("How much of it").fill("6")
    ours.get_by_role("button", name="Record it").click()
    ours.get_by_text("You can correct it at any time").wait_for()
    assert Record.objects.values_list("state", "outcome", "reached").get(occurrence=date) == ("done", "We agreed to walk the block together.", 6)

    ours.get_by_role("link", name="Pictures and consent").click()
    for n in range(2):
        (tmp_path / f"{n}.jpg").write_bytes(jpeg((900, 600), gps=True))
    ours.locator("input[type=file]").set_input_files([tmp_path / "0.jpg", tmp_path / "1.jpg"])
    ours.get_by_role("button", name="Add", exact=True).click()
    ours.get_by_text("2 pictures are kept").wait_for()
    sound("photos")
    ours.locator(".after-photos a").first.click()
    ours.get_by_text("Everybody one could recognize said yes").click()
    ours.get_by_text("Show it on the public page").click()
    ours.get_by_label("What does one see?").fill("Two people share bread")
    sound("agree")
    ours.get_by_role("button", name="Save").click()
    ours.get_by_text("on the public page", exact=True).wait_for()
    assert sorted(Photo.objects.filter(occurrence=date).values_list("public", "alt")) == [(False, ""), (True, "Two people share bread")]

    guest.goto(at("event_public", date))
    assert guest.get_by_alt_text("Two people share bread").count() == 1
    shoot(guest, "after-public")
    guest.goto(at("event_questions", date))
    shoot(guest, "after-questions")
    guest.get_by_text("Yes, very much").first.click()
    guest.get_by_label("One sentence to the hosts").fill("I would come again.")
    guest.get_by_role("button", name="Send").click()
    guest.get_by_text("Your answer is in").wait_for()
    assert (Feedback.objects.get(occurrence=date).welcome, Sentence.objects.get(occurrence=date).words) == ([0, 0, 0, 0, 1], "I would come again.")


@pytest.mark.parametrize("width", WIDTHS)
def test_each_page_is_sound_for_each_role(visit: Any, axe: Any, pair: Partnership, width: int) -> None:
    date = langar(pair, goal=goal_of(pair))
    said = ("It was warm, and nobody was in a hurry.", "I know now whom to call about the broken light.", "")
    for n, words in enumerate(said):
        services.answer(occurrence=date, said=Answer(5 - n, 4, words), at=now())
    photo = services.add_photos(occurrence=date, files=[jpeg((900, 600))], by=SYSTEM, at=now())[0]
    services.agree(photo=photo, said=Consent(faces="nobody", public=True, alt="The langar hall, set for dinner"), by=SYSTEM, at=now())
    services.add_link(occurrence=date, title="What to do when the light is out", url="https://lights.example", readers="everyone", by=SYSTEM, at=now())
    silent = langar(pair.congregation, created_by_id=None)
    Record.objects.create(occurrence=silent, made_at=now(), hand_at=now(), nudges=3)
    names = ("event_after", "event_photos", "event_materials", "event_thanks", "event_day", "event_public", "event_questions")
    walks = {
        "coordinator": (part(pair, "coordinator"), [at(name, date) for name in names] + [reverse("after_photo_agree", args=[photo.key])]),
        "officer": (part(pair, "lead"), [at(name, date) for name in ("event_after", "event_photos", "event_day")]),
        "staff": (pair.owner, [at("event_after", date), reverse("after_waiting"), reverse("home")]),
    }
    for role, (person, pages) in walks.items():
        window = visit(width, person=person)
        for address in pages:
            window.goto(address)
            shoot(window, f"after-{role}-{address.strip('/').split('/')[-1]}")
            assert (address, runs_over(window), axe(window)) == (address, [], [])
