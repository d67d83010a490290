"""What floors above tell about the organizations behind scopes. Filled in `AppConfig.ready()`."""

from collections.abc import Callable, Iterable

Places = Callable[[Iterable[int]], dict[int, str]]

_places: list[Places] = []


def places(source: Places) -> Places:
    """Register `fn(scope ids) -> {scope id: where it is, as "Port Ellery, LK"}`: many organizations share a name."""
    if source not in _places:
        _places.append(source)
    return source


def places_of(scope_ids: Iterable[int]) -> dict[int, str]:
    """Return where the organizations of these scopes are, as far as anyone knows."""
    ids = list(scope_ids)
    return {pk: words for source in _places for pk, words in source(ids).items() if words}
