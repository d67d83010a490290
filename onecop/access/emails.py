"""The mails of access, one function per occasion, and the words for what allauth reports."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _l

from onecop.access.models import Invitation, Person
from onecop.access.roles import ROLES
from onecop.kernel.actor import SYSTEM, Actor
from onecop.mail import services as mail
from onecop.mail.language import letters_language

NOT_YOU = "If this was not you, sign in and open your profile: “Sign out everywhere”, then set a new password. Tell OneCOP staff."
IGNORE = "If you did not ask for this, you may ignore it; nothing happens."

# allauth's name of a mail → subject, what it says. Parts in braces come from its context.
MAILS: dict[str, tuple[str, tuple[str, ...]]] = {
    "login_code": ("Your sign-in code for OneCOP", ("Your code for OneCOP is", "{code}", "It works for ten minutes.", IGNORE)),
    "unknown_account": (
        "Somebody asked to sign in to OneCOP with this address",
        (
            "We do not know this address, so there is nothing to sign in to.",
            "Perhaps you were invited with another one? Look for our invitation, or ask whoever invited you.",
            IGNORE,
        ),
    ),
    "password_reset_key": ("Set a new OneCOP password", ("Open this page to set a new password:", "{password_reset_url}", IGNORE)),
    "email_confirmation": (
        "Confirm your new address for OneCOP",
        ("Open this page to use this address for OneCOP from now on:", "{activate_url}", IGNORE),
    ),
    "password_changed": ("Your OneCOP password has changed", ("Your password was changed just now.", NOT_YOU)),
    "password_set": ("Your OneCOP account has a password now", ("A password was set just now.", NOT_YOU)),
    "password_reset": ("Your OneCOP password has changed", ("A new password was set just now.", NOT_YOU)),
    "email_changed": ("Your OneCOP address has changed", ("From now on you sign in with {to_email}, no longer with {from_email}.", NOT_YOU)),
    "email_confirm": ("Your OneCOP address is confirmed", ("Your address was confirmed just now.", NOT_YOU)),
    "email_deleted": ("An address was taken from your OneCOP account", ("You can no longer sign in with {deleted_email}.", NOT_YOU)),
    "totp_activated": ("An authenticator app protects your OneCOP account now", ("An authenticator app was added just now.", NOT_YOU)),
    "totp_deactivated": ("Your authenticator app was taken from OneCOP", ("The authenticator app was taken off just now.", NOT_YOU)),
    "webauthn_added": ("A passkey was added to your OneCOP account", ("A passkey was added just now.", NOT_YOU)),
    "webauthn_removed": ("A passkey was taken from your OneCOP account", ("A passkey was taken off just now.", NOT_YOU)),
    "recovery_codes_generated": ("New recovery codes for OneCOP", ("New recovery codes were made just now; the old ones no longer work.", NOT_YOU)),
}  # fmt: skip

# allauth's name of a message on the next page → our words. Others are not said.
MESSAGES: dict[str, Any] = {
    "cannot_delete_primary_email": _l("You need one address to sign in with."),
    "email_confirmation_failed": _l("This address belongs to somebody else already."),
    "email_confirmation_sent": _l("We have sent a mail to your new address. Open the link in it."),
    "email_confirmed": _l("Thank you, your address is confirmed."),
    "email_deleted": _l("The address is gone."),
    "password_changed": _l("Your password has changed. All other sessions have ended."),
    "password_set": _l("You have a password now. All other sessions have ended."),
    "primary_email_set": _l("This is your address now."),
    "recovery_codes_generated": _l("You have new recovery codes. The old ones no longer work."),
    "sessions_logged_out": _l("You are signed out everywhere else."),
    "totp_activated": _l("Your authenticator app is set up."),
    "totp_deactivated": _l("Your authenticator app is no longer used."),
    "webauthn_added": _l("Your passkey is set up."),
    "webauthn_removed": _l("The passkey is gone."),
}


@letters_language()
def account_mail(what: str, *, to: str, context: dict[str, Any], at: datetime) -> None:
    """Queue one of allauth's mails in our words.

    Args:
        what: allauth's name of it; a name without words is a fault of ours, so it raises KeyError rather than send theirs.
    """
    subject, parts = MAILS[what]
    known = {key: str(value) for key, value in context.items() if isinstance(value, str)}
    person = Person.objects.filter(email=to.lower()).first()
    # str.format only meets our own words: what comes from outside is an argument, never the pattern.
    lines = [part.format(**known) for part in parts]
    mail.queue(kind=f"access.{what}", to=to, name=person.name if person else "", subject=subject.format(**known), text="\n\n".join(lines), by=SYSTEM, at=at)


@letters_language()
def invitation(invitation: Invitation, *, token: str, by: Actor, at: datetime) -> None:
    """Queue the invitation with its link."""
    url = settings.SITE_URL + reverse("invitation_accept", args=[token])
    lines = [
        f"Hello {invitation.name},",
        f"{by.audit_label} invites you to OneCOP as {invitation.get_role_display().lower()} for {invitation.scope}.",
        str(ROLES[invitation.role].sentence),
        "OneCOP brings congregations of every faith together with the officers who patrol their streets.",
        f"Open this page to accept. It works until {invitation.expires_at:%B %-d, %Y}:",
        url,
        "If you did not expect this, you may ignore it; nothing happens.",
    ]
    mail.queue(
        kind="access.invitation",
        to=invitation.email,
        name=invitation.name,
        subject=f"Your invitation to OneCOP: {invitation.scope}",
        text="\n\n".join(lines),
        about=invitation,
        by=by,
        at=at,
        scope_id=invitation.scope_id,
    )
