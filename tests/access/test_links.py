"""Action links: one act, one object, until a date; only the hash is kept."""

from datetime import timedelta

import pytest

from onecop.access import links
from onecop.access.models import ActionLink
from onecop.kernel.actor import Machine
from tests import make

pytestmark = pytest.mark.django_db
WEEK = make.NOON + timedelta(days=7)


def issue(act: str = "rsvp", target: str = "abc") -> str:
    return links.issue(act=act, target=target, email="Ruth@Mail.example", name="Ruth Adeyemi", until=WEEK, at=make.NOON)


def test_the_token_is_long_and_only_its_hash_is_kept() -> None:
    token = issue()
    kept = ActionLink.objects.get()
    assert len(token) == 32  # 24 random bytes
    assert token not in {str(value) for value in kept.__dict__.values()}
    assert kept.token_hash == links.digest(token)
    assert kept.email == "ruth@mail.example"


def test_it_opens_its_own_act_and_no_other() -> None:
    token = issue()
    assert links.find(act="rsvp", token=token, at=make.NOON).target == "abc"
    with pytest.raises(links.LinkInvalid):
        links.find(act="decline", token=token, at=make.NOON)
    with pytest.raises(links.LinkInvalid):
        links.find(act="rsvp", token=token + "x", at=make.NOON)


def test_it_ends_on_its_date() -> None:
    token = issue()
    assert links.find(act="rsvp", token=token, at=WEEK - timedelta(seconds=1))
    with pytest.raises(links.LinkExpired):
        links.find(act="rsvp", token=token, at=WEEK)


def test_finding_changes_nothing_and_it_is_used_once() -> None:
    token = issue()
    for _ in range(3):
        link = links.find(act="rsvp", token=token, at=make.NOON)
    other = links.find(act="rsvp", token=token, at=make.NOON)
    links.use(link, at=make.NOON)
    with pytest.raises(links.LinkUsed):
        links.find(act="rsvp", token=token, at=make.NOON)
    with pytest.raises(links.LinkUsed):  # the one that came second in a race
        links.use(other, at=make.NOON)


def test_withdrawing_ends_the_open_links_of_one_object() -> None:
    mine, other = issue(), issue(target="def")
    assert links.withdraw(act="rsvp", target="abc", at=make.NOON) == 1
    with pytest.raises(links.LinkInvalid):
        links.find(act="rsvp", token=mine, at=make.NOON)
    assert links.find(act="rsvp", token=other, at=make.NOON)


def test_the_one_who_acts_is_the_person_of_the_address_or_a_name() -> None:
    link = links.find(act="rsvp", token=issue(), at=make.NOON)
    assert links.actor_of(link) == Machine(audit_label="Ruth Adeyemi (by link)")
    ruth = make.person("Ruth Adeyemi", email="ruth@mail.example")
    assert links.actor_of(link) == ruth
