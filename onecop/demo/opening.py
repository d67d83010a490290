"""The first day: staff, a region, two agencies with their maps and rosters, and a list of congregations that nobody has asked yet."""

import tempfile
from datetime import datetime, time
from decimal import Decimal
from pathlib import Path

from onecop.access import services as access
from onecop.access.choices import RoleCode
from onecop.access.models import Person
from onecop.agencies.choices import PostKind
from onecop.agencies.models import Agency
from onecop.agencies.services import bring_in, set_post
from onecop.demo import files
from onecop.demo.city import POLICE, STATE, City, House
from onecop.demo.people import SIGN_INS, SignIn
from onecop.imports.services import run_file
from onecop.kernel.actor import SYSTEM
from onecop.ridealongs.rules import Terms
from onecop.ridealongs.services import add_watch, set_rules


def open_city(city: City, prospects: list[House], *, at: datetime) -> Person:
    """Set the stage and return Nadia Osei, who does what staff does from here on."""
    who = {one.role: one for one in SIGN_INS}
    lakeland = access.new_region(name="Lakeland", states=[STATE], by=SYSTEM, at=at)
    nadia = access.create_staff(email=who["National staff"].email, name=who["National staff"].name, by=SYSTEM, at=at).person
    _grant(who["Regional staff"], RoleCode.REGIONAL_STAFF, lakeland, nadia, at)
    _grant(who["Funder"], RoleCode.FUNDER, lakeland, nadia, at)
    with tempfile.TemporaryDirectory() as folder:
        _import("agencies", files.agencies(city, Path(folder)), {}, nadia, at)
        for plan in city.agencies:
            agency = bring_in(agency=Agency.objects.get(ori=plan.ori), by=nadia, at=at)
            if plan.ori == POLICE:
                _name(agency, PostKind.LIAISON, who["Agency liaison"], "Lieutenant", nadia, at)
                _name(agency, PostKind.EXECUTIVE, who["Agency executive"], "Chief", nadia, at)
            here = Path(folder)
            _import("territory", files.precincts(city, plan, here), {"agency": plan.ori, "level": "precinct"}, nadia, at)
            words = {"agency": plan.ori, "level": "beat", "parent_field": "PRECINCT", "activate": "yes"}
            _import("territory", files.beats(city, plan, here), words, nadia, at)
            _import("roster", files.roster(city, plan, here), {"agency": plan.ori}, nadia, at)
        _import("congregations", files.prospects(prospects, Path(folder)), {}, nadia, at)
    return nadia


def _grant(one: SignIn, role: RoleCode, scope: object, by: Person, at: datetime) -> None:
    person = access.ensure_person(email=one.email, name=one.name, at=at)
    access.grant(person=person, role=role, scope=scope, by=by, at=at)  # type: ignore[arg-type]


def _name(agency: Agency, kind: PostKind, one: SignIn, title: str, by: Person, at: datetime) -> None:
    set_post(agency=agency, kind=kind, name=one.name, email=one.email, title=title, by=by, at=at)


def _import(importer: str, path: Path, options: dict[str, str], by: Person, at: datetime) -> None:
    outcome = run_file(importer, path, options=options, commit=True, by=by, at=at)
    if outcome.counts["refused"]:
        raise ValueError(f"the demo's own file {path.name} was refused in part: {outcome.problems[:3]}")


WATCHES = (("Day watch", time(7), 10), ("Evening watch", time(15), 10), ("Night watch", time(21), 10))
WAIVER = """I ride along as a guest, at my own risk. I stay in the car unless the officer asks me to get out.

What I see and hear stays with me: no names, no pictures, no posts."""


def set_ride_rules(agency: Agency, *, by: Person, at: datetime) -> None:
    """Say by which rules one rides along with an agency, and on which watches."""
    police = agency.ori == POLICE
    terms = Terms(months_between=6 if police else 12, officer_choice=not police, hours=Decimal(4) if police else Decimal(5))
    set_rules(agency=agency, terms=terms, waiver=WAIVER, by=by, at=at)
    for name, starts, hours in WATCHES:
        add_watch(agency=agency, name=name, starts=starts, hours=Decimal(hours), by=by, at=at)
