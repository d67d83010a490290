"""Answers that stay ready in a process while the database says that nothing they are made of has turned: other processes' changes count at once."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

from django.db import connection
from django.utils.translation import get_language

from onecop.events.models import Turn
from onecop.ui.packed import Packed

MOST = 48_000_000
"""Bytes that a process keeps, about; the longest unused go first."""
SMALL = 30_000
"""What a piece counts that is not packed: a list of some rows."""

T = TypeVar("T")
_kept: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
_lock = Lock()


class Shelf:
    """What stays ready as long as nothing of a topic changes, in the language of whoever reads. One query, when it is opened."""

    def __init__(self, topic: str) -> None:
        self.stamp = (connection.settings_dict["NAME"], topic, Turn.objects.stamp(topic), get_language())

    def keep(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what `make()` gives, made once for a key. What it reads is read later than the stamp, so it is never older."""
        whole = (self.stamp, key)
        with _lock:
            if whole in _kept:
                _kept.move_to_end(whole)
                return _kept[whole][0]  # type: ignore[no-any-return]
        made = make()
        with _lock:
            _kept[whole] = (made, len(made.body) + len(made.zipped) if isinstance(made, Packed) else SMALL)
            room = MOST - sum(size for _value, size in _kept.values())
            while room < 0 and len(_kept) > 1:
                room += _kept.popitem(last=False)[1][1]
        return made


def clear() -> None:
    """Forget everything: for measurements."""
    with _lock:
        _kept.clear()
