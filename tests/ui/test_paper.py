"""Paper: accessible where the fonts allow it, the same bytes again, and words that never become markup."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
import typst

from onecop.ui.paper import pdf

AT = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)
SOURCE = """#let words = json(bytes(sys.inputs.words))
#set document(title: "A letter")
#set text(font: "Public Sans", lang: "en")
= A letter
#words.name
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    made = tmp_path / "letter.typ"
    made.write_text(SOURCE)
    return made


def test_it_is_accessible_and_the_same_again(source: Path) -> None:
    made = pdf(source, {"name": "Mai Phạm"}, at=AT)
    assert b"pdfuaid:part" in made
    assert made == pdf(source, {"name": "Mai Phạm"}, at=AT)


def test_letters_that_no_font_has_are_no_fault(source: Path) -> None:
    made = pdf(source, {"name": "\U00010600\U0005ffff"}, at=AT)  # the second is no letter and never will be
    assert made.startswith(b"%PDF-")
    assert b"pdfuaid:part" not in made


def test_words_are_never_markup(source: Path) -> None:
    assert pdf(source, {"name": '#panic("no") */ $x$ ] }'}, at=AT).startswith(b"%PDF-")


def test_a_wrong_source_says_so(source: Path) -> None:
    source.write_text(SOURCE + "#nobody-knows-this")
    with pytest.raises(typst.TypstError, match="unknown variable"):
        pdf(source, {"name": "Mai"}, at=AT)
