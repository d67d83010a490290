"""A mailing is many letters, each as it would be alone, at a price that does not grow with their number of readers."""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from onecop.access.links import find, issue_many
from onecop.access.models import ActionLink
from onecop.agencies.models import ShiftPattern
from onecop.agencies.queries import quiet_for
from onecop.agencies.quiet import quiet_for_many
from onecop.kernel.actor import SYSTEM
from onecop.mail.choices import BlockReason
from onecop.mail.models import Block, Message
from onecop.mail.services import Letter, MissingWords, queue_many, queue_template, wishes
from onecop.mail.services.outbox import NotAnAddress
from onecop.mail.templates import TEMPLATES, Template
from tests import make
from tests.make import NOON

pytestmark = pytest.mark.django_db
KIND = "test.mailing"
NIGHT = datetime(2026, 11, 18, 14, tzinfo=UTC)
"""Nine in the morning in New York, when an officer of the night shift sleeps."""


@pytest.fixture(autouse=True)
def template() -> Any:
    TEMPLATES[KIND] = Template(
        KIND, "Mailing", "Everybody", "{name}, come!", "**{name}**, [come]({link})", {"name": "Ruth", "link": "https://onecop.example"}, True
    )
    yield
    del TEMPLATES[KIND]


def wish(email: str, **wanted: Any) -> None:
    wishes.set_wishes(email, **{"wanted": {}, "daily": False, "quiet": None, "timezone": "", "by": wishes.Reader(email), "at": NOON, **wanted})


def readers() -> list[str]:
    """One of each sort."""
    Block.objects.create(email="dead@mail.example", reason=BlockReason.BOUNCE, at=NOON)
    wish("off@mail.example", wanted={KIND: False})
    wish("daily@mail.example", daily=True)
    wish("quiet@mail.example", quiet=(time(8), time(11)), timezone="America/New_York")
    make.person("Abroad", email="abroad@mail.example", timezone="Asia/Tokyo")
    wish("abroad@mail.example", quiet=(time(22), time(7)))
    agency = make.agency()
    shift = ShiftPattern.objects.create(agency=agency, code="n", name="Nights", anchor_on=date(2026, 1, 5), cycle=[["22:00", 10]])
    make.officer(agency, shift=shift, email="night@police.example")
    return [f"{who}@mail.example" for who in ("plain", "dead", "off", "daily", "quiet", "abroad")] + ["night@police.example"]


def seen(row: Message) -> tuple[Any, ...]:
    body = row.body
    return (
        row.email,
        row.name,
        row.subject,
        row.state,
        row.due_at,
        row.trouble,
        body.text,
        body.html,
        row.transactional,
        row.scope_id,
        row.by_label,
        row.attempts,
    )


@pytest.mark.parametrize("transactional", [False, True])
def test_each_letter_is_as_it_would_be_alone(transactional: bool) -> None:
    to, words = readers(), {"name": "Ruth <3", "link": "https://onecop.example/e/abc"}
    many = queue_many(KIND, [Letter(email.upper(), "Ruth", words) for email in to], by=SYSTEM, at=NIGHT, transactional=transactional, scope_id=7)
    alone = [queue_template(KIND, to=email, name="Ruth", words=words, by=SYSTEM, at=NIGHT, transactional=transactional, scope_id=7) for email in to]
    assert [seen(row) for row in many] == [seen(row) for row in alone]
    assert len({row.leave_hash for row in Message.objects.all()}) == 2 * len(to)


def test_the_price_does_not_grow_with_the_readers() -> None:
    to = readers()
    prices = []
    for count in (1, 3):
        letters = [Letter(f"{n}{email}", "Ruth", {"name": "Ruth", "link": "x"}) for n in range(count) for email in to]
        with CaptureQueriesContext(
            connection,
        ) as spent:
            queue_many(KIND, letters, by=SYSTEM, at=NIGHT)
        prices.append(len(spent))
    assert prices[0] == prices[1]


def test_one_wrong_letter_and_none_is_queued() -> None:
    good = Letter("ruth@mail.example", "Ruth", {"name": "Ruth", "link": "x"})
    for wrong, error in ((Letter("nobody", "No", good.words), NotAnAddress), (Letter("sam@mail.example", "Sam", {"name": "Sam"}), MissingWords)):
        with pytest.raises(error):
            queue_many(KIND, [good, wrong], by=SYSTEM, at=NOON)
    assert Message.objects.count() == 0


def test_the_rest_of_many_officers_is_that_of_each() -> None:
    to = readers()
    many = quiet_for_many(to, NIGHT)
    assert {email: many.get(email, []) for email in to} == {email: quiet_for(email, NIGHT) for email in to}


def test_many_links_are_each_their_own() -> None:
    tokens = issue_many(
        act="test.act", targets=[("a", "Ruth@mail.example", "Ruth"), ("b", "sam@mail.example", "Sam")], until=NIGHT, at=datetime(2026, 11, 1, tzinfo=UTC)
    )
    found = [find(act="test.act", token=token, at=datetime(2026, 11, 2, tzinfo=UTC)) for token in tokens]
    assert [(link.target, link.email, link.name) for link in found] == [("a", "ruth@mail.example", "Ruth"), ("b", "sam@mail.example", "Sam")]
    assert ActionLink.objects.count() == 2
