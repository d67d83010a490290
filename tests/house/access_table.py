"""The permission table: who may open which URL. Written by hand, beside the code and not derived from it.

One line per URL name. `tests/house/test_access_walk.py` walks every URL of the site and fails for one that has no line here.

    anyone("front")                                       a public page
    signed_in("profile")                                  whoever has signed in
    page("people", STAFF)                                 a page without an object; for all others it does not exist (404)
    thing("congregation_detail", "congregation", STAFF | CONGREGATION)
                                                          a page of one object: these roles may open their own; see below
    thing("congregation_edit", "congregation", STAFF | LEADERS, forbidden={"deputy"}, methods="GET POST")
                                                          `forbidden` see the object and get 403; all others get 404
    link("invitation_accept")                             a page opened by a token; any made-up token must not work

Objects come from `world.py`: the second argument names an attribute of `Place`. There are three places: own (the organizations that every
role of the world belongs to), sibling (another agency and congregation in the same region), far (another region). Unless `elsewhere` says
otherwise, national staff may do everywhere what they may do at home, regional staff in own and sibling, everybody else in own only. A URL
with other arguments than the object's `key` says which: `args=lambda place: (place.agency.key, place.version.number)`.
`methods` is what the page answers to: "GET" (then HEAD too), "POST", or "GET POST". Everything else must be refused.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

STAFF = {"national_staff", "regional_staff"}
AGENCY = {"liaison", "executive"}
BESIDE_LIAISON = {"executive", "supervisor"}
LEADERS = {"faith_leader", "coordinator"}
CONGREGATION = LEADERS | {"deputy"}
PARTNERS = CONGREGATION | {"officer"}
ALL = STAFF | AGENCY | PARTNERS | {"funder", "supervisor"}


@dataclass(frozen=True)
class Entry:
    """kind: anyone, signed_in, page, thing or link. allowed: roles. elsewhere: {place: roles} where the rule of the file's head does not hold."""

    name: str
    kind: str
    allowed: frozenset[str]
    methods: frozenset[str]
    of: str = ""
    forbidden: frozenset[str] = frozenset()
    args: Callable[[Any], tuple[Any, ...]] | None = None
    elsewhere: tuple[tuple[str, frozenset[str]], ...] = ()
    data: Callable[[Any], dict[str, Any]] | None = None
    only_gate: bool = False


def _methods(words: str) -> frozenset[str]:
    return frozenset(words.split())


def anyone(name: str, *, methods: str = "GET", args: Callable[[Any], tuple[Any, ...]] | None = None, only_gate: bool = False) -> Entry:
    """only_gate: what it answers hangs on the session (a sign-in half done), so only the refusal of wrong methods is walked."""
    return Entry(name, "anyone", frozenset(ALL), _methods(methods), args=args, only_gate=only_gate)


def signed_in(name: str, *, methods: str = "GET", args: Callable[[Any], tuple[Any, ...]] | None = None, only_gate: bool = False) -> Entry:
    return Entry(name, "signed_in", frozenset(ALL), _methods(methods), args=args, only_gate=only_gate)


def page(name: str, allowed: Iterable[str], *, methods: str = "GET", args: Callable[[Any], tuple[Any, ...]] | None = None) -> Entry:
    return Entry(name, "page", frozenset(allowed), _methods(methods), args=args)


def thing(
    name: str,
    of: str,
    allowed: Iterable[str],
    *,
    forbidden: Iterable[str] = (),
    methods: str = "GET",
    args: Callable[[Any], tuple[Any, ...]] | None = None,
    elsewhere: dict[str, Iterable[str]] | None = None,
    data: Callable[[Any], dict[str, Any]] | None = None,
) -> Entry:
    other = tuple((place, frozenset(roles)) for place, roles in (elsewhere or {}).items())
    return Entry(name, "thing", frozenset(allowed), _methods(methods), of, frozenset(forbidden), args, other, data)


def link(name: str, *, methods: str = "GET POST", args: Callable[[Any], tuple[Any, ...]] | None = None) -> Entry:
    return Entry(name, "link", frozenset(), _methods(methods), args=args)


def day(place: Any) -> tuple[str, str]:
    """One date of an event."""
    return place.event.key, place.event.starts_on.isoformat()


def stay(place: Any) -> tuple[str, str]:
    """A date an officer was at."""
    return place.stay.event.key, place.stay.on.isoformat()


def public_event(place: Any) -> tuple[str]:
    """An event that anyone may open."""
    return (place.public_event.key,)


def public_day(place: Any) -> tuple[str, str]:
    """Its date."""
    return place.public_event.key, place.public_event.starts_on.isoformat()


def past_day(place: Any) -> tuple[str, str]:
    """The date of a public event that ended yesterday."""
    return place.past_date.event.key, place.past_date.on.isoformat()


def part_of(place: Any) -> tuple[str, str]:
    """A congregation and one who has a part in it."""
    return place.congregation.key, place.contact.key


