"""Zip archives, measured before anything is parsed: what they say of themselves is not believed."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator

from django.utils.translation import gettext as _

from onecop.imports.contract import ImportRefused
from onecop.imports.readers.limits import Limits, mebibytes

CHUNK = 2**20


def open_zip(raw: bytes, limits: Limits) -> zipfile.ZipFile:
    """Return the archive, after its directory has been found within the limits.

    Raises:
        ImportRefused: damaged, encrypted, too many entries, or it would unpack to too much.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(raw))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error) as fault:
        raise ImportRefused(_("The file looks like a zip archive but is damaged.")) from fault
    entries = archive.infolist()
    if len(entries) > limits.zip_entries:
        raise ImportRefused(_("The archive holds %(n)s files; %(allowed)s are allowed.") % {"n": f"{len(entries):,}", "allowed": f"{limits.zip_entries:,}"})
    if sum(e.file_size for e in entries) > limits.unpacked_bytes:
        raise ImportRefused(_("The archive would unpack to more than %(size)s.") % {"size": mebibytes(limits.unpacked_bytes)})
    for entry in entries:
        if entry.flag_bits & 1:
            raise ImportRefused(_("The archive is locked with a password."), instead=_("Save it again without one."))
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise ImportRefused(_("The archive is packed in a way that is not read here."), instead=_("Pack it again as an ordinary zip file."))
        if entry.file_size > CHUNK and entry.file_size > limits.ratio * max(entry.compress_size, 1):
            raise ImportRefused(_("The archive holds a file that unpacks to more than %(ratio)s times its size.") % {"ratio": limits.ratio})
    return archive


def unpack(raw: bytes, entry: zipfile.ZipInfo, watch: Callable[[bytes], None] | None = None) -> Iterator[bytes]:
    """Yield the entry's bytes in pieces, and stop with a refusal where they outgrow what the directory says."""
    begin = entry.header_offset
    if raw[begin : begin + 4] != b"PK\x03\x04":
        raise ImportRefused(_("The archive is damaged."))
    name_size, extra_size = struct.unpack("<HH", raw[begin + 26 : begin + 30])
    data = memoryview(raw)[begin + 30 + name_size + extra_size :][: entry.compress_size]
    engine = zlib.decompressobj(-15) if entry.compress_type == zipfile.ZIP_DEFLATED else None
    grown = 0
    for at in range(0, len(data), CHUNK):
        rest = bytes(data[at : at + CHUNK])
        while rest:
            try:
                piece = engine.decompress(rest, 4 * CHUNK) if engine else rest
            except zlib.error as fault:
                raise ImportRefused(_("The archive is damaged.")) from fault
            rest = engine.unconsumed_tail if engine else b""
            grown += len(piece)
            if grown > entry.file_size:
                raise ImportRefused(_("The archive holds a file that is larger than it says."))
            if piece:
                yield piece
    if grown != entry.file_size:
        raise ImportRefused(_("The archive holds a file of another size than it says."))
