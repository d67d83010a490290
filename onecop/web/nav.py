"""The navigation of whoever looks: a context processor for every page."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from onecop.access.queries import Home, homes
from onecop.access.views.own import HOME_SESSION_KEY
from onecop.kernel.permissions import Permission as P

Label = str | Promise


EVENTS = ("event_", "mailing_", "registration_")
"""Names of pages that belong to an event."""


@dataclass(frozen=True)
class Item:
    """One entry of a menu: where it leads, which other pages stand under it, and what one must be allowed to find something there."""

    label: Label
    name: str
    under: tuple[str, ...] = ()
    needs: P | None = None


DESK = (
    Item(_("Today"), "home_staff"),
    Item(_("Enrollments"), "enrollment_queue", ("enrollment_", "duplicate_", "agency_enrollment")),
    Item(_("Matching"), "matching_home", ("match", "proposal", "run_")),
    Item(_("Pipeline"), "pipeline", ("pipeline", "cadence_")),
    Item(_("Partnerships"), "partnership_list", ("partnership_", "handover_", "meeting_", "journey_")),
    Item(_("Congregations"), "congregation_list", ("congregation_",)),
    Item(_("Agencies"), "agency_list", ("agency_", "officer_", "territory_")),
    Item(_("Mail"), "mailbox", ("mailbox", "mail_")),
)
MENUS: dict[P, tuple[Item, ...]] = {
    P.HOME_STAFF: DESK,
    P.HOME_LIAISON: (
        Item(_("Home"), "home_liaison"),
        Item(_("Partnerships"), "partnership_list", ("partnership_", "handover_", "meeting_", "journey_")),
        Item(_("Events"), "event_list", EVENTS),
        Item(_("Ride-alongs"), "ride_queue", ("ride_",)),
        Item(_("Agency"), "agency_list", ("agency_", "officer_", "territory_")),
        Item(_("Imports"), "imports_list", ("import",)),
    ),
    P.HOME_EXECUTIVE: (Item(_("Home"), "home_executive"), Item(_("Partnerships"), "partnership_list", ("partnership_", "handover_", "meeting_", "journey_"))),
    P.HOME_SUPERVISOR: (
        Item(_("Ride-alongs"), "ride_queue", ("ride_",)),
        Item(_("Agency"), "agency_list", ("agency_", "officer_", "event_duty", "event_approval")),
    ),
    P.HOME_OFFICER: (
        Item(_("My week"), "home_officer", ("ride_", "partnership_", "handover_", "meeting_", "journey_", "proposal_mine")),
        Item(_("Events"), "event_list", EVENTS),
        Item(_("My shift"), "officer_me_shift", ("officer_",)),
        Item(_("Mail"), "mailbox", ("mailbox", "mail_")),
        Item(_("Profile"), "profile"),
    ),
    P.HOME_CONGREGATION: (
        Item(_("Home"), "home_congregation", ("ride_", "partnership_", "handover_", "meeting_", "journey_", "proposal_mine")),
        Item(_("Calendar"), "event_list", ("event_", "mailing_", "registration_", "congregation_calendar", "congregation_month", "congregation_event")),
        Item(_("About us"), "congregation_list", ("congregation_",)),
        Item(_("Mail"), "mailbox", ("mailbox", "mail_")),
        Item(_("Profile"), "profile"),
    ),
    P.HOME_FUNDER: (Item(_("Totals"), "home_funder"), Item(_("Profile"), "profile")),
}
MORE: dict[P, tuple[Item, ...]] = {
    P.HOME_STAFF: (
        Item(_("Events"), "event_list", EVENTS),
        Item(_("National weekend"), "weekend_list", ("weekend_", "submission_"), needs=P.EVENT_REVIEW),
        Item(_("Ride-alongs"), "ride_queue"),
        Item(_("Launches"), "launch_list", ("launch_",)),
        Item(_("Courses"), "course_list", ("course_", "certificate_revoke")),
        Item(_("Handovers"), "handover_list"),
        Item(_("Imports"), "imports_list", ("import",)),
        Item(_("People"), "people"),
        Item(_("Regions"), "regions", needs=P.REGION_EDIT),
        Item(_("Reported messages"), "relay_reports", needs=P.RELAY_REVIEW),
        Item(_("Undelivered mail"), "mail_undelivered"),
        Item(_("Letters we write"), "mail_templates"),
        Item(_("Background work"), "tasks_list"),
        Item(_("Who did what"), "audit"),
    ),
    P.HOME_LIAISON: (
        Item(_("Launches"), "launch_list", ("launch_",)),
        Item(_("Courses"), "course_list", ("course_",)),
        Item(_("Handovers"), "handover_list"),
        Item(_("Invitations"), "invitations"),
        Item(_("Mail"), "mailbox"),
        Item(_("Background work"), "tasks_list"),
    ),
    P.HOME_EXECUTIVE: (
        Item(_("Launches"), "launch_list", ("launch_",)),
        Item(_("Events"), "event_list", EVENTS),
        Item(_("Mail"), "mailbox"),
    ),
    P.HOME_OFFICER: (Item(_("My hours at events"), "event_hours", ("event_hours",)), Item(_("My certificates"), "certificate_mine")),
    P.HOME_CONGREGATION: (
        Item(_("My certificates"), "certificate_mine"),
        Item(_("Invitations"), "invitations", needs=P.PEOPLE_INVITE),
    ),
}
"""What stands in the menu under one's own name."""

