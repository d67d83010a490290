"""One row of a roster, checked. Pure: what is on the map and the day come in as arguments."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from onecop.agencies.choices import OfficerStatus, Rank
from onecop.agencies.importers import spellings
from onecop.imports.contract import Problem, Severity
from onecop.imports.words import soften, tidy

Tell = Callable[..., None]
LONGEST = {"badge": 30, "first_name": 80, "last_name": 80, "rank_as_given": 40, "transfer_to": 80, "email": 254}


@dataclass
class Ground:
    """The areas of the agency's map in force: id by comparable code, and each beat's precinct code."""

    beats: Mapping[str, int] = field(default_factory=dict)
    precincts: Mapping[str, int] = field(default_factory=dict)
    precinct_of: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.beats or self.precincts)


@dataclass
class Member:
    """A row that can be imported. `values` are Officer attributes (the shift by its code); None means: the file does not say."""

    row: int
    values: dict[str, Any]

    @property
    def badge(self) -> str:
        return str(self.values["badge"])

    @property
    def label(self) -> str:
        return f"{self.values['first_name']} {self.values['last_name']} ({self.badge})".strip()


def member(row: int, given: Mapping[str, str], ground: Ground, today: date, problems: list[Problem]) -> Member | None:
    """Return the checked row, or None when it cannot be imported."""

    def tell(name: str, reason: str, severity: Severity = Severity.WARNING, value: str | None = None) -> None:
        problems.append(Problem(row, name, given.get(name, "") if value is None else value, reason, severity))

    values: dict[str, Any] = {"badge": tidy(given["badge"])}
    values["first_name"], values["last_name"] = _name(given, tell)
    if not values["badge"]:
        tell("badge", "The row has no number to know the officer by.", Severity.ERROR)
    if not values["last_name"]:
        tell("last_name", "The officer has no name.", Severity.ERROR)
    if not values["badge"] or not values["last_name"]:
        return None
    _duty(given, values, tell)
    values["area_id"] = _area(given, ground, tell)
    _dates(given, values, today, tell)
    _reach(given, values, tell)
    for name, length in LONGEST.items():
        if len(values.get(name) or "") > length:
            values[name] = values[name][:length]
            tell(name if name in given else "rank", f"Longer than {length} characters: cut off.")
    return Member(row, values)


def _name(given: Mapping[str, str], tell: Tell) -> tuple[str, str]:
    first, last = given["first_name"], given["last_name"]
    if not last.strip() and given["name"].strip():
        whole = tidy(given["name"])
        last, comma, first = whole.partition(",")
        if not comma:
            first, _, last = whole.rpartition(" ")
    for name, raw in (("last_name", last), ("first_name", first)):
        neat = soften(raw)
        if neat != raw and raw.strip():
            how = "capitals and spaces" if neat != tidy(raw) and tidy(raw) != raw else "capitals" if neat != tidy(raw) else "spaces"
            tell(name, f"Written with {how}: kept as {neat}.", Severity.INFO, raw)
    return soften(first), soften(last)


def _duty(given: Mapping[str, str], values: dict[str, Any], tell: Tell) -> None:
    raw = tidy(given["rank"])
    found = spellings.rank_of(raw) if raw else (Rank.OFFICER, False)
    values["rank"], values["rank_as_given"] = (found[0] if found else Rank.OTHER).value, raw
    if found is None:
        tell("rank", "This rank is not known: kept as “Other”, which is not matched.")
    elif found[1]:
        tell("rank", f"Read as {found[0].label}; the spelling of the file is kept.", Severity.INFO)
    status = spellings.status_of(given["status"])
    values["status"] = (status or OfficerStatus.LEAVE).value
    if status is None:
        tell("status", "This status is not known: kept as on leave, so that nobody is matched by mistake.")
    elif status in (OfficerStatus.LIMITED, OfficerStatus.LEAVE, OfficerStatus.DETAILED, OfficerStatus.GONE):
        tell("status", f"{status.label.capitalize()}: on the roster, but not matched.", Severity.INFO)


def _area(given: Mapping[str, str], ground: Ground, tell: Tell) -> int | None:
    beat, precinct = spellings.code_of(given["area"]), spellings.code_of(given["district"])
    if not ground:
        return None
    found = ground.beats.get(beat) or ground.precincts.get(beat)
    if found:
        above = ground.precinct_of.get(beat)
        if precinct and above and above != precinct:
            tell("area", f"This area lies in {above}, but the row says {precinct}: the area counts.")
        return found
    instead = ground.precincts.get(precinct)
    then = f"placed in precinct {tidy(given['district'])} as a whole" if instead else "left without an area"
    if beat:
        tell("area", f"No such area is on the map in force: {then}.")
    else:
        tell("area", f"No area is given: {then}.")
    return instead


def _dates(given: Mapping[str, str], values: dict[str, Any], today: date, tell: Tell) -> None:
    for name in ("assigned_since", "transfer_on"):
        raw = given[name].strip()
        values[name] = spellings.date_of(raw) if raw else None
        if raw and values[name] is None:
            tell(name, "There is no such date: left out.")
        elif values[name] and not 1950 <= values[name].year <= today.year + 10:
            tell(name, "The year cannot be right: left out.")
            values[name] = None
    if values["assigned_since"] and values["assigned_since"] > today:
        tell("assigned_since", "This day has not come yet: kept as it is.")
    values["transfer_to"] = tidy(given["transfer_to"])
    if values["transfer_on"]:
        gone = values["transfer_on"] <= today
        where = f" (to {values['transfer_to']})" if values["transfer_to"] else ""
        words = f"A transfer was due{where}: is the roster up to date?" if gone else f"Transfer pending{where}: kept, and weighed in matching."
        tell("transfer_on", words, Severity.WARNING if gone else Severity.INFO)


def _reach(given: Mapping[str, str], values: dict[str, Any], tell: Tell) -> None:
    values["email"] = tidy(given["email"]).lower()
    if not values["email"]:
        tell("email", "No e-mail address: this officer cannot be asked until there is one.")
    else:
        try:
            validate_email(values["email"])
        except ValidationError:
            tell("email", "This is not an e-mail address: left out.")
            values["email"] = ""
    raw = tidy(given["phone"])
    values["phone"] = (spellings.phone_of(raw) or "") if raw else ""
    if raw and not values["phone"]:
        tell("phone", "This is not a phone number: left out.")
    codes, strange = spellings.languages_of(given["languages"])
    values["languages"] = codes
    for word in strange:
        tell("languages", "This language is not known: left out.", value=word)
