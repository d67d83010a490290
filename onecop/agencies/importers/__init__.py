"""Files into agencies, rosters and maps."""


def register_all() -> None:
    """Make the importers of this floor known. Called once the models are loaded."""
    from onecop.agencies.importers.agencies import Agencies
    from onecop.agencies.importers.roster import Roster
    from onecop.agencies.importers.territory import TerritoryMap
    from onecop.imports.registry import register

    register(Agencies())
    register(Roster())
    register(TerritoryMap())
