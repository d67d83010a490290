"""Every write of access. One import for the floors above: `from onecop.access import services`."""

from onecop.access.services.contact import note_contact_read, note_contacts_read
from onecop.access.services.grants import LastNationalStaff, NotYours, WrongScope, grant, hold_staff, revoke, take_back
from onecop.access.services.invitations import InvitationEnded, accept_invitation, find_invitation, invite, resend_invitation, revoke_invitation
from onecop.access.services.people import close_account, create_staff, deactivate, edit_profile, end_sessions, ensure_person, open_account, reactivate
from onecop.access.services.scopes import RegionRefused, edit_region, home_scope, nation, new_region, new_scope
from onecop.access.services.start import AlreadyStarted, create_first_staff, first_staff_code

__all__ = [
    "AlreadyStarted", "InvitationEnded", "LastNationalStaff", "NotYours", "RegionRefused", "WrongScope", "accept_invitation", "close_account",
    "create_first_staff", "create_staff", "deactivate", "edit_profile", "edit_region", "end_sessions", "ensure_person", "find_invitation",
    "first_staff_code", "grant", "hold_staff", "home_scope", "invite", "nation", "new_region", "new_scope", "note_contact_read", "note_contacts_read",
    "open_account",
    "reactivate", "resend_invitation", "revoke", "revoke_invitation", "take_back",
]  # fmt: skip
