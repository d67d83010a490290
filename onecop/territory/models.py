from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from onecop.kernel.ids import new_key
from onecop.territory.choices import Level, VersionState


class Territory(models.Model):
    """The ground of one agency, known by the agency's ORI. Agencies (a floor above) point here."""

    SENSITIVE: ClassVar[set[str]] = set()
    OPEN = {"ori", "name", "precinct_word", "beat_word", "timezone"}

    ori = models.CharField(max_length=9, unique=True)
    name = models.CharField(max_length=200)
    precinct_word = models.CharField(max_length=40, default="precinct", help_text="The city's own word: district, zone, division.")
    beat_word = models.CharField(max_length=40, default="beat", help_text="The city's own word: PSA, sector, response area.")
    timezone = models.CharField(max_length=50, default="America/New_York")

    class Meta:
        verbose_name_plural = "territories"

    def __str__(self) -> str:
        return self.name


class VersionQuerySet(models.QuerySet["TerritoryVersion"]):
    def drafts(self) -> "VersionQuerySet":
        return self.filter(state=VersionState.DRAFT)

    def in_force(self) -> "VersionQuerySet":
        return self.filter(state=VersionState.ACTIVE)


class TerritoryVersion(models.Model):
    """The areas of a territory from a day on. A redrawn map is a new version; old ones stay."""

    SENSITIVE: ClassVar[set[str]] = set()
    OPEN = {"source"}

    key = models.CharField(max_length=12, unique=True, editable=False, default=new_key)
    territory = models.ForeignKey(Territory, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=VersionState, default=VersionState.DRAFT)
    effective_on = models.DateField()
    source = models.CharField(max_length=255, blank=True, help_text="The name of the file it came from.")
    square_m = models.FloatField(default=0, help_text="Ground of its largest level in square metres: where territories overlap, the smaller one answers.")
    problems = models.JSONField(default=dict, help_text="What the check of the files found, by level.")
    created_at = models.DateTimeField()
    created_by_id = models.BigIntegerField(null=True)
    activated_at = models.DateTimeField(null=True)
    activated_by_id = models.BigIntegerField(null=True)
    retired_at = models.DateTimeField(null=True)

    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering = ["territory", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["territory", "number"], name="territory_version_number"),
            models.UniqueConstraint(fields=["territory"], condition=Q(state="active"), name="territory_one_active"),
            models.UniqueConstraint(fields=["territory"], condition=Q(state="draft"), name="territory_one_draft"),
            models.CheckConstraint(
                condition=Q(state="draft", activated_at=None, activated_by_id=None) | Q(activated_at__isnull=False), name="territory_activated"
            ),
            models.CheckConstraint(
                condition=Q(state="retired", retired_at__isnull=False) | (~Q(state="retired") & Q(retired_at=None)), name="territory_retired"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.territory}, version {self.number}"

    @property
    def is_draft(self) -> bool:
        return self.state == VersionState.DRAFT

    @property
    def is_in_force(self) -> bool:
        return self.state == VersionState.ACTIVE


class AreaQuerySet(models.QuerySet["Area"]):
    def in_force(self) -> "AreaQuerySet":
        return self.filter(version__state=VersionState.ACTIVE)

    def light(self) -> "AreaQuerySet":
        """Without the outlines, which weigh most of a row."""
        return self.defer("outline")


class Area(models.Model):
    """A precinct or a beat in one version of a territory. `outline` is WKB in longitude/latitude (EPSG:4326)."""

    SENSITIVE: ClassVar[set[str]] = set()
    OPEN = {"code", "name", "fingerprint"}

    key = models.CharField(max_length=12, unique=True, editable=False, default=new_key)
    version = models.ForeignKey(TerritoryVersion, models.CASCADE, related_name="areas")
    level = models.CharField(max_length=8, choices=Level)
    code = models.CharField(max_length=40, help_text="The city's own id, or one derived from the place.")
    name = models.CharField(max_length=120)
    parent = models.ForeignKey("self", models.SET_NULL, null=True, related_name="children", help_text="The precinct of a beat.")
    min_lon = models.FloatField()
    min_lat = models.FloatField()
    max_lon = models.FloatField()
    max_lat = models.FloatField()
    label_lon = models.FloatField(help_text="A point inside, for a label.")
    label_lat = models.FloatField()
    square_m = models.FloatField(help_text="Area on the ground in square metres.")
    in_force = models.BooleanField(default=False, help_text="Whether its version is in force, kept by services.activate: only such areas are in the box index.")
    fingerprint = models.CharField(max_length=64, blank=True, help_text="Hash of all the above as imported: a re-import that brings the same changes nothing.")
    # Last, because SQLite walks through a long value to reach the columns behind it.
    outline = models.BinaryField()

    objects = AreaQuerySet.as_manager()

    class Meta:
        ordering = ["level", "code"]
        constraints = [models.UniqueConstraint(fields=["version", "level", "code"], name="territory_area_code")]

    def __str__(self) -> str:
        return self.name

    @property
    def box(self) -> tuple[float, float, float, float]:
        """(west, south, east, north) in degrees."""
        return (self.min_lon, self.min_lat, self.max_lon, self.max_lat)

    def geometry(self) -> Any:
        """Return the outline as a shapely geometry."""
        import shapely

        return shapely.from_wkb(bytes(self.outline))


class AreaNeighbour(models.Model):
    """Two areas of one level and version that share a border. Written when the version is activated; never changes."""

    SENSITIVE: ClassVar[set[str]] = set()
    OPEN: ClassVar[set[str]] = set()

    version = models.ForeignKey(TerritoryVersion, models.CASCADE, related_name="neighbours")
    low = models.ForeignKey(Area, models.CASCADE, related_name="+", help_text="The one with the lower id.")
    high = models.ForeignKey(Area, models.CASCADE, related_name="+")
    border_m = models.FloatField(help_text="Length of the shared border in metres.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["low", "high"], name="territory_neighbour_once"),
            models.CheckConstraint(condition=Q(low__lt=models.F("high")), name="territory_neighbour_order"),
        ]

    def __str__(self) -> str:
        return f"{self.low_id}–{self.high_id}"
