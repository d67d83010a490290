"""What floors above tell about partnerships, and what they do when one changes. Filled in `AppConfig.ready()`.

A partnership's page, its health and its story are drawn from what the apps above keep: rides, meetings, debriefs, events, letters. None of them
knows the page; each registers here what it has to say, for many partnerships in a fixed number of queries.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from onecop.kernel.actor import Actor
from onecop.partnerships.choices import FactKind

if TYPE_CHECKING:
    from onecop.access.models import Person
    from onecop.partnerships.models import Partnership, Tenure


@dataclass(frozen=True)
class Fact:
    """Something that happened, as evidence: it can be pointed at and does not change.

    partnership: its row number. at: when it happened. source: "ridealongs.ride:KEY", what shows it. words: a whole sentence for the story,
    already in the reader's language, or empty when the story should not tell it. by: who did it, as a name. url: where to see it, or empty.
    who: of which side's person it speaks where that matters ("leader", "coordinator", "officer").
    """

    partnership: int
    kind: FactKind
    at: datetime
    source: str
    words: str = ""
    by: str = ""
    url: str = ""
    who: str = ""


@dataclass(frozen=True)
class Ask:
    """Something that waits for somebody now: the raw material of the one next action.

    step: key of the step it belongs to ("meet"), or empty. title: what to do, as a verb phrase ("Pick a time to meet"). detail: a sentence.
    owes: the row numbers of the persons whose turn it is. owes_words: who they are, in words ("Officer Brooks"). since: since when it waits.
    due: when it should be done, if there is such a day. url: the page where it is done. weight: among several the highest comes first.
    """

    partnership: int
    step: str
    title: str
    owes: frozenset[int]
    owes_words: str
    since: datetime
    url: str
    detail: str = ""
    due: datetime | None = None
    weight: int = 0


@dataclass(frozen=True)
class Line:
    """One line of a panel: words first, then a quieter second line, a tag, and where it leads."""

    words: str
    detail: str = ""
    url: str = ""
    tag: str = ""
    tag_state: str = "plain"


@dataclass(frozen=True)
class Panel:
    """A card on the page of a partnership, for one reader. order: where it stands. acts: links as (label, url), the first is the main one."""

    key: str
    order: int
    title: str
    lines: tuple[Line, ...] = ()
    empty: str = ""
    acts: tuple[tuple[str, str], ...] = field(default_factory=tuple)


ReplyTo = Callable[["Partnership", "Person", datetime], str]
Facts = Callable[[list[int]], Iterable[Fact]]
Asks = Callable[[list[int], datetime], Iterable[Ask]]
Panels = Callable[["Partnership", "Person", datetime], Panel | None]


class WhenBegun(Protocol):
    """Called at the end of the transaction in which a partnership begins, after its connection e-mails were queued."""

    def __call__(self, *, partnership: "Partnership", by: Actor, at: datetime) -> None: ...


class WhenTenureChanges(Protocol):
    """Called in the transaction in which somebody took over, joined or left. `old` or `new` may be None."""

    def __call__(self, *, partnership: "Partnership", old: "Tenure | None", new: "Tenure | None", by: Actor, at: datetime) -> None: ...


class WhenStandingChanges(Protocol):
    """Called in the transaction in which a partnership is paused, taken up again, or ended. `partnership.state` is the new one."""

    def __call__(self, *, partnership: "Partnership", was: str, by: Actor, at: datetime) -> None: ...


_facts: list[Facts] = []
_asks: list[Asks] = []
_panels: list[Panels] = []
_begun: list[WhenBegun] = []
_reply_to: list["ReplyTo"] = []
_tenures: list[WhenTenureChanges] = []
_standings: list[WhenStandingChanges] = []


def _once(held: list[Any], one: Any) -> Any:
    if one not in held:
        held.append(one)
    return one


def facts(source: Facts) -> Facts:
    """Register `fn(partnership ids) -> facts`: a fixed number of queries, however many ids."""
    return _once(_facts, source)


def asks(source: Asks) -> Asks:
    """Register `fn(partnership ids, at) -> asks`: a fixed number of queries, however many ids."""
    return _once(_asks, source)


def panel(source: Panels) -> Panels:
    """Register `fn(partnership, reader, at) -> Panel | None`."""
    return _once(_panels, source)


def reply_to(source: ReplyTo) -> ReplyTo:
    """Register `fn(partnership, reader, at) -> address`: where one reader's answer to a letter goes, so that both sides get it; empty for none."""
    return _once(_reply_to, source)


def when_begun(act: WhenBegun) -> WhenBegun:
    return _once(_begun, act)


def when_tenure_changes(act: WhenTenureChanges) -> WhenTenureChanges:
    return _once(_tenures, act)


def when_standing_changes(act: WhenStandingChanges) -> WhenStandingChanges:
    return _once(_standings, act)


def facts_of(ids: Iterable[int]) -> list[Fact]:
    """Return the facts of these partnerships, oldest first."""
    ids = list(ids)
    return sorted((fact for source in _facts for fact in source(ids)), key=lambda fact: (fact.at, fact.source)) if ids else []


def asks_of(ids: Iterable[int], at: datetime) -> list[Ask]:
    """Return what waits in these partnerships, the weightiest and then the oldest first."""
    ids = list(ids)
    return sorted((ask for source in _asks for ask in source(ids, at)), key=lambda ask: (-ask.weight, ask.since, ask.title)) if ids else []


def panels_of(partnership: "Partnership", reader: "Person", at: datetime) -> list[Panel]:
    """Return the cards of a partnership's page, in their order."""
    return sorted((found for source in _panels if (found := source(partnership, reader, at))), key=lambda panel: (panel.order, panel.key))


def reply_address(partnership: "Partnership", reader: "Person", at: datetime) -> str:
    """Return the address that one reader answers to, or nothing where answers by e-mail do not come in."""
    return next((address for source in _reply_to if (address := source(partnership, reader, at))), "")


def tell_begun(*, partnership: "Partnership", by: Actor, at: datetime) -> None:
    for act in _begun:
        act(partnership=partnership, by=by, at=at)


def tell_tenure(*, partnership: "Partnership", old: "Tenure | None", new: "Tenure | None", by: Actor, at: datetime) -> None:
    for act in _tenures:
        act(partnership=partnership, old=old, new=new, by=by, at=at)


def tell_standing(*, partnership: "Partnership", was: str, by: Actor, at: datetime) -> None:
    for act in _standings:
        act(partnership=partnership, was=was, by=by, at=at)
