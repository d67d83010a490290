"""The world that the access walk goes through: two regions, three places, one person for each role.

Add your objects as a cached property of `Place`; take the smallest honest row.
"""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client

from onecop.access.choices import RoleCode
from onecop.access.models import Person, Scope
from onecop.congregations.choices import LikenessReason
from onecop.congregations.models import Contact, DuplicateSuggestion, Enrollment
from onecop.debriefs.models import Challenge, Debrief, Goal, Idea, OutreachEffort
from onecop.kernel.actor import SYSTEM
from onecop.matching.cost import MAXIMA
from onecop.matching.models import MatchRun, Proposal
from onecop.messages.models import Post, Report, Thread
from onecop.partnerships.models import Naming, Partnership, Tenure
from onecop.ridealongs import services as rides
from onecop.ridealongs.rules import Terms
from onecop.scheduling.models import Meeting
from tests import make

HOMES = {
    "national_staff": "nation", "regional_staff": "region", "liaison": "agency", "executive": "agency", "officer": "agency",
    "faith_leader": "congregation", "coordinator": "congregation", "deputy": "congregation", "funder": "nation",
}  # fmt: skip


@dataclass
class Place:
    """One agency with one congregation and what hangs on them."""

    name: str
    region: Scope
    state: str
    people: dict[str, Person] = field(default_factory=dict)

    def build(self) -> None:
        """Make everything now: what a test makes goes with the test. What cannot be made fails in the tests that ask for it."""
        for name in [name for name, what in vars(Place).items() if isinstance(what, cached_property)]:
            with suppress(Exception), transaction.atomic():
                getattr(self, name)

    @cached_property
    def agency(self) -> Any:
        return make.agency(f"{self.name} Police", parent=self.region, state=self.state)

    @cached_property
    def congregation(self) -> Any:
        return make.congregation(f"{self.name} Temple", parent=self.region, state=self.state)

    @cached_property
    def officer(self) -> Any:
        return make.officer(self.agency, person=self.people.get("officer"))

    @cached_property
    def pattern(self) -> Any:
        return self.agency.shift_patterns.create(code="days", name="Days", anchor_on=make.NOON.date(), cycle=[["06:00", 8.5], None])

    @cached_property
    def exception(self) -> Any:
        return self.officer.exceptions.create(kind="leave", first_on=make.NOON.date(), last_on=make.NOON.date(), entered_at=make.NOON)

    @cached_property
    def blocked(self) -> Any:
        return self.congregation.blocked_dates.create(first_on=make.NOON.date(), last_on=make.NOON.date())

    @cached_property
    def override(self) -> Any:
        return self.congregation.holy_day_overrides.create(act="drop", code="hanukkah")

    @cached_property
    def member(self) -> Any:
        """Somebody of the congregation besides those who have a role in the walk."""
        who = make.person(f"Member of {self.name}")
        make.grant(who, "coordinator", self.congregation.scope)
        return who

    @cached_property
    def grant(self) -> Any:
        return make.grant(self.member, "deputy", self.congregation.scope)

    @cached_property
    def invitation(self) -> Any:
        return make.invitation("deputy", self.congregation.scope)

    @cached_property
    def letter(self) -> Any:
        return make.letter(scope_id=self.agency.scope_id)

    @cached_property
    def import_run(self) -> Any:
        return make.import_run(self.agency.scope)

    @cached_property
    def version(self) -> Any:
        return make.draft_map(self.agency)

    @cached_property
    def job(self) -> Any:
        return make.job(scope_id=self.agency.scope_id)

    @cached_property
    def enrollment(self) -> Any:
        """An application that waits for review; its page goes by the key of its congregation."""
        row = make.congregation(f"{self.name} Mandir", standing="applied", parent=self.region, state=self.state)
        words = {"standing": "applied", "state": self.state, "email": "apply@mail.example", "name": "Asha Rao", "congregation_name": row.name}
        return Enrollment.objects.create(congregation=row, started_at=make.NOON, saved_at=make.NOON, sent_at=make.NOON, **words)

    @cached_property
    def agency_enrollment(self) -> Any:
        return make.agency_enrollment(self.agency)

    @cached_property
    def likeness(self) -> Any:
        pair = [make.congregation(f"{self.name} Hall {n}", parent=self.region, state=self.state) for n in (1, 2)]
        return DuplicateSuggestion.objects.create(first=pair[0], second=pair[1], why=LikenessReason.values[0], suggested_at=make.NOON)

    @cached_property
    def contact(self) -> Any:
        """The congregation's leader: in `own` the one who walks."""
        words = {"name": "Thich An", "email": "an@mail.example", "started_on": make.NOON.date()}
        return Contact.objects.create(congregation=self.congregation, kind="leader", person=self.people.get("faith_leader"), **words)

    @cached_property
    def naming(self) -> Any:
        """Somebody who is asked to be the congregation's coordinator, and is nobody of the walk."""
        words = {"kind": "coordinator", "name": "Tuan Le", "email": f"tuan.{self.state.lower()}{self.congregation.pk}@mail.example"}
        return Naming.objects.create(congregation=self.congregation, asked_at=make.NOON, answer_by=make.NOON + timedelta(days=3650), **words)

    @cached_property
    def partnership(self) -> Any:
        made = Partnership.objects.create(congregation=self.congregation, agency=self.agency, owner=make.staff(), began_at=make.NOON)
        Tenure.objects.create(partnership=made, kind="lead", officer=self.officer, opened_on=make.NOON.date())
        Tenure.objects.create(partnership=made, kind="leader", contact=self.contact, opened_on=make.NOON.date())
        return made

    # ride-alongs

    @cached_property
    def ride_rules(self) -> Any:
        return rides.set_rules(agency=self.agency, terms=Terms(check_needed=False), waiver="I ride at my own risk.", by=SYSTEM, at=make.NOON)

    @cached_property
    def watch(self) -> Any:
        return rides.add_watch(agency=self.agency, name="Day watch", starts=time(6), hours=Decimal("8.5"), by=SYSTEM, at=make.NOON)

    @cached_property
    def blackout(self) -> Any:
        return rides.add_blackout(agency=self.agency, first_on=date(2027, 7, 4), last_on=date(2027, 7, 4), words="Parade", by=SYSTEM, at=make.NOON)[0]

    @cached_property
    def ride(self) -> Any:
        """A booked and signed ride: in `own` the faith leader rides with the officer who walks."""
        booked = make.ride(self.partnership, rules=self.ride_rules, watch=self.watch, officer=self.officer)
        rides.sign_waiver(ride=booked, name="Thich An", by=SYSTEM, at=make.NOON)
        return booked

    # debriefs

    @cached_property
    def debrief(self) -> Any:
        return Debrief.objects.create(partnership=self.partnership, number=1, opened_at=make.NOON)

    @cached_property
    def challenge(self) -> Any:
        return Challenge.objects.create(debrief=self.debrief, words="Cars park on the crossing.", side="officer", written_at=make.NOON)

    @cached_property
    def idea(self) -> Any:
        return Idea.objects.create(debrief=self.debrief, challenge=self.challenge, words="Cones at pick-up time.", side="officer", written_at=make.NOON)

    @cached_property
    def goal(self) -> Any:
        words = {"title": "Safer pick-up", "measure": "No car on the crossing", "owner_side": "officer", "pillar": "trust", "activity": "street"}
        return Goal.objects.create(partnership=self.partnership, due_on=make.NOON.date(), made_at=make.NOON, **words)

    @cached_property
    def effort(self) -> Any:
        return OutreachEffort.objects.create(goal=self.goal, title="Cones", kind="street", planned_on=make.NOON.date(), made_at=make.NOON)

    @cached_property
    def meeting(self) -> Any:
        return Meeting.objects.create(partnership=self.partnership, kind="other", state="offered", minutes=60, made_at=make.NOON, changed_at=make.NOON)

    # events
    @cached_property
    def event(self) -> Any:
        """A dinner of the congregation, to which its officer is asked."""
        return make.event(self.congregation)

    @cached_property
    def invite(self) -> Any:
        return make.invite(self.event, self.partnership, self.officer)

    @cached_property
    def staff_note(self) -> Any:
        from onecop.journey.models import StaffNote

        return StaffNote.objects.create(partnership=self.partnership, words="Call on Mondays.", written_at=make.NOON, by_label="Nadia Osei")

    @cached_property
    def partnership_file(self) -> Any:
        from onecop.journey.models import PartnershipFile

        words = {"name": "flyer.pdf", "mime": "application/pdf", "size": 5, "added_at": make.NOON, "by_label": "Mai Pham"}
        return PartnershipFile.objects.create(partnership=self.partnership, file=ContentFile(b"%PDF-", "flyer.pdf"), **words)

    @cached_property
    def progress_report(self) -> Any:
        from onecop.journey.models import ProgressReport

        words = {"quarter": 20263, "together": "We ate.", "side": "congregation", "by_label": "Mai Pham", "written_at": make.NOON, "saved_at": make.NOON}
        return ProgressReport.objects.create(partnership=self.partnership, **words)

    # handover
    @cached_property
    def handover(self) -> Any:
        from onecop.handover.models import Handover

        old = self.partnership.tenures.get(kind="lead")
        return Handover.objects.create(partnership=self.partnership, reason="transfer", origin="staff", old=old, opened_at=make.NOON)

    @cached_property
    def handover_question(self) -> Any:
        from onecop.handover.models import Question

        return Question.objects.create(handover=self.handover, officer=make.officer(self.agency), asked_at=make.NOON, answer_by=make.NOON)

    # messages

    @cached_property
    def post(self) -> Any:
        thread = Thread.objects.create(partnership=self.partnership, opened_at=make.NOON)
        return Post.objects.create(thread=thread, author=self.officer.person or make.person(), side="officer", words="Good morning.", at=make.NOON)

    @cached_property
    def relay_report(self) -> Any:
        """About a message in a partnership of its own: what is reported can be read by staff."""
        made = make.partnership(make.congregation(parent=self.region, state=self.state), make.officer(self.agency))
        who = made.tenures.get(kind="lead").officer.person
        post = Post.objects.create(
            thread=Thread.objects.create(partnership=made, opened_at=make.NOON), author=who, side="officer", words="Good morning.", at=make.NOON
        )
        return Report.objects.create(post=post, by=who, reason="Look at this.", at=make.NOON)

    @cached_property
    def run(self) -> Any:
        return MatchRun.objects.create(agency=self.agency, asked_at=make.NOON, finished_at=make.NOON, state="done")

    def _proposal(self, **words: Any) -> Any:
        one = make.congregation(parent=self.region, state=self.state)
        return Proposal.objects.create(
            run=self.run, congregation=one, officer=make.officer(self.agency), cost=1, parts=dict.fromkeys(MAXIMA, 0), reasons=[], **words
        )

    @cached_property
    def proposal(self) -> Any:
        return self._proposal()

    @cached_property
    def asked(self) -> Any:
        """A published proposal whose officer is, in `own`, the one who walks."""
        made = self._proposal(state="published", published_at=make.NOON, answer_by=make.NOON)
        made.officer = self.officer
        made.save()
        return made


class World:
    """people: one person per role, at home in `own`."""

    def __init__(self) -> None:
        lakeland, highland = make.region("Lakeland", ("LK",)), make.region("Highland", ("HG",))
        self.own = Place("Port Ellery", lakeland, "LK")
        self.sibling = Place("Mill Bay", lakeland, "LK")
        self.far = Place("Cedar Gap", highland, "HG")
        self.people = {role: make.person(f"The {RoleCode(role).label}") for role in HOMES}
        self.own.people = self.people
        scopes = {"nation": make.nation(), "region": lakeland, "agency": self.own.agency.scope, "congregation": self.own.congregation.scope}
        for role, home in HOMES.items():
            make.grant(self.people[role], role, scopes[home])
        self.clients: dict[str, Client] = {"anonymous": Client(raise_request_exception=True)}
        for role, person in self.people.items():
            self.clients[role] = Client(raise_request_exception=True)
            self.clients[role].force_login(person)

        for place in self.places.values():
            place.build()

    @property
    def places(self) -> dict[str, Place]:
        return {"own": self.own, "sibling": self.sibling, "far": self.far}
