"""How much a file may hold. A county's 350,000 rows fit several times over; a bomb does not."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from onecop.imports.contract import ImportRefused


@dataclass(frozen=True)
class Limits:
    """unpacked_bytes: everything in a zip together. ratio: unpacked to packed, per entry above 1 MiB. cells: rows × columns of a sheet."""

    file_bytes: int = 100 * 2**20
    rows: int = 500_000
    columns: int = 300
    field_chars: int = 10_000
    cells: int = 20_000_000
    json_depth: int = 40
    coordinates: int = 5_000_000
    zip_entries: int = 500
    unpacked_bytes: int = 500 * 2**20
    ratio: int = 200


LIMITS = Limits()


def refuse_beyond(found: int, allowed: int, what: str) -> None:
    """Raise ImportRefused when there is more than allowed. `what` is a plural noun: `rows`."""
    if found > allowed:
        raise ImportRefused(
            _("The file has more than %(allowed)s %(what)s.") % {"allowed": f"{allowed:,}", "what": what}, instead=_("Split it into smaller files.")
        )


def mebibytes(size: int) -> str:
    return f"{size / 2**20:,.0f} MB"
