"""Mail for the relay from a provider: the addresses they call, signed like those of onecop/mail/hooks.py, and what they bring."""

from importlib import import_module
from typing import Any

from django.conf import settings
from django.core import signing
from django.utils.crypto import constant_time_compare

from onecop.kernel.clock import now
from onecop.messages import address
from onecop.messages.services import receive

VIEWS = {
    "amazon_ses": ("amazon_ses", "AmazonSESInboundWebhookView"),
    "brevo": ("brevo", "BrevoInboundWebhookView"),
    "mailersend": ("mailersend", "MailerSendInboundWebhookView"),
    "mailgun": ("mailgun", "MailgunInboundWebhookView"),
    "mailjet": ("mailjet", "MailjetInboundWebhookView"),
    "mailtrap": ("mailtrap", "MailtrapInboundWebhookView"),
    "mandrill": ("mandrill", "MandrillCombinedWebhookView"),
    "postal": ("postal", "PostalInboundWebhookView"),
    "postmark": ("postmark", "PostmarkInboundWebhookView"),
    "resend": ("resend", "ResendInboundWebhookView"),
    "sendgrid": ("sendgrid", "SendGridInboundWebhookView"),
    "sparkpost": ("sparkpost", "SparkPostInboundWebhookView"),
}


def signature(provider: str) -> str:
    """Return the secret part of the address that a provider calls."""
    return signing.Signer(salt="onecop.messages.inbound").signature(provider)


def hook(provider: str) -> str:
    """Return the whole address to enter at the provider."""
    return f"{settings.SITE_URL}/hooks/relay/{provider}/{signature(provider)}/"


def is_signed(provider: str, given: str) -> bool:
    return provider in VIEWS and constant_time_compare(signature(provider), given)


def view_of(provider: str) -> Any:
    """Return django-anymail's own view for incoming mail of a provider."""
    module, name = VIEWS[provider]
    return getattr(import_module(f"anymail.webhooks.{module}"), name).as_view(warn_if_no_basic_auth=False)  # the signature is the secret in the address


def recipients(message: Any) -> list[str]:
    """Return the addresses of the relay among those that a letter was sent to: the envelope first, else what the headers say."""
    if message.envelope_recipient:
        return [message.envelope_recipient]
    named = [str(one.addr_spec) for header in ("To", "Cc", "Bcc", "Delivered-To", "X-Original-To") for one in message.get_address_header(header)]
    return list(dict.fromkeys(one for one in named if address.read(one)))


def on_inbound(sender: Any, event: Any, esp_name: str, **_rest: Any) -> None:
    """Take in one letter, as django-anymail reads it."""
    for one in recipients(event.message):
        receive(message=event.message, recipient=one, at=now())
