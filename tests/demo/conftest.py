"""A history is played once for all tests of a module that read it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from onecop.demo.simulation import play

UNTIL = datetime(2026, 11, 20, 17, tzinfo=UTC)


@contextmanager
def rewound(*, seed: int = 1, weeks: int, prospects: int) -> Iterator[dict[str, int]]:
    """Play a history, and take it back afterward.

    Args:
        prospects: of 220 houses those that never enroll. Of the others two are those of the stories, and the form of eight has just come.
    """
    block = transaction.atomic()
    block.__enter__()
    try:
        yield play(seed=seed, weeks=weeks, until=UNTIL, prospects=prospects)
    finally:
        transaction.set_rollback(True)
        block.__exit__(None, None, None)


@pytest.fixture(scope="module")
def two_years(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, int]]:
    """The whole story, with four partnerships or so beside it."""
    with django_db_blocker.unblock(), rewound(weeks=104, prospects=206) as counts:
        yield counts


@pytest.fixture(scope="module")
def four_weeks(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, int]]:
    """A city that has just begun."""
    with django_db_blocker.unblock(), rewound(weeks=4, prospects=180) as counts:
        yield counts
