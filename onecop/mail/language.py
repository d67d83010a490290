"""The language of our letters.

An address tells nothing about what its owner reads, and staff word letters in one language. So every letter is in English from greeting to footer,
whoever sets it off and in whatever language they read the site.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.utils import translation

LETTERS = "en"


@contextmanager
def letters_language() -> Iterator[None]:
    """Write in the language of our letters, inside `with` or as a decorator."""
    with translation.override(LETTERS):
        yield
