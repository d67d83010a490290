"""Finding the congregation that an applicant may be, without telling a stranger what is kept of it."""

from difflib import SequenceMatcher

from django.db.models import Q
from django.utils.translation import gettext as _

from onecop.congregations.choices import CongregationStanding
from onecop.congregations.enrolling.reading import OWN, first, place_of
from onecop.congregations.folding import fold_name, fold_street
from onecop.congregations.models import Congregation
from onecop.kernel.wizard import Answers

NEAR_DEGREES = 0.01  # about a kilometre
LIKE_ENOUGH = 0.72
MOST = 4
NONE = "none"


def alike(answers: Answers) -> list[Congregation]:
    """Return up to four congregations that the answers may speak of, likest first: same state, and the same address or nearly the same name nearby."""
    place = place_of(answers)
    if place is None:
        return []
    name, street = fold_name(place.name), fold_street(place.street)
    near = Q(zip__startswith=place.zip[:5]) | Q(city__iexact=place.city)
    if place.lon is not None and place.lat is not None:
        west, south, d = place.lon - NEAR_DEGREES, place.lat - NEAR_DEGREES, 2 * NEAR_DEGREES
        near |= Q(lon__range=(west, west + d), lat__range=(south, south + d))
    rows = (
        Congregation.objects.exclude(standing=CongregationStanding.LEFT).filter(near, state=place.state).exclude(key=first(answers, OWN, "key")).order_by("id")
    )
    exact = rows.filter(Q(name_folded=name) | (Q(street_folded=street) if street else Q(pk__in=[])))
    first_word = name.split()[0] if name else ""
    rough = rows.filter(name_folded__contains=first_word) if first_word else rows.none()
    found = {row.pk: (likeness(row, name, street), row) for row in [*exact[:50], *rough[:200]]}
    ranked = sorted(found.values(), key=lambda pair: (-pair[0], pair[1].pk))
    return [row for score, row in ranked if score >= LIKE_ENOUGH][:MOST]


def likeness(row: Congregation, name: str, street: str) -> float:
    """Return 0 to 2: how alike the folded names are, and one more for the same address."""
    return SequenceMatcher(None, row.name_folded, name).ratio() + (0.5 if street and row.street_folded == street else 0)


def choices(answers: Answers) -> list[tuple[str, str]]:
    """Return the radio choices. The street is shown only to somebody who typed the same one."""
    place = place_of(answers)
    street = fold_street(place.street) if place else ""
    rows = [(row.key, _("Yes: %(name)s, %(where)s") % {"name": row.name, "where": where(row, street)}) for row in alike(answers)]
    return [*rows, (NONE, _("No, we are another congregation"))]


def where(row: Congregation, street: str) -> str:
    """Return where a row stands, in as much detail as the reader has shown to know."""
    city = ", ".join(filter(None, (row.city, row.state)))
    return f"{row.street}, {city}" if street and row.street_folded == street and row.street else city or row.state
