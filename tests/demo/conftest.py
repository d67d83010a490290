"""The whole story is played once for all tests that read it."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from onecop.demo.simulation import play

UNTIL = datetime(2026, 11, 20, 17, tzinfo=UTC)
FEW = 206
"""Prospects, of 220: besides the two houses of the stories and the eight whose form has just come, four enroll."""


@pytest.fixture(scope="module")
def two_years(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, int]]:
    """Play two years with few partnerships, and take them back when the module is done."""
    with django_db_blocker.unblock():
        block = transaction.atomic()
        block.__enter__()
        try:
            yield play(seed=1, weeks=104, until=UNTIL, prospects=FEW)
        finally:
            transaction.set_rollback(True)
            block.__exit__(None, None, None)
