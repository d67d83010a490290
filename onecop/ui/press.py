"""Prints long documents in a process of their own, so that what the typesetter holds is given back when it ends.

Typst keeps about a third of a megabyte for every page of a run, and gives none of it back: a thousand letters would cost the server 350 MB for good.
"""

import json
import subprocess
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from onecop.ui.paper import pdf

HOME = Path(__file__).parents[2]
"""Where the package lies, so that the child finds it wherever the server was started."""
PATIENCE = 600
"""Seconds; a thousand letters take about five."""


class NotPrinted(Exception):
    """The process that prints failed; its last words follow."""


def print_apart(source: Path, words: Mapping[str, Any], *, at: datetime) -> bytes:
    """Return what `ui.paper.pdf` returns, byte for byte, drawn by a child process that ends with the document.

    Args:
        source, words, at: see `ui.paper.pdf`.

    Raises:
        NotPrinted: the child could not draw it, or took longer than ten minutes.
    """
    order = json.dumps({"source": str(source), "at": at.isoformat(), "words": dict(words)}, ensure_ascii=False)
    child = [sys.executable, "-m", "onecop.ui.press"]
    try:
        done = subprocess.run(child, input=order.encode(), capture_output=True, timeout=PATIENCE, check=False, cwd=HOME)
    except subprocess.TimeoutExpired:
        raise NotPrinted(f"{source.name}: not done within {PATIENCE} seconds") from None
    if done.returncode:
        raise NotPrinted(f"{source.name}: {done.stderr.decode(errors='replace')[-500:]}")
    return done.stdout


def main() -> None:
    """Read an order from standard input, write the document to standard output."""
    order = json.loads(sys.stdin.buffer.read())
    sys.stdout.buffer.write(pdf(Path(order["source"]), order["words"], at=datetime.fromisoformat(order["at"])))


if __name__ == "__main__":
    main()
