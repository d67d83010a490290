"""What states and places of the national directory look like."""

import re
from collections.abc import Collection, Mapping

from onecop.access.states import STATES
from onecop.imports.words import tidy

CODES = frozenset(code for code, _ in STATES)
BY_NAME = {name.lower(): code for code, name in STATES}
# The FBI's own codes for two of them, as its files still carry them.
FBI_CODES: Mapping[str, str] = {"NB": "NE", "GM": "GU"}
ORI = re.compile(r"[A-Z0-9]{9}")
SHORT_ORI = re.compile(r"[A-Z0-9]{7}")


def state_of(text: str, beside: Collection[str] = ()) -> str:
    """Return the two letters of a state or territory given by code or name; "" when it is none.

    Args:
        beside: codes that this site's regions hold beside those of the country.
    """
    word = tidy(text)
    code = word.upper()
    code = FBI_CODES.get(code, code)
    return code if code in CODES or code in beside else BY_NAME.get(word.lower(), "")


def in_the_country(lon: float, lat: float) -> bool:
    """True for a point that can lie in a state or territory: the western Aleutians and the Pacific islands are east of the date line."""
    return -15.5 <= lat <= 72 and (-180 <= lon <= -64 or 144 <= lon <= 180)
