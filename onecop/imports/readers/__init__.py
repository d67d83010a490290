"""Files into Tables. Every reader measures before it parses; a file beyond the limits is refused in one sentence."""

from onecop.imports.readers.limits import LIMITS, Limits
from onecop.imports.readers.open import kind_of, read

__all__ = ["LIMITS", "Limits", "kind_of", "read"]
