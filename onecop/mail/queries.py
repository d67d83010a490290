from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import models

from onecop.mail.choices import State
from onecop.mail.models import Message, Wording
from onecop.mail.render import Rendered, render
from onecop.mail.sealing import fingerprint
from onecop.mail.templates import TEMPLATES, placeholders

SIGNS_IN = "access."
"""Letters about signing in (codes, new passwords, invitations): who holds one is taken for its reader."""


@dataclass(frozen=True)
class Delivery:
    """How one letter about a thing stands. state: a code of choices.State, words: the same for people."""

    key: str
    kind: str
    title: str
    name: str
    email: str
    subject: str
    state: str
    words: str
    queued_at: datetime
    sent_at: datetime | None
    ended_at: datetime | None
    trouble: str

    @property
    def arrived(self) -> bool:
        return self.state in (State.SENT, State.DELIVERED)

    @property
    def in_trouble(self) -> bool:
        return self.state in (State.BOUNCED, State.FAILED, State.BLOCKED)


def title_of(kind: str) -> str:
    """Return what people call a kind of letter."""
    return str(TEMPLATES[kind].title) if kind in TEMPLATES else kind.replace(".", " ").replace("_", " ").capitalize()


def deliveries(about: models.Model) -> list[Delivery]:
    """Return the letters about a row, oldest first, without their bodies."""
    found = Message.objects.about(about).order_by("queued_at", "id").defer("sealed")
    return [
        Delivery(m.key, m.kind, title_of(m.kind), m.name, m.email, m.subject, m.state, m.get_state_display(), m.queued_at, m.sent_at, m.ended_at, m.trouble)
        for m in found
    ]


@dataclass(frozen=True)
class Words:
    """The words that count now. version 0: those in the code."""

    kind: str
    subject: str
    body: str
    version: int = 0
    at: datetime | None = None
    by_label: str = ""
    reset: bool = False

    @property
    def is_default(self) -> bool:
        return self.version == 0 or self.reset


def default_wording(kind: str) -> Words:
    template = TEMPLATES[kind]
    return Words(kind, str(template.subject), str(template.body))


def wording_of(kind: str) -> Words:
    """Return the newest wording of staff, or that of the code."""
    newest = Wording.objects.filter(kind=kind).order_by("-version").first()
    if newest is None:
        return default_wording(kind)
    base = default_wording(kind)
    if newest.reset:
        return Words(kind, base.subject, base.body, newest.version, newest.at, newest.by_label, True)
    return Words(kind, newest.subject, newest.body, newest.version, newest.at, newest.by_label)


def optional_kinds(email: str) -> list[tuple[str, str]]:
    """Return the kinds of letters that an address may turn off, with their titles: the registered ones, and any other it was written."""
    kinds = {kind for kind, template in TEMPLATES.items() if template.optional}
    kinds |= set(Message.objects.filter(email=email, transactional=False).order_by().values_list("kind", flat=True).distinct())
    return sorted(((kind, title_of(kind)) for kind in kinds), key=lambda pair: pair[1])


def letter_of(token: str) -> Message | None:
    """Return the letter whose preferences link holds this token."""
    return Message.objects.filter(leave_hash=fingerprint(token)).first()


def preview(kind: str, subject: str, body: str) -> Rendered:
    """Return a letter in the given words, filled with the examples. A placeholder nobody knows stays as it is."""
    words = dict(TEMPLATES[kind].words)
    return render(subject, body, {name: words.get(name, f"{{{name}}}") for name in placeholders(subject, body)})


@dataclass(frozen=True)
class Wordable:
    """One line of the list of templates."""

    kind: str
    title: str
    audience: str
    version: int
    changed_at: datetime | None
    by_label: str
    is_default: bool


def wordables() -> list[Wordable]:
    """Return all templates with who last worded them, in two queries at most."""
    newest: dict[str, Wording] = {}
    for wording in Wording.objects.order_by("kind", "version").defer("body"):
        newest[wording.kind] = wording
    rows = []
    for kind, template in sorted(TEMPLATES.items()):
        w = newest.get(kind)
        plain = w is None or w.reset
        rows.append(Wordable(kind, str(template.title), str(template.audience), w.version if w else 0, w.at if w else None, w.by_label if w else "", plain))
    return rows


def is_open_to_staff(kind: str) -> bool:
    """True when staff may read such a letter of somebody else: never where mail really leaves, and what signs its reader in only in a demo."""
    if settings.MAIL_ROUTE != "mailbox":
        return False
    template = TEMPLATES.get(kind)
    return settings.DEMO or not (kind.startswith(SIGNS_IN) or (template is not None and template.private))
