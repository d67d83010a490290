"""A partnership that can ride: rules, a day watch, a liaison, and the two riders."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from onecop.access.models import Person
from onecop.agencies.models import Agency, Officer, Post
from onecop.congregations.models import Contact
from onecop.kernel.actor import SYSTEM
from onecop.partnerships.models import Partnership
from onecop.ridealongs import services
from onecop.ridealongs.choices import AgeBand, CheckStatus
from onecop.ridealongs.models import RideAlong, RuleSet, Watch
from onecop.ridealongs.rules import Terms
from tests import make
from tests.make import NOON

ON = date(2026, 12, 1)
"""A Tuesday, well within notice of NOON."""
STARTS = datetime.fromisoformat("2026-12-01T11:00:00+00:00")
ENDS = STARTS + timedelta(hours=4)


@dataclass
class Town:
    agency: Agency
    partnership: Partnership
    officer: Officer
    leader: Contact
    coordinator: Contact
    liaison: Person
    watch: Watch
    rules: RuleSet

    def apply(self, rider: Contact | None = None, **given: Any) -> RideAlong:
        words = {"on": ON, "watch": self.watch, "band": AgeBand.ADULT, "by": SYSTEM, "at": NOON, **given}
        return services.apply(partnership=self.partnership, rider=rider or self.coordinator, **words)

    def clear(self, rider: Contact | None = None, **given: Any) -> None:
        words = {"status": CheckStatus.CLEAR, "on": date(2026, 11, 1), "by": SYSTEM, "at": NOON, **given}
        services.note_check(agency=self.agency, rider=rider or self.coordinator, **words)

    def booked(self, rider: Contact | None = None, **given: Any) -> RideAlong:
        """A ride that was applied for, checked and booked with the partner officer."""
        ride = self.apply(rider)
        self.clear(rider)
        return services.approve(ride=ride, by=self.liaison, at=NOON, **{"officer": self.officer, **given})

    def signed(self, rider: Contact | None = None, **given: Any) -> RideAlong:
        ride = self.booked(rider, **given)
        services.sign_waiver(ride=ride, name=str(ride.rider), by=SYSTEM, at=NOON)
        return ride

    def done(self, rider: Contact | None = None) -> RideAlong:
        ride = self.signed(rider)
        services.check_in(ride=ride, by=self.liaison, at=STARTS)
        return services.check_out(ride=ride, by=self.liaison, at=ENDS)

    def set_rules(self, waiver: str = "I ride at my own risk.", at: datetime = NOON, **terms: Any) -> RuleSet:
        self.rules = services.set_rules(agency=self.agency, terms=Terms(**terms), waiver=waiver, by=SYSTEM, at=at)
        return self.rules

    def another(self) -> Partnership:
        """A second partnership of the same agency and officer."""
        return make.partnership(with_=self.officer)


def town(**terms: Any) -> Town:
    """Build one. `terms` change the agency's rules."""
    officer = make.officer()
    partnership = make.partnership(with_=officer)
    agency = officer.agency
    liaison = make.person("Joan Petrie", email=f"joan{agency.pk}@police.example")
    assert agency.scope is not None
    make.grant(liaison, "liaison", agency.scope)
    Post.objects.create(agency=agency, kind="liaison", person=liaison, name=liaison.name, email=liaison.email, started_on=NOON.date())
    rules = services.set_rules(agency=agency, terms=Terms(**terms), waiver="I ride at my own risk.", by=SYSTEM, at=NOON)
    watch = services.add_watch(agency=agency, name="Day watch", starts=time(6), hours=Decimal("8.5"), by=SYSTEM, at=NOON)
    contacts = {t.kind: t.contact for t in partnership.tenures.select_related("contact") if t.contact}
    return Town(agency, partnership, officer, contacts["leader"], contacts["coordinator"], liaison, watch, rules)
