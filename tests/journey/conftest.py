from collections.abc import Iterator
from typing import Any

import pytest

from tests.journey.keeping import Kept, kept


@pytest.fixture
def app() -> Iterator[Kept]:
    """An app whose evidence a test writes down."""
    with kept() as found:
        yield found


@pytest.fixture(autouse=True)
def one_factor(settings: Any) -> None:
    """Staff sign in with one factor here: what they may do is what is tried."""
    settings.SECOND_FACTOR_REQUIRED = False
