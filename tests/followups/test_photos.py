"""Pictures: written anew without where they were taken, shown with consent alone, deleted everywhere; police see what is public."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from PIL import Image, PngImagePlugin

from onecop.audit.models import Entry
from onecop.events.models import Event
from onecop.followups import developing, sections, services
from onecop.followups.exceptions import CannotKeep, CannotShow
from onecop.followups.models import Photo
from onecop.followups.services import Consent
from onecop.followups.services.pictures import MOST, no_pictures
from onecop.kernel.actor import SYSTEM
from tests import make
from tests.followups.build import BEGINS, LATER, dinner, jpeg
from tests.make import NOON

pytestmark = pytest.mark.django_db
YES = Consent(faces="agreed", public=True, alt="Two people share bread")


def keep(date: Any, by: Any = SYSTEM) -> Photo:
    return services.add_photos(occurrence=date, files=[jpeg()], by=by, at=LATER)[0]


@pytest.mark.one_engine
def test_where_and_when_it_was_taken_does_not_survive() -> None:
    raw = jpeg(gps=True)
    before = Image.open(io.BytesIO(raw))
    assert (before.getexif().get_ifd(0x8825)[1], before.getexif()[0x010F], before.info["comment"]) == ("N", "PhoneMaker", b"shot by Mai")
    row = services.add_photos(occurrence=dinner(), files=[raw], by=SYSTEM, at=LATER)[0]
    for file in (row.file, row.small):
        with file.open("rb") as opened:
            kept = opened.read()
        after = Image.open(io.BytesIO(kept))
        assert (dict(after.getexif()), after.format, "comment" in after.info, "exif" in after.info) == ({}, "JPEG", False, False)
        assert not any(mark in kept for mark in (b"Exif", b"PhoneMaker", b"2026:11:28", b"Pham", b"shot by", b"http://ns.adobe.com"))


@pytest.mark.one_engine
def test_a_picture_is_turned_upright_made_smaller_and_one_file_beside_it_is_small() -> None:
    row = services.add_photos(occurrence=dinner(), files=[jpeg((3000, 2000), turned=True)], by=SYSTEM, at=LATER)[0]
    sizes = [Image.open(file.open("rb")).size for file in (row.file, row.small)]
    assert ((row.width, row.height), sizes) == ((1067, 1600), [(1067, 1600), (320, 480)])


def _png(**more: Any) -> bytes:
    out, words = io.BytesIO(), PngImagePlugin.PngInfo()
    words.add_text("Author", "Mai Pham")
    Image.new("RGBA", (40, 30), (0, 0, 0, 0)).save(out, "PNG", pnginfo=words, **more)
    return out.getvalue()


def _webp() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30)).save(out, "WEBP")
    return out.getvalue()


def _gif() -> bytes:
    out = io.BytesIO()
    Image.new("P", (40, 30)).save(out, "GIF")
    return out.getvalue()


@pytest.mark.one_engine
@pytest.mark.parametrize("make_it", [_png, _webp, jpeg])
def test_what_phones_make_is_read(make_it: Any) -> None:
    found = developing.develop(make_it())
    assert Image.open(io.BytesIO(found.file)).format == "JPEG"
    assert b"Mai Pham" not in found.file


def test_what_is_clear_becomes_white() -> None:
    assert Image.open(io.BytesIO(developing.develop(_png()).file)).getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.one_engine
@pytest.mark.parametrize("raw", [b"", b"GIF89a", _gif(), b"<svg onload='alert(1)'/>", jpeg()[:200], b"x" * (developing.LARGEST + 1)])
def test_what_is_no_picture_is_not_kept(raw: bytes) -> None:
    with pytest.raises(CannotKeep):
        services.add_photos(occurrence=dinner(), files=[jpeg(), raw], by=SYSTEM, at=LATER)
    assert Photo.objects.count() == 0  # all or none


@pytest.mark.one_engine
def test_too_many_pixels_are_refused_before_they_are_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A small file may promise a gigapixel: its head is enough to say no."""
    bomb = _png()
    huge = bomb[:16] + (60_000).to_bytes(4, "big") + (60_000).to_bytes(4, "big") + bomb[24:]
    decoded: list[int] = []
    monkeypatch.setattr(Image.Image, "load", lambda _self: decoded.append(1))
    with pytest.raises(CannotKeep):
        developing.develop(huge)
    assert decoded == []


def test_so_many_at_once_and_so_many_of_a_date() -> None:
    date = dinner()
    Photo.objects.bulk_create(Photo(occurrence=date, file=f"{n}.jpg", small=f"{n}s.jpg", width=4, height=3, added_at=LATER) for n in range(MOST - 2))
    for files in ([], [jpeg()] * 13, [jpeg()] * 3):
        with pytest.raises(CannotKeep):
            services.add_photos(occurrence=date, files=files, by=SYSTEM, at=LATER)
    with pytest.raises(CannotKeep):
        services.add_photos(occurrence=date, files=[jpeg()], by=SYSTEM, at=BEGINS - timedelta(seconds=1))
    assert len(services.add_photos(occurrence=date, files=[jpeg()] * 2, by=SYSTEM, at=LATER)) == 2


