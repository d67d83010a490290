"""Names of congregations written in capitals: which of their words are abbreviations and stay so."""

from functools import lru_cache

from onecop.imports.words import soften, tidy

LONGEST = 6
WORDS = frozenset(
    {
        "agape", "bethel", "canaan", "christ", "church", "eden", "elim", "faith", "gospel", "grace", "hope", "israel", "jesus", "joy", "light",
        "love", "mercy", "mosque", "peace", "salem", "shiloh", "sinai", "temple", "unity", "zion"
    }
)  # fmt: skip
"""Short words of names that stand alone and are no abbreviations."""
SHORTENED = frozenset(
    {
        "bldg", "blvd", "br", "bros", "chr", "ctr", "dr", "fr", "ft", "hts", "jr", "ltd", "mr", "mrs", "ms", "mt", "mtn", "pkwy", "pl", "rd", "sr",
        "st", "sts", "th", "thy"
    }
)  # fmt: skip
"""Shortened words, which take a capital and small letters."""
_VOWELS = frozenset("AEIOUY")
_MARKS = ".,;:()[]\"'“”‘’&/-"


def soften_name(text: str) -> str:
    """Return a name written all in capitals as it is usually written, abbreviations in capitals.

    A short word that is the whole name stays (`CAIR`), and so does one that nobody could say (`DHCF OUTREACH` → `DHCF Outreach`).
    """
    neat = soften(text)
    if neat == text or not text.isupper():
        return neat
    words = tidy(text).split(" ")
    if stands_alone(words):
        return words[0]
    return " ".join(word if _is_unsayable(word) else soft for word, soft in zip(words, neat.split(" "), strict=True))


def stands_alone(words: list[str]) -> bool:
    """True for one short word in capitals that is not known as a word: taken for an abbreviation."""
    return (
        len(words) == 1 and words[0].isascii() and words[0].isalpha() and words[0].isupper() and 2 < len(words[0]) <= LONGEST and words[0].lower() not in WORDS
    )


@lru_cache(1 << 12)
def _is_unsayable(word: str) -> bool:
    """True for three to six capitals without a vowel, or that begin with four consonants: no word of English does."""
    bare = word.strip(_MARKS)
    if not bare.isalpha() or not bare.isascii() or not 2 < len(bare) <= LONGEST or bare.lower() in SHORTENED:
        return False
    return not _VOWELS & set(bare[:4] if len(bare) > 3 else bare)
