"""The importers there are, and what follows an import. Higher floors register theirs in AppConfig.ready()."""

from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from django.utils.translation import gettext as _

from onecop.imports.contract import Importer, ImportRefused
from onecop.kernel.actor import Actor

if TYPE_CHECKING:
    from onecop.imports.models import ImportRun


class WhenImported(Protocol):
    """Called in the transaction in which a file was imported, or an import taken back, after its rows were written. `run.state` says which."""

    def __call__(self, *, run: "ImportRun", by: Actor, at: datetime) -> None: ...


_importers: dict[str, Importer] = {}
_when_imported: list[WhenImported] = []


def when_imported(act: WhenImported) -> WhenImported:
    """Register `act(run=, by=, at=)`; may be used as a decorator. Registering twice counts once."""
    if act not in _when_imported:
        _when_imported.append(act)
    return act


def tell_imported(*, run: "ImportRun", by: Actor, at: datetime) -> None:
    for act in _when_imported:
        act(run=run, by=by, at=at)


def register(importer: Importer) -> None:
    _importers[importer.key] = importer


def get(key: str) -> Importer:
    """Return the importer of that key. Raises ImportRefused for an unknown one."""
    if key not in _importers:
        raise ImportRefused(_("There is no import called “%(key)s”.") % {"key": key}, instead=_("Known: %(names)s.") % {"names": ", ".join(sorted(_importers))})
    return _importers[key]


def all_importers() -> list[Importer]:
    return list(_importers.values())
