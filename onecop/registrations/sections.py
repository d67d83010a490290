"""What the page of a date shows of guests: one's own place, whether the other side of the partnership comes, and the way to the list."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from onecop.access.models import Person
from onecop.events.choices import SignUp
from onecop.events.models import Event, Occurrence
from onecop.events.people import side_of
from onecop.events.queries import partnership_for
from onecop.events.rules import Date
from onecop.kernel.permissions import Permission as P
from onecop.partnerships.models import Partnership
from onecop.partnerships.registry import Line, Panel
from onecop.registrations.choices import LOOKS, GuestSide, RegistrationState, SendingState
from onecop.registrations.models import Registration, Sending


def over(person: Person, permission: P, thing: Any) -> bool:
    """True when a person holds a permission over something with scopes."""
    reach = person.reach(permission)
    return reach.everywhere or bool(reach.scope_ids & {number for scope in thing.scopes for number in scope.lineage})


def hosts(person: Person, event: Event) -> bool:
    """True for whoever may open the list of guests, or its numbers."""
    if event.house is not None:
        return over(person, P.CONGREGATION_EDIT, event.house)
    return over(person, P.PARTNERSHIP_EDIT, event) or (event.agency_id is not None and over(person, P.AGENCY_EDIT, event))


def guests(date: Date, reader: Person, at: datetime) -> Panel | None:
    """Return the card "Who comes" for one reader (events.registry.section)."""
    event, lines, acts = date.event, [], []
    mine, hosted, over_now = None, hosts(reader, date.event) and not date.event.is_draft, date.ends_at <= at
    if date.row is not None:
        mine = Registration.objects.standing().filter(occurrence=date.row, person=reader).first()
        partnership = partnership_for(event, reader)
        lines += [_own(mine)] if mine else []
        lines += _other_side(date, partnership, reader) if partnership else []
    if mine and date.starts_at > at and not date.cancelled:
        acts.append((_("Your answer"), reverse("registration_mine", args=[mine.key])))
    elif not mine and not hosted and event.public and event.sign_up == SignUp.ANYONE and date.starts_at > at and not date.cancelled:
        acts.append((_("Sign up"), reverse("event_public", args=[event.key, date.key])))
    if hosted:
        lines += _on_their_way(date)
        acts.append((_("Guests") if over_now else _("Guests and the door"), reverse("event_guests", args=[event.key, date.key])))
        if event.public:
            acts.append((_("The public page"), reverse("event_public", args=[event.key, date.key])))
    if not lines and not acts:
        return None
    return Panel("guests", 70 if over_now else 40, _("Who came") if over_now else _("Who comes"), tuple(lines), "", tuple(acts))


def _on_their_way(date: Date) -> list[Line]:
    """Letters to all guests that a worker still writes, for the host. One query."""
    rows = Sending.objects.filter(occurrence=date.row, state=SendingState.SENDING) if date.row else ()
    return [
        Line(
            _("Letters to guests: %(what)s") % {"what": row.get_kind_display()}, _("%(done)s of %(all)s") % {"done": row.done, "all": row.total},
            row.get_absolute_url(), str(row.get_state_display()), "now",
        )
        for row in rows
    ]  # fmt: skip


def _own(row: Registration) -> Line:
    detail = _("%(n)s people") % {"n": row.party} if row.party > 1 else ""
    return Line(_("You"), detail, "", _("comes, asked again") if row.wavers else str(row.get_state_display()), "now" if row.wavers else row.look)


def _other_side(date: Date, partnership: Partnership, reader: Person) -> list[Line]:
    side = side_of(partnership, reader)
    return other_side(date.row, partnership, side) if side and date.row else []


def other_side(occurrence: Occurrence, partnership: Partnership, side: str) -> list[Line]:
    """Say to one side of a partnership whether the other comes: never who of a congregation or how many, and never of any other guest. One query.

    Args:
        side: of the reader, a code of events.choices.Side or of GuestSide; staff see both.
    """
    rows = Registration.objects.standing().filter(occurrence=occurrence, partnership=partnership).exclude(side=GuestSide.GUEST).select_related("officer")
    found, house = [], []
    for row in rows:
        if row.side == GuestSide.CONGREGATION:
            house.append(row.state)
        elif side != GuestSide.OFFICER:
            found.append(Line(str(row.officer), _("The partner officer"), "", str(row.get_state_display()), row.look))
    if house and side != GuestSide.CONGREGATION:
        best = next((state for state in ("yes", "offered", "waiting", "invited", "no") if state in house), "invited")
        found.append(Line(partnership.congregation.name, _("The partner congregation"), "", str(RegistrationState(best).label), LOOKS[best]))
    return found
