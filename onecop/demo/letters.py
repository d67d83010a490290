"""Reading the letters of the demo, as those do who get them."""

import re
from typing import Any

from django.urls import resolve

from onecop.mail.models import Message

ADDRESS = re.compile(r"https?://[^/\s]+(/[^\s)>\]]+)")


def token_to(about: Any, email: str, page: str) -> str | None:
    """Return the token of the link to a page, from the newest letter about a row to an address; None when there is none."""
    for letter in Message.objects.about(about).filter(email__iexact=email).order_by("-queued_at", "-id"):
        for path in ADDRESS.findall(letter.body.text):
            match = resolve(path)
            if match.url_name == page:
                return str(match.kwargs["token"])
    return None
