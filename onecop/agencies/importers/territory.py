"""The map of an agency: precincts or beats into its draft version. Key: the area's code within the level."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from onecop.access import services as access_services
from onecop.agencies.models import Agency
from onecop.agencies.services import bring_in
from onecop.imports import mapping as columns
from onecop.imports.contract import SAMPLE, Applied, Change, Context, Field, ImportRefused, Option, Plan, Table, UndoRefused, Words, digest_of
from onecop.kernel.errors import Refused
from onecop.kernel.permissions import Permission
from onecop.territory import drafting
from onecop.territory import services as ground
from onecop.territory.choices import Level
from onecop.territory.intake import Feature, Intake, IntakeOptions, MapRefused, check, read_shape
from onecop.territory.intake.fields import ANY_IDS, BEAT_IDS, NAMES, PRECINCT_IDS
from onecop.territory.models import TerritoryVersion

YES = frozenset({"yes", "true", "1", "on"})


@dataclass(frozen=True)
class Payload:
    agency: Agency
    level: Level
    intake: Intake
    effective: date
    activate: bool


class TerritoryMap:
    key: ClassVar[str] = "territory"
    title: ClassVar[Words] = _("Map of an agency")
    hint: ClassVar[Words] = _("Precincts or beats as GeoJSON or a zipped shapefile. They go to a draft that changes nothing until it is activated.")
    permission: ClassVar[Permission] = Permission.IMPORT_OWN
    reads: ClassVar[tuple[str, ...]] = ("geojson", "shapefile")
    fields: ClassVar[tuple[Field, ...]] = (
        Field("id", _("Id"), (*BEAT_IDS, *PRECINCT_IDS, *(alias for alias in ANY_IDS if alias != "name"))),
        Field("name", _("Name"), NAMES),
        Field("parent", _("Precinct of a beat"), PRECINCT_IDS),
    )
    options: ClassVar[tuple[Option, ...]] = (
        Option("agency", _("Agency"), required=True, hint=_("Its ORI, such as DCMPD0000.")),
        Option("level", _("The shapes are"), required=True, choices=lambda access: Level.choices),
        Option("crs", _("Reference system"), hint=_("EPSG:n, when the file does not say in which coordinates it is drawn.")),
        Option("effective", _("Counts from"), hint=_("A date as YYYY-MM-DD; today when left blank.")),
        Option("activate", _("Put it in force at once"), choices=lambda access: [("", _("No, keep a draft")), ("yes", _("Yes"))]),
    )

    def scope_for(self, access: Any, options: Mapping[str, str]) -> Any:
        agency = _agency(options)
        return agency.scope or access_services.home_scope(agency.state)

    def plan(self, table: Table, mapping: Mapping[str, str], context: Context) -> Plan:
        agency, level, effective = _agency(context.options), _level(context.options), _effective(context)
        base = _base(agency)
        options = IntakeOptions(
            level=level,
            **{f"{key}_field": header for key, header in self._chosen(table, mapping, context.options).items()},
            crs=context.options.get("crs", ""),
            stated=table.crs,
            near=(agency.lon, agency.lat) if agency.lon is not None and agency.lat is not None else None,
            precincts=drafting.precinct_shapes(base) if level == Level.BEAT else {},
        )
        try:
            intake = check([Feature(row, properties, read_shape(shape)) for row, properties, shape in table.features()], options)
        except MapRefused as error:
            raise ImportRefused(error.reason, instead=error.instead) from None
        changes = drafting.compare(base, level, intake)
        prints = {a.code: a.fingerprint(level) for a in intake.areas}
        known = dict(base.areas.filter(level=level).values_list("code", "name")) if base else {}
        fresh = [Change(a.row, a.name, {}, {"code": a.code, "precinct": a.parent_code}) for a in intake.areas if a.code not in known]
        changed = [Change(a.row, a.name, {"name": known[a.code]}, {"name": a.name}) for a in intake.areas if known.get(a.code, a.name) != a.name]
        return Plan(
            rows=len(table), created=changes.created, updated=changes.updated, unchanged=changes.unchanged, refused=intake.refused,
            problems=intake.problems, creates=fresh[:SAMPLE], updates=changed[:SAMPLE],
            payload=Payload(agency, level, intake, effective, context.options.get("activate", "").lower() in YES),
            digest=digest_of(sorted(prints.items()), base.pk if base else 0, changes), extras={"removed": changes.removed},
        )  # fmt: skip

    def _chosen(self, table: Table, mapping: Mapping[str, str], options: Mapping[str, str]) -> dict[str, str]:
        """Return the columns a person has chosen. Plain guesses are left to the check, which knows the level and looks at the values."""
        guessed = columns.guess(table.header, self.fields)
        return {f.key: mapping.get(f.key, "") if options.get(f"{f.key}_field") or mapping.get(f.key, "") != guessed.get(f.key, "") else "" for f in self.fields}

    def apply(self, plan: Plan, context: Context) -> Applied:
        wanted: Payload = plan.payload
        agency = bring_in(agency=wanted.agency, by=context.by, at=context.at)
        assert agency.territory is not None
        had_draft = agency.territory.versions.drafts().exists()
        changed = plan.updated + plan.extras.get("removed", 0)
        try:
            taken = ground.take_in(
                territory=agency.territory, level=wanted.level, intake=wanted.intake, effective_on=wanted.effective, source=context.source,
                by=context.by, at=context.at, scope_id=agency.scope_id,
            )  # fmt: skip
            plan.problems.extend(taken.told)
            version = taken.version
            if wanted.activate and version.is_draft:
                version = ground.activate(version=version, by=context.by, at=context.at, scope_id=agency.scope_id)
        except Refused as error:
            raise ImportRefused(error.reason, instead=error.instead) from None
        undo = {"version": version.key, "fresh": not had_draft, "changed": changed, "level": str(wanted.level), "codes": [a.code for a in wanted.intake.areas]}
        return Applied(undo=undo, extras={"version": version.key})

    def undo(self, undo: Mapping[str, Any], context: Context) -> None:
        version = TerritoryVersion.objects.filter(key=undo["version"]).select_related("territory").first()
        if version is None:
            raise UndoRefused(gettext("The draft has been deleted already."))
        if not version.is_draft:
            raise UndoRefused(gettext("%(version)s has come into force.") % {"version": version}, instead=gettext("Import the former map as a new version."))
        scope_id = Agency.objects.filter(territory=version.territory).values_list("scope_id", flat=True).first()
        if not undo["fresh"] and undo["changed"]:
            raise UndoRefused(
                gettext("The file changed areas of a draft that was there before."), instead=gettext("Delete the draft and import its files again.")
            )
        if undo["fresh"] and len(version.problems) > 1:
            raise UndoRefused(gettext("Another layer has been added to the draft since."), instead=gettext("Undo that import first, or delete the draft."))
        try:
            if undo["fresh"]:
                ground.delete_draft(version=version, by=context.by, at=context.at, scope_id=scope_id)
            else:
                ground.take_out(version=version, level=Level(undo["level"]), codes=undo["codes"], by=context.by, at=context.at, scope_id=scope_id)
        except Refused as error:
            raise UndoRefused(error.reason, instead=error.instead) from None


def _agency(options: Mapping[str, str]) -> Agency:
    ori = options.get("agency", "").strip().upper()
    agency = Agency.objects.filter(ori=ori).select_related("scope__parent", "territory").first()
    if agency is None:
        raise ImportRefused(
            gettext("No agency has the ORI “%(ori)s”.") % {"ori": ori}, instead=gettext("Import the list of agencies first, or correct the ORI.")
        )
    return agency


def _level(options: Mapping[str, str]) -> Level:
    try:
        return Level(options.get("level", "").strip().lower())
    except ValueError:
        raise ImportRefused(gettext("Say what the shapes are."), instead=gettext("Give --level precinct or --level beat.")) from None


def _effective(context: Context) -> date:
    given = context.options.get("effective", "").strip()
    if not given:
        return context.at.astimezone(ZoneInfo("America/New_York")).date()
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise ImportRefused(gettext("“%(given)s” is no date.") % {"given": given}, instead=gettext("Give it as YYYY-MM-DD.")) from None


def _base(agency: Agency) -> TerritoryVersion | None:
    """Return what the file is compared with: the draft, else the version in force."""
    if agency.territory is None:
        return None
    return agency.territory.versions.drafts().first() or agency.territory.versions.in_force().first()
