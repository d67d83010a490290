"""Real files stand beside the project; where they do not, the tests that need them say so."""

from pathlib import Path

import pytest
from django.conf import LazySettings

SHARED = Path(__file__).parents[2] / "../shared/data"


@pytest.fixture(autouse=True)
def own_files(settings: LazySettings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "kept"
    settings.SECOND_FACTOR_REQUIRED = False
