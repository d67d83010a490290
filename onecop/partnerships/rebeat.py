"""What a redrawn map would move, before anyone puts it in force."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from onecop.congregations.models import Congregation
from onecop.partnerships.models import Partnership
from onecop.territory.drafts import locate_in
from onecop.territory.models import Area, TerritoryVersion


@dataclass(frozen=True)
class Move:
    """One congregation that would stand in another area. `came`/`goes` are None outside every area."""

    congregation: Congregation
    came: Area | None
    goes: Area | None
    partnership: Partnership | None


@dataclass(frozen=True)
class RebeatPreview:
    """All that a version would move. Congregations without a place cannot move; they are counted apart."""

    version: TerritoryVersion
    looked_at: int
    without_place: int
    moves: tuple[Move, ...]

    @property
    def partnerships_affected(self) -> int:
        return sum(move.partnership is not None for move in self.moves)

    def as_json(self) -> dict[str, object]:
        """Return what the command prints."""
        return {
            "congregations_moved": len(self.moves),
            "partnerships_affected": self.partnerships_affected,
            "moved": [
                {"congregation": m.congregation.name, "from": m.came.code if m.came else None, "to": m.goes.code if m.goes else None} for m in self.moves
            ],
        }


NeedsSuccessor = Callable[[RebeatPreview], set[int]]
_needs_successor: list[NeedsSuccessor] = []


def needs_successor(source: NeedsSuccessor) -> NeedsSuccessor:
    """Register `fn(preview) -> row numbers of partnerships` whose officer would not serve the congregation any more: the map begins a handover there."""
    if source not in _needs_successor:
        _needs_successor.append(source)
    return source


def handovers_of(preview: RebeatPreview) -> set[int]:
    """Return the row numbers of the partnerships in which the version would begin a handover. A fixed number of queries."""
    return set().union(*(source(preview) for source in _needs_successor))


def rebeat_preview(version: TerritoryVersion) -> RebeatPreview:
    """Compare where each congregation of the territory stands now with where `version` would put it.

    Areas are compared by level and code, since every version has rows of its own. Costs five queries, whatever the size.
    """
    congregations = list(Congregation.objects.filter(territory=version.territory).select_related("area").defer("area__outline").order_by("name", "id"))
    placed = [c for c in congregations if c.lon is not None and c.lat is not None]
    found = locate_in(version, [c.lon or 0.0 for c in placed], [c.lat or 0.0 for c in placed])
    areas = version.areas.light().in_bulk()
    partnerships = {p.congregation_id: p for p in Partnership.objects.open().filter(congregation__territory=version.territory)}
    moves = tuple(_moves(placed, [areas.get(int(i)) for i in found], partnerships))
    return RebeatPreview(version=version, looked_at=len(placed), without_place=len(congregations) - len(placed), moves=moves)


def _moves(placed: list[Congregation], goes_to: list[Area | None], partnerships: dict[int, Partnership]) -> Iterator[Move]:
    for congregation, goes in zip(placed, goes_to, strict=True):
        came = congregation.area
        if _place(came) != _place(goes):
            yield Move(congregation=congregation, came=came, goes=goes, partnership=partnerships.get(congregation.pk))


def _place(area: Area | None) -> tuple[str, str] | None:
    return (area.level, area.code) if area else None
