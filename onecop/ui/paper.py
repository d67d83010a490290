"""Puts words on paper: accessible PDF by Typst, in our own fonts.

    pdf(HERE / "waiver.typ", {"name": signature.name}, at=signature.at)

The source reads its words by `#let words = json(bytes(sys.inputs.words))`, so nothing a person typed can become markup. `fonts/` holds the web
fonts of `static/ui/fonts` in the form that Typst reads (both under the SIL Open Font License).
"""

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

FONTS = Path(__file__).parent / "fonts"
NO_LETTER = "could not be displayed"


def pdf(source: Path, words: Mapping[str, Any], *, at: datetime) -> bytes:
    """Return a document as PDF/UA-1, the same bytes for the same words and moment.

    A name in letters that no font here can draw still gets its document; it then makes no claim to PDF/UA, which forbids empty boxes.

    Args:
        source: a `.typ` file with a title and a language. words: anything JSON can hold. at: when it was made (aware), as the file says.

    Raises:
        typst.TypstError: the source is wrong, or a picture has no alternative text.
    """
    import typst  # weighs 40 MB: only who prints loads it

    given = {"words": json.dumps(words, ensure_ascii=False)}
    options: dict[str, Any] = {"root": source.parent, "sys_inputs": given, "font_paths": [FONTS], "timestamp": int(at.timestamp())}
    try:
        return bytes(typst.compile(source, pdf_standards="ua-1", **options))
    except typst.TypstError as error:
        if NO_LETTER not in str(error):
            raise
        return bytes(typst.compile(source, **options))
