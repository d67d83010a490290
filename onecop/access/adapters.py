"""What allauth asks us: who may sign up (nobody), how mail leaves (by our outbox), which words it uses (ours)."""

import base64
import hashlib
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from onecop.access import emails, second_factor
from onecop.access.models import Person
from onecop.audit.services import record
from onecop.kernel.clock import now

LONGEST_EMAIL = 254
"""Characters, as the columns have it."""


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up by themselves: people come by invitation or by enrollment."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def clean_email(self, email: str) -> str:
        """Refuse an address that no column can hold. (Mail itself allows no more either.)"""
        if len(email) > LONGEST_EMAIL:
            raise ValidationError(_("This address is too long."))
        return super().clean_email(email)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Put allauth's mail into our outbox, in our words."""
        emails.account_mail(template_prefix.rsplit("/", 1)[-1], to=email, context=context, at=now())

    def send_notification_mail(self, template_prefix: str, user: AbstractBaseUser, context: dict[str, Any] | None = None, email: str | None = None) -> None:
        """A way of signing in has changed: the trail keeps it, and its holder hears of it."""
        what = template_prefix.rsplit("/", 1)[-1]
        if isinstance(user, Person):
            with transaction.atomic():
                record("sign_in.changed", user, by=user, at=now(), note=what)
        if what in {"totp_activated", "webauthn_added"}:
            second_factor.mark_session(self.request)
        super().send_notification_mail(template_prefix, user, context, email)

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Say it in our words, or say nothing where the page says enough."""
        words = message or emails.MESSAGES.get((message_template or "").rsplit("/", 1)[-1].removesuffix(".txt"))
        if words:
            messages.add_message(request, level, str(words), extra_tags=extra_tags)

    def get_reset_password_from_key_url(self, key: str) -> str:
        return _on_our_site(super().get_reset_password_from_key_url(key))

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        return _on_our_site(super().get_email_confirmation_url(request, emailconfirmation))

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("profile")


def _on_our_site(url: str) -> str:
    """Return an address with the site's own name: the Host header is the word of whoever asks, and the letter carries a key."""
    return settings.SITE_URL + urlsplit(url).path


class MFAAdapter(DefaultMFAAdapter):
    """Secrets of authenticator apps are encrypted with a key made from the site's secret."""

    def _box(self) -> Fernet:
        return Fernet(base64.urlsafe_b64encode(hashlib.sha256(f"onecop.access.totp|{settings.SECRET_KEY}".encode()).digest()))

    def encrypt(self, text: str) -> str:
        return self._box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return self._box().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """The last second factor stays while a role of its holder asks for one."""
        return not second_factor.is_last_needed(authenticator)
