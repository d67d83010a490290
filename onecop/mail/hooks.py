"""The addresses that mail providers call. Each carries a signature of ours, on top of what the provider itself proves."""

from importlib import import_module
from typing import Any

from django.conf import settings
from django.core import signing
from django.utils.crypto import constant_time_compare

from onecop.kernel.clock import now
from onecop.mail.services import tracking

VIEWS = {
    "amazon_ses": ("amazon_ses", "AmazonSESTrackingWebhookView"),
    "brevo": ("brevo", "BrevoTrackingWebhookView"),
    "mailersend": ("mailersend", "MailerSendTrackingWebhookView"),
    "mailgun": ("mailgun", "MailgunTrackingWebhookView"),
    "mailjet": ("mailjet", "MailjetTrackingWebhookView"),
    "mailtrap": ("mailtrap", "MailtrapTrackingWebhookView"),
    "mandrill": ("mandrill", "MandrillCombinedWebhookView"),
    "postal": ("postal", "PostalTrackingWebhookView"),
    "postmark": ("postmark", "PostmarkTrackingWebhookView"),
    "resend": ("resend", "ResendTrackingWebhookView"),
    "sendgrid": ("sendgrid", "SendGridTrackingWebhookView"),
    "sparkpost": ("sparkpost", "SparkPostTrackingWebhookView"),
    "unisender_go": ("unisender_go", "UnisenderGoTrackingWebhookView"),
}


def signature(provider: str) -> str:
    """Return the secret part of the address that a provider calls."""
    return signing.Signer(salt="onecop.mail.hook").signature(provider)


def address(provider: str) -> str:
    """Return the whole address to enter at the provider (`bin/onecop check` prints it)."""
    return f"{settings.SITE_URL}/hooks/mail/{provider}/{signature(provider)}/"


def is_signed(provider: str, given: str) -> bool:
    return provider in VIEWS and constant_time_compare(signature(provider), given)


def view_of(provider: str) -> Any:
    """Return django-anymail's own view for a provider's events."""
    module, name = VIEWS[provider]
    return getattr(import_module(f"anymail.webhooks.{module}"), name).as_view(warn_if_no_basic_auth=False)  # the signature is the secret in the address


def on_tracking(sender: Any, event: Any, esp_name: str, **_rest: Any) -> None:
    """Take one event, as django-anymail reads it."""
    if event.message_id:
        tracking.note(
            provider_id=str(event.message_id),
            recipient=event.recipient or "",
            event=event.event_type,
            reason=event.reject_reason or "",
            detail=event.description or event.mta_response or event.event_type,
            at=event.timestamp or now(),
        )
