"""How a floor tells floors above of what it did, without knowing them."""

from collections.abc import Callable
from typing import Generic, ParamSpec

P = ParamSpec("P")


class Followers(Generic[P]):
    """Functions of apps above that are called when something happened, in the order in which they registered (in `AppConfig.ready()`).

    The object itself registers: `when_moved(follow)`, also as a decorator. Whoever registers twice is told once.
    """

    def __init__(self) -> None:
        self._follow: list[Callable[P, None]] = []

    def __call__(self, follow: Callable[P, None]) -> Callable[P, None]:
        """Register a function."""
        if follow not in self._follow:
            self._follow.append(follow)
        return follow

    def tell(self, *args: P.args, **kwargs: P.kwargs) -> None:
        """Call everyone who registered. What one of them raises ends the act."""
        for follow in self._follow:
            follow(*args, **kwargs)