PUBLIC = (
    (_("How it works"), "front", "#steps"),
    (_("Events near you"), "public_calendar", ""),
    (_("For officers"), "for_officers", ""),
    (_("Sign in"), "account_login", ""),
)


def context(request: HttpRequest) -> dict[str, Any]:
    """Return what the base template draws around a page: nav, place, visitor, homes, demo."""
    demo = {"demo": settings.DEMO}
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        nav = [{"label": label, "url": reverse(name) + anchor, "current": False, "end": name == "account_login"} for label, name, anchor in PUBLIC]
        return {**demo, "nav": nav}
    mine = homes(request.user, chosen=request.session.get(HOME_SESSION_KEY, ""))
    current = next((home for home in mine if home.current), None)
    return {**demo, "nav": _menu(request, current), "place": _place(current), "visitor": _visitor(request, current), "homes": _switch(mine)}


def current_home(request: Any) -> Home | None:
    """Return the home that a person works from now; None for somebody without a role."""
    return next((home for home in homes(request.user, chosen=request.session.get(HOME_SESSION_KEY, "")) if home.current), None)


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _menu(request: HttpRequest, home: Home | None) -> list[dict[str, Any]]:
    here = (request.resolver_match.url_name if request.resolver_match else "") or ""
    items = MENUS.get(home.home, ()) if home else (Item(_("Profile"), "profile"),)
    current = max(items, key=lambda item: _fits(item, here))
    return [{"label": i.label, "url": address, "current": i is current and _fits(i, here) > 0} for i in items if (address := _address(i.name))]


def _fits(item: Item, here: str) -> int:
    """Return how closely a page stands under an item, so that of two that fit (agency_, agency_enrollment) the closer one is marked."""
    return max([len(start) for start in item.under if here.startswith(start)] + [1000 if here == item.name else 0])


def _place(home: Home | None) -> str:
    return str(_("%(place)s desk") % {"place": home.scope}) if home and home.home == P.HOME_STAFF else str(home.scope) if home else ""


def _visitor(request: HttpRequest, home: Home | None) -> dict[str, Any]:
    items = [i for i in (MORE.get(home.home, ()) if home else ()) if i.needs is None or request.access.allows(i.needs)]  # type: ignore[attr-defined]
    more = [{"label": item.label, "url": address} for item in items if (address := _address(item.name))]
    own = [
        {"label": _("Your own calendar"), "url": reverse("calendar")},
        {"label": _("Profile and sign-in"), "url": reverse("profile")},
        {"label": _("Sign out"), "url": reverse("account_logout"), "post": True},
    ]
    return {"name": request.user.name, "line": home.role_label if home else "", "menu": [*more, *own]}  # type: ignore[union-attr]


def _switch(mine: list[Home]) -> list[dict[str, Any]]:
    return [{"label": home.label, "url": reverse("home_switch"), "fields": {"home": home.key}, "current": home.current} for home in mine]
