"""A PDF looked at: each page as a picture, and the QR code on it as a phone would read it."""

import re
import struct
import tempfile
import zlib
from pathlib import Path

import typst

from tests.launch.qr import decode

PPI = 200
LEFT, WIDTH = 1.125, 1.25  # inches: where the letters have their code
PAGE = '#set page(width: 8.5in, height: 11in, margin: 0pt)\n#image("letters.pdf", page: {page}, width: 8.5in)'


def page(pdf: bytes, number: int) -> bytes | None:
    """Return one page as PNG, counted from 1; None when there is no such page."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "letters.pdf").write_bytes(pdf)
        source = Path(folder) / "page.typ"
        source.write_text(PAGE.format(page=number))
        try:
            made = typst.compile(source, root=folder, format="png", ppi=PPI)
        except typst.TypstError as error:
            if "page" not in str(error):
                raise
            return None
    assert isinstance(made, bytes)
    return made


def count(pdf: bytes) -> int:
    """Return how many pages a PDF has, as its own page tree says."""
    plain = pdf + b"".join(_inflated(stream) for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL))
    return max(int(n) for n in re.findall(rb"/Count (\d+)", plain))


def _inflated(stream: bytes) -> bytes:
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return b""


def read_code(png: bytes) -> str:
    """Return the text of the code on a letter: the lowest dark thing at its left."""
    rows = grey(png)
    left, right = int(LEFT * PPI), int((LEFT + WIDTH) * PPI)
    dark = [[x for x in range(left, right) if row[x] < 128] for row in rows]
    bottom = max(y for y, found in enumerate(dark) if found)
    top = bottom
    while any(dark[y] for y in range(max(0, top - 12), top)):  # twelve rows of white: the quiet zone
        top -= 1
    west, east = min(x for y in range(top, bottom + 1) for x in dark[y]), max(x for y in range(top, bottom + 1) for x in dark[y])
    size = _size(rows, top, west, bottom - top + 1)
    step = (east - west + 1) / size
    matrix = [[int(rows[int(top + (i + 0.5) * step)][int(west + (j + 0.5) * step)] < 128) for j in range(size)] for i in range(size)]
    return decode(matrix)


def _size(rows: list[list[int]], top: int, west: int, height: int) -> int:
    """Return how many modules wide it is: the finder in its corner is seven, and sizes go in fours."""
    finder = next(n for n in range(height) if rows[top + 2][west + n] >= 128)
    return min(range(21, 58, 4), key=lambda size: abs(height / size - finder / 7))


def grey(png: bytes) -> list[list[int]]:
    """Return the brightness of each pixel of an 8-bit PNG, on white."""
    width, height = struct.unpack(">II", png[16:24])
    channels = {0: 1, 2: 3, 4: 2, 6: 4}[png[25]]
    data, at = b"", 8
    while at < len(png):
        length = struct.unpack(">I", png[at : at + 4])[0]
        if png[at + 4 : at + 8] == b"IDAT":
            data += png[at + 8 : at + 8 + length]
        at += 12 + length
    raw, stride = zlib.decompress(data), width * channels
    before, rows = bytearray(stride), []
    for n in range(height):
        kind, line = raw[n * (stride + 1)], bytearray(raw[n * (stride + 1) + 1 : (n + 1) * (stride + 1)])
        _unfilter(kind, line, before, channels)
        before = line
        rows.append([line[x * channels] for x in range(width)])
    return rows


def _unfilter(kind: int, line: bytearray, before: bytearray, step: int) -> None:
    if kind == 0:
        return
    for n in range(len(line)):
        left, up, corner = line[n - step] if n >= step else 0, before[n], before[n - step] if n >= step else 0
        near = (left, up, (left + up) // 2, _paeth(left, up, corner))[kind - 1]
        line[n] = (line[n] + near) & 255


def _paeth(left: int, up: int, corner: int) -> int:
    guess = left + up - corner
    return min((abs(guess - left), 0, left), (abs(guess - up), 1, up), (abs(guess - corner), 2, corner))[2]
