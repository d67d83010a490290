"""Who looks at the time after a date: the people of the house, staff, or police. One rule for names, sentences and pictures."""

from enum import Enum
from typing import Any

from onecop.access.models import Person
from onecop.events.models import Event
from onecop.events.rules import edit_permission
from onecop.kernel.permissions import Permission as P


class Reader(Enum):
    """HOUSE: those who host for a congregation, and staff of a region that hosts: they read sentences. STAFF: numbers, all pictures.
    ALONG: a congregation or a region that hosts along: numbers, all pictures. POLICE: an agency that hosts or hosts along, or the officer of what both
    sides host: numbers alone, no picture of guests that is not public."""

    HOUSE = "house"
    STAFF = "staff"
    ALONG = "along"
    POLICE = "police"


def over(person: Person, permission: P, thing: Any) -> bool:
    """True when a person holds a permission over something with scopes."""
    reach = person.reach(permission)
    return reach.everywhere or bool(reach.scope_ids & {number for scope in thing.scopes for number in scope.lineage})


def hosts(person: Person, event: Event) -> bool:
    """True for whoever may change an event: its own host, and staff."""
    return over(person, edit_permission(event), event)


def records(person: Person, event: Event) -> bool:
    """True for whoever may write down what became of an event: who hosts it, or hosts it along with a yes. One query at most."""
    return hosts(person, event) or Event.objects.filter(pk=event.pk, pk__in=Event.objects.hosted_along(person)).exists()


def reader_of(person: Person, event: Event) -> Reader:
    """Say as whom somebody reads. The caller has checked `records`. One query at most.

    Sentences of guests are for the congregation that hosts; where an agency, a region or the nation hosts, staff read them, as they alone read names.
    """
    if not hosts(person, event):
        beside_police = Event.objects.filter(pk=event.pk, pk__in=Event.objects.hosted_along(person, police=False)).exists()
        return Reader.ALONG if beside_police else Reader.POLICE
    house = event.house
    if house is not None:
        if house.scope_id in person.reach(P.PARTNERSHIP_ACT).scope_ids:
            return Reader.HOUSE
        return Reader.STAFF if over(person, P.PARTNERSHIP_EDIT, event) else Reader.POLICE
    return Reader.HOUSE if over(person, P.PARTNERSHIP_EDIT, event) else Reader.POLICE


def writes_letters(person: Person, event: Event) -> bool:
    """True for whoever may send the thank-you: its own host alone, and not the officer of what both sides host, for its guests are the congregation's."""
    return hosts(person, event) and (event.agency_id is not None or reader_of(person, event) != Reader.POLICE)
