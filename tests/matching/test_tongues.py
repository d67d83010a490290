"""Words that are kept for later readers are kept in every language."""

from django.utils import translation
from django.utils.translation import gettext as _

from onecop.matching import tongues


def _say() -> list[dict[str, object]]:
    return [{"part": "load", "lead": _("One doubt:")}, {"part": "stay", "lead": _("Another doubt:")}]


def test_words_are_written_in_every_language_whoever_sets_it_off() -> None:
    there = [
        {"part": "load", "lead": "One doubt:", "es": {"lead": "Una duda:"}},
        {"part": "stay", "lead": "Another doubt:", "es": {"lead": "Otra duda:"}},
    ]
    assert tongues.written(_say, "lead") == there
    with translation.override("es"):
        assert tongues.written(_say, "lead") == there


def test_a_reader_gets_their_own_language_and_the_first_one_otherwise() -> None:
    row = {"part": "load", "lead": "One doubt:", "es": {"lead": "Una duda:"}}
    with translation.override("es"):
        assert tongues.read(row)["lead"] == "Una duda:"
    with translation.override("en"):
        assert tongues.read(row)["lead"] == "One doubt:"
    with translation.override(None):
        assert tongues.read(row)["lead"] == "One doubt:"


def test_a_row_without_other_languages_is_read_as_it_is() -> None:
    with translation.override("es"):
        assert tongues.read({"lead": "One doubt:"}) == {"lead": "One doubt:"}
