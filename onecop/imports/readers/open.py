"""Tell what a file is from its first bytes, never from its name, and read it."""

from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from onecop.imports.contract import ImportRefused, Table
from onecop.imports.readers.csv_file import read_csv
from onecop.imports.readers.geojson_file import read_geojson
from onecop.imports.readers.limits import LIMITS, Limits, mebibytes
from onecop.imports.readers.shapefile_file import read_shapefile
from onecop.imports.readers.xlsx_file import read_xlsx
from onecop.imports.readers.zips import open_zip

READERS = {"csv": read_csv, "xlsx": read_xlsx, "geojson": read_geojson, "shapefile": read_shapefile}
KIND_WORDS = {"csv": "CSV", "xlsx": "Excel (.xlsx)", "geojson": "GeoJSON", "shapefile": _l("a zipped shapefile")}
STRANGERS = (
    (b"\xd0\xcf\x11\xe0", _l("an old Excel file (.xls) or locked with a password"), _l("Save it as .xlsx or CSV.")),
    (b"%PDF", _l("a PDF"), _l("Ask for the table as CSV or Excel.")),
    (b"\x1f\x8b", _l("packed with gzip"), _l("Unpack it first.")),
    (b"SQLite format 3", _l("a database or GeoPackage"), _l("Export it as GeoJSON or as a zipped shapefile.")),
    (b"\x00\x00\x27\x0a", _l("one part of a shapefile"), _l("Pack all of its parts (.shp, .dbf, .shx, .prj) into one zip file.")),
)


def kind_of(raw: bytes, limits: Limits = LIMITS) -> str:
    """Return `csv`, `xlsx`, `geojson` or `shapefile`.

    Raises:
        ImportRefused: empty, or a kind that is not read here; the reason says what to do instead.
    """
    head = raw[:64].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not raw.strip():
        raise ImportRefused(_("The file is empty."))
    for mark, what, instead in STRANGERS:
        if raw.startswith(mark):
            raise ImportRefused(_("The file is %(what)s.") % {"what": what}, instead=str(instead))
    if head[:1] in (b"{", b"["):
        return "geojson"
    if head[:1] == b"<":
        raise ImportRefused(_("The file is a web page, KML or other XML."), instead=_("Export it as CSV, Excel or GeoJSON."))
    if raw.startswith(b"PK"):
        names = open_zip(raw, limits).namelist()
        if "[Content_Types].xml" in names and any(n.startswith("xl/") for n in names):
            return "xlsx"
        if any(n.lower().endswith(".shp") for n in names):
            return "shapefile"
        raise ImportRefused(_("The archive holds neither a workbook nor a shapefile."), instead=_("Unpack it and give the file itself."))
    return "csv"


def read(path: Path, *, kinds: tuple[str, ...] = tuple(READERS), name: str = "", limits: Limits = LIMITS) -> Table:
    """Read a file into a Table.

    Args:
        path: a file of this machine. name: what its giver called it, for the Table.
        kinds: which kinds will do.

    Raises:
        ImportRefused: absent, too large, of another kind, or damaged.
    """
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise ImportRefused(_("%(path)s is not a file.") % {"path": path})
        if size > limits.file_bytes:
            raise ImportRefused(
                _("The file has %(size)s; %(allowed)s are allowed.") % {"size": mebibytes(size), "allowed": mebibytes(limits.file_bytes)},
                instead=_("Split it into smaller files."),
            )
        raw = path.read_bytes()
    except OSError as fault:
        raise ImportRefused(_("%(path)s cannot be read: %(what)s.") % {"path": path, "what": fault.strerror or fault}) from fault
    kind = kind_of(raw, limits)
    if kind not in kinds:
        wanted = _(" or ").join(str(KIND_WORDS[k]) for k in kinds)
        raise ImportRefused(_("The file is %(what)s; this import reads %(wanted)s.") % {"what": KIND_WORDS[kind], "wanted": wanted})
    return READERS[kind](raw, name or path.name, limits)
