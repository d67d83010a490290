"""The second factor that staff, liaisons and executives sign in with."""

from typing import Any

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest

from onecop.access.models import Person

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def kinds_of(person: Person) -> set[str]:
    """Return the second factors a person has: `totp`, `webauthn`."""
    return set(Authenticator.objects.filter(user=person, type__in=FACTORS).values_list("type", flat=True))


def mark_session(request: HttpRequest) -> None:
    """This session has just made a second factor, which proves that it has it: it need not show it once more.

    An app's code works once, so asking again at once would make its holder wait for the next.
    """
    record_authentication(request, request.user, method="mfa", reauthenticated=True)  # type: ignore[arg-type]


def shown_in(request: HttpRequest) -> bool:
    """True when this session has shown a second factor: at sign-in, by asking again, or by making one."""
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user))  # type: ignore[arg-type]


def missing(request: HttpRequest) -> str | None:
    """Return the URL name of the page that a person must see before any other, or None.

    Costs no query for those whose roles ask for no second factor, nor once the session has shown one.
    """
    person = request.user
    if not settings.SECOND_FACTOR_REQUIRED or not isinstance(person, Person) or not person.needs_second_factor:
        return None
    if shown_in(request):
        return None
    kinds = kinds_of(person)
    if not kinds:
        return "mfa_index"
    return "mfa_reauthenticate" if Authenticator.Type.TOTP in kinds else "mfa_reauthenticate_webauthn"


def is_waived(person: Any) -> bool:
    """True for somebody whose role asks for a second factor on a site that is set not to (a demo)."""
    return not settings.SECOND_FACTOR_REQUIRED and isinstance(person, Person) and person.needs_second_factor


def is_last_needed(authenticator: Authenticator) -> bool:
    """True for the only second factor of somebody whose role asks for one."""
    person = authenticator.user
    if authenticator.type not in FACTORS or not settings.SECOND_FACTOR_REQUIRED or not person.needs_second_factor:
        return False
    return not Authenticator.objects.filter(user=person, type__in=FACTORS).exclude(pk=authenticator.pk).exists()
