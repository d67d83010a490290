"""What a guest shows at the door, as a picture that a phone's camera reads."""

from io import BytesIO

import segno

from onecop.mail.parts import Attachment

MARK = "ONECOP:"
"""In front of the code, so that a phone at the door passes over other pictures."""


def qr(text: str) -> "segno.QRCode":
    """Return a QR code. Level M bears some dirt and stays coarse enough for an old camera."""
    return segno.make_qr(text, error="m")


class Drawn:
    """A QR code as SVG to stand inside a page; the words beside it say the same. Squares alone: nothing of the text becomes markup."""

    def __init__(self, text: str) -> None:
        self._svg = qr(text).svg_inline(scale=5, border=2, omitsize=True, dark="#000", light="#fff", svgclass="guest-qr", lineclass=None)

    def __html__(self) -> str:
        return self._svg

    __str__ = __html__


def for_door(code: str) -> Drawn:
    """Return what a guest shows at the door."""
    return Drawn(f"{MARK}{code}")


def picture(code: str) -> Attachment:
    """Return the picture that goes with a confirmation."""
    out = BytesIO()
    qr(f"{MARK}{code}").save(out, kind="png", scale=8, border=4)
    return Attachment("your-code.png", out.getvalue(), "image/png")
