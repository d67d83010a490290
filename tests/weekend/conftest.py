from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from tests.make import NOON


@pytest.fixture(autouse=True)
def at_noon(settings: Any) -> Iterator[None]:
    settings.SECOND_FACTOR_REQUIRED = False
    with time_machine.travel(NOON, tick=False):
        yield
