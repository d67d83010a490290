"""From the features of a map file to checked areas: what is wrong is put right and told, or refused and named."""

from onecop.territory.intake.checking import check
from onecop.territory.intake.facts import CheckedArea, Feature, Intake, IntakeOptions, MapRefused, read_shape
from onecop.territory.intake.fields import Columns, guess

__all__ = ["CheckedArea", "Columns", "Feature", "Intake", "IntakeOptions", "MapRefused", "check", "guess", "read_shape"]
