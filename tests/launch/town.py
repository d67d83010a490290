"""A town to launch in: an agency, its ground, and congregations that have not enrolled."""

from datetime import date, datetime
from typing import Any

from onecop.access.models import Person
from onecop.agencies.models import Agency, Post
from onecop.congregations.folding import fold_name, fold_street
from onecop.congregations.models import Congregation
from onecop.kernel.actor import SYSTEM
from onecop.launch import services
from onecop.launch.models import Launch, Mailing
from onecop.launch.prospects import Wanted
from onecop.tasks.progress import SILENT
from tests import make
from tests.make import NOON

STARTS, LUNCHEON = date(2027, 1, 19), date(2027, 1, 12)


def prospect(of: Agency, name: str, n: int = 1, **fields: Any) -> Congregation:
    """A congregation of an imported list, on the agency's ground: it has no scope of its own."""
    street = fields.pop("street", f"{n} Willow Street")
    row = make.congregation(
        name, standing="prospect", name_folded=fold_name(name), street=street, street_folded=fold_street(street), city="Port Ellery", state=of.state,
        **{"zip": "10001", "territory": of.territory, "tradition": "buddhist", "lon": -76.99 + n / 1000, "lat": 38.9, "pin": "given", **fields},
    )  # fmt: skip
    scope, row.scope = row.scope, None
    row.save()
    assert scope is not None
    scope.delete()
    return row


def launch(of: Agency | None = None, *, lead: Person | None = None, at: datetime = NOON, **fields: Any) -> Launch:
    made = services.plan(
        agency=of or make.agency("Port Ellery Police"), lead=lead or make.staff(), place="City Library", by=SYSTEM, at=at,
        **{"starts_on": STARTS, "luncheon_on": LUNCHEON, **fields},
    )  # fmt: skip
    return Launch.objects.select_related("agency__territory", "agency__scope__parent", "lead").get(pk=made.pk)


def holder(of: Agency, role: str, name: str) -> Person:
    """The agency's liaison or executive, who can sign in."""
    who = make.person(name)
    assert of.scope is not None
    make.grant(who, role, of.scope)
    Post.objects.create(agency=of, kind=role, person=who, name=name, email=who.email, started_on=NOON.date())
    return who


def invite(city: Launch, *, way: str = "letter", tongue: str = "en", again: str = "", by: Any = None, at: datetime = NOON, run: bool = True) -> Mailing:
    """Begin a mailing to everybody who may be written to, and write it."""
    made = services.invite(launch=city, wanted=Wanted(), way=way, tongue=tongue, again=bool(again), again_reason=again, by=by or city.lead, at=at)
    return services.run_mailing(SILENT, made, by=SYSTEM, clock=lambda: at) if run else made
