"""What a test can have happen in a partnership without any app above: facts and asks told through the registry, as every app tells its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from onecop.partnerships import registry
from onecop.partnerships.choices import FactKind
from onecop.partnerships.models import Partnership
from onecop.partnerships.registry import Ask, Fact


def person(of: Any, kind: str = "coordinator") -> Any:
    """Return who has a part in a partnership now, as somebody who signs in."""
    held = of.tenures.get(kind=kind, closed_on=None)
    return (held.contact or held.officer).person


@dataclass
class Kept:
    """An app made of two lists."""

    happened: list[Fact] = field(default_factory=list)
    waiting: list[Ask] = field(default_factory=list)

    def facts(self, ids: list[int]) -> list[Fact]:
        return [fact for fact in self.happened if fact.partnership in ids]

    def asks(self, ids: list[int], at: datetime) -> list[Ask]:
        return [ask for ask in self.waiting if ask.partnership in ids]

    def tell(self, of: Partnership, kind: FactKind, at: datetime, words: str = "", **more: Any) -> Fact:
        fact = Fact(of.pk, kind, at, more.pop("source", f"test.{kind}:{len(self.happened)}"), words or f"There was: {kind}.", **more)
        self.happened.append(fact)
        return fact

    def wait(self, of: Partnership, title: str, owes: set[int], since: datetime, **more: Any) -> Ask:
        given = {"step": "meet", "owes_words": "Mai Pham", "url": of.get_absolute_url() + "steps/meet/", "weight": 1000}
        ask = Ask(of.pk, title=title, owes=frozenset(owes), since=since, **{**given, **more})
        self.waiting.append(ask)
        return ask

    def speak_of(self, fact: Fact, words: str) -> None:
        self.happened[self.happened.index(fact)] = replace(fact, words=words)


@contextmanager
def kept() -> Iterator[Kept]:
    """Register an app for the time of a test."""
    app = Kept()
    registry.facts(app.facts)
    registry.asks(app.asks)
    yield app
    registry._facts.remove(app.facts)
    registry._asks.remove(app.asks)
