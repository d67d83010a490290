"""Reads QR codes back: the letters of a mailing are looked at as a phone would, from the picture of their page.

Only what our letters use: bytes in one or more blocks, level M, drawn exactly, so that no error has to be corrected (ISO/IEC 18004).
"""

import segno


def decode(matrix: list[list[int]]) -> str:
    """Return the text of a matrix of modules (1 is dark), without its quiet zone."""
    size = len(matrix)
    version = (size - 17) // 4
    mask = _mask(matrix)
    free = _free(version, size)
    bits: list[int] = []
    column, up = size - 1, True
    while column > 0:
        column -= column == 6
        for row in range(size - 1, -1, -1) if up else range(size):
            for x in (column, column - 1):
                if free[row][x]:
                    bits.append(matrix[row][x] ^ MASKS[mask](row, x))
        column, up = column - 2, not up
    words = [int("".join(map(str, bits[n : n + 8])), 2) for n in range(0, len(bits) - 7, 8)]
    return _text(_in_order(words, version), version)


MASKS = [
    lambda i, j: (i + j) % 2 == 0, lambda i, j: i % 2 == 0, lambda i, j: j % 3 == 0, lambda i, j: (i + j) % 3 == 0,
    lambda i, j: (i // 2 + j // 3) % 2 == 0, lambda i, j: (i * j) % 2 + (i * j) % 3 == 0, lambda i, j: ((i * j) % 2 + (i * j) % 3) % 2 == 0,
    lambda i, j: ((i + j) % 2 + (i * j) % 3) % 2 == 0,
]  # fmt: skip
BLOCKS_M = {1: [16], 2: [28], 3: [44], 4: [32, 32], 5: [43, 43], 6: [27] * 4, 7: [31] * 4, 8: [38, 38, 39, 39], 9: [36, 36, 36, 37, 37]}
CENTRES = {1: [], 2: [6, 18], 3: [6, 22], 4: [6, 26], 5: [6, 30], 6: [6, 34], 7: [6, 22, 38], 8: [6, 24, 42], 9: [6, 26, 46]}


def _mask(matrix: list[list[int]]) -> int:
    word = [matrix[8][x] for x in (0, 1, 2, 3, 4)]
    level, mask = word[0] * 2 + word[1] ^ 0b10, (word[2] * 4 + word[3] * 2 + word[4]) ^ 0b101
    assert level == 0b00, "not level M"
    return mask


def _free(version: int, size: int) -> list[list[bool]]:
    free = [[True] * size for _ in range(size)]

    def block(top: int, left: int, height: int, width: int) -> None:
        for row in range(max(0, top), min(size, top + height)):
            for x in range(max(0, left), min(size, left + width)):
                free[row][x] = False

    block(0, 0, 9, 9)
    block(0, size - 8, 9, 8)
    block(size - 8, 0, 8, 9)
    block(6, 0, 1, size)
    block(0, 6, size, 1)
    for row in CENTRES[version]:
        for x in CENTRES[version]:
            if (row, x) not in {(6, 6), (6, size - 7), (size - 7, 6)}:
                block(row - 2, x - 2, 5, 5)
    if version >= 7:
        block(0, size - 11, 6, 3)
        block(size - 11, 0, 3, 6)
    return free


def _in_order(words: list[int], version: int) -> list[int]:
    lengths = BLOCKS_M[version]
    blocks: list[list[int]] = [[] for _ in lengths]
    taken = iter(words)
    for n in range(max(lengths)):
        for block, length in zip(blocks, lengths, strict=True):
            if n < length:
                block.append(next(taken))
    return [word for block in blocks for word in block]


def _text(words: list[int], version: int) -> str:
    bits = "".join(f"{word:08b}" for word in words)
    assert bits[:4] == "0100", "not in bytes"
    length = int(bits[4:12], 2)
    return bytes(int(bits[12 + 8 * n : 20 + 8 * n], 2) for n in range(length)).decode()


def matrix_of(address: str) -> list[list[int]]:
    return [list(row) for row in segno.make(address, error="m", micro=False, boost_error=False).matrix]
