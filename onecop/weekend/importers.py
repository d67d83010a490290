"""Lists of events for the national weekend. Key: the id in their source. What comes in waits for staff; nobody is written to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from hashlib import sha256
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from onecop.access.models import RegionState
from onecop.access.services import nation
from onecop.congregations.folding import fold_name, fold_street
from onecop.congregations.importing.cleaning import state_of, zip_center, zip_of
from onecop.imports import bulk, undoing
from onecop.imports.contract import SAMPLE, Applied, Change, Context, Field, ImportRefused, Option, Plan, Problem, Severity, Table, Words, digest_of
from onecop.imports.words import number, soften, tidy
from onecop.kernel.ids import new_keys
from onecop.kernel.permissions import Permission
from onecop.weekend import rules
from onecop.weekend.choices import HostKind, Standing
from onecop.weekend.importing import day_of, hour_of, kind_of, minutes_of
from onecop.weekend.models import Resemblance, Submission, Weekend
from onecop.weekend.places import zone_of_zip
from onecop.weekend.rules import Facts

GIVEN = (
    "host_kind", "host_name", "contact_name", "email", "title", "words", "place", "street", "city", "state", "zip", "lon", "lat", "exact", "zone", "starts_on",
    "starts", "minutes",
)  # fmt: skip
WATCHED = ("source_id", "standing", "joined_id", *GIVEN)


@dataclass
class Work:
    """What `plan` hands to `apply`: new rows as dicts of values, changes by id, and pairs that look alike as (key or #id, key, why)."""

    fresh: list[dict[str, Any]] = field(default_factory=list)
    changes: dict[int, tuple[dict[str, Any], dict[str, Any]]] = field(default_factory=dict)
    alike: list[tuple[str, str, list[str]]] = field(default_factory=list)


def _weekends(access: Any) -> Sequence[tuple[str, Words]]:
    return [(one.key, one.name) for one in Weekend.objects.all()]


class WeekendEvents:
    key: ClassVar[str] = "weekend"
    title: ClassVar[Words] = _("Events of the national weekend")
    hint: ClassVar[Words] = _("A list of host events. They wait for your answer like those of the form; nobody is written to.")
    permission: ClassVar[Permission] = Permission.IMPORT_RUN
    reads: ClassVar[tuple[str, ...]] = ("csv", "xlsx")
    options: ClassVar[tuple[Option, ...]] = (Option("weekend", _("Weekend"), required=True, hint=_("the key of the weekend"), choices=_weekends),)
    fields: ClassVar[tuple[Field, ...]] = (
        Field("title", _("Event"), ("event name", "event title", "name of event", "title", "name"), required=True),
        Field("host_name", _("Host"), ("host name", "organization", "organisation", "hosted by", "congregation", "agency"), required=True),
        Field("host_kind", _("Kind of host"), ("host type", "organization type", "type"), hint=_("congregation, agency or other")),
        Field("starts_on", _("Date"), ("event date", "day", "start date"), required=True, hint=_("2026-10-10 or 10/10/2026")),
        Field("starts", _("Begins"), ("start time", "time", "start", "begins"), required=True, hint=_("14:00 or 2:00 PM")),
        Field("ends", _("Ends"), ("end time", "end", "until")),
        Field("place", _("Where"), ("venue", "location name", "place")),
        Field("street", _("Street address"), ("address", "street", "address 1")),
        Field("city", _("City"), ("town",)),
        Field("state", _("State"), ("st", "state code")),
        Field("zip", _("ZIP code"), ("zip", "zipcode", "postal code"), required=True),
        Field("lon", _("Longitude"), ("lng", "long", "longitude")),
        Field("lat", _("Latitude"), ("latitude",)),
        Field("words", _("Description"), ("details", "notes", "about")),
        Field("contact_name", _("Contact"), ("contact name", "contact person")),
        Field("email", _("E-mail"), ("email", "e mail", "contact email")),
        Field("source_id", _("Id"), ("id", "event id", "record id")),
    )  # fmt: skip

    def scope_for(self, access: Any, options: Mapping[str, str]) -> Any:
        """A list of the whole country is for national staff."""
        _weekend(options)
        return nation()

    def plan(self, table: Table, mapping: Mapping[str, str], context: Context) -> Plan:
        weekend = _weekend(context.options)
        columns = {one.key: table.column(mapping, one.key) for one in self.fields}
        plan, work = Plan(rows=len(table)), Work()
        there = {row.source_id: row for row in Submission.objects.filter(weekend=weekend).exclude(source_id="").iterator(chunk_size=2_000)}
        seen: dict[str, int] = {}
        lines: list[int] = []
        for i, line in enumerate(table.rows):
            raw = {name: tidy(values[i]) for name, values in columns.items()}
            told: list[tuple[str, str, Severity]] = []
            values = _read(raw, weekend, told)
            plan.problems += [Problem(line, mapping.get(name, name), raw.get(name, ""), words, severity) for name, words, severity in told]
            if values is None:
                plan.refused += 1
            elif values["source_id"] in seen:
                words = f"The same event as row {seen[values['source_id']]}: taken once."
                plan.problems.append(Problem(line, mapping.get("title", "title"), raw["title"], words, Severity.INFO))
            else:
                seen[values["source_id"]] = line
                _compare(there.get(values["source_id"]), values, line, plan, work)
                lines += [line] if there.get(values["source_id"]) is None else []
        _alike(weekend, work, lines, mapping, plan)
        plan.payload, plan.created, plan.updated = work, len(work.fresh), len(work.changes)
        plan.creates = [Change(line, row["title"], {}, _shown(row)) for line, row in zip(lines[:SAMPLE], work.fresh, strict=False)]
        plan.extras = {"suggested_duplicates": len(work.alike)}
        plan.digest = digest_of(weekend.pk, work.fresh, sorted(work.changes.items()), work.alike)
        return plan

    def apply(self, plan: Plan, context: Context) -> Applied:
        work: Work = plan.payload
        weekend, keys = _weekend(context.options), new_keys(len(work.fresh))
        regions, country = dict(RegionState.objects.values_list("state", "scope_id")), nation().pk
        columns: dict[str, list[Any]] = {name: [row[name] for row in work.fresh] for name in (work.fresh[0] if work.fresh else {})}
        if work.fresh:
            columns["scope_id"] = [regions.get(row["state"], country) for row in work.fresh]
            columns["standing"], columns["joined_id"] = [Standing.WAITING.value] * len(keys), [None] * len(keys)
            same = {"weekend_id": weekend.pk, "sent_at": context.at, "confirmed_at": context.at, "changed_at": context.at}
            bulk.insert(Submission, {"key": keys, **columns, **{name: [value] * len(keys) for name, value in same.items()}})
        bulk.update(Submission, {pk: {**after, "changed_at": context.at} for pk, (_before, after) in work.changes.items()})
        _suggest(weekend, work.alike, context.at)
        created = undoing.remembered(keys, columns, WATCHED) if keys else []
        changed = {str(pk): [{n: undoing.as_json(v) for n, v in side.items()} for side in pair] for pk, pair in work.changes.items()}
        return Applied(undo={"created": created, "changed": changed})

    def undo(self, undo: Mapping[str, Any], context: Context) -> None:
        undoing.take_back(Submission, undo, watched=WATCHED, ignore=("resemblances", "resemblances_back"))


def _weekend(options: Mapping[str, str]) -> Weekend:
    found = Weekend.objects.filter(key=options.get("weekend", "")).first()
    if found is None:
        raise ImportRefused(gettext("There is no such weekend."), instead=gettext("Choose one of the list, or make it first."))
    return found


def _read(raw: Mapping[str, str], weekend: Weekend, told: list[tuple[str, str, Severity]]) -> dict[str, Any] | None:
    """Return the clean values of a row, or None where it cannot be taken; `told` gets (field, why, how bad)."""
    wrong: list[tuple[str, str]] = []
    day, begins = day_of(raw["starts_on"]), hour_of(raw["starts"])
    code = zip_of(raw["zip"])[0]
    center = zip_center(code) if code else None
    if not raw["title"]:
        wrong.append(("title", "The event has no name."))
    if not raw["host_name"]:
        wrong.append(("host_name", "Nobody is named as its host."))
    if day is None:
        wrong.append(("starts_on", "This is not a date: write 2026-10-10 or 10/10/2026."))
    elif not weekend.starts_on <= day <= weekend.ends_on:
        wrong.append(("starts_on", f"Not a day of the weekend ({weekend.starts_on} to {weekend.ends_on})."))
    if begins is None:
        wrong.append(("starts", "This is not a time of day: write 14:00 or 2:00 PM."))
    if center is None:
        wrong.append(("zip", "This is not a ZIP code that we know."))
    minutes = minutes_of(begins, hour_of(raw["ends"])) if begins else None
    if raw["ends"] and minutes is None and begins:
        told.append(("ends", "This is not an end: two hours are taken.", Severity.WARNING))
    if raw["email"] and ("@" not in raw["email"] or len(raw["email"]) > 254):
        told.append(("email", "This is not an e-mail address: left out.", Severity.WARNING))
    told += [(name, words, Severity.ERROR) for name, words in wrong]
    if wrong or day is None or begins is None or center is None:
        return None
    return _values(raw, day, begins, minutes or 120, code, center, told)


def _values(
    raw: Mapping[str, str], day: date, begins: time, minutes: int, code: str, center: tuple[float, float, str, str], told: list[tuple[str, str, Severity]]
) -> dict[str, Any]:
    kind, sure = kind_of(raw["host_kind"], raw["host_name"])
    if not sure:
        told.append(("host_kind", f"The kind of host is not said: taken as “{HostKind(kind).label}”.", Severity.INFO))
    lon, lat = number(raw["lon"]), number(raw["lat"])
    exact = lon is not None and lat is not None and -180 <= lon <= 180 and -90 <= lat <= 90
    zone = zone_of_zip(code)
    found: dict[str, Any] = {
        "host_kind": kind, "host_name": soften(raw["host_name"])[:200], "contact_name": raw["contact_name"][:120],
        "title": soften(raw["title"])[:120],
        "email": raw["email"].lower() if "@" in raw["email"] and len(raw["email"]) <= 254 else "", "words": raw["words"][:1000], "place": raw["place"][:120],
        "street": soften(raw["street"])[:200], "city": soften(raw["city"])[:120] or soften(center[2]),
        "state": state_of(raw["state"]) or center[3], "zip": code,
        "lon": lon if exact else center[0], "lat": lat if exact else center[1], "exact": exact, "zone": zone, "starts_on": day, "starts": begins,
        "minutes": minutes, "starts_at": datetime.combine(day, begins, ZoneInfo(zone)).astimezone(UTC),
    }  # fmt: skip
    folded = {"title_folded": fold_name(found["title"]), "host_folded": fold_name(found["host_name"]), "street_folded": fold_street(found["street"])}
    derived = sha256("\x1f".join([*folded.values(), code, day.isoformat(), begins.isoformat()]).encode()).hexdigest()[:24]
    return {**found, **folded, "source_id": raw["source_id"][:110] or f"~{derived}"}


def _compare(old: Submission | None, values: dict[str, Any], line: int, plan: Plan, work: Work) -> None:
    if old is None:
        work.fresh.append(values)
        return
    after = {name: value for name, value in values.items() if getattr(old, name) != value}
    if after and old.standing != Standing.WAITING:
        plan.problems.append(Problem(line, "title", values["title"], "Differs from what has been decided: left as it is.", Severity.INFO))
        after = {}
    if not after:
        plan.unchanged += 1
        return
    work.changes[old.pk] = ({name: getattr(old, name) for name in after}, after)
    if len(plan.updates) < SAMPLE:
        plan.updates.append(Change(line, values["title"], *({n: str(v) for n, v in side.items()} for side in work.changes[old.pk])))


def _shown(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[name] if isinstance(row[name], str | int | float | bool | None) else str(row[name]) for name in GIVEN}


def _facts(row: Mapping[str, Any]) -> Facts:
    pin = (row["lon"], row["lat"]) if row["exact"] else None
    return Facts(row["title_folded"], row["host_folded"], row["street_folded"], row["city"].casefold(), row["state"], row["zip"], pin, row["starts_at"])


def _alike(weekend: Weekend, work: Work, lines: list[int], mapping: Mapping[str, str], plan: Plan) -> None:
    """Find rows that look like one event with another, and tell of each."""
    there = list(Submission.objects.confirmed().filter(weekend=weekend, joined=None)) if work.fresh else []
    for pair in rules.pairs([*(row.facts for row in there), *map(_facts, work.fresh)], len(there)):
        new, first = work.fresh[pair.other - len(there)], pair.one - len(there)
        which = f"row {lines[first]}" if first >= 0 else f"“{there[pair.one]}”, which is here already"
        why = ", ".join(str(reason.label) for reason in pair.why)
        words = f"Perhaps the same event as {which} ({why}): both are kept, the host or staff decide."
        plan.problems.append(Problem(lines[pair.other - len(there)], mapping.get("title", "title"), new["title"], words[:400], Severity.INFO))
        one = work.fresh[first]["source_id"] if first >= 0 else f"#{there[pair.one].pk}"
        work.alike.append((one, new["source_id"], [str(reason) for reason in pair.why]))


def _suggest(weekend: Weekend, alike: list[tuple[str, str, list[str]]], at: datetime) -> None:
    wanted = sorted({key for one, other, _why in alike for key in (one, other) if not key.startswith("#")})
    ids: dict[str, int] = {}
    for piece in bulk.pieces(wanted):
        ids.update(Submission.objects.filter(weekend=weekend, source_id__in=piece).values_list("source_id", "pk"))
    rows = [Resemblance(first_id=int(one[1:]) if one[0] == "#" else ids[one], second_id=ids[other], why=why, found_at=at) for one, other, why in alike]
    Resemblance.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)
