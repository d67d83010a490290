"""Late in the evening in the United States it is tomorrow by UTC: what is written down is the day where it happened."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from onecop.agencies.models import Agency
from onecop.agencies.services import bring_in, edit_officer, end_post, set_post
from onecop.congregations.services import end_contact, set_contact
from onecop.kernel.actor import SYSTEM
from onecop.territory.models import Territory
from tests import make

pytestmark = pytest.mark.django_db
EVENING: dict[str, Any] = {"by": SYSTEM, "at": datetime(2026, 11, 21, 3, tzinfo=UTC)}
"""Ten in the evening of the 20th in New York, seven in Los Angeles, and one in the afternoon of the 21st in Guam."""
ZONES = [("America/New_York", date(2026, 11, 20)), ("America/Los_Angeles", date(2026, 11, 20)), ("Pacific/Guam", date(2026, 11, 21))]


@pytest.mark.parametrize(("zone", "day"), ZONES)
def test_posts_and_areas_begin_and_end_on_the_day_of_the_agency(zone: str, day: date) -> None:
    agency = make.agency()
    Territory.objects.filter(pk=agency.territory_id).update(timezone=zone)
    agency = Agency.objects.get(pk=agency.pk)
    post = set_post(agency=agency, kind="liaison", name="Joan Petrie", email="joan@police.example", **EVENING)
    end_post(post=post, **EVENING)
    officer = edit_officer(officer=make.officer(agency), area=make.draft_map(agency).areas.first(), **EVENING)
    assert (post.started_on, post.ended_on, officer.assigned_since) == (day, day, day)


@pytest.mark.parametrize(("state", "day"), [("NY", date(2026, 11, 20)), ("GU", date(2026, 11, 21))])
def test_an_agency_takes_part_from_the_day_it_is_there(state: str, day: date) -> None:
    listed = Agency.objects.create(ori=f"{state}0000001", name="Police", state=state)
    assert bring_in(agency=listed, **EVENING).joined_on == day


@pytest.mark.parametrize(("zone", "day"), ZONES)
def test_contacts_begin_and_end_on_the_day_of_the_congregation(zone: str, day: date) -> None:
    house = make.congregation(territory=Territory.objects.create(ori="LK9999999", name="Port Ellery", timezone=zone))
    contact = set_contact(congregation=house, kind="leader", name="Mai Pham", email="mai@temple.example", **EVENING)
    assert (contact.started_on, end_contact(contact=contact, **EVENING).ended_on) == (day, day)


def test_a_time_that_was_begun_by_another_calendar_never_ends_before_it_began() -> None:
    agency = make.agency()
    post = set_post(agency=agency, kind="liaison", name="Joan Petrie", email="joan@police.example", **EVENING)
    post.started_on = date(2026, 11, 21)
    end_post(post=post, **EVENING)
    assert post.ended_on == post.started_on
