"""Letters and plans on paper."""

import io
import textwrap
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import segno
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from onecop.congregations.models import Congregation
from onecop.launch.choices import Tongue, Way
from onecop.launch.emails import words_of
from onecop.launch.letters import KINDS
from onecop.launch.models import Launch
from onecop.launch.plan import Line
from onecop.mail.queries import wording_of
from onecop.mail.render import render
from onecop.ui import words as ui
from onecop.ui.paper import pdf
from onecop.ui.press import print_apart

HERE = Path(__file__).parent
ALT = {Tongue.ENGLISH: "QR code of this address: ", Tongue.SPANISH: "Código QR de esta dirección: "}
ATTENTION = {Tongue.ENGLISH: "To the leaders", Tongue.SPANISH: "A los líderes"}

LONG_NAME = 60
"""Characters that stay legible on one line of the window. A longer name takes two, and the line above it, to whom, is left out."""
Letter = dict[str, str | list[str]]
"""What stands on one letter: to, date, subject, body, link."""


@dataclass(frozen=True)
class Sheet:
    """One letter: to whom, and the link that is theirs alone."""

    house: Congregation
    link: str


def _code(address: str) -> "segno.QRCode":
    return segno.make(address, error="m", micro=False, boost_error=False)


def qr(address: str) -> str:
    """Return a QR code as SVG, with the quiet border that readers need."""
    out = io.BytesIO()
    _code(address).save(out, kind="svg", border=4, xmldecl=False)
    return out.getvalue().decode()


class Drawn:
    """A QR code that a page may show as it is: squares alone, nothing of the address becomes markup."""

    def __init__(self, address: str) -> None:
        out = io.BytesIO()
        _code(address).save(out, kind="svg", border=4, xmldecl=False, omitsize=True)  # as wide as the page lets it be
        self._svg = out.getvalue().decode()

    def __html__(self) -> str:
        return self._svg

    __str__ = __html__


def address_lines(house: Congregation, tongue: str) -> list[str]:
    """Return the address as it stands in the window: four lines at most, as the window is high."""
    own = getattr(house, "prospect_address", None) if house.pk else None
    to = own if own is not None and own.street and own.zip else house
    whom = own.attention if own is not None else ""
    name = [whom or ATTENTION[Tongue(tongue)], house.name]
    if not whom and len(house.name) > LONG_NAME:
        name = textwrap.wrap(house.name, len(house.name) // 2 + 12, max_lines=2, placeholder="…")
    return [*name, to.street, f"{to.city}, {to.state} {to.zip}".strip(" ,")]


def written(launch: Launch, sheets: list[Sheet], *, tongue: str, at: datetime) -> list[Letter]:
    """Return what stands on each letter, in the words that staff last wrote.

    Args:
        tongue: of the letter. at: its date (aware), shown as the agency's day.
    """
    wording = wording_of(KINDS[Way.LETTER, Tongue(tongue)])
    given = words_of(launch, tongue)
    with translation.override(tongue):
        date = ui.day_long(at.astimezone(launch.zone).date())
    made: list[Letter] = []
    for sheet in sheets:
        said = render(wording.subject, wording.body, given(sheet.house.name, sheet.link))
        body = [p.strip() for p in said.text.split("\n\n") if p.strip()]
        made.append({"to": address_lines(sheet.house, tongue), "date": date, "subject": said.subject, "body": body, "link": sheet.link})
    return made


def letters(launch: Launch, made: list[Letter], *, tongue: str, at: datetime) -> bytes:
    """Return letters as one tagged PDF, one after another in the order given. Printed apart, so that the server holds none of it afterwards.

    Args:
        made: of `written`. at: when it is printed (aware), as the file says.
    """
    drawn = [{**one, "qr": qr(str(one["link"])), "alt": f"{ALT[Tongue(tongue)]}{one['link']}"} for one in made]
    words = {"language": tongue, "title": str(launch), "sender": ["One Congregation One Precinct", launch.agency.name], "letters": drawn}
    return print_apart(HERE / "letter.typ", words, at=at)


def plan(launch: Launch, lines: list[Line], *, at: datetime) -> bytes:
    """Return a city's plan as PDF, in the reader's language."""
    rows = [[ui.day(line.due_on), line.task.title, line.owner_words, line.state_words, line.told] for line in lines]
    words = {
        "language": get_language() or "en",
        "title": launch.heading,
        "when": _("Launch on %(launch)s, luncheon on %(luncheon)s") % {"launch": ui.day_long(launch.starts_on), "luncheon": ui.day_long(launch.luncheon_on)},
        "heads": [_("Due"), _("Task"), _("Owner"), _("State"), _("How we know")],
        "rows": rows,
        "foot": _("Printed on %(day)s.") % {"day": ui.day_long(at.astimezone(launch.zone).date())},
    }
    return pdf(HERE / "plan.typ", words, at=at)
