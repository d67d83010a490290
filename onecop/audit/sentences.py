"""Every verb of the audit trail in a plain sentence.

`{by}` did it, `{target}` is what it was done to; other names in braces come from `after`, else `before` (`{officer}`), or with `was_` from
`before` alone (`{was_standing}`). tests/house/test_audit_sentences.py: every verb recorded anywhere has its sentence here, and none is left over.
"""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from onecop.audit.models import Entry

SENTENCES: dict[str, Any] = {
    # people
    "contact.read": _l("{by} was shown the contact data of {target}."),
    "grant.given": _l("{by} gave {person} the role {target}."),
    "grant.revoked": _l("{by} took the role {target} back from {person}."),
    "invitation.sent": _l("{by} invited {target}."),
    "invitation.resent": _l("{by} sent the invitation again: {target}."),
    "invitation.revoked": _l("{by} took back the invitation: {target}."),
    "invitation.accepted": _l("{by} accepted the invitation: {target}."),
    "person.made": _l("{target} was entered as a person."),
    "person.changed": _l("{by} changed the profile of {target}."),
    "person.deactivated": _l("{by} closed the account of {target}."),
    "person.reactivated": _l("{by} opened the account of {target} again."),
    "sessions.ended": _l("{by} signed {target} out everywhere."),
    "sign_in.changed": _l("{target} changed how they sign in."),
    "region.made": _l("{by} made the region {target}."),
    "region.changed": _l("{by} changed the region {target}."),
    # agencies, territory
    "agency.changed": _l("{by} changed what is kept of {target}."),
    "agency_enrollment.answered": _l("{by} answered the enrollment of {target}: {standing}."),
    "agency_enrollment.reopened": _l("{by} opened the enrollment of {target} again."),
    "agency_enrollment.sent": _l("{by} sent the enrollment of {target}."),
    "agency_enrollment.sent_again": _l("{by} sent the enrollment of {target} again."),
    "agency_enrollment.started": _l("{by} began an enrollment form."),
    "officer.changed": _l("{by} changed what is kept of {target}."),
    "post.corrected": _l("{by} corrected who speaks for an agency: {target}."),
    "post.ended": _l("{by} ended the time of {target}."),
    "post.named": _l("{by} named who speaks for an agency: {target}."),
    "agency.brought_in": _l("{by} brought {target} into the initiative."),
    "territory.drafted": _l("{by} loaded a new map: {target}."),
    "territory.activated": _l("{by} put a map into force: {target}."),
    "territory.draft_deleted": _l("{by} threw a draft map away: {target}."),
    "territory.words_changed": _l("{by} changed what {target} calls its areas."),
    "territory.relocated": _l("OneCOP looked up where {congregations} congregations stand on the map of {target}."),
    "territory.officers_moved": _l(
        "OneCOP moved the officers to the new map of {target}: {same} to the same area, {precinct} to their precinct, {none} to no area."
    ),
    "territory.taken_out": _l("{by} took areas out of a draft map: {target}."),
    # imports
    "import.opened": _l("{by} opened a file to import: {target}."),
    "import.checked": _l("{by} had a file checked: {target}."),
    "import.committed": _l("{by} imported a file: {target}."),
    "import.undone": _l("{by} undid an import: {target}."),
    "import.cancelled": _l("{by} stopped an import: {target}."),
    # congregations
    "congregation.accepted": _l("{by} enrolled {target}."),
    "congregation.applied": _l("{by} applied for {target}."),
    "congregation.assigned": _l("{by} said whose ground {target} stands on."),
    "congregation.changed": _l("{by} changed what is kept of {target}."),
    "congregation.merged": _l("{by} merged {target} into {name}."),
    "congregation.placed": _l("{by} set the place of {target} on the map."),
    "congregation.times_set": _l("{by} set the service times of {target}."),
    "congregation.took_in": _l("{by} merged {name} into {target}."),
    "contact.named": _l("{by} named a contact: {target}."),
    "contact.corrected": _l("{by} corrected a contact: {target}."),
    "contact.ended": _l("{by} ended the time of a contact: {target}."),
    "enrollment.answered": _l("{by} answered the enrollment of {target}: {standing}."),
    "enrollment.reopened": _l("{by} opened the enrollment of {target} again."),
    "enrollment.sent": _l("{by} sent the enrollment of {target}."),
    "enrollment.sent_again": _l("{by} sent the enrollment of {target} again."),
    "enrollment.started": _l("{by} began an enrollment form."),
    "likeness.settled": _l("{by} decided whether two congregations are the same: {target}."),
    # matching, partnerships
    "matching.asked": _l("{by} asked for a matching: {target}."),
    "matching.cancelled": _l("{by} stopped a matching: {target}."),
    "matching.ran": _l("A matching ended: {target}, {placed} placed."),
    "matching.wished": _l("{by} noted a wish of {target} about {officer}."),
    "partnership.owner_set": _l("{by} asked {owner} to look after {target}."),
    "partnership.paused": _l("{by} paused {target}."),
    "partnership.resumed": _l("{by} took {target} up again after a pause."),
    "partnership.ended": _l("{by} ended {target}."),
    "partnership.reopened": _l("{by} took {target} up again."),
    "partnership.pause_extended": _l("{by} let the pause of {target} go on until {until}."),
    "partnership.wished": _l("{by} asked staff about {target}: {wish}."),
    "partnership.wish_settled": _l("{by} settled a wish about {target}: {wish}."),
    "naming.asked": _l("{by} asked {target} to be the {part}."),
    "naming.resent": _l("{by} asked {target} once more."),
    "naming.withdrawn": _l("{by} took a question back: {target}."),
    "naming.accepted": _l("{target} said yes to being the {part}."),
    "naming.declined": _l("{target} said no to being the {part}."),
    "naming.reminded": _l("OneCOP reminded somebody who has not answered: {target}."),
    "naming.lapsed": _l("Nobody answered in time: {target}."),
    "contact.leaving": _l("{by} noted that {target} leaves on {on}."),
    "contact.stays": _l("{by} noted that {target} stays."),
    "tenure.opened": _l("{by} named {who} for {target}."),
    "tenure.closed": _l("{by} ended the time of {who} in {target}."),
    "partnership.begun": _l("The partnership of {target} began, with {officer}."),
    "partnership.connection_resent": _l("{by} sent the connection e-mails again: {target}."),
    "proposal.accepted": _l("{by} accepted a proposal: {target}."),
    "proposal.brought": _l("After a no or an exclusion, the next proposal came to staff: {target}."),
    "proposal.declined": _l("{by} declined a proposal: {target}."),
    "proposal.excluded": _l("{by} ruled out a proposal: {target}."),
    "proposal.lapsed": _l("A proposal ran out without an answer: {target}."),
    "proposal.officer_taken": _l("{by} chose another officer: {target}, now {officer}."),
    "proposal.overtaken": _l("The officer had moved on before both sides had answered: {target}."),
    "proposal.pinned": _l("{by} pinned a proposal: {target}."),
    "proposal.published": _l("{by} asked both sides: {target}."),
    "proposal.reminded": _l("OneCOP reminded those who have not answered: {target}."),
    "proposal.swapped": _l("{by} swapped two officers: {target}, now with {officer}."),
    "proposal.unpinned": _l("{by} let go of a pinned proposal: {target}."),
    # meetings, calendars
    "meeting.offered": _l("{by} offered {times} times to meet: {target}."),
    "meeting.offered_again": _l("The times had passed or no longer fit, so {times} others were offered: {target}."),
    "meeting.others_asked": _l("{by} asked for other times: {target}."),
    "meeting.picked": _l("{by} picked {times} of the times: {target}."),
    "meeting.agreed": _l("A time was agreed, by {by}: {target}."),
    "meeting.written_in": _l("{by} wrote in a time agreed elsewhere: {target}."),
    "meeting.moved": _l("{by} moved a meeting: {target}."),
    "meeting.cancelled": _l("{by} called a meeting off: {target}."),
    "meeting.people_changed": _l("Calendars followed those who take part now: {target}."),
    "meeting.said_met": _l("{by} said that they met: {target}."),
    "meeting.said_missed": _l("{by} said that they did not meet: {target}."),
    "meeting.held": _l("It is settled that they met: {target}."),
    "meeting.missed": _l("It is settled that they did not meet: {target}."),
    "feed.opened": _l("{by} made a calendar address for {target}."),
    "feed.revoked": _l("{by} stopped the calendar address of {target}."),
    "feed.places_set": _l("{by} chose whether the calendar of {target} says where."),
    # handover
    "handover.opened": _l("{by} noted that {officer} moves on: {target}."),
    "handover.asked_again": _l("{by} asked for a handover that is under way: {target}."),
    "handover.dated": _l("{by} noted the day of a handover of {target}: {on}."),
    "handover.covered": _l("{officer} stands in for {target}, entered by {by}."),
    "handover.asked": _l("{by} asked {officer} and {target} about each other."),
    "handover.accepted": _l("{by} said yes to the next officer of {target}."),
    "handover.declined": _l("{by} said no to the next officer of {target}."),
    "handover.taken_back": _l("{by} took the question about {officer} back: {target}."),
    "handover.lapsed": _l("A question about the next officer of {target} ran out without an answer."),
    "handover.reminded": _l("OneCOP reminded those who have not answered: {target}."),
    "handover.agreed": _l("{officer} becomes the next officer of {target}."),
    "handover.turned": _l("{officer} took over as the officer of {target}."),
    "handover.overlap_offered": _l("{by} looked for an hour together for old and new officer of {target}."),
    "handover.overlap_skipped": _l("{by} noted that old and new officer of {target} do not meet."),
    "handover.called_off": _l("{by} called the handover of {target} off: the officer stays."),
    "handover.fell_through": _l("{officer} moved on before taking over {target}: another officer is looked for."),
    "handover.finished": _l("The handover of {target} is done, with {gap} days without an officer."),
    "handover.policy_set": _l("{by} set how far officers of {target} may serve."),
    "agency.program_paused": _l("{by} paused the program of {target}: {paused} partnerships rest."),
    "agency.program_resumed": _l("{by} took the program of {target} up again: {resumed} partnerships go on."),
    # debriefs
    "challenge.added": _l("{by} wrote down {target}."),
    "challenge.changed": _l("{by} changed the words of {target}."),
    "debrief.closed": _l("{by} closed {target}."),
    "debrief.held": _l("{by} said that {target} was held on {on}."),
    "debrief.opened": _l("{by} opened {target}."),
    "effort.changed": _l("{by} changed the plan of {target}."),
    "effort.made_event": _l("{by} made an event of {target}."),
    "effort.planned": _l("{by} planned {target}."),
    "effort.settled": _l("{by} said what became of {target}: {state}."),
    "goal.changed": _l("{by} changed {target}."),
    "goal.made": _l("{by} made {target}."),
    "goal.progressed": _l("{by} noted how far it is: {target}."),
    "goal.settled": _l("{by} said what became of {target}: {state}."),
    "idea.added": _l("{by} wrote down {target}."),
    "idea.changed": _l("{by} changed the words of {target}."),
    "idea.vote_taken_back": _l("{by} took back a vote for {target}."),
    "idea.voted": _l("{by} voted for {target}."),
    # mail
    "mail.read": _l("{by} read a letter: {target}."),
    "mail.template_changed": _l("{by} changed the wording of a letter: {target}."),
    "mail.template_reset": _l("{by} put the first wording of a letter back: {target}."),
    "mail.retried": _l("{by} had a letter sent once more: {target}."),
    "mail.set_aside": _l("{by} set a letter aside: {target}."),
    "mail.unblocked": _l("{by} allowed mail to an address again: {target}."),
    "mail.wishes_changed": _l("{by} changed which mail they want."),
}


class _Words(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "…"


def sentence(entry: Entry) -> str:
    """Return what an entry tells. A verb of an older version, without words, is named as it is."""
    words = SENTENCES.get(entry.verb)
    if words is None:
        return _("%(by)s: %(verb)s, %(target)s.") % {"by": entry.by_label, "verb": entry.verb, "target": entry.target_label}
    changed = {**{f"was_{key}": value for key, value in entry.before.items()}, **entry.before, **entry.after}
    # Only our own sentences are patterns; names from outside are arguments, so braces in them stay braces.
    return str(words).format_map(_Words({**changed, "by": entry.by_label, "target": entry.target_label}))


def verb_choices() -> list[tuple[str, str]]:
    """Return the verbs with their sentences, for a filter."""
    return sorted(((verb, str(words).replace("{by}", "…").replace("{target}", "…")) for verb, words in SENTENCES.items()), key=lambda pair: pair[0])
