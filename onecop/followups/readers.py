"""Who looks at the time after a date: the people of the house, staff, or police. One rule for names, sentences and pictures."""

from enum import Enum
from typing import Any

from onecop.access.models import Person
from onecop.events.models import Event
from onecop.events.rules import edit_permission
from onecop.kernel.permissions import Permission as P


class Reader(Enum):
    """HOUSE: those who host for a congregation, and staff of a region that hosts: they read sentences. STAFF: numbers, all pictures.
    POLICE: an agency that hosts, or the officer of what both sides host: numbers alone, no picture of guests that is not public."""

    HOUSE = "house"
    STAFF = "staff"
    POLICE = "police"


def over(person: Person, permission: P, thing: Any) -> bool:
    """True when a person holds a permission over something with scopes."""
    reach = person.reach(permission)
    return reach.everywhere or bool(reach.scope_ids & {number for scope in thing.scopes for number in scope.lineage})


def hosts(person: Person, event: Event) -> bool:
    """True for whoever may write down what became of an event: who may change it."""
    return over(person, edit_permission(event), event)


def reader_of(person: Person, event: Event) -> Reader:
    """Say as whom a host reads. The caller has checked `hosts`.

    Sentences of guests are for the congregation that hosts; where an agency, a region or the nation hosts, staff read them, as they alone read names.
    """
    house = event.house
    if house is not None:
        if house.scope_id in person.reach(P.PARTNERSHIP_ACT).scope_ids:
            return Reader.HOUSE
        return Reader.STAFF if over(person, P.PARTNERSHIP_EDIT, event) else Reader.POLICE
    return Reader.HOUSE if over(person, P.PARTNERSHIP_EDIT, event) else Reader.POLICE


def writes_letters(person: Person, event: Event) -> bool:
    """True for whoever may send the thank-you: every host but the officer of what both sides host, for its guests are the congregation's."""
    return event.agency_id is not None or reader_of(person, event) != Reader.POLICE
