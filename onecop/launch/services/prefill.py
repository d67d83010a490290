"""A form that has what we know in it already."""

from datetime import datetime

from onecop.congregations import services as congregations
from onecop.congregations.choices import PinSource, Tradition
from onecop.congregations.models import Congregation, Enrollment

PLACE = ("name", "street", "city", "state", "zip", "website")


def draft_for(congregation: Congregation | None, *, name: str = "", state: str = "", at: datetime) -> Enrollment:
    """Begin an enrollment with name, address and tradition of one congregation; with a name and a state alone when it is on no list.

    The applicant still reads every page, and is asked whether the row on our list is theirs: the answer leads staff to both.
    """
    draft = congregations.start(at=at)
    place = {field: str(getattr(congregation, field)) for field in PLACE} if congregation else {"name": name, "state": state}
    draft = _keep(draft, "place", place, at)
    if congregation is None:
        return draft
    if congregation.lon is not None and congregation.lat is not None and congregation.pin in PinSource.values:
        draft = congregations.keep_found(enrollment=draft, lon=congregation.lon, lat=congregation.lat, pin=congregation.pin, at=at)
    said = {"tradition": congregation.tradition if congregation.tradition != Tradition.UNSAID else "", "own_words": congregation.tradition_as_given}
    languages = [("languages", code) for code in congregation.languages]
    typed = {field: [value] for field, value in said.items() if value} | ({"languages": [code for _n, code in languages]} if languages else {})
    return congregations.keep_page(enrollment=draft, slug="tradition", typed=typed, at=at) if typed else draft


def _keep(draft: Enrollment, slug: str, words: dict[str, str], at: datetime) -> Enrollment:
    return congregations.keep_page(enrollment=draft, slug=slug, typed={field: [value] for field, value in words.items() if value}, at=at)