TABLE: list[Entry] = [
    # access: signing in
    anyone("account_login", methods="GET POST", only_gate=True),
    anyone("account_request_login_code", methods="GET POST", only_gate=True),
    anyone("account_confirm_login_code", methods="GET POST", only_gate=True),
    anyone("demo_signin", methods="POST", args=lambda place: ("zzzzzzzzzzzz",), only_gate=True),  # tests/access/test_sign_in.py
    anyone("mfa_login_webauthn", methods="GET POST", only_gate=True),
    anyone("mfa_authenticate", methods="GET POST", only_gate=True),
    anyone("account_logout", methods="GET POST", only_gate=True),
    anyone("account_signup"),  # says that one is invited
    anyone("account_inactive", methods="GET"),
    anyone("account_reset_password", methods="GET POST"),
    anyone("account_reset_password_done"),
    anyone("account_reset_password_from_key_done"),
    link("account_confirm_email"),
    link("account_reset_password_from_key", args=lambda place: ("1", "made-up")),
    signed_in("account_reauthenticate", methods="GET POST", only_gate=True),
    signed_in("account_email", methods="GET POST"),
    signed_in("account_change_password", methods="GET POST", only_gate=True),
    signed_in("account_set_password", methods="GET POST"),
    signed_in("mfa_index"),
    signed_in("mfa_reauthenticate", methods="GET POST", only_gate=True),
    signed_in("mfa_activate_totp", methods="GET POST"),
    signed_in("mfa_deactivate_totp", methods="GET POST", only_gate=True),
    signed_in("mfa_view_recovery_codes", only_gate=True),
    signed_in("mfa_generate_recovery_codes", methods="GET POST", only_gate=True),
    signed_in("mfa_list_webauthn"),
    signed_in("mfa_add_webauthn", methods="GET POST"),
    signed_in("mfa_reauthenticate_webauthn", methods="GET POST", only_gate=True),
    signed_in("mfa_remove_webauthn", methods="GET POST", args=lambda place: (1,), only_gate=True),  # one's own: tests/access/test_second_factor.py
    signed_in("mfa_edit_webauthn", methods="GET POST", args=lambda place: (1,), only_gate=True),
    signed_in("usersessions_list", methods="GET POST"),
    # access: people
    anyone("start", methods="GET POST", only_gate=True),
    signed_in("profile", methods="GET POST"),
    signed_in("home_switch", methods="POST"),
    page("people", STAFF),
    thing("grant_revoke", "grant", STAFF, methods="GET POST"),
    thing("person_sign_out", "member", STAFF, methods="POST"),
    thing("person_close", "member", STAFF, methods="GET POST"),
    thing("person_open", "member", STAFF, methods="GET POST"),
    page("invitations", STAFF | {"faith_leader", "liaison"}),
    page("invitation_new", STAFF | {"faith_leader", "liaison"}, methods="GET POST"),
    page("invitation_lookup", STAFF | {"faith_leader", "liaison"}),
    thing("invitation_resend", "invitation", STAFF | {"faith_leader"}, methods="POST"),
    thing("invitation_revoke", "invitation", STAFF | {"faith_leader"}, methods="POST"),
    link("invitation_accept"),
    page("regions", {"national_staff"}),
    page("region_new", {"national_staff"}, methods="GET POST"),
    thing("region_edit", "region", {"national_staff"}, methods="GET POST"),
    page("audit", STAFF),
    # web
    anyone("front"),
    anyone("privacy"),
    anyone("for_officers"),
    anyone("language", methods="POST"),
    anyone("styleguide"),
    signed_in("home"),
    page("home_staff", STAFF),
    thing("home_staff_map", "agency", STAFF, forbidden=AGENCY | {"supervisor"}),
    page("home_liaison", {"liaison"}),
    page("home_executive", {"executive"}),
    page("home_officer", {"officer"}),
    page("home_congregation", CONGREGATION),
    page("home_funder", {"funder"}),
    # agencies
    anyone("agency_enroll", methods="GET POST"),
    anyone("agency_lookup"),
    link("agency_enrollment_continue", methods="GET"),
    link("agency_enrollment_status", methods="GET", args=lambda place: (place.agency_enrollment.key,)),  # opened by the session that began it
    link("agency_enrollment_check", args=lambda place: (place.agency_enrollment.key,)),
    link("agency_enrollment_page", args=lambda place: (place.agency_enrollment.key, "you")),
    page("agency_enrollment_queue", STAFF),
    thing("agency_enrollment_review", "agency_enrollment", STAFF),
    thing("agency_enrollment_reopen", "agency_enrollment", STAFF, methods="POST"),
    thing("agency_enrollment_answer", "agency_enrollment", STAFF, methods="POST", args=lambda place: (place.agency_enrollment.key, "decline")),
    page("agency_list", STAFF | AGENCY | {"supervisor"}),
    thing("agency_detail", "agency", STAFF | AGENCY | {"supervisor"}),
    thing("agency_settings", "agency", STAFF | {"liaison"}, forbidden=BESIDE_LIAISON, methods="GET POST"),
    thing("agency_post", "agency", STAFF, forbidden=AGENCY | {"supervisor"}, methods="GET POST"),
    thing("officer_list", "agency", STAFF | {"liaison", "supervisor"}, forbidden={"executive"}),
    thing("officer_detail", "officer", STAFF | {"liaison", "supervisor", "officer"}),
    thing("officer_edit", "officer", STAFF | {"liaison"}, forbidden={"officer", "supervisor"}, methods="GET POST"),
    page("officer_me_edit", {"officer"}, methods="GET POST"),
    thing("agency_shifts", "agency", STAFF | {"liaison", "supervisor"}, forbidden={"executive"}),
    thing("agency_shift_new", "agency", STAFF | {"liaison"}, forbidden=BESIDE_LIAISON, methods="GET POST"),
    thing("agency_shift_own", "agency", STAFF | {"liaison"}, forbidden=BESIDE_LIAISON, methods="GET POST"),
    thing("agency_shift_assign", "agency", STAFF | {"liaison"}, forbidden=BESIDE_LIAISON, methods="GET POST"),
    thing("agency_shift", "pattern", STAFF | {"liaison"}, forbidden=BESIDE_LIAISON, methods="GET POST", args=lambda place: (place.agency.key, "days")),
    thing("agency_shift_drop", "pattern", STAFF | {"liaison"}, forbidden=BESIDE_LIAISON, methods="POST", args=lambda place: (place.agency.key, "days")),
    page("officer_me_shift", {"officer"}),
    thing("officer_shift", "officer", STAFF | {"liaison", "officer"}, forbidden={"supervisor"}),
    thing("officer_shift_change", "officer", STAFF | {"liaison", "officer"}, forbidden={"supervisor"}, methods="GET POST"),
    thing("officer_away", "officer", STAFF | {"liaison", "officer"}, forbidden={"supervisor"}, methods="GET POST"),
    thing(
        "officer_away_drop",
        "exception",
        STAFF | {"liaison", "officer"},
        forbidden={"supervisor"},
        methods="POST",
        args=lambda place: (place.officer.key, place.exception.key),
    ),
    # territory
    thing("agency_territory", "agency", STAFF | AGENCY | {"supervisor"}),
    thing("territory_version", "version", STAFF | AGENCY | {"supervisor"}),
    thing("territory_version_map", "version", STAFF | AGENCY | {"supervisor"}),
    thing("territory_version_activate", "version", STAFF | {"liaison"}, forbidden=BESIDE_LIAISON, methods="GET POST"),
    thing("territory_preview", "version", STAFF | AGENCY | {"supervisor"}),
    thing("territory_version_delete", "version", STAFF | {"liaison"}, forbidden=BESIDE_LIAISON, methods="GET POST"),
    # congregations
    anyone("charter"),
    anyone("enroll", methods="GET POST"),
    link("enrollment_continue", methods="GET"),
    link("enrollment_status", methods="GET", args=lambda place: (place.enrollment.key,)),  # opened by the session that began it
    link("enrollment_check", args=lambda place: (place.enrollment.key,)),
    link("enrollment_page", args=lambda place: (place.enrollment.key, "you")),
    page("enrollment_queue", STAFF),
    page("duplicate_list", STAFF),
    thing("duplicate_detail", "likeness", STAFF),
    thing("duplicate_settle", "likeness", STAFF, methods="POST"),
    thing("enrollment_review", "enrollment", STAFF, args=lambda place: (place.enrollment.congregation.key,)),
    thing("enrollment_reopen", "enrollment", STAFF, methods="POST", args=lambda place: (place.enrollment.congregation.key,)),
    thing("enrollment_compare", "enrollment", STAFF, methods="POST", args=lambda place: (place.enrollment.congregation.key, place.congregation.key)),
    thing("enrollment_answer", "enrollment", STAFF, methods="POST", args=lambda place: (place.enrollment.congregation.key, "accept")),
    page("congregation_list", STAFF | CONGREGATION),
    thing("congregation_detail", "congregation", STAFF | CONGREGATION),
    thing("congregation_edit", "congregation", STAFF | LEADERS, forbidden={"deputy"}, methods="GET POST"),
    thing("congregation_times", "congregation", STAFF | LEADERS, forbidden={"deputy"}, methods="GET POST"),
    thing("congregation_contact", "congregation", STAFF | LEADERS, forbidden={"deputy"}, methods="GET POST"),
    thing("congregation_place", "congregation", STAFF | LEADERS, forbidden={"deputy"}, methods="GET POST"),
    thing("congregation_assign", "congregation", STAFF, forbidden=CONGREGATION, methods="POST"),
    thing("congregation_blocked", "congregation", STAFF | LEADERS, forbidden={"deputy"}, methods="GET POST"),
    thing("congregation_unblock", "blocked", STAFF | LEADERS, forbidden={"deputy"}, methods="POST", args=lambda at: (at.congregation.key, at.blocked.key)),
    thing("congregation_holy_days", "congregation", STAFF | CONGREGATION),
    thing(
        "congregation_holy_day",
        "congregation",
        STAFF | LEADERS,
        forbidden={"deputy"},
        methods="GET POST",
        args=lambda at: (at.congregation.key, "civil-thanksgiving-day"),
    ),
    thing("congregation_holy_day_add", "congregation", STAFF | LEADERS, forbidden={"deputy"}, methods="GET POST"),
    thing(
        "congregation_holy_day_drop",
        "override",
        STAFF | LEADERS,
        forbidden={"deputy"},
        methods="POST",
        args=lambda at: (at.congregation.key, at.override.key),
    ),
    # partnerships
    page("partnership_list", STAFF | AGENCY | CONGREGATION),
    thing("partnership_write_again", "partnership", STAFF, forbidden=AGENCY | PARTNERS, methods="POST"),
    thing("partnership_brief", "partnership", STAFF | PARTNERS, forbidden=AGENCY),
    thing("partnership_brief_pdf", "partnership", STAFF | PARTNERS, forbidden=AGENCY),
    thing("partnership_standing", "partnership", STAFF | PARTNERS, forbidden=AGENCY),
    thing("partnership_wish", "partnership", STAFF | PARTNERS, forbidden=AGENCY, methods="GET POST"),
    thing("partnership_wish_settle", "partnership", STAFF, forbidden=AGENCY | PARTNERS, methods="POST"),
    thing("partnership_owner", "partnership", STAFF, forbidden=AGENCY | PARTNERS, methods="GET POST"),
    thing("partnership_pause", "partnership", STAFF, forbidden=AGENCY | PARTNERS, methods="GET POST"),
    thing("partnership_resume", "partnership", STAFF, forbidden=AGENCY | PARTNERS, methods="POST"),
    thing("partnership_end", "partnership", STAFF, forbidden=AGENCY | PARTNERS, methods="GET POST"),
    thing("partnership_reopen", "partnership", STAFF, forbidden=AGENCY | PARTNERS, methods="GET POST"),
    # partnerships: the congregation's people
    thing("congregation_parts", "congregation", STAFF | CONGREGATION),
    thing("congregation_invite", "congregation", STAFF | LEADERS, forbidden={"deputy"}, methods="GET POST"),
    thing("congregation_step_down", "contact", STAFF | LEADERS, forbidden={"deputy"}, methods="GET POST", args=part_of),
    thing("congregation_stay", "contact", STAFF | LEADERS, forbidden={"deputy"}, methods="POST", args=part_of),
    thing("naming_mine", "naming", STAFF | CONGREGATION, methods="GET POST"),  # whoever was asked answers: tests/partnerships/test_people_pages.py
    thing("naming_resend", "naming", STAFF | LEADERS, forbidden={"deputy"}, methods="POST"),
    thing("naming_withdraw", "naming", STAFF | LEADERS, forbidden={"deputy"}, methods="POST"),
    link("naming_answer"),
    # matching
    page("matching_home", STAFF | {"liaison"}),
    thing("matching_agency", "agency", STAFF),
    thing("matching_run", "agency", STAFF, methods="POST"),
    thing("matching_cancel", "agency", STAFF, methods="POST"),
    thing("matching_progress", "agency", STAFF),
    thing("matching_map", "agency", STAFF),
    thing("matching_unplaced", "agency", STAFF),
    thing("matching_answers", "agency", STAFF),
    thing("matching_publish", "agency", STAFF, methods="GET POST"),
    thing("proposal_detail", "proposal", STAFF),
    thing("proposal_pin", "proposal", STAFF, methods="POST"),
    thing("proposal_unpin", "proposal", STAFF, methods="POST"),
    thing("proposal_take", "proposal", STAFF, methods="POST", data=lambda place: {"officer": place.officer.key}),
    thing("proposal_swap", "proposal", STAFF, methods="GET POST"),
    thing("proposal_exclude", "proposal", STAFF, methods="GET POST"),
    thing("proposal_mine", "asked", {"officer"}, methods="GET POST", elsewhere={"sibling": (), "far": ()}),  # the two sides alone
    link("proposal_answer_link"),
    # debriefs
    thing("partnership_debrief", "partnership", STAFF | PARTNERS, forbidden=AGENCY),
    thing("partnership_debrief_open", "partnership", STAFF | PARTNERS, forbidden=AGENCY, methods="POST"),
    thing("partnership_debrief_sheet", "debrief", STAFF | PARTNERS, forbidden=AGENCY),
    thing("partnership_debrief_held", "debrief", STAFF | PARTNERS, forbidden=AGENCY, methods="POST"),
    thing("partnership_debrief_close", "debrief", STAFF | PARTNERS, forbidden=AGENCY, methods="GET POST"),
    thing("partnership_challenge_add", "debrief", STAFF | PARTNERS, forbidden=AGENCY, methods="POST"),
    thing("partnership_challenge_edit", "challenge", STAFF | PARTNERS, forbidden=AGENCY, methods="GET POST"),
    thing("partnership_idea_add", "debrief", STAFF | PARTNERS, forbidden=AGENCY, methods="POST"),
    thing("partnership_idea_edit", "idea", STAFF | PARTNERS, forbidden=AGENCY, methods="GET POST"),
    thing("partnership_idea_vote", "idea", STAFF | PARTNERS, forbidden=AGENCY, methods="POST"),
    thing("partnership_goals", "partnership", STAFF | AGENCY | PARTNERS),
    thing("partnership_goal_new", "partnership", STAFF | PARTNERS, forbidden=AGENCY, methods="GET POST"),
    thing("partnership_goal", "goal", STAFF | AGENCY | PARTNERS),
    thing("partnership_goal_edit", "goal", STAFF | PARTNERS, forbidden=AGENCY, methods="GET POST"),
    thing("partnership_goal_progress", "goal", STAFF | PARTNERS, forbidden=AGENCY, methods="POST"),
    thing("partnership_goal_settle", "goal", STAFF | PARTNERS, forbidden=AGENCY, methods="POST"),
    thing("partnership_effort_add", "goal", STAFF | PARTNERS, forbidden=AGENCY, methods="POST"),
    thing("partnership_effort_edit", "effort", STAFF | PARTNERS, forbidden=AGENCY, methods="GET POST"),
    thing("partnership_effort_settle", "effort", STAFF | PARTNERS, forbidden=AGENCY, methods="GET POST"),
    # scheduling: meetings, calendars
    thing("meeting_list", "partnership", STAFF | AGENCY | PARTNERS),
    thing("meeting_offer", "partnership", STAFF | PARTNERS, forbidden=AGENCY, methods="POST"),
    thing("meeting_write", "partnership", STAFF | PARTNERS, forbidden=AGENCY, methods="GET POST"),
    thing("meeting_choose", "meeting", STAFF | PARTNERS, forbidden=AGENCY, methods="POST"),
    thing("meeting_move", "meeting", STAFF | PARTNERS, forbidden=AGENCY, methods="GET POST"),
    thing("meeting_cancel", "meeting", STAFF | PARTNERS, forbidden=AGENCY, methods="GET POST"),
    thing("meeting_met", "meeting", STAFF | PARTNERS, forbidden=AGENCY, methods="POST"),
    link("meeting_choose_link"),
    link("meeting_met_link"),
    signed_in("calendar"),
    signed_in("calendar_new", methods="POST"),
    signed_in("calendar_places", methods="POST"),
    signed_in("calendar_stop", methods="POST"),
    link("calendar_feed", methods="GET"),
    # events
    thing("congregation_calendar", "congregation", STAFF | CONGREGATION),
    thing("congregation_month", "congregation", STAFF | CONGREGATION),
    thing("congregation_event_new", "congregation", STAFF | LEADERS, forbidden={"deputy"}, methods="GET POST"),
    page("event_list", STAFF | AGENCY | PARTNERS),
    page("event_new", STAFF | {"liaison"}, methods="GET POST"),
    thing("event_detail", "event", STAFF | PARTNERS),  # the officer: by an invitation
    thing("event_edit", "event", STAFF | LEADERS, forbidden={"deputy", "officer"}, methods="GET POST"),
    thing("event_cancel", "event", STAFF | LEADERS, forbidden={"deputy", "officer"}, methods="GET POST"),
    thing("event_day", "event", STAFF | PARTNERS, args=day),
    thing("event_day_move", "event", STAFF | LEADERS, forbidden={"deputy", "officer"}, methods="GET POST", args=day),
    thing("event_day_cancel", "event", STAFF | LEADERS, forbidden={"deputy", "officer"}, methods="GET POST", args=day),
    thing("event_day_invite", "event", STAFF | PARTNERS, methods="POST", args=day),
    thing("event_day_withdraw", "event", STAFF | PARTNERS, methods="POST", args=day),
    thing("event_day_came", "event", STAFF | PARTNERS, methods="POST", args=day),
    thing("event_day_count", "event", STAFF | PARTNERS, methods="POST", args=day),
    thing("event_answer", "invite", {"officer"}, methods="GET POST", elsewhere={"sibling": (), "far": ()}),  # who is asked, alone
    thing("event_day_restore", "event", STAFF | LEADERS, forbidden={"deputy", "officer"}, methods="GET POST", args=day),
    thing("event_day_hours", "event", STAFF | PARTNERS, methods="POST", args=day),
    thing("event_plan", "event", STAFF | LEADERS, forbidden={"deputy", "officer"}),
    thing("event_usual", "event", STAFF | LEADERS, forbidden={"deputy", "officer"}, methods="POST"),
    thing("event_task_add", "event", STAFF | LEADERS, forbidden={"deputy", "officer"}, methods="POST"),
    thing("event_role_add", "event", STAFF | LEADERS, forbidden={"deputy", "officer"}, methods="POST"),
    thing("event_cohost_ask", "event", STAFF | LEADERS, forbidden={"deputy", "officer"}, methods="GET POST"),
    thing("event_space", "event", STAFF | LEADERS, forbidden={"deputy", "officer"}, methods="GET POST"),
    thing("event_publish", "event", STAFF | LEADERS, forbidden={"deputy", "officer"}, methods="POST"),
    thing("event_delete", "event", STAFF | LEADERS, forbidden={"deputy", "officer"}, methods="GET POST"),
    thing("event_copy", "event", STAFF | LEADERS, forbidden={"deputy", "officer"}, methods="GET POST"),
    thing("event_restore", "event", STAFF | LEADERS, forbidden={"deputy", "officer"}, methods="GET POST"),
    thing("event_task_edit", "event_task", STAFF | LEADERS, methods="GET POST"),
    thing("event_task_tick", "event_task", STAFF | LEADERS, methods="POST"),
    thing("event_task_remove", "event_task", STAFF | LEADERS, methods="POST"),
    thing("event_role_edit", "event_role", STAFF | LEADERS, methods="GET POST"),
    thing("event_role_remove", "event_role", STAFF | LEADERS, methods="POST"),
    thing("event_cohost_answer", "cohost", STAFF | {"liaison"}, forbidden=LEADERS, methods="GET POST"),
    thing("event_cohost_end", "cohost", STAFF | LEADERS | {"liaison"}, methods="POST"),
    thing("event_duty", "agency", STAFF | {"liaison", "supervisor"}, forbidden={"executive"}),
    thing("event_duty_policy", "agency", STAFF | {"liaison"}, forbidden={"executive", "supervisor"}, methods="POST"),
    thing("event_approval", "event_approval", STAFF | {"liaison", "supervisor"}, methods="GET POST"),
    page("event_hours", {"officer"}),
    thing("event_role_send", "event_role", STAFF | LEADERS, methods="POST"),
    page("event_hours_note", {"officer"}, methods="GET POST", args=stay),
    link("event_role_link"),
    link("event_help_link"),
    link("event_cohost_link"),
    link("event_approval_link"),
    link("event_answer_link"),
    link("event_came_link"),
    # calendars
    anyone("public_calendar"),
    anyone("public_calendar_month"),
    anyone("public_calendar_map"),
    anyone("public_calendar_points"),
    anyone("public_calendar_feed"),
    anyone("public_calendar_share"),
    anyone("region_calendar", args=lambda place: (place.region.key,)),
    anyone("region_calendar_month", args=lambda place: (place.region.key,)),
    anyone("region_calendar_map", args=lambda place: (place.region.key,)),
    anyone("embed_events"),
    # the national weekend
    anyone("weekend_home"),
    anyone("weekend_points"),
    anyone("weekend_register", methods="GET POST"),
    link("weekend_confirm"),
    link("weekend_same"),
    link("weekend_attendance"),
    page("weekend_list", STAFF),
    page("weekend_new", {"national_staff"}, methods="GET POST"),
    page("weekend_queue", STAFF, args=lambda place: (place.weekend.key,)),
    page("weekend_edit", {"national_staff"}, methods="GET POST", args=lambda place: (place.weekend.key,)),
    page("weekend_accept_many", STAFF, methods="POST", args=lambda place: (place.weekend.key,)),
    page("weekend_accept_all", STAFF, methods="GET POST", args=lambda place: (place.weekend.key,)),
    page("weekend_batch", {"national_staff"}, args=lambda place: (place.batch.key,)),
    page("weekend_batch_progress", {"national_staff"}, args=lambda place: (place.batch.key,)),
    page("weekend_batch_undo", {"national_staff"}, methods="POST", args=lambda place: (place.batch.key,)),
    thing("submission_review", "submission", STAFF),
    thing("submission_edit", "submission", STAFF, methods="GET POST"),
    thing("submission_accept", "submission", STAFF, methods="POST"),
    thing("submission_decline", "submission", STAFF, methods="POST"),
    thing("submission_ask", "submission", STAFF, methods="POST"),
    thing("submission_settle", "submission", STAFF, methods="POST", data=lambda place: {"pair": place.resemblance.key, "answer": "other"}),
    # training
    page("course_list", STAFF | {"liaison"}),
    page("course_new", STAFF | {"liaison"}, methods="GET POST"),
    thing("course_detail", "course", STAFF | {"liaison"}),
    thing("course_lessons", "course", STAFF | {"liaison"}, methods="GET POST"),
    thing("course_retire", "course", STAFF | {"liaison"}, methods="POST"),
    signed_in("certificate_mine"),
    thing("certificate_revoke", "certificate", STAFF, forbidden={"liaison"}, methods="GET POST"),  # the desk of the officer's agency sees it
    anyone("certificate_check"),
    anyone("certificate", args=lambda place: (place.certificate.code,)),
    anyone("certificate_pdf", args=lambda place: (place.certificate.code,)),
    thing("agency_hours", "agency", STAFF | {"liaison", "supervisor"}, forbidden={"executive"}),
    # invitations to many
    thing("mailing_new", "event", STAFF | LEADERS, forbidden={"deputy", "officer"}, methods="GET POST", args=day),
    thing("mailing_detail", "mailing", STAFF | LEADERS),
    thing("mailing_progress", "mailing", STAFF | LEADERS),
    thing("mailing_send", "mailing", STAFF | LEADERS, methods="POST"),
    thing("mailing_discard", "mailing", STAFF | LEADERS, methods="POST"),
    thing("mailing_stop", "mailing", STAFF | LEADERS, methods="POST"),
    thing("mailing_map", "agency", STAFF | AGENCY | {"supervisor"}),
    # after an event
    page("after_waiting", STAFF),
    thing("event_after", "event", STAFF | LEADERS, forbidden={"deputy", "officer"}, methods="GET POST", args=day),
    thing("event_after_without", "event", STAFF | LEADERS, forbidden={"deputy", "officer"}, methods="POST", args=day),
    thing("event_questions_sheet", "event", STAFF | LEADERS, forbidden={"deputy", "officer"}, args=day),
    thing("event_thanks", "event", STAFF | LEADERS, forbidden={"deputy", "officer"}, methods="GET POST", args=day),
    thing("event_thanks_send", "event", STAFF | LEADERS, forbidden={"deputy", "officer"}, methods="POST", args=day),
    thing("event_thanks_stop", "event", STAFF | LEADERS, forbidden={"deputy", "officer"}, methods="POST", args=day),
    thing("event_thanks_progress", "event", STAFF | LEADERS, forbidden={"deputy", "officer"}, args=day),
    thing("event_thanks_sheet", "event", STAFF | LEADERS, forbidden={"deputy", "officer"}, args=day),
    thing("event_photos", "event", STAFF | LEADERS, forbidden={"deputy", "officer"}, methods="GET POST", args=day),
    thing("event_materials", "event", STAFF | LEADERS, forbidden={"deputy", "officer"}, methods="GET POST", args=day),
    thing("after_photo_agree", "photo", STAFF | LEADERS, methods="GET POST"),
    thing("after_photo_down", "photo", STAFF | LEADERS, methods="POST"),
    thing("after_photo", "photo", STAFF | LEADERS, args=lambda place: (place.photo.key, "small")),
    thing("after_material", "material", STAFF | CONGREGATION | {"officer"}),  # an officer who was asked to that date
    thing("after_material_remove", "material", STAFF | LEADERS, methods="POST"),
    link("after_asked"),
    link("after_album"),
    link("after_album_photo", methods="GET", args=lambda place: ("made-up", place.photo.key, "small")),
    anyone("event_questions", methods="GET POST", args=past_day),
    anyone("event_picture", args=lambda place: (*past_day(place), place.public_photo.key, "small")),
    anyone("event_material", args=lambda place: (*past_day(place), place.public_material.key)),
    # guests
    link("registration_place"),
    link("registration_hand_over", methods="POST"),
    link("registration_confirm"),
    thing("registration_mine", "registration", {"coordinator"}, methods="GET POST", elsewhere={"sibling": (), "far": ()}),  # whose place it is, alone
    thing("registration_guest", "registration", STAFF | LEADERS, methods="GET POST"),
    thing("registration_take_out", "registration", STAFF | LEADERS, methods="GET POST"),
    thing("registration_sending", "sending", STAFF | LEADERS),
    thing("registration_sending_progress", "sending", STAFF | LEADERS),
    thing("registration_sending_stop", "sending", STAFF | LEADERS, methods="POST"),
    thing("event_guests", "event", STAFF | LEADERS, forbidden={"deputy", "officer"}, args=day),
    thing("event_guest_add", "event", STAFF | LEADERS, forbidden={"deputy", "officer"}, methods="GET POST", args=day),
    thing("event_guests_write", "event", STAFF | LEADERS, forbidden={"deputy", "officer"}, methods="GET POST", args=day),
    thing("event_door", "event", STAFF | LEADERS, forbidden={"deputy", "officer"}, methods="GET POST", args=day),
    anyone("event_public_next", args=public_event),
    anyone("event_public", methods="GET POST", args=public_day),
    anyone("event_flyer", args=public_day),
    anyone("door_worker"),
    link("door", methods="GET"),
    link("door_plain"),
    link("door_list", methods="GET"),
    link("door_taps", methods="POST"),
    thing("partnership_together", "partnership", STAFF | PARTNERS, forbidden=AGENCY),
    thing("partnership_event_new", "partnership", STAFF | PARTNERS, forbidden=AGENCY, methods="GET POST"),
    thing("partnership_introduction", "partnership", STAFF | PARTNERS, forbidden=AGENCY),
    thing("partnership_introduction_date", "partnership", STAFF | PARTNERS, forbidden=AGENCY, methods="GET POST"),
    thing("partnership_introduction_protocol", "partnership", STAFF | PARTNERS, forbidden=AGENCY, methods="GET POST"),
    thing("partnership_introduction_confirm", "partnership", STAFF | PARTNERS, forbidden=AGENCY, methods="GET POST"),
    thing("partnership_introduction_show", "partnership", STAFF | PARTNERS, forbidden=AGENCY, methods="GET POST"),
    thing("partnership_introduction_print", "partnership", STAFF | PARTNERS, forbidden=AGENCY),
    thing("partnership_introduction_pdf", "partnership", STAFF | PARTNERS, forbidden=AGENCY),
    thing("partnership_introduction_held", "partnership", STAFF | PARTNERS, forbidden=AGENCY, methods="POST"),
    # journey
    thing("partnership_detail", "partnership", STAFF | AGENCY | PARTNERS),
    thing("journey_note_add", "partnership", STAFF, forbidden=AGENCY | PARTNERS, methods="POST"),
    thing("journey_note_remove", "staff_note", STAFF, forbidden=AGENCY | PARTNERS, methods="POST"),
    thing("journey_file_add", "partnership", STAFF | PARTNERS, forbidden=AGENCY, methods="POST"),
    thing("journey_file", "partnership_file", STAFF | PARTNERS, forbidden=AGENCY),
    thing("journey_file_remove", "partnership_file", STAFF | PARTNERS, forbidden=AGENCY, methods="GET POST"),
    thing("journey_step", "partnership", STAFF | AGENCY | PARTNERS, args=lambda place: (place.partnership.key, "ride")),
    thing("journey_tell", "partnership", STAFF | PARTNERS, forbidden=AGENCY, methods="POST", args=lambda place: (place.partnership.key, "ride")),
    thing("journey_told_take_back", "told", STAFF | PARTNERS, forbidden=AGENCY, methods="POST"),
    thing("journey_waive", "partnership", STAFF, forbidden=AGENCY | PARTNERS, methods="POST", args=lambda place: (place.partnership.key, "ride")),
    thing("journey_expect", "partnership", STAFF, forbidden=AGENCY | PARTNERS, methods="POST", args=lambda place: (place.partnership.key, "ride")),
    thing("journey_report", "partnership", STAFF | PARTNERS, forbidden=AGENCY, methods="GET POST"),
    thing("journey_report_read", "progress_report", STAFF | PARTNERS, forbidden=AGENCY),
    thing("journey_help_answered", "progress_report", STAFF, forbidden=AGENCY | PARTNERS, methods="POST"),
    page("pipeline", STAFF),
    page("pipeline_table", STAFF),
    page("pipeline_chosen", STAFF),
    page("pipeline_nudge", STAFF, methods="POST"),
    page("pipeline_owner", STAFF, methods="POST"),
    page("cadence_list", STAFF),
    thing("cadence_edit", "region", STAFF, methods="GET POST"),
    # handover
    page("handover_list", STAFF | {"liaison"}),
    thing("handover_detail", "handover", STAFF | AGENCY | PARTNERS),
    thing("handover_brief", "handover", STAFF | {"officer", "faith_leader"}, forbidden=AGENCY | {"coordinator", "deputy"}),  # who holds it
    thing("handover_cover", "handover", STAFF, forbidden=AGENCY | PARTNERS, methods="POST"),
    thing("handover_propose", "handover", STAFF, forbidden=AGENCY | PARTNERS, methods="POST"),
    thing("handover_agree", "handover", STAFF, forbidden=AGENCY | PARTNERS, methods="GET POST"),
    thing("handover_take_back", "handover", STAFF, forbidden=AGENCY | PARTNERS, methods="POST"),
    thing("handover_day", "handover", STAFF, forbidden=AGENCY | PARTNERS, methods="POST"),
    thing("handover_overlap", "handover", STAFF, forbidden=AGENCY | PARTNERS, methods="POST"),
    thing("handover_skip", "handover", STAFF, forbidden=AGENCY | PARTNERS, methods="POST"),
    thing("handover_finish", "handover", STAFF, forbidden=AGENCY | PARTNERS, methods="POST"),
    thing("handover_call_off", "handover", STAFF, forbidden=AGENCY | PARTNERS, methods="GET POST"),
    thing("handover_end", "handover", STAFF, forbidden=AGENCY | PARTNERS, methods="GET POST"),
    thing("handover_answer", "handover_question", STAFF | CONGREGATION, methods="GET POST"),  # and the officer who is asked: tests/handover/test_pages.py
    link("handover_answer_link"),
    thing("handover_moving", "partnership", {"officer"}, forbidden=STAFF | AGENCY | CONGREGATION, methods="GET POST"),  # who holds it
    thing("handover_wish", "partnership", {"faith_leader"}, forbidden=STAFF | AGENCY | {"officer", "coordinator", "deputy"}, methods="GET POST"),
    thing("handover_ask", "partnership", STAFF, forbidden=AGENCY | PARTNERS, methods="GET POST"),
    thing("handover_leaving", "officer", STAFF | {"liaison"}, forbidden={"officer", "supervisor"}, methods="GET POST"),
    thing("handover_pause", "agency", STAFF, forbidden=AGENCY | {"supervisor"}, methods="GET POST"),
    thing("handover_resume", "agency", STAFF, forbidden=AGENCY | {"supervisor"}, methods="GET POST"),
    thing("handover_reach", "agency", STAFF | {"liaison"}, forbidden=BESIDE_LIAISON, methods="GET POST"),
    # ride-alongs
    thing("ride_rules", "agency", STAFF | {"liaison"}, forbidden=BESIDE_LIAISON, methods="GET POST"),
    thing("ride_watches", "agency", STAFF | {"liaison"}, forbidden=BESIDE_LIAISON),
    thing("ride_watch_add", "agency", STAFF | {"liaison"}, forbidden=BESIDE_LIAISON, methods="POST"),
    thing("ride_watch_end", "agency", STAFF | {"liaison"}, forbidden=BESIDE_LIAISON, methods="POST", args=lambda place: (place.agency.key, place.watch.key)),
    thing("ride_blackout_add", "agency", STAFF | {"liaison"}, forbidden=BESIDE_LIAISON, methods="POST"),
    thing(
        "ride_blackout_lift", "agency", STAFF | {"liaison"}, forbidden=BESIDE_LIAISON, methods="POST", args=lambda place: (place.agency.key, place.blackout.key)
    ),
    thing("ride_calendar", "agency", STAFF | {"liaison", "supervisor"}, forbidden={"executive"}),
    thing("ride_apply", "partnership", STAFF | CONGREGATION, forbidden=AGENCY | {"officer"}, methods="GET POST"),
    page("ride_queue", STAFF | {"liaison", "supervisor"}),
    link("ride_sign_link"),
    thing("ride_detail", "ride", STAFF | {"liaison", "supervisor"} | PARTNERS),
    thing("ride_approve", "ride", STAFF | {"liaison", "supervisor"}, forbidden=PARTNERS, methods="GET POST"),
    thing("ride_refuse", "ride", STAFF | {"liaison", "supervisor"}, forbidden=PARTNERS, methods="GET POST"),
    thing("ride_instead", "ride", STAFF | {"liaison", "supervisor"}, forbidden=PARTNERS, methods="GET POST"),
    thing("ride_check", "ride", STAFF | {"liaison", "supervisor"}, forbidden=PARTNERS, methods="POST"),
    thing("ride_dress", "ride", STAFF | {"liaison", "supervisor"}, forbidden=PARTNERS, methods="POST"),
    thing("ride_took_place", "ride", STAFF | {"liaison", "supervisor"}, forbidden=PARTNERS, methods="POST"),
    # the rider alone signs; in the walk that is the faith leader
    thing("ride_sign", "ride", {"faith_leader"}, forbidden=STAFF | {"liaison", "supervisor", "coordinator", "deputy", "officer"}, methods="GET POST"),
    thing("ride_waiver", "ride", STAFF | {"liaison", "supervisor", "faith_leader"}, forbidden={"coordinator", "deputy", "officer"}),
    thing("ride_cancel", "ride", STAFF | {"liaison", "supervisor"} | PARTNERS, methods="GET POST"),
    thing("ride_check_in", "ride", STAFF | {"liaison", "supervisor", "officer", "faith_leader"}, forbidden={"coordinator", "deputy"}, methods="POST"),
    thing("ride_check_out", "ride", STAFF | {"liaison", "supervisor", "officer", "faith_leader"}, forbidden={"coordinator", "deputy"}, methods="POST"),
    thing("ride_hours", "ride", {"officer"}, forbidden=STAFF | {"liaison", "supervisor", "faith_leader", "coordinator", "deputy"}, methods="POST"),
    thing("ride_missed", "ride", STAFF | {"liaison", "supervisor", "officer", "faith_leader"}, forbidden={"coordinator", "deputy"}, methods="POST"),
    # launches
    page("launch_list", STAFF | AGENCY),
    page("launch_new", STAFF, methods="GET POST"),
    thing("launch_detail", "launch", STAFF | AGENCY),
    thing("launch_print", "launch", STAFF | AGENCY),
    thing("launch_board", "launch", STAFF | AGENCY),
    thing("launch_map", "launch", STAFF | AGENCY),
    thing("launch_edit", "launch", STAFF, forbidden=AGENCY, methods="GET POST"),
    thing("launch_close", "launch", STAFF, forbidden=AGENCY, methods="POST"),
    thing("launch_task_add", "launch", STAFF, forbidden=AGENCY, methods="GET POST"),
    thing("launch_task", "launch", STAFF, forbidden=AGENCY, methods="GET POST", args=lambda place: (place.launch.key, place.launch_task.key)),
    # its owner too, who in the walk is staff: tests/launch/test_pages.py
    thing("launch_task_tick", "launch", STAFF, forbidden=AGENCY, methods="POST", args=lambda place: (place.launch.key, place.launch_task.key)),
    thing("launch_task_drop", "launch", STAFF, forbidden=AGENCY, methods="POST", args=lambda place: (place.launch.key, place.launch_task.key)),
    thing("launch_prospects", "launch", STAFF, forbidden=AGENCY),
    thing("launch_prospect", "launch", STAFF, forbidden=AGENCY, methods="GET POST", args=lambda place: (place.launch.key, place.prospect.key)),
    thing("launch_prospect_mark", "launch", STAFF, forbidden=AGENCY, methods="POST", args=lambda place: (place.launch.key, place.prospect.key)),
    thing("launch_invite", "launch", STAFF, forbidden=AGENCY, methods="GET POST"),
    thing("launch_sample", "launch", STAFF, forbidden=AGENCY),
    thing("launch_mailing", "launch_mailing", STAFF, forbidden=AGENCY),
    thing("launch_bundle", "launch_mailing", STAFF, forbidden=AGENCY, methods="POST", args=lambda place: (place.launch_mailing.key, place.bundle.number)),
    thing("launch_pledges", "launch", STAFF, forbidden=AGENCY),
    thing("launch_pledge_settle", "launch", STAFF, forbidden=AGENCY, methods="POST", args=lambda place: (place.launch.key, place.pledge.key)),
    thing("launch_code", "launch", STAFF, forbidden=AGENCY),
    link("launch_invited", methods="GET POST"),
    anyone("pledge_page", methods="GET POST", args=lambda place: (place.launch.code,)),
    anyone("pledge_tablet", methods="GET POST", args=lambda place: (place.launch.code,)),
    anyone("pledge_thanks", args=lambda place: (place.launch.code, "mail-tablet")),
    anyone("pledge_find", args=lambda place: (place.launch.code,)),
    # messages
    thing("partnership_messages", "partnership", STAFF | PARTNERS, forbidden=AGENCY, methods="GET POST"),  # whose words: tests/messages/test_pages.py
    thing("partnership_messages_quiet", "partnership", STAFF | PARTNERS, forbidden=AGENCY, methods="POST"),
    thing("partnership_message_report", "post", {"officer", "faith_leader"}, forbidden=AGENCY, methods="GET POST"),  # the two who hold it
    page("relay_reports", STAFF),
    thing("relay_report", "relay_report", STAFF, methods="GET POST"),
    link("relay_hook", args=lambda place: ("postmark", "made-up-signature")),
    # imports
    page("imports_list", STAFF | {"liaison"}),
    page("import_new", STAFF | {"liaison"}, methods="GET POST", args=lambda place: ("roster",)),
    thing("import_detail", "import_run", STAFF | {"liaison"}),
    thing("import_columns", "import_run", STAFF | {"liaison"}, methods="GET POST"),
    thing("import_problems", "import_run", STAFF | {"liaison"}),
    thing("import_check", "import_run", STAFF | {"liaison"}, methods="POST"),
    thing("import_commit", "import_run", STAFF | {"liaison"}, methods="POST"),
    thing("import_cancel", "import_run", STAFF | {"liaison"}, methods="POST"),
    thing("import_undo", "import_run", STAFF | {"liaison"}, methods="GET POST"),
    # mail
    signed_in("mailbox"),
    thing("mailbox_message", "letter", STAFF),
    page("mail_undelivered", STAFF),
    thing("mail_retry", "letter", STAFF, methods="POST"),
    thing("mail_set_aside", "letter", STAFF, methods="POST"),
    page("mail_templates", STAFF),
    page("mail_template", STAFF, args=lambda place: ("enrollment.welcome",)),
    page("mail_template_edit", {"national_staff"}, methods="GET POST", args=lambda place: ("enrollment.welcome",)),
    page("mail_template_reset", {"national_staff"}, methods="POST", args=lambda place: ("enrollment.welcome",)),
    signed_in("mail_preferences", methods="GET POST"),
    link("mail_preferences_link"),
    link("mail_leave"),
    link("mail_hook", args=lambda place: ("postmark", "made-up-signature")),
    # tasks
    signed_in("tasks_list"),
    thing("task_detail", "job", STAFF),
    thing("task_cancel", "job", STAFF, methods="POST"),
    # ui
]
