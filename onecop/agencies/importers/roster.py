"""A department's roster. Key: its own number for an officer, within the agency."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from onecop.access import services as access_services
from onecop.agencies.choices import OfficerStatus
from onecop.agencies.importers.members import Ground, Member, member
from onecop.agencies.importers.spellings import code_of
from onecop.agencies.importers.tours import ANCHOR, Tour, told, tour
from onecop.agencies.models import Agency, Officer, ShiftPattern
from onecop.agencies.queries import worked_by
from onecop.agencies.registry import tell_duty
from onecop.agencies.services import bring_in
from onecop.agencies.services.addresses import follow_addresses
from onecop.imports import bulk, undoing
from onecop.imports.contract import SAMPLE, Applied, Change, Context, Field, ImportRefused, Option, Plan, Problem, Severity, Table, Words, digest_of
from onecop.imports.words import tidy
from onecop.kernel.ids import new_keys
from onecop.kernel.permissions import Permission
from onecop.territory.choices import Level
from onecop.territory.models import Area

COLUMNS = ("badge", "first_name", "last_name", "rank", "rank_as_given", "status", "area_id", "shift_id", "assigned_since", "email", "phone", "languages",
           "transfer_on", "transfer_to")  # fmt: skip
WIPED_BY_BLANKS = frozenset({"transfer_on", "transfer_to"})
WATCHED = tuple(c for c in COLUMNS if c != "area_id")  # a redrawn map moves officers, and that is nobody's correction


def agency_choices(access: Any) -> Sequence[tuple[str, Words]]:
    """Return the agencies whose files this person may bring: those taking part."""
    person = access.person
    return [(a.ori, f"{a.name} ({a.ori})") for a in Agency.objects.visible_to(person).exclude(standing="listed").order_by("name")[:500]] if person else []


def agency_of(options: Mapping[str, str]) -> Agency:
    """Return the agency that the option names. Raises ImportRefused."""
    ori = options.get("agency", "").strip().upper()
    found = Agency.objects.select_related("scope", "territory").filter(ori=ori).first()
    if found is None:
        raise ImportRefused(
            gettext("No agency has the ORI “%(ori)s”.") % {"ori": ori}, instead=gettext("Import the directory of agencies first, or look the ORI up there.")
        )
    return found


class Roster:
    key: ClassVar[str] = "roster"
    title: ClassVar[Words] = _("Roster")
    hint: ClassVar[Words] = _("The officers of one agency: number, name, rank, area, shift, e-mail. Nothing of home, family or religion is kept.")
    permission: ClassVar[Permission] = Permission.IMPORT_OWN
    reads: ClassVar[tuple[str, ...]] = ("csv", "xlsx")
    options: ClassVar[tuple[Option, ...]] = (
        Option("agency", _("Agency"), required=True, hint=_("the ORI of the agency"), choices=agency_choices),
        Option(
            "missing", _("Officers who are not in the file"), default="keep", hint=_("`keep` tells of them, `gone` marks them as left"),
            choices=lambda access: [("keep", _("Tell me, change nothing")), ("gone", _("Mark them as left"))],
        ),
    )  # fmt: skip
    fields: ClassVar[tuple[Field, ...]] = (
        Field("badge", _("Number"), ("cad number", "cad", "badge number", "badge", "star number", "star", "serial number", "serial", "employee id",
                                     "employee number", "id number", "officer id", "shield"), required=True),
        Field("last_name", _("Last name"), ("surname", "family name", "lname", "last")),
        Field("first_name", _("First name"), ("given name", "fname", "first")),
        Field("name", _("Whole name"), ("full name", "officer name", "officer", "member")),
        Field("rank", _("Rank"), ("title", "job title", "position", "grade")),
        Field("district", _("Precinct"), ("district", "precinct", "division", "zone", "command", "station")),
        Field("area", _("Beat"), ("psa", "beat", "sector", "response area", "area", "post", "beat assignment")),
        Field("tour", _("Tour"), ("shift", "watch", "platoon", "tour of duty", "hours")),
        Field("days_off", _("Days off"), ("rdo", "rdos", "regular days off", "off days")),
        Field("assigned_since", _("Assigned since"), ("assignment date", "assigned on", "date assigned", "in unit since", "start date")),
        Field("email", _("E-mail"), ("work email", "email address", "mail")),
        Field("phone", _("Phone"), ("work phone", "telephone", "cell", "desk phone", "phone number")),
        Field("languages", _("Languages"), ("language", "languages spoken", "second language")),
        Field("status", _("Status"), ("duty status", "employment status", "duty")),
        Field("transfer_on", _("Transfer on"), ("transfer effective", "transfer date", "effective date")),
        Field("transfer_to", _("Transfer to"), ("new assignment", "transfer destination")),
    )  # fmt: skip

    def scope_for(self, access: Any, options: Mapping[str, str]) -> Any:
        """Return the agency's scope; before it takes part, whoever answers for its state."""
        agency = agency_of(options)
        return agency.scope or access_services.home_scope(agency.state)

    def plan(self, table: Table, mapping: Mapping[str, str], context: Context) -> Plan:
        agency = agency_of(context.options)
        problems: list[Problem] = []
        ground = _ground(agency, problems)
        names = [f.key for f in self.fields]
        given = [dict(zip(names, values, strict=True)) for values in zip(*(table.column(mapping, n) for n in names), strict=True)]
        kept, badges, refused = _without_repeats(list(zip(table.rows, given, strict=True)), problems)
        today = agency.day(context.at)
        members = [(m, row) for number, row in kept if (m := member(number, row, ground, today, problems))]
        refused += len(kept) - len(members)
        tours = _tours(agency, members, problems)
        plan = _compare(agency, mapping, [m for m, _row in members], badges, context.options.get("missing", "keep") == "gone", problems)
        plan.rows, plan.refused, plan.problems = len(table), refused, _in_words_of_the_file(problems, mapping)
        plan.payload = (*plan.payload, tours)
        plan.extras = {"agency": agency.ori, "merged": len(table) - len(kept) - (refused - (len(kept) - len(members))), "shift_patterns": len(tours)}
        return plan

    def apply(self, plan: Plan, context: Context) -> Applied:
        fresh, changes, tours = plan.payload
        agency = bring_in(agency=agency_of(context.options), by=context.by, at=context.at)
        patterns = [ShiftPattern(agency=agency, code=t.code, name=t.name, anchor_on=ANCHOR, cycle=t.cycle) for t in tours]
        ShiftPattern.objects.bulk_create(patterns)
        shift_id = dict(agency.shift_patterns.values_list("code", "id"))
        keys = new_keys(len(fresh))
        columns: dict[str, list[Any]] = {c: [m.values.get(c) for m in fresh] for c in COLUMNS}
        columns["shift_id"] = [shift_id.get(m.values["shift"]) for m in fresh]
        bulk.insert(Officer, {"key": keys, "agency_id": [agency.pk] * len(fresh), **columns})
        for _before, after in changes.values():
            if "shift" in after:
                after["shift_id"] = shift_id.get(after.pop("shift"))
        for before, _after in changes.values():
            if "shift" in before:
                before["shift_id"] = shift_id.get(before.pop("shift"))
        was = worked_by(agency.officers.filter(shift__isnull=False))
        bulk.update(Officer, {pk: after for pk, (_before, after) in changes.items()})
        follow_addresses(officers=agency.officers.all(), by=context.by, at=context.at)
        tell_duty(was={pk: was.get(pk) for pk, (_before, after) in changes.items() if "shift_id" in after}, by=context.by, at=context.at)
        changed = {str(pk): [{n: undoing.as_json(v) for n, v in side.items()} for side in pair] for pk, pair in changes.items()}
        created = undoing.remembered(keys, columns, WATCHED)
        return Applied(undo={"agency": agency.pk, "created": created, "changed": changed, "patterns": [t.code for t in tours]})

    def undo(self, undo: Mapping[str, Any], context: Context) -> None:
        others = {int(pk) for pk, (before, _after) in undo["changed"].items() if "shift_id" in before}
        was = worked_by(Officer.objects.filter(agency_id=undo["agency"], shift__isnull=False))
        undoing.take_back(Officer, undo, watched=WATCHED)
        tell_duty(was={pk: was.get(pk) for pk in others}, by=context.by, at=context.at)
        ShiftPattern.objects.filter(agency_id=undo["agency"], code__in=undo["patterns"], officers=None).delete()
        follow_addresses(officers=Officer.objects.filter(agency_id=undo["agency"]), by=context.by, at=context.at)


