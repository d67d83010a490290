"""The signed waiver as a document: text, version, name and time, as they were kept."""

from pathlib import Path

from django.utils.translation import gettext as _

from onecop.mail.language import letters_language
from onecop.partnerships.rules import zone_of
from onecop.ridealongs.choices import AgeBand
from onecop.ridealongs.models import WaiverSignature
from onecop.ridealongs.words import in_words
from onecop.ui import words as ui
from onecop.ui.paper import pdf

SOURCE = Path(__file__).parent / "waiver.typ"


@letters_language()
def signed_waiver(signature: WaiverSignature) -> bytes:
    """Return the signed waiver as PDF/UA, in English as it was signed: the same bytes whenever it is asked for."""
    ride, rules = signature.ride, signature.rules
    local = signature.at.astimezone(zone_of(ride.partnership))
    words = {
        "title": _("Ride-along waiver"),
        "agency": rules.agency.name,
        "version": _("Waiver version %(waiver)s, rules version %(rules)s") % {"waiver": rules.waiver.number, "rules": rules.number},
        "paragraphs": [part.strip() for part in rules.waiver.text.split("\n\n") if part.strip()],
        "rules_title": _("The rules I have read"),
        "rules": in_words(rules.terms),
        "signed_title": _("Signed on screen"),
        "facts": [
            [_("Rider"), str(ride.rider)],
            [_("Congregation"), ride.partnership.congregation.name],
            [_("Age"), str(AgeBand(ride.age_band).label)],
            [_("Name as typed"), signature.name],
            *([[_("Parent or guardian, as typed"), signature.guardian]] if signature.guardian else []),
            [_("Signed"), f"{ui.day_long(local.date())}, {ui.clock(local.time())} ({local.tzname()})"],
            [_("Number"), f"{ride.key}-{rules.number}"],
        ],
        "foot": _("Kept by OneCOP for the rider and the agency. Nothing else about the rider is kept with it."),
    }
    return pdf(SOURCE, words, at=signature.at)
