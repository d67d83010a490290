"""Every permission there is. Roles (access/roles.py) are sets of these; pages name one each (kernel/gate.py)."""

from enum import StrEnum


class Permission(StrEnum):
    # people
    PEOPLE_READ = "people.read"  # names, and contact data with an audit entry
    PEOPLE_INVITE = "people.invite"
    PEOPLE_GRANT = "people.grant"
    PEOPLE_REVOKE = "people.revoke"  # take a role back that one may give
    AUDIT_READ = "audit.read"
    REGION_EDIT = "region.edit"
    # agencies, territory, congregations
    AGENCY_READ = "agency.read"
    AGENCY_EDIT = "agency.edit"
    AGENCY_REVIEW = "agency.review"  # accept the enrolment of an agency
    ROSTER_READ = "roster.read"
    ROSTER_EDIT = "roster.edit"
    TERRITORY_READ = "territory.read"
    TERRITORY_EDIT = "territory.edit"
    CONGREGATION_READ = "congregation.read"
    CONGREGATION_EDIT = "congregation.edit"
    CONGREGATION_REVIEW = "congregation.review"
    IMPORT_RUN = "import.run"  # agencies, congregations: staff
    IMPORT_OWN = "import.own"  # roster, territory of one's own agency
    # partnerships, matching
    PARTNERSHIP_READ = "partnership.read"
    PARTNERSHIP_EDIT = "partnership.edit"
    PARTNERSHIP_ACT = "partnership.act"  # take part: agree a time, apply, write, debrief
    MATCH_READ = "match.read"
    MATCH_RUN = "match.run"
    MATCH_PUBLISH = "match.publish"
    # rides, relay
    RIDE_RULES = "ride.rules"  # an agency's ride-along rules, waivers, blackout dates
    RIDE_APPROVE = "ride.approve"
    RELAY_REVIEW = "relay.review"  # messages that were reported
    # events
    EVENT_REVIEW = "event.review"  # what the public registers for the national weekend
    LAUNCH_READ = "launch.read"  # a city's launch board
    LAUNCH_RUN = "launch.run"  # its tasks, its prospects' letters, its pledges
    # mail, tasks
    MAIL_READ = "mail.read"
    MAIL_EDIT = "mail.edit"
    TASKS_READ = "tasks.read"
    TASKS_STOP = "tasks.stop"
    # homes
    HOME_STAFF = "home.staff"
    HOME_LIAISON = "home.liaison"
    HOME_EXECUTIVE = "home.executive"
    HOME_SUPERVISOR = "home.supervisor"
    HOME_OFFICER = "home.officer"
    HOME_CONGREGATION = "home.congregation"
    HOME_FUNDER = "home.funder"
