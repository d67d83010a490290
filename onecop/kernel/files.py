"""Files and their rows: a database takes a row back, a disk keeps what was written on it."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.models.fields.files import FieldFile


@contextmanager
def none_left_behind() -> Iterator[list[FieldFile]]:
    """Delete the files on the list where the act fails. Entered before the transaction, so that a failed commit counts too; a file goes on it unstored."""
    stored: list[FieldFile] = []
    try:
        yield stored
    except BaseException:
        for file in stored:
            if file.name:
                file.storage.delete(file.name)
        raise