def _ground(agency: Agency, problems: list[Problem]) -> Ground:
    areas = list(Area.objects.in_force().filter(version__territory=agency.territory_id).values_list("id", "level", "code", "parent__code"))
    if not areas:
        problems.append(Problem(None, "area", agency.ori, "This agency has no map in force: officers come in without an area.", Severity.INFO))
    return Ground(
        beats={code_of(code): pk for pk, level, code, _up in areas if level == Level.BEAT},
        precincts={code_of(code): pk for pk, level, code, _up in areas if level == Level.PRECINCT},
        precinct_of={code_of(code): code_of(up) for _pk, level, code, up in areas if level == Level.BEAT and up},
    )


def _without_repeats(rows: list[tuple[int, dict[str, str]]], problems: list[Problem]) -> tuple[list[tuple[int, dict[str, str]]], set[str], int]:
    """Take rows with one number once when they agree, refuse them all when they contradict each other. Returns also every number in the file."""
    by_badge: dict[str, list[tuple[int, dict[str, str]]]] = defaultdict(list)
    for number, given in rows:
        by_badge[tidy(given["badge"])].append((number, given))
    kept, refused = list(by_badge.pop("", [])), 0
    for badge, same in by_badge.items():
        first, given = same[0]
        differing = sorted({name for _n, other in same for name in other if tidy(other[name]) != tidy(given[name])})
        if differing:
            refused += len(same)
            numbers = ", ".join(str(n) for n, _ in same)
            for number, _given in same:
                problems.append(
                    Problem(number, "badge", badge, f"Rows {numbers} contradict each other ({', '.join(differing)}): none is imported.", Severity.ERROR)
                )
            continue
        kept.append(same[0])
        problems.extend(Problem(number, "badge", badge, f"The same as row {first}: taken once.", Severity.INFO) for number, _given in same[1:])
    return sorted(kept, key=lambda pair: pair[0]), set(by_badge), refused


