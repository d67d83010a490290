"""What the answers say, as plain facts."""

from dataclasses import dataclass
from typing import Any

from onecop.kernel.wizard import Answers

FOUND = "_found"
OWN = "_own"
"""Beside the pages, the answers keep what we found out ourselves: where the address is and how we know, and, once sent, which row
is the applicant's own."""


@dataclass(frozen=True)
class Place:
    """The name and address as typed, and the pin if there is one."""

    name: str
    street: str
    city: str
    state: str
    zip: str
    lon: float | None
    lat: float | None

    @property
    def line(self) -> str:
        return f"{self.street}, {self.city}, {self.state} {self.zip}"


def first(answers: Answers, slug: str, field: str) -> str:
    """Return the first value typed into a field, stripped; empty when there is none."""
    return (answers.get(slug, {}).get(field) or [""])[0].strip()


def place_of(answers: Answers) -> Place | None:
    """Return the place, or None while its name or state is not known."""
    words: dict[str, Any] = {name: first(answers, "place", name) for name in ("name", "street", "city", "state", "zip")}
    if not words["name"] or not words["state"]:
        return None
    pin = "pin" if first(answers, "pin", "lon") else FOUND
    return Place(**words, lon=_number(first(answers, pin, "lon")), lat=_number(first(answers, pin, "lat")))


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if -180 <= number <= 180 else None