@pytest.mark.parametrize(
    ("said", "may"),
    [
        (YES, True),
        (Consent(faces="nobody", programme=True), True),
        (Consent(faces="agreed", children=True, guardians=True, public=True, alt="A choir"), True),
        (Consent(faces="unasked"), True),
        (Consent(faces="unasked", public=True, alt="A choir"), False),
        (Consent(faces="unasked", programme=True), False),
        (Consent(faces="agreed", children=True, public=True, alt="A choir"), False),
        (Consent(faces="agreed", children=True, programme=True), False),
        (Consent(faces="agreed", public=True, alt=" "), False),
    ],
)
def test_a_picture_is_shown_with_consent_alone_and_public_in_words(said: Consent, may: bool) -> None:
    row = keep(dinner())
    if may:
        made = services.agree(photo=row, said=said, by=SYSTEM, at=LATER)
        assert (made.public, made.programme) == (said.public, said.programme)
        return
    with pytest.raises(CannotShow):
        services.agree(photo=row, said=said, by=SYSTEM, at=LATER)
    row.refresh_from_db()
    assert (row.public, row.programme) == (False, False)
    with pytest.raises(IntegrityError), transaction.atomic():  # and the database holds it, whatever the code above does
        Photo.objects.filter(pk=row.pk).update(
            faces=said.faces, children=said.children, guardians=said.guardians, public=said.public, programme=said.programme, alt=said.alt.strip()
        )


@pytest.mark.parametrize("by_host", [True, False])
def test_where_the_sacred_space_says_no_pictures_none_is_shown(by_host: bool) -> None:
    pair = make.partnership()
    date = dinner(pair.congregation, space={"photos": {"choice": "no", "words": ""}} if by_host else {})
    if not by_host:
        assert not no_pictures(date.event)
        pair.protocols.create(version=1, answers={"photos": {"choice": "no", "words": "", "instead": ""}}, at=NOON)
    row = keep(date)
    assert no_pictures(date.event)
    for said in (YES, Consent(faces="nobody", programme=True)):
        with pytest.raises(CannotShow):
            services.agree(photo=row, said=said, by=SYSTEM, at=LATER)
    services.agree(photo=row, said=Consent(faces="agreed"), by=SYSTEM, at=LATER)


def test_taken_down_it_is_gone_everywhere_and_so_are_its_files(django_capture_on_commit_callbacks: Any) -> None:
    row = keep(dinner())
    services.agree(photo=row, said=YES, by=SYSTEM, at=LATER)
    storage, names = row.file.storage, (row.file.name, row.small.name)
    assert [storage.exists(name) for name in names] == [True, True]
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(2):
            services.take_down(photo=row, by=SYSTEM, at=LATER)
    assert (Photo.objects.count(), [storage.exists(name) for name in names]) == (0, [False, False])
    assert Entry.objects.filter(verb="photo.taken_down").count() == 1


def test_police_see_what_is_public_and_what_they_brought_themselves() -> None:
    pair = make.partnership()
    house, officer = pair.congregation, pair.tenures.get(kind="lead").officer
    liaison = make.person()
    make.grant(liaison, "liaison", pair.agency.scope)
    make.grant(deputy := make.person(), "deputy", house.scope)
    who = {"leader": pair.tenures.get(kind="leader").contact.person, "deputy": deputy, "officer": officer.person, "liaison": liaison, "staff": make.staff()}
    dates = {"house": dinner(house), "both": dinner(pair), "agency": dinner(pair.agency)}
    make.invite(dates["house"].event, pair, officer)
    rows = {}
    for name, date in dates.items():
        rows[f"{name} private"], rows[f"{name} public"] = keep(date), keep(date)
        services.agree(photo=rows[f"{name} public"], said=YES, by=SYSTEM, at=LATER)
    rows["brought by the officer"] = keep(dates["both"], officer.person)
    rows["brought by the liaison"] = keep(dates["agency"], liaison)
    seen = {name: {key for key, row in rows.items() if Photo.objects.visible_to(p).filter(pk=row.pk).exists()} for name, p in who.items()}
    public = {"house public", "both public", "agency public"}
    assert seen == {
        "leader": public | {"house private", "both private", "brought by the officer"},
        "deputy": public | {"both private", "brought by the officer"},
        "officer": public | {"brought by the officer"},
        "liaison": {"agency public", "brought by the liaison"},
        "staff": set(rows),
    }
    kept = {name: {key for key, row in rows.items() if Photo.objects.kept_by(p).filter(pk=row.pk).exists()} for name, p in who.items()}
    assert (kept["officer"], kept["liaison"]) == ({"both public", "brought by the officer"}, {"agency public", "brought by the liaison"})


@pytest.mark.parametrize("rows", [1, 3])
def test_the_public_page_shows_them_after_the_date_at_the_same_cost(rows: int, django_assert_num_queries: Any) -> None:
    from onecop.events.queries import date_of

    date = dinner()
    for _ in range(rows):
        services.agree(photo=keep(date), said=YES, by=SYSTEM, at=LATER)
        keep(date)
        services.add_link(occurrence=date, title="Slides", url="https://slides.example/1", readers="everyone", by=SYSTEM, at=LATER)
        services.add_link(occurrence=date, title="For us", url="https://slides.example/2", readers="both", by=SYSTEM, at=LATER)
    found = date_of(Event.objects.get(pk=date.event_id), date.on)
    assert found is not None
    assert sections.public(found, BEGINS).pictures == ()  # type: ignore[union-attr]
    with django_assert_num_queries(2):
        part = sections.public(found, LATER)
    assert part is not None
    assert ([p.alt for p in part.pictures], part.links) == (["Two people share bread"] * rows, (("Slides", "https://slides.example/1"),) * rows)
