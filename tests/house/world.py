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
from onecop.events import services as events
from onecop.followups import services as followups
from onecop.followups.models import Photo
from onecop.kernel.actor import SYSTEM
from onecop.kernel.clock import now
from onecop.mail.sealing import seal
from onecop.matching.cost import MAXIMA
from onecop.matching.models import MatchRun, Proposal
from onecop.messages.models import Post, Report, Thread
from onecop.partnerships.models import Naming, Partnership, Tenure
from onecop.registrations import services as registrations
from onecop.ridealongs import services as rides
from onecop.ridealongs.rules import Terms
from onecop.scheduling.models import Meeting
from tests import make

HOMES = {
    "national_staff": "nation", "regional_staff": "region", "liaison": "agency", "executive": "agency", "supervisor": "agency", "officer": "agency",
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
    def course(self) -> Any:
        from onecop.training.models import Course

        return Course.objects.create(agency=self.agency, title="Safety and welcome", made_at=make.NOON)

    @cached_property
    def certificate(self) -> Any:
        from onecop.training.models import Certificate

        officer = make.officer(self.agency, email="taught@police.example")
        return Certificate.objects.create(
            course=self.course, name="Ana Reyes", email_folded=officer.email, officer=officer, minutes=90, finished_on=make.NOON.date(), issued_at=make.NOON
        )

    @cached_property
    def mailing(self) -> Any:
        from onecop.audiences.models import Mailing
        from onecop.events.services import occurrence_for

        on = occurrence_for(event=self.event, on=self.event.starts_on, at=make.NOON)
        return Mailing.objects.create(occurrence=on, groups=["officers"], made_at=make.NOON, made_by=make.staff())

    @cached_property
    def invite(self) -> Any:
        return make.invite(self.event, self.partnership, self.officer)

    @cached_property
    def stay(self) -> Any:
        """A date of yesterday to which the officer said yes."""
        past = make.event(self.congregation, starts_on=now().date() - timedelta(days=2))
        return make.invite(past, self.partnership, self.officer, state="yes", answered_at=make.NOON).occurrence

    @cached_property
    def event_task(self) -> Any:
        return events.add_task(event=self.event, title="Book the room", due_on=make.NOON.date(), by=SYSTEM, at=make.NOON)

    @cached_property
    def event_role(self) -> Any:
        return events.add_role(event=self.event, kind="greeter", by=SYSTEM, at=make.NOON)

    @cached_property
    def cohost(self) -> Any:
        """The agency is asked to host the dinner together."""
        return events.ask_cohost(event=self.event, party=self.agency, by=SYSTEM, at=make.NOON)

    @cached_property
    def event_approval(self) -> Any:
        """The officer would come to the dinner as overtime."""
        return self.invite.approvals.create(duty="ot", asked_at=make.NOON)

    @cached_property
    def public_event(self) -> Any:
        return make.event(self.congregation, public=True, sign_up="anyone")

    @cached_property
    def registration(self) -> Any:
        """The coordinator comes."""
        date = self.invite.occurrence
        who = self.people.get("coordinator") or self.contact.person or make.person("Ana Reyes")
        return registrations.invite(occurrence=date, name=str(who), email=who.email, person=who, by=SYSTEM, at=make.NOON)

    @cached_property
    def sending(self) -> Any:
        """All guests of the dinner are told something."""
        from onecop.registrations.models import Sending

        date = self.invite.occurrence
        return Sending.objects.create(occurrence=date, kind="line", states=["yes"], upto=0, total=1, made_at=make.NOON)

    # after an event
    def _photo(self, date: Any, **flags: Any) -> Any:
        row = Photo(occurrence=date, width=4, height=3, added_at=make.NOON, **flags)
        row.file.save("full.jpg", ContentFile(b"pixels"), save=False)
        row.small.save("small.jpg", ContentFile(b"pixels"), save=False)
        row.save()
        return row

    @cached_property
    def photo(self) -> Any:
        """A picture of the dinner, of which nobody was asked."""
        return self._photo(self.invite.occurrence)

    @cached_property
    def material(self) -> Any:
        """A handout of the dinner for both sides."""
        return followups.add_file(occurrence=self.invite.occurrence, title="Notes", name="notes.txt", raw=b"Notes.", by=SYSTEM, at=make.NOON)

    @cached_property
    def past_date(self) -> Any:
        """A public event that is over."""
        day = make.NOON.date() - timedelta(days=1)
        made = make.event(self.congregation, public=True, sign_up="anyone", starts_on=day)
        return events.occurrence_for(event=made, on=day, at=make.NOON)

    @cached_property
    def public_photo(self) -> Any:
        return self._photo(self.past_date, faces="nobody", public=True, alt="The hall, decorated")

    @cached_property
    def public_material(self) -> Any:
        return followups.add_file(occurrence=self.past_date, title="Notes", name="notes.txt", raw=b"Notes.", readers="everyone", by=SYSTEM, at=make.NOON)

    @cached_property
    def weekend(self) -> Any:
        return make.weekend()

    @cached_property
    def submission(self) -> Any:
        """An event that waits for the staff of its region."""
        return make.submission(self.weekend, scope=self.region, state=self.state)

    @cached_property
    def batch(self) -> Any:
        """What one press accepted; its letters wait."""
        from onecop.weekend.models import Batch

        return Batch.objects.create(weekend=self.weekend, wanted=1, last_id=0, letters_at=make.NOON, made_at=make.NOON, made_by_id=0)

    @cached_property
    def resemblance(self) -> Any:
        from onecop.weekend.models import Resemblance

        other = make.submission(self.weekend, scope=self.region, state=self.state)
        return Resemblance.objects.create(first=other, second=self.submission, why=["address", "time", "title"], found_at=make.NOON)

    @cached_property
    def staff_note(self) -> Any:
        from onecop.journey.models import StaffNote

        return StaffNote.objects.create(partnership=self.partnership, words="Call on Mondays.", written_at=make.NOON, by_label="Nadia Osei")

    @cached_property
    def told(self) -> Any:
        from onecop.journey.models import StepCompletion

        words = {"completed_at": make.NOON, "noted_at": make.NOON, "by_label": "Mai Pham", "words": "We met.", "evidence": "journey.told"}
        return StepCompletion.objects.create(partnership=self.partnership, step="meet", round=1, **words)

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

    # launches
    @cached_property
    def prospect(self) -> Any:
        """A congregation on the agency's ground that has not enrolled."""
        row = make.congregation(f"{self.name} Sangha", standing="prospect", parent=self.region, state=self.state, territory=self.agency.territory)
        row.scope = None
        row.save()
        return row

    @cached_property
    def launch(self) -> Any:
        from onecop.launch import services

        days = {"starts_on": date(2027, 1, 19), "luncheon_on": date(2027, 1, 12)}
        return services.plan(agency=self.agency, place="City Library", lead=make.staff(), by=SYSTEM, at=make.NOON, **days)

    @cached_property
    def launch_task(self) -> Any:
        return self.launch.tasks.get(code="place")

    @cached_property
    def launch_mailing(self) -> Any:
        from onecop.launch.models import Mailing

        return Mailing.objects.create(launch=self.launch, way="letter", state="done", asked_at=make.NOON, ended_at=make.NOON)

    @cached_property
    def bundle(self) -> Any:
        return self.launch_mailing.bundles.create(number=1, letters=1, made_at=make.NOON, sealed=seal(b"%PDF-"))

    @cached_property
    def pledge(self) -> Any:
        words = {"congregation_name": "Olive Grove", "name_folded": "olive grove", "name": "Ana Cruz", "email": "ana@mail.example", "role": "leader"}
        return self.launch.pledges.create(source="tablet", pledged_at=make.NOON, **words)


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
