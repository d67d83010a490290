"""What anyone may know of an event, read from the event and its host as they are now: only the rows and the fields that a page shows."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Avg

from onecop.access.choices import ScopeKind
from onecop.calendars import times
from onecop.events.models import Event
from onecop.events.series import Series
from onecop.territory.geocode import town_middle
from onecop.territory.models import Area


@dataclass(frozen=True, slots=True)
class Card:
    """place: with the address only where that is public. pin: (lon, lat), never more exact than the town where the place is private, or None.
    home: the scope of its region, where the host says so; everywhere: a national one without a town."""

    pk: int
    key: str
    kind: str
    title: str
    host: str
    place: str
    city: str
    state: str
    pin: tuple[float, float] | None
    exact: bool
    home: int | None
    everywhere: bool
    languages: tuple[str, ...]
    series: Series
    cancelled: bool

    @property
    def town(self) -> str:
        return ", ".join(part for part in (self.city, self.state) if part)


HOUSE = ("name", "street", "city", "state", "lon", "lat", "territory_id", "scope__parent_id")
AGENCY = ("name", "city", "state", "territory_id", "scope__parent_id")
OWN = (
    "pk", "key", "kind", "title", "host_words", "place", "address", "city", "state", "lon", "lat", "place_private", "languages", "zone", "starts_on", "starts",
    "minutes", "rrule", "until_on", "cancelled_at", "scope_id", "scope__kind", "scope__name",
)  # fmt: skip
PATHS = (
    *OWN,
    *(f"congregation__{name}" for name in HOUSE),
    *(f"partnership__congregation__{name}" for name in HOUSE),
    *(f"agency__{name}" for name in AGENCY),
    "partnership__agency__name",
)
HOSTS = ("congregation__", "partnership__congregation__", "agency__")


def cards(events: Collection[int], *, pinned: bool = False) -> dict[int, Card]:
    """Return the cards of public events, by number: one query, however many.

    Args:
        pinned: look up where each is, which pages do not show: for some a second query.
    """
    rows = [dict(zip(PATHS, row, strict=True)) for row in Event.objects.public().filter(pk__in=events).values_list(*PATHS).order_by("pk")]
    grounds = _grounds({row[f"{base}territory_id"] for row in rows if (base := _base(row)) and not row["city"]} - {None}) if pinned else {}
    return {row["pk"]: _card(row, grounds) for row in rows}


def _base(row: dict[str, Any]) -> str:
    return next((path for path in HOSTS if row[f"{path}name"]), "")


def _grounds(territories: set[int]) -> dict[int, tuple[float, float]]:
    """Return the middle of territories, for towns that the table of ZIP codes does not know."""
    if not territories:
        return {}
    areas = Area.objects.in_force().order_by().filter(version__territory__in=territories).values("version__territory_id")
    return {row["version__territory_id"]: (row["lon"], row["lat"]) for row in areas.annotate(lon=Avg("label_lon"), lat=Avg("label_lat"))}


def _card(row: dict[str, Any], grounds: dict[int, tuple[float, float]]) -> Card:
    base = _base(row)
    house = base if base != "agency__" else ""
    of: Any = lambda name: row.get(f"{base}{name}") if base else None  # noqa: E731 - what the host says of itself
    city, state = row["city"] or of("city") or "", row["state"] or (of("state") if not row["city"] else "") or ""
    exact = (row["lon"], row["lat"]) if row["lon"] is not None else (of("lon"), of("lat")) if house and of("lon") is not None else None
    known = exact is not None and not row["place_private"]
    address = row["address"] or ", ".join(part for part in (of("street") if house else "", city) if part)
    return Card(
        pk=row["pk"], key=row["key"], kind=row["kind"], title=row["title"], host=row["host_words"] or _host(row, base), city=city, state=state,
        place="" if row["place_private"] else ", ".join(part for part in (row["place"], address) if part),
        pin=exact if known else town_middle(city, state) or (grounds.get(of("territory_id")) if base else None), exact=known,
        home=row["scope_id"] if row["scope__kind"] == ScopeKind.REGION else of("scope__parent_id"),
        everywhere=row["scope__kind"] == ScopeKind.NATION and not state, languages=tuple(row["languages"]), cancelled=row["cancelled_at"] is not None,
        series=Series(row["starts_on"], row["starts"], row["minutes"], times.zone(row["zone"]), row["rrule"], row["until_on"]),
    )  # fmt: skip


def _host(row: dict[str, Any], base: str) -> str:
    if base == "partnership__congregation__":
        return f"{row[f'{base}name']}, {row['partnership__agency__name']}"
    return str(row[f"{base}name"] if base else row["scope__name"] or "")