def _tours(agency: Agency, members: list[tuple[Member, dict[str, str]]], problems: list[Problem]) -> list[Tour]:
    """Give each member the code of their pattern; return the patterns that are not there yet."""
    there = set(agency.shift_patterns.values_list("code", flat=True))
    fresh: dict[str, Tour] = {}
    for found, given in members:
        made = tour(given["tour"], given["days_off"])
        found.values["shift"] = made.code if isinstance(made, Tour) else None
        if isinstance(made, Tour) and made.code not in there:
            fresh.setdefault(made.code, made)
        elif isinstance(made, str):
            what = "tour" if made == "tour" else "days off"
            problems.append(Problem(found.row, made, given[made], f"The {what} cannot be understood: the officer has no shift pattern.", Severity.WARNING))
    problems.extend(told(fresh.values()))
    return list(fresh.values())


def _compare(agency: Agency, mapping: Mapping[str, str], members: list[Member], badges: set[str], mark_gone: bool, problems: list[Problem]) -> Plan:
    compared = _compared(mapping)
    there = {row["badge"]: row for row in agency.officers.values("pk", "shift__code", *(c for c in COLUMNS if c != "shift_id"))}
    codes = dict(Area.objects.filter(version__territory=agency.territory_id).values_list("id", "code"))
    plan = Plan(rows=0)
    fresh: list[Member] = []
    changes: dict[int, tuple[dict[str, Any], dict[str, Any]]] = {}
    for found in members:
        old = there.get(found.badge)
        if old is None:
            fresh.append(found)
            continue
        old["shift"] = old["shift__code"]
        old["phone"] = undoing.as_json(old["phone"])
        after = {n: v for n, v in found.values.items() if n in compared and v != old[n] and (v not in ("", None, []) or n in WIPED_BY_BLANKS)}
        if after:
            changes[old["pk"]] = ({n: old[n] for n in after}, after)
            plan.updates.append(_change(found.row, found.label, *changes[old["pk"]], codes))
        else:
            plan.unchanged += 1
    for badge, old in there.items():
        if badge not in badges and old["status"] != OfficerStatus.GONE:
            words = "marked as left" if mark_gone else "nothing was changed"
            problems.append(Problem(None, "badge", badge, f"On the roster, but not in this file: {words}.", Severity.WARNING))
            if mark_gone:
                changes[old["pk"]] = ({"status": old["status"]}, {"status": OfficerStatus.GONE.value})
                plan.updates.append(_change(0, f"{old['first_name']} {old['last_name']} ({badge})", *changes[old["pk"]], codes))
    plan.created, plan.updated = len(fresh), len(changes)
    plan.creates = [_change(m.row, m.label, {}, m.values, codes) for m in fresh[:SAMPLE]]
    plan.updates, plan.payload = plan.updates[:SAMPLE], (fresh, changes)
    plan.digest = digest_of([m.values for m in fresh], sorted(changes.items()))
    return plan


def _compared(mapping: Mapping[str, str]) -> set[str]:
    """Return the attributes the file speaks of: one without a column is left alone."""
    from_field = {"rank_as_given": "rank", "area_id": "area", "shift": "tour"}
    names = {*COLUMNS, "shift"} - {"badge", "shift_id"}
    spoken = {n for n in names if mapping.get(from_field.get(n, n))}
    if mapping.get("name"):
        spoken |= {"first_name", "last_name"}
    return spoken | ({"area_id"} if mapping.get("district") else set())


def _change(row: int, label: str, before: dict[str, Any], after: dict[str, Any], codes: Mapping[int, str]) -> Change:
    """Return a change in the words of the file: areas by their code, patterns under the tour."""
    plain = [{n: undoing.as_json(v) for n, v in side.items()} for side in (before, after)]
    for side in plain:
        if "area_id" in side:
            side["area"] = codes.get(side.pop("area_id"), "")
        if "shift" in side:
            side["tour"] = side.pop("shift")
    return Change(row, label, *plain)


def _in_words_of_the_file(problems: list[Problem], mapping: Mapping[str, str]) -> list[Problem]:
    """Name fields as the file does."""
    named = [Problem(p.row, mapping.get(p.field, p.field), p.value, p.reason, p.severity) for p in problems]
    return sorted(named, key=lambda p: (p.row is None, p.row or 0))
