"""The importers there are. Higher floors register theirs in AppConfig.ready()."""

from django.utils.translation import gettext as _

from onecop.imports.contract import Importer, ImportRefused

_importers: dict[str, Importer] = {}


def register(importer: Importer) -> None:
    _importers[importer.key] = importer


def get(key: str) -> Importer:
    """Return the importer of that key. Raises ImportRefused for an unknown one."""
    if key not in _importers:
        raise ImportRefused(_("There is no import called “%(key)s”.") % {"key": key}, instead=_("Known: %(names)s.") % {"names": ", ".join(sorted(_importers))})
    return _importers[key]


def all_importers() -> list[Importer]:
    return list(_importers.values())
