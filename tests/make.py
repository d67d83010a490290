"""Factories: the smallest honest row of each kind. Every argument can be given; the rest is made up and fictional."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

import shapely

from onecop.access.choices import ScopeKind
from onecop.access.models import Grant, Invitation, Person, RegionState, Scope
from onecop.agencies.models import Agency, AgencyEnrollment, Officer
from onecop.congregations.models import Congregation, Contact
from onecop.events.models import Event, Invite, Occurrence
from onecop.events.registry import touched
from onecop.events.rules import series_of
from onecop.imports.models import ImportRun
from onecop.kernel.actor import SYSTEM
from onecop.mail import services as mail
from onecop.mail.models import Message
from onecop.partnerships.models import Partnership, Tenure
from onecop.tasks.models import Job
from onecop.territory.models import Territory, TerritoryVersion

NOON = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)
_number = count(1)


def nation() -> Scope:
    return Scope.objects.get_or_create(kind=ScopeKind.NATION, defaults={"name": "United States"})[0]


def region(name: str = "Lakeland", states: tuple[str, ...] = ("LK",)) -> Scope:
    scope, fresh = Scope.objects.get_or_create(kind=ScopeKind.REGION, name=name, defaults={"parent": nation()})
    if fresh:
        RegionState.objects.bulk_create(RegionState(scope=scope, state=s) for s in states)
    return scope


def person(name: str = "", **fields: Any) -> Person:
    n = next(_number)
    return Person.objects.create_user(fields.pop("email", f"person{n}@mail.example"), name=name or f"Person {n}", **fields)


def grant(who: Person, role: str, scope: Scope) -> Grant:
    made = Grant.objects.create(person=who, role=role, scope=scope, granted_at=NOON)
    who.__dict__.pop("open_grants", None)
    return made


def invitation(role: str, scope: Scope, **fields: Any) -> Invitation:
    n = next(_number)
    defaults = {"email": f"invited{n}@mail.example", "name": f"Invited {n}", "token_hash": f"{n:064d}", "invited_at": NOON, "sent_at": NOON}
    return Invitation.objects.create(role=role, scope=scope, **{**defaults, "expires_at": NOON + timedelta(days=14), **fields})


def staff(name: str = "Nadia Osei") -> Person:
    who = person(name)
    grant(who, "national_staff", nation())
    return who


def agency(name: str = "", *, standing: str = "active", parent: Scope | None = None, **fields: Any) -> Agency:
    n = next(_number)
    name = name or f"Port Ellery Police {n}"
    ori = fields.pop("ori", f"LK{n:07d}")
    scope = Scope.objects.create(kind=ScopeKind.AGENCY, name=name, parent=parent or nation())
    ground = Territory.objects.create(ori=ori, name=name)
    return Agency.objects.create(ori=ori, name=name, state=fields.pop("state", "LK"), standing=standing, scope=scope, territory=ground, **fields)


def officer(of: Agency | None = None, **fields: Any) -> Officer:
    n = next(_number)
    defaults = {"badge": str(n), "first_name": "Caleb", "last_name": f"Brooks{n}", "email": f"officer{n}@police.example", "assigned_since": date(2024, 1, 1)}
    return Officer.objects.create(agency=of or agency(), **{**defaults, **fields})


def congregation(name: str = "", *, standing: str = "accepted", parent: Scope | None = None, **fields: Any) -> Congregation:
    n = next(_number)
    name = name or f"Lotus Pond Temple {n}"
    scope = Scope.objects.create(kind=ScopeKind.CONGREGATION, name=name, parent=parent or nation())
    defaults = {"name_folded": name.lower(), "state": "LK", "standing_since": NOON}
    return Congregation.objects.create(name=name, standing=standing, scope=scope, **{**defaults, **fields})


def letter(**fields: Any) -> Message:
    """A letter of the outbox, as `mail.services.queue` takes its arguments."""
    given = {"kind": "test.letter", "to": f"reader{next(_number)}@mail.example", "subject": "Good morning", "text": "The choir sings on Sunday."}
    return mail.queue(**{**given, "by": SYSTEM, "at": NOON, **fields})


def job(**fields: Any) -> Job:
    """A waiting task that no worker knows."""
    given = {"kind": "test.job", "title": "Bring in the roster", "asked_at": NOON, "by_label": SYSTEM.audit_label}
    return Job.objects.create(**{**given, **fields})


def import_run(scope: Scope, **fields: Any) -> ImportRun:
    """A roster that waits for its columns; its file is not kept."""
    given = {"kind": "roster", "permission": "import.own", "source_name": "roster.csv", "header": ["Badge", "Last name"], "opened_at": NOON}
    return ImportRun.objects.create(scope_id=scope.pk, parent_scope_id=scope.parent_id, by_label=SYSTEM.audit_label, **{**given, **fields})


def draft_map(of: Agency, beats: int = 2) -> TerritoryVersion:
    """A draft with beats side by side, 0.01° wide, through the services; `territory.services.activate` brings it into force."""
    from onecop.territory import services
    from onecop.territory.choices import Level
    from onecop.territory.intake import Feature, IntakeOptions, check

    shapes = [shapely.box(-77 + n / 100, 38.9, -76.99 + n / 100, 38.91) for n in range(beats)]
    intake = check([Feature(n + 1, {"BEAT": str(n + 1), "DISTRICT": "1"}, shape) for n, shape in enumerate(shapes)], IntakeOptions(Level.BEAT))
    assert of.territory is not None
    return services.take_in(
        territory=of.territory, level=Level.BEAT, intake=intake, effective_on=date(2026, 12, 1), source="beats.geojson", by=SYSTEM, at=NOON
    ).version


def agency_enrollment(of: Agency | None = None, **fields: Any) -> AgencyEnrollment:
    defaults = {"standing": "applied", "name": "Joan Petrie", "email": "joan@police.example", "started_at": NOON, "saved_at": NOON, "sent_at": NOON}
    return AgencyEnrollment.objects.create(agency=of or agency(), **{**defaults, **fields})


def contact(of: Congregation, kind: str = "coordinator", **fields: Any) -> Contact:
    """Somebody with a part in a congregation, who can sign in and holds the role of that part."""
    n = next(_number)
    role = {"leader": "faith_leader"}.get(kind, kind)
    who = fields.pop("person", None) or person(fields.get("name", f"Mai Pham {n}"))
    assert of.scope is not None
    grant(who, role, of.scope)
    return Contact.objects.create(congregation=of, kind=kind, **{"name": who.name, "email": who.email, "person": who, "started_on": NOON.date(), **fields})


def partnership(
    of: Congregation | None = None, with_: Officer | None = None, *, began_at: datetime = NOON, people: str = "leader coordinator", **fields: Any
) -> Partnership:
    """An open partnership with an officer, a leader and a coordinator, all of whom can sign in, and an owner on the staff."""
    temple = of or congregation()
    who = with_ or officer()
    if who.person is None:
        who.person = person(who.full_name, email=who.email)
        who.save()
        assert who.agency.scope is not None
        grant(who.person, "officer", who.agency.scope)
    owner = fields.pop("owner", None) or staff()
    made = Partnership.objects.create(congregation=temple, agency=who.agency, area=temple.area, owner=owner, began_at=began_at, **fields)
    Tenure.objects.create(partnership=made, kind="lead", officer=who, opened_on=began_at.date())
    for kind in people.split():
        Tenure.objects.create(partnership=made, kind=kind, contact=contact(temple, kind), opened_on=began_at.date())
    return made


def event(host: Any, **fields: Any) -> Event:
    """A dinner on the Saturday after NOON, six to eight in the evening in New York; `starts_on` and the rest can be given."""
    defaults = {
        "kind": "meal", "title": f"Dinner {next(_number)}", "zone": "America/New_York", "starts_on": date(2026, 11, 28), "starts": time(18), "minutes": 120,
        "created_at": NOON, "changed_at": NOON, "published_at": NOON,
    }  # fmt: skip
    where = {str(type(host)._meta.model_name): host}
    made = Event.objects.create(**where, **{**defaults, **fields})
    touched([made.pk], NOON)
    return made


def weekend(**fields: Any) -> Any:
    """A weekend of three days from the Friday after NOON on; hosts may register at NOON."""
    from onecop.weekend.models import Weekend

    days = {"starts_on": date(2026, 11, 27), "ends_on": date(2026, 11, 29), "opens_at": NOON - timedelta(days=30), "closes_at": NOON + timedelta(days=7)}
    return Weekend.objects.create(**{"name": "National Faith and Blue Weekend", "made_at": NOON, **days, **fields})


def submission(of: Any = None, **fields: Any) -> Any:
    """A confirmed registration that waits for staff: a block party in Arlington on the Saturday of the weekend, two to four."""
    from onecop.access.services import nation as whole
    from onecop.weekend.models import Submission

    n = next(_number)
    day, hour = fields.get("starts_on", date(2026, 11, 28)), fields.get("starts", time(14))
    defaults = {
        "standing": "waiting", "host_kind": "congregation", "host_name": f"Chapel {n}", "contact_name": "Mai Pham", "email": f"host{n}@mail.example",
        "title": f"Block party {n}", "kind": "gathering", "street": f"{n} Cedar Street", "city": "Arlington", "state": "VA", "zip": "22201",
        "zone": "America/New_York", "starts_on": day, "starts": hour, "minutes": 120, "sent_at": NOON, "confirmed_at": NOON, "changed_at": NOON,
    }  # fmt: skip
    row = Submission(weekend=of or weekend(), **{"scope": fields.pop("scope", None) or whole(), **defaults, **fields})
    row.starts_at = datetime.combine(row.starts_on, row.starts, ZoneInfo(row.zone))
    row.fold()
    row.save()
    return row


def invite(to: Event, of: Partnership, whom: Officer, **fields: Any) -> Invite:
    """An officer asked to the first date of an event."""
    begins, ends = series_of(to).moments(to.starts_on)
    on = Occurrence.objects.get_or_create(event=to, on=to.starts_on, defaults={"starts_at": begins, "ends_at": ends, "changed_at": NOON})[0]
    return Invite.objects.create(occurrence=on, partnership=of, officer=whom, **{"invited_at": NOON, **fields})


def ride(of: Partnership, *, rules: Any = None, watch: Any = None, officer: Officer | None = None, on: date = date(2026, 12, 1), part: str = "leader") -> Any:
    """A booked ride of the leader (or coordinator) of a partnership, through the services."""
    from onecop.ridealongs import services
    from onecop.ridealongs.choices import AgeBand
    from onecop.ridealongs.rules import Terms

    if rules is None:
        services.set_rules(agency=of.agency, terms=Terms(check_needed=False), waiver="I ride at my own risk.", by=SYSTEM, at=NOON)
    seat = watch or services.add_watch(agency=of.agency, name="Day watch", starts=time(6), hours=Decimal("8.5"), by=SYSTEM, at=NOON)
    who = of.tenures.get(kind=part, closed_on=None).contact
    assert who is not None
    asked = services.apply(partnership=of, rider=who, on=on, watch=seat, band=AgeBand.ADULT, by=SYSTEM, at=NOON)
    return services.approve(ride=asked, officer=officer, by=SYSTEM, at=NOON)
