"""A picture as it comes from a phone becomes one that may be kept: checked before it is decoded, turned upright, made smaller, written anew.

What the phone wrote into the file (where it was taken, when, by whom, a smaller copy of the whole) does not survive: only the pixels are carried over.
"""

import io
from dataclasses import dataclass

from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from onecop.followups.exceptions import CannotKeep

Image.init()
FORMATS = tuple(name for name in ("JPEG", "PNG", "WEBP", "HEIF") if name in Image.OPEN)
"""What is read. HEIC of iPhones only where this Pillow can: most phones send a JPEG when a page asks for one."""
LARGEST = 15 * 2**20
"""Bytes of one picture as it comes."""
PIXELS = 40_000_000
"""Of a picture as it comes: read from its head, before anything is decoded."""
SIDE, SMALL = 1600, 480
"""The longer side of what is kept, in pixels."""
QUALITY = 82


@dataclass(frozen=True)
class Print:
    """A picture as it is kept: JPEG, and a smaller one for lists."""

    file: bytes
    small: bytes
    width: int
    height: int


def develop(raw: bytes) -> Print:
    """Return a picture fit to be kept.

    Raises:
        CannotKeep: it is empty, too large in bytes or pixels, no picture, or broken.
    """
    if not 0 < len(raw) <= LARGEST:
        raise CannotKeep(_("A picture may have 15 megabytes at most."), instead=_("Choose a smaller one."))
    try:
        with Image.open(io.BytesIO(raw), formats=FORMATS) as found:
            width, height = found.size
            if width * height > PIXELS or not width * height:
                raise CannotKeep(_("This picture has too many pixels."), instead=_("Save it smaller: 40 million pixels at most."))
            found.draft("RGB", (SIDE, SIDE))  # a JPEG is decoded at an eighth, a quarter or a half where that is enough
            smaller = found.convert("RGBA") if found.mode == "P" else found
            smaller.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
            plain = _on_white(ImageOps.exif_transpose(smaller))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError) as error:
        words = _("This file is no picture that we can read.")
        raise CannotKeep(words, instead=_("Choose a JPEG, PNG or WebP. iPhones: Settings, Camera, Formats, Most Compatible.")) from error
    small = plain.copy()
    small.thumbnail((SMALL, SMALL), Image.Resampling.LANCZOS)
    return Print(_bytes(plain), _bytes(small), *plain.size)


def _on_white(found: Image.Image) -> Image.Image:
    """Return the pixels on a fresh canvas that knows nothing of the file they came from."""
    clear = found.convert("RGBA") if found.mode in ("RGBA", "LA", "PA") or "transparency" in found.info else None
    canvas = Image.new("RGB", found.size, "white")
    canvas.paste(clear or found.convert("RGB"), (0, 0), clear)
    return canvas


def _bytes(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return out.getvalue()
