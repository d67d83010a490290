"""Written letters become PDFs, are taken by who prints them, and are forgotten."""

import json
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max

from onecop.audit.services import record
from onecop.kernel.actor import Actor
from onecop.launch import paper
from onecop.launch.models import Bundle, Mailing, Sheaf
from onecop.mail import sealing

ONE_FILE = 1000
"""Letters of one PDF. The process that prints so many holds 350 MB for five seconds; the server holds none of it."""
KEPT_FOR = timedelta(days=30)


def print_sheaves(mailing: Mailing, *, at: datetime) -> int:
    """Print what is written and not printed yet: one PDF, or several beyond a thousand letters. Returns how many files were made.

    Drawn before the row is written: a worker that dies in between leaves the letters where they were, and the next one prints them. What another
    worker has printed meanwhile is drawn no second time: the letters that are left make a file of their own.
    """
    files = 0
    while sheaves := _pile(mailing):
        made = [letter for sheaf in sheaves for letter in json.loads(sealing.open_sealed(bytes(sheaf.sealed)))]
        sealed = sealing.seal(paper.letters(mailing.launch, made, tongue=mailing.tongue, at=at))
        files += _keep(mailing, sheaves, letters=len(made), sealed=sealed, at=at)
    return files


@transaction.atomic
def _keep(mailing: Mailing, sheaves: list[Sheaf], *, letters: int, sealed: bytes, at: datetime) -> bool:
    """Keep a file in place of its letters, unless another worker has printed one of them: then nothing changes."""
    Mailing.objects.select_for_update(of=("self",)).get(pk=mailing.pk)
    gone, _each = Sheaf.objects.filter(pk__in=[sheaf.pk for sheaf in sheaves]).delete()
    if gone < len(sheaves):
        transaction.set_rollback(True)
        return False
    number = (mailing.bundles.aggregate(n=Max("number"))["n"] or 0) + 1
    Bundle.objects.create(mailing=mailing, number=number, letters=letters, made_at=at, sealed=sealed)
    return True


def _pile(mailing: Mailing) -> list[Sheaf]:
    """Return the letters of the next file."""
    pile: list[Sheaf] = []
    for sheaf in mailing.sheaves.order_by("id"):
        if pile and sum(one.letters for one in pile) + sheaf.letters > ONE_FILE:
            break
        pile.append(sheaf)
    return pile


@transaction.atomic
def take_bundle(*, bundle: Bundle, by: Actor, at: datetime) -> bytes:
    """Return the PDF, and note who took it: it holds live links."""
    if bundle.taken_at is None:
        bundle.taken_at, bundle.taken_by_id = at, by.pk
        bundle.save(update_fields=["taken_at", "taken_by_id"])
    record("launch_mailing.taken", bundle, by=by, at=at, after={"letters": bundle.letters})
    return sealing.open_sealed(bytes(bundle.sealed))


def forget_bundles(at: datetime) -> int:
    """Empty PDFs that are a month old, and letters that nobody printed: the record that they were written remains. Returns how many PDFs."""
    Sheaf.objects.filter(written_at__lt=at - KEPT_FOR).delete()
    return Bundle.objects.filter(made_at__lt=at - KEPT_FOR).exclude(sealed=b"").update(sealed=b"")
