"""Gathers what readers want once a day into one letter."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models.functions import Coalesce

from onecop.kernel.actor import SYSTEM
from onecop.mail import people, render, rules
from onecop.mail.choices import State
from onecop.mail.models import Message, Wish
from onecop.mail.services.outbox import queue
from onecop.tasks.alone import Alone

LONGEST = 50
"""Letters in one digest; the others come with the next."""


def gather(at: datetime) -> int:
    """Write a digest to every reader whose seven o'clock has come since their oldest held letter. Returns how many."""
    made = 0
    with Alone("mail.digests") as alone:
        for email in Message.objects.filter(state=State.HELD).order_by().values_list("email", flat=True).distinct():
            wish = Wish.objects.filter(email=email).first()
            oldest = Message.objects.filter(email=email, state=State.HELD).order_by("queued_at").first()
            if oldest is None:
                continue
            with alone(oldest):
                if rules.next_digest(oldest.queued_at, people.zone_of(email, wish)) <= at:
                    made += _digest(email, at)
    return made


def _digest(email: str, at: datetime) -> bool:
    with transaction.atomic():
        held = list(Message.objects.select_for_update(skip_locked=True).filter(email=email, state=State.HELD).order_by("queued_at", "id")[:LONGEST])
        if not held:
            return False
        subject = "Your day with OneCOP: one letter" if len(held) == 1 else f"Your day with OneCOP: {len(held)} letters"
        text = "\n\n".join(f"{m.subject}\n{'-' * min(60, len(m.subject))}\n{m.body.text.strip()}" for m in held)
        html = "<hr>".join(f"{render.from_text(m.subject).replace('<p>', '<h2>').replace('</p>', '</h2>')}{m.body.html}" for m in held)
        letter = queue(
            kind="mail.digest", to=email, name=held[-1].name, subject=subject, text=text, html=html, by=SYSTEM, at=at, transactional=True, patient=True
        )
        Message.objects.filter(pk__in=[m.pk for m in held]).update(state=State.GATHERED, digest=letter, ended_at=at)
    return True


FORGET_AFTER = timedelta(days=30)


def forget_bodies(at: datetime) -> int:
    """Delete the words of letters that went out or ended a month ago: the record that they were sent remains. Returns how many."""
    over = Message.objects.exclude(state__in=(State.WAITING, State.HELD)).annotate(over=Coalesce("ended_at", "sent_at", "queued_at"))
    return over.filter(over__lt=at - FORGET_AFTER).exclude(sealed=b"").update(sealed=b"")
