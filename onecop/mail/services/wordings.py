"""Staff word our letters. Every version is kept, and the words in the code are always one button away."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from onecop.audit import services as audit
from onecop.kernel.actor import Actor
from onecop.kernel.errors import Refused
from onecop.mail import queries
from onecop.mail.models import Wording
from onecop.mail.templates import TEMPLATES, Template, placeholders


class BadWording(Refused):
    """A template would not work with these words."""


def check(template: Template, subject: str, body: str) -> None:
    """Refuse words that would break a letter.

    Raises:
        BadWording: an unknown placeholder, or a link that the letter cannot do without is missing; named in the reason.
    """
    unknown = sorted(placeholders(subject, body) - set(template.words))
    if unknown:
        names = ", ".join(f"{{{n}}}" for n in unknown)
        known = ", ".join(f"{{{n}}}" for n in template.words)
        text = ngettext("Nobody fills in %(names)s.", "Nobody fills in these: %(names)s.", len(unknown)) % {"names": names}
        raise BadWording(text, instead=_("You can use %(known)s.") % {"known": known})
    missing = sorted(needed(template) - placeholders(subject, body))
    if missing:
        names = ", ".join(f"{{{n}}}" for n in missing)
        raise BadWording(_("Without %(names)s the reader cannot do what the letter asks for.") % {"names": names}, instead=_("Put it back somewhere."))
    if not subject.strip() or not body.strip():
        raise BadWording(_("A letter needs a subject and some words."))


def needed(template: Template) -> set[str]:
    """Return the placeholders that any wording must keep: the links and codes that the letter is written for."""
    return {n for n in placeholders(template.body) if n.endswith(("link", "url", "code"))}


def reword(kind: str, *, subject: str, body: str, by: Actor, at: datetime) -> Wording:
    """Keep new words for a kind of letter.

    Raises:
        BadWording: see `check`.
    """
    check(TEMPLATES[kind], subject, body)
    return _keep(kind, subject=" ".join(subject.split())[:250], body=body.replace("\r\n", "\n").strip(), reset=False, by=by, at=at)


def reset(kind: str, *, by: Actor, at: datetime) -> Wording:
    """Go back to the words in the code."""
    return _keep(kind, subject="", body="", reset=True, by=by, at=at)


@transaction.atomic
def _keep(kind: str, *, subject: str, body: str, reset: bool, by: Actor, at: datetime) -> Wording:
    made = None
    while made is None:
        before = queries.wording_of(kind)
        made = _next(before, subject=subject, body=body, reset=reset, at=at, by_id=by.pk, by_label=by.audit_label[:200])
    after = queries.wording_of(kind)
    verb = "mail.template_reset" if reset else "mail.template_changed"
    audit.record(verb, made, by=by, at=at, before={"subject": before.subject, "body": before.body}, after={"subject": after.subject, "body": after.body})
    return made


def _next(before: queries.Words, **words: Any) -> Wording | None:
    """Write the version after this one. None where somebody else has written it at this moment: theirs is kept, and ours comes after it."""
    number = before.version + 1
    try:
        with transaction.atomic():
            return Wording.objects.create(kind=before.kind, version=number, **words)
    except IntegrityError:
        if not Wording.objects.filter(kind=before.kind, version=number).exists():
            raise
        return None
