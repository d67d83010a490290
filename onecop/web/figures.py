"""The three counts of the public page. Measures with doubt belong to reporting; a count of what exists has none."""

from dataclasses import dataclass

from onecop.agencies.choices import AgencyStanding
from onecop.agencies.models import Agency
from onecop.congregations.models import Congregation
from onecop.partnerships.models import Partnership


@dataclass(frozen=True)
class PublicFigures:
    """How many take part today. Never who."""

    partnerships: int
    congregations: int
    agencies: int

    def __bool__(self) -> bool:
        return self.congregations + self.agencies > 0


def public_figures() -> PublicFigures:
    """Count what takes part now, in three queries on indexed columns."""
    return PublicFigures(
        partnerships=Partnership.objects.open().count(),
        congregations=Congregation.objects.enrolled().count(),
        agencies=Agency.objects.filter(standing=AgencyStanding.ACTIVE).count(),
    )
